/** Which microversions Nova and Cinder have: what a client asks for first. */
import type { FastifyInstance } from 'fastify';
import { unauthorized } from './answers.ts';
import type { Microversions } from './microversions.ts';
import type { Operation } from './operations.ts';
import { serve, type Serving } from './served-call.ts';
import type { Tokens } from './tokens.ts';

interface Context {
  tokens: Tokens;
  serving: Serving;
  nova: Microversions;
  cinder: Microversions;
}

export function versionDocuments(app: FastifyInstance, { tokens, serving, nova, cinder }: Context): void {
  const document = (url: string, operation: Operation, open: boolean, body: unknown): unknown =>
    app.get(url, (request, reply) => {
      const caller = tokens.admitted(String(request.headers['x-auth-token']));
      return serve(serving, request, reply, {
        operation,
        // Nova doesn't look at the token here, so it can't know whose it is.
        user: open ? null : (caller?.userName ?? null),
        admit: (requestId) => {
          if (!open && caller === null) throw unauthorized({ 'x-openstack-request-id': requestId });
        },
        act: () => ({ status: 200, body }),
      });
    });
  document('/compute/v2.1/', 'compute.versions.get', true, { version: versionDocument('v2.1', nova) });
  // Nova tells everybody; Cinder's is behind its door.
  document('/volume/v3/', 'block-storage.versions.get', false, { versions: [versionDocument('v3.0', cinder)] });
}

const versionDocument = (id: string, { minimum, maximum }: Microversions): unknown => ({
  id,
  status: 'CURRENT',
  version: maximum,
  min_version: minimum,
});
