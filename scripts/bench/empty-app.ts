/** The same Fastify with an empty handler and no Temporal: what the webhook's own work is measured against. */
import { fastify } from 'fastify';

const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post('/webhooks/:source', (_request, reply) => reply.code(202).send({}));
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
