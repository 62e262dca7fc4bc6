/** Keystone: passwords, one application credential, tokens with a catalogue. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { keystoneNotFound, Refusal, unauthorized } from './answers.ts';
import { blockStorageEntries, type Release } from './releases.ts';
import { ADMIN, ADMIN_PROJECT, ALICE, APPLICATION_CREDENTIAL, BOB, OTHER_PROJECT, PROJECT } from './seed.ts';
import type { Operation } from './operations.ts';
import type { SimulatedCloud } from './cloud.ts';
import { serve, type Serving } from './served-call.ts';
import type { Answer } from './simulator.ts';
import type { Token, Tokens } from './tokens.ts';

const TOKEN_LIFE_MS = 3_600_000;

const Request = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.array(z.string()).min(1),
      password: z
        .object({
          user: z.looseObject({ name: z.string().optional(), id: z.string().optional(), password: z.string() }),
        })
        .optional(),
      application_credential: z.looseObject({ id: z.string().optional(), secret: z.string() }).optional(),
    }),
    scope: z.object({ project: z.looseObject({ id: z.string().optional(), name: z.string().optional() }) }).optional(),
  }),
});

interface Context {
  tokens: Tokens;
  base: () => string;
  serving: Serving;
  release: Release;
  cloud: SimulatedCloud;
}

export function identity(app: FastifyInstance, { tokens, base, serving, release, cloud }: Context): void {
  app.post('/identity/v3/auth/tokens', (request, reply) =>
    serve(serving, request, reply, {
      operation: 'identity.tokens.create',
      user: null,
      admit: () => undefined,
      act: () => {
        const who = login(request.body, cloud);
        const entries = catalog(base(), who.project.id, release);
        const answer = issueToken(who, tokens, entries, cloud.clockAheadMs);
        serving.secrets.add(answer.headers['x-subject-token']);
        return answer;
      },
    }),
  );
  const ofToken = (method: 'GET' | 'DELETE', operation: Operation, act: (id: string, token: Token) => Answer): void => {
    app.route({
      method,
      url: '/identity/v3/auth/tokens',
      handler: (request, reply) =>
        serve(serving, request, reply, {
          operation,
          user: null,
          admit: (requestId) => {
            if (tokens.valid(String(request.headers['x-auth-token'])) === null)
              throw unauthorized({ 'x-openstack-request-id': requestId });
          },
          act: () => {
            const id = String(request.headers['x-subject-token']);
            const token = tokens.valid(id);
            if (token === null) throw keystoneNotFound('Failed to validate token');
            return act(id, token);
          },
        }),
    });
  };
  ofToken('GET', 'identity.tokens.get', (id, { body }) => ({ status: 200, headers: { 'x-subject-token': id }, body }));
  ofToken('DELETE', 'identity.tokens.delete', (id) => {
    tokens.revoke(id);
    return { status: 204 };
  });
}

function issueToken(
  { user, project, method }: Login,
  tokens: Tokens,
  entries: unknown,
  clockAheadMs: number,
): Answer & { headers: { 'x-subject-token': string } } {
  const issued = new Date(Date.now() + clockAheadMs);
  const roles = user === ADMIN ? ['reader', 'member', 'admin'] : ['reader', 'member'];
  const body = {
    token: {
      methods: [method],
      user: { id: user.id, name: user.name, domain: { id: 'default', name: 'Default' }, password_expires_at: null },
      project: { ...project, domain: { id: 'default', name: 'Default' } },
      roles: roles.map((name) => ({ id: name, name })),
      issued_at: issued.toISOString(),
      expires_at: new Date(issued.getTime() + TOKEN_LIFE_MS).toISOString(),
      ...(method === 'application_credential'
        ? { application_credential: { id: APPLICATION_CREDENTIAL.id, name: 'recovery', restricted: true } }
        : {}),
      catalog: entries,
    },
  };
  const caller = { isAdmin: user === ADMIN, projectId: project.id, userId: user.id, userName: user.name };
  return { status: 201, headers: { 'x-subject-token': tokens.give({ caller, body }) }, body };
}

const hasPassed = (end: Date | null): boolean => end !== null && end.getTime() <= Date.now();

interface Login {
  user: typeof ALICE;
  project: typeof PROJECT;
  method: string;
}

function login(body: unknown, { credentialExpiresAt }: SimulatedCloud): Login {
  const parsed = Request.safeParse(body);
  if (!parsed.success)
    throw new Refusal(400, { error: { code: 400, message: 'Malformed request', title: 'Bad Request' } });
  const { identity: how, scope } = parsed.data.auth;
  if (how.application_credential !== undefined) {
    const { id, secret } = how.application_credential;
    if (id !== APPLICATION_CREDENTIAL.id) throw keystoneNotFound(`Could not find Application Credential: ${id ?? ''}.`);
    // In the same words: keystone application_credential/backends/sql.py, authenticate.
    if (secret !== APPLICATION_CREDENTIAL.secret || hasPassed(credentialExpiresAt)) throw unauthorized();
    if (scope !== undefined) throw scopeRefused();
    return { user: ALICE, project: PROJECT, method: 'application_credential' };
  }
  const user = [ALICE, BOB, ADMIN].find(
    (each) => each.name === how.password?.user.name && each.password === how.password.user.password,
  );
  const project = projectsOf(user).find(({ id, name }) => scope?.project.id === id || scope?.project.name === name);
  if (user === undefined || project === undefined) throw unauthorized();
  return { user, project, method: 'password' };
}

const projectsOf = (user: typeof ALICE | undefined): (typeof PROJECT)[] =>
  user === ADMIN ? [ADMIN_PROJECT, PROJECT] : user === BOB ? [OTHER_PROJECT] : [PROJECT];

/** An application credential carries its project; a request that names one is refused (recorded 02). */
const scopeRefused = (): Refusal =>
  new Refusal(401, {
    error: {
      code: 401,
      identity: {},
      message: 'Error authenticating with application credential: Application credentials cannot request a scope.',
      title: 'Unauthorized',
    },
  });

const catalog = (url: string, projectId: string, release: Release): unknown =>
  (
    [
      ['compute', 'nova', '/compute/v2.1'],
      ...blockStorageEntries(release, projectId),
      ['image', 'glance', '/image'],
      ['network', 'neutron', '/network'],
    ] as const
  ).map(([type, name, path]) => ({
    type,
    name,
    endpoints: (['public', 'internal', 'admin'] as const).map((each) => ({
      interface: each,
      region: 'RegionOne',
      region_id: 'RegionOne',
      url: `${url}${path}`,
    })),
  }));
