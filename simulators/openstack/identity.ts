/** Keystone: passwords, one application credential, tokens with a catalogue. */
import type { FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Refusal, unauthorized } from './answers.ts';
import { blockStorageEntries, type Release } from './releases.ts';
import { ADMIN, ADMIN_PROJECT, ALICE, APPLICATION_CREDENTIAL, BOB, OTHER_PROJECT, PROJECT } from './seed.ts';
import { serve, type Serving } from './served-call.ts';
import type { Answer, Caller } from './simulator.ts';

export type Tokens = Map<string, Caller>;

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
}

export function identity(app: FastifyInstance, { tokens, base, serving, release }: Context): void {
  app.post('/identity/v3/auth/tokens', (request, reply) =>
    serve(serving, request, reply, {
      operation: 'identity.tokens.create',
      user: null,
      admit: () => undefined,
      act: () => {
        const who = login(request.body);
        const id = randomUUID();
        tokens.set(id, { isAdmin: who.user === ADMIN, projectId: who.project.id, userName: who.user.name });
        serving.secrets.add(id);
        return issued(id, who, catalog(base(), who.project.id, release));
      },
    }),
  );
}

function issued(id: string, { user, project, method }: Login, entries: unknown): Answer {
  const now = new Date();
  const roles = user === ADMIN ? ['reader', 'member', 'admin'] : ['reader', 'member'];
  return {
    status: 201,
    headers: { 'x-subject-token': id },
    body: {
      token: {
        methods: [method],
        user: { id: user.id, name: user.name, domain: { id: 'default', name: 'Default' } },
        project: { ...project, domain: { id: 'default', name: 'Default' } },
        roles: roles.map((name) => ({ id: name, name })),
        issued_at: now.toISOString(),
        expires_at: new Date(now.getTime() + TOKEN_LIFE_MS).toISOString(),
        catalog: entries,
      },
    },
  };
}

interface Login {
  user: typeof ALICE;
  project: typeof PROJECT;
  method: string;
}

function login(body: unknown): Login {
  const parsed = Request.safeParse(body);
  if (!parsed.success)
    throw new Refusal(400, { error: { code: 400, message: 'Malformed request', title: 'Bad Request' } });
  const { identity: how, scope } = parsed.data.auth;
  if (how.application_credential !== undefined) {
    const { id, secret } = how.application_credential;
    if (id !== APPLICATION_CREDENTIAL.id || secret !== APPLICATION_CREDENTIAL.secret) throw unauthorized();
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
