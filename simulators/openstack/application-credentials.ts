/** Keystone's application credentials: there is one, and only its user may look at it. */
import type { FastifyInstance } from 'fastify';
import { keystoneNotFound, Refusal, unauthorized } from './answers.ts';
import type { SimulatedCloud } from './cloud.ts';
import { ALICE, APPLICATION_CREDENTIAL } from './seed.ts';
import { serve, type Serving } from './served-call.ts';
import type { Token, Tokens } from './tokens.ts';

interface Context {
  tokens: Tokens;
  serving: Serving;
  cloud: SimulatedCloud;
}

export function applicationCredentials(app: FastifyInstance, { tokens, serving, cloud }: Context): void {
  app.get('/identity/v3/users/:user/application_credentials/:id', (request, reply) => {
    const { user, id } = request.params as { user: string; id: string };
    return serve(serving, request, reply, {
      operation: 'identity.application-credentials.get',
      user: null,
      admit: (requestId): Token => {
        const token = tokens.valid(String(request.headers['x-auth-token']));
        if (token === null) throw unauthorized({ 'x-openstack-request-id': requestId });
        return token;
      },
      act: ({ caller }) => {
        if (id !== APPLICATION_CREDENTIAL.id) throw keystoneNotFound(`Could not find Application Credential: ${id}.`);
        if (caller.userId !== user || user !== ALICE.id) throw forbidden();
        return { status: 200, body: { application_credential: shown(cloud) } };
      },
    });
  });
}

const forbidden = (): Refusal =>
  new Refusal(403, {
    error: {
      code: 403,
      message: 'You are not authorized to perform the requested action: identity:get_application_credential.',
      title: 'Forbidden',
    },
  });

const shown = ({ credentialExpiresAt }: SimulatedCloud): unknown => ({
  id: APPLICATION_CREDENTIAL.id,
  name: 'recovery',
  // Keystone's microseconds, without a zone.
  expires_at: credentialExpiresAt?.toISOString().replace('Z', '000') ?? null,
});
