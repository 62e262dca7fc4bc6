/** The webhook service as a Fastify instance that doesn't listen yet. It keeps no state: any number may run side by side. */
import rateLimit from '@fastify/rate-limit';
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, LogController } from 'fastify';
import type { FastifyBaseLogger } from 'fastify';
import { workflowLink } from '../report/links.ts';
import type { Metrics } from './metrics.ts';
import type { Recoveries } from './recoveries.ts';
import { Refusal } from './refusal.ts';
import { type Received, receive, type Source } from './receive.ts';

export interface WebhookDependencies {
  sources: ReadonlyMap<string, Source>;
  recoveries: Recoveries;
  metrics: Metrics;
  deliveriesPerMinute: number;
  trustedProxies: readonly string[];
  temporalUi: string | null;
  logger: FastifyBaseLogger | null;
}

const MOST_BYTES = 1024 * 1024;
const MOST_HEADER_BYTES = 16 * 1024;
/** From the first byte of a request to its last. */
const REQUEST_MS = 10_000;
/** Temporal has been restarted within that, or the sender asks once more. */
const RETRY_AFTER_SECONDS = 10;

export async function buildApp(dependencies: WebhookDependencies): Promise<FastifyInstance> {
  const { logger, trustedProxies, deliveriesPerMinute } = dependencies;
  const app = fastify({
    ...(logger === null ? {} : { loggerInstance: logger }),
    bodyLimit: MOST_BYTES,
    requestTimeout: REQUEST_MS,
    connectionTimeout: 30_000,
    keepAliveTimeout: 20_000,
    // Node looks for requests that take too long every half minute by itself.
    http: { maxHeaderSize: MOST_HEADER_BYTES, headersTimeout: REQUEST_MS, connectionsCheckingInterval: 1000 },
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    // One line for each delivery is written below, without headers.
    logController: new LogController({ disableRequestLogging: true }),
  });
  takeRawJsonOnly(app);
  app.setErrorHandler((error: FastifyError | Refusal, _request, reply) => refuse(reply, error, dependencies));
  app.setNotFoundHandler((_request, reply) => answer(reply, 404, 'not-found', 'There is nothing at this address.'));
  await app.register(rateLimit, {
    max: deliveriesPerMinute,
    timeWindow: 60_000,
    // By source and sender: a stranger's flood must not use up what the ticket system may send.
    keyGenerator: ({ ip, params }) => `${sourceIn(params)} ${ip}`,
    errorResponseBuilder: () =>
      new Refusal('too-many', 'Too many deliveries from this address. Retry-After says when.'),
    global: false,
  });
  addDeliveries(app, dependencies);
  addHealth(app, dependencies);
  return app;
}

const sourceIn = (params: unknown): string =>
  typeof params === 'object' && params !== null && 'source' in params ? String(params.source) : '';

/** The body stays as it came: signatures are over its bytes. */
function takeRawJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    const encoding = headers['content-encoding'] ?? 'identity';
    const refusal = new Refusal('wrong-content-type', 'No content encoding is understood: send the body as it is.');
    done(encoding === 'identity' ? undefined : refusal);
  });
}

function addDeliveries(app: FastifyInstance, dependencies: WebhookDependencies): void {
  const { sources, metrics, temporalUi } = dependencies;
  const known = (params: unknown): Source => {
    const source = sources.get(sourceIn(params));
    if (source === undefined) throw new Refusal('unknown-source', 'No ticket system of this name is configured.');
    return source;
  };
  const limited = { config: { rateLimit: {} } };
  app.post('/webhooks/:source', limited, async (request, reply) => {
    const began = performance.now();
    const source = known(request.params);
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const received = await receive(source, { headers: request.headers, body }, dependencies.recoveries);
    metrics.delivered(source.name, received.outcome, performance.now() - began);
    request.log.info({ source: source.name, ...received }, 'Delivery taken');
    return reply.code(received.outcome === 'ignored' ? 200 : 202).send(shownTo(received, temporalUi));
  });
  app.get('/webhooks/:source', limited, async ({ params, query }, reply) => {
    const { adapter, secrets } = known(params);
    const answered = adapter.challenge?.(query as Record<string, unknown>, secrets) ?? null;
    if (answered === null) throw new Refusal('wrong-signature', 'Deliveries are sent with POST.');
    return reply.type('text/plain; charset=utf-8').send(answered);
  });
}

/** A JSON object with something in it: Znuny takes an empty answer for a failure. */
const shownTo = (received: Received, temporalUi: string | null): Record<string, unknown> =>
  received.outcome === 'ignored'
    ? { ignored: received.reason }
    : {
        workflowId: received.workflowId,
        url: temporalUi === null ? null : workflowLink(temporalUi, received.workflowId),
      };

function addHealth(app: FastifyInstance, { recoveries, metrics }: WebhookDependencies): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    if (await recoveries.reachable()) return { status: 'ok', temporal: 'reachable' };
    return reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send({ status: 'down', temporal: 'unreachable' });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}

/** Fastify's own faults, in our words: they must not tell more than the sender needs. */
const OF_FASTIFY: Readonly<Record<number, Refusal>> = {
  400: new Refusal('not-json', 'The request can not be read.'),
  413: new Refusal('too-large', `The body is larger than ${String(MOST_BYTES)} bytes.`),
  415: new Refusal('wrong-content-type', 'The content type must be application/json.'),
};

function refuse(reply: FastifyReply, error: FastifyError | Refusal, { metrics }: WebhookDependencies): FastifyReply {
  const refusal = error instanceof Refusal ? error : OF_FASTIFY[error.statusCode ?? 500];
  const { log, params } = reply.request;
  const source = sourceIn(params);
  if (refusal === undefined) {
    log.error({ err: error, source }, 'Delivery failed');
    metrics.refused(source, 'fault');
    return answer(reply, 500, 'fault', 'Something is wrong here. Send it again later.');
  }
  log.warn({ source, fault: refusal.fault, err: refusal.cause }, 'Delivery refused');
  metrics.refused(source, refusal.fault);
  if (refusal.status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
  return answer(reply, refusal.status, refusal.fault, refusal.message);
}

const answer = (reply: FastifyReply, status: number, error: string, message: string): FastifyReply =>
  reply.code(status).send({ error, message });
