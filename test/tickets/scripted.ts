/** Small ticket systems that answer as the real ones' sources and documents say; each file:line claim is in src/tickets. */
import { fastify, type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';

export const TICKET = '4711';
export const TOKEN = 'token-of-the-recovery-account';

/** A note as the system keeps it. */
interface KeptNote {
  subject: string;
  body: string;
  internal: boolean;
}

export interface ScriptedSystem {
  url: string;
  notes: KeptNote[];
  /** Of the next note, the answer is lost on the way: it was written all the same. */
  loseNextAnswer(): void;
  close(): Promise<void>;
}

interface Script {
  app: FastifyInstance;
  keep: (note: KeptNote) => void;
  notes: KeptNote[];
}

async function scripted(script: (script: Script) => void): Promise<ScriptedSystem> {
  const app = fastify();
  const notes: KeptNote[] = [];
  let lost = false;
  script({ app, notes, keep: (note) => notes.push(note) });
  app.addHook('onSend', (request, reply, payload, done) => {
    const wrote = request.method === 'POST' && lost && !request.url.endsWith('/Get');
    if (wrote) {
      lost = false;
      request.raw.socket.destroy();
    }
    done(null, payload);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    notes,
    loseNextAnswer: () => void (lost = true),
    close: () => app.close(),
  };
}

const isTicket = (params: unknown): boolean => (params as { id: string }).id === TICKET;

/**
 * RT 5.0.3 answers 401 without a token; the history of a ticket that doesn't exist is empty, and only the comment tells.
 * A transaction's Data is its subject. It tells no total.
 */
export const scriptedRequestTracker = (): Promise<ScriptedSystem> =>
  scripted(({ app, notes, keep }) => {
    app.addHook('onRequest', async ({ headers }, reply) => {
      if (headers.authorization !== `token ${TOKEN}`) await reply.code(401).send({ message: 'Unauthorized' });
    });
    app.get('/REST/2.0/rt', () => ({ Version: '5.0.3', Plugins: [] }));
    app.get('/REST/2.0/ticket/:id/history', ({ params, query }) => {
      const { fields = '', page = '1', per_page: asked = '20' } = query as Record<string, string>;
      const perPage = Math.min(Number(asked), 100);
      const all = !isTicket(params)
        ? []
        : [
            { id: '1', type: 'transaction', Type: 'Create', Data: null },
            ...notes.map(({ subject }, index) => ({ id: String(index + 2), Type: 'Comment', Data: subject })),
          ];
      const items = all.slice((Number(page) - 1) * perPage, Number(page) * perPage).map((item) => ({
        id: item.id,
        type: 'transaction',
        ...(fields.includes('Data') ? { Type: item.Type, Data: item.Data } : {}),
      }));
      return { count: items.length, total: null, pages: null, page: Number(page), items };
    });
    const write = (internal: boolean) =>
      app.post(`/REST/2.0/ticket/:id/${internal ? 'comment' : 'correspond'}`, async ({ params, body }, reply) => {
        if (!isTicket(params)) return reply.code(404).send({ message: 'Not Found' });
        const { Subject: subject, Content: content, ContentType: type } = body as Record<string, string>;
        if (content === undefined || type === undefined)
          return reply.code(400).send({ message: 'ContentType is a required field for application/json' });
        keep({ subject: subject ?? 'No Subject', body: content, internal });
        return reply.code(201).send([internal ? 'Comments added' : 'Correspondence added']);
      });
    write(true);
    write(false);
  });

export const scriptedZammad = (): Promise<ScriptedSystem> =>
  scripted(({ app, notes, keep }) => {
    app.addHook('onRequest', async ({ headers }, reply) => {
      if (headers.authorization !== `Token token=${TOKEN}`)
        await reply.code(401).send({ error: 'Invalid BasicAuth credentials', error_human: 'Invalid credentials' });
    });
    app.get('/api/v1/users/me', () => ({ id: 3, login: 'recovery' }));
    app.get('/api/v1/ticket_articles/by_ticket/:id', async ({ params }, reply) =>
      isTicket(params)
        ? notes.map(({ subject, body, internal }, id) => ({ id, subject, body, internal, type: 'note' }))
        : reply.code(404).send({ error: "Couldn't find Ticket with 'id'=1" }),
    );
    app.post('/api/v1/ticket_articles', async ({ body }, reply) => {
      const article = body as Record<string, unknown>;
      if (article['ticket_id'] !== Number(TICKET))
        return reply.code(422).send({ error: "No lookup value found for 'ticket_id': 1" });
      keep({
        subject: String(article['subject']),
        body: String(article['body']),
        internal:
          article['internal'] === true && article['type'] === 'note' && article['content_type'] === 'text/plain',
      });
      return reply.code(201).send({ id: notes.length });
    });
  });

/** A session for each login; content is HTML; without the application's token nobody gets in. */
export const scriptedGlpi = (): Promise<ScriptedSystem> =>
  scripted(({ app, notes, keep }) => {
    const sessions = new Set<string>();
    app.addHook('onRequest', async ({ headers, url }, reply) => {
      if (headers['app-token'] !== 'app')
        return reply.code(400).send(['ERROR_WRONG_APP_TOKEN_PARAMETER', 'parameter app_token seems wrong']);
      if (!url.includes('initSession') && !sessions.has(String(headers['session-token'])))
        return reply.code(401).send(['ERROR_SESSION_TOKEN_INVALID', 'session_token seems invalid']);
    });
    app.get('/apirest.php/initSession', async ({ headers }, reply) => {
      if (headers.authorization !== `user_token ${TOKEN}`)
        return reply.code(401).send(['ERROR_GLPI_LOGIN_USER_TOKEN', 'parameter user_token seems invalid']);
      sessions.add(String(sessions.size + 1));
      return { session_token: String(sessions.size) };
    });
    app.get('/apirest.php/killSession', ({ headers }, reply) => {
      sessions.delete(String(headers['session-token']));
      return reply.code(200).send();
    });
    app.get('/apirest.php/Ticket/:id/ITILFollowup', async ({ params }, reply) =>
      isTicket(params)
        ? notes.map(({ body, internal }, id) => ({ id, content: body, is_private: internal ? 1 : 0 }))
        : reply.code(404).send(['ERROR_ITEM_NOT_FOUND', 'Item not found']),
    );
    app.post('/apirest.php/ITILFollowup', async ({ body }, reply) => {
      const { input } = body as { input: Record<string, unknown> };
      if (input['items_id'] !== Number(TICKET) || input['itemtype'] !== 'Ticket')
        return reply.code(400).send(['ERROR_GLPI_ADD', 'You do not have permission to perform this action.']);
      keep({ subject: '', body: String(input['content']), internal: input['is_private'] === 1 });
      return reply.code(201).send({ id: notes.length, message: 'Item successfully added' });
    });
  });

/** The generic interface answers 200 to everything; what failed is in the body. */
export const scriptedZnuny = (): Promise<ScriptedSystem> =>
  scripted(({ app, notes, keep }) => {
    const refusal = (operation: string, params: unknown, body: Record<string, unknown>): object | null => {
      const code =
        body['UserLogin'] !== 'recovery' || body['Password'] !== TOKEN
          ? 'AuthFail'
          : isTicket(params)
            ? null
            : 'AccessDenied';
      return code === null ? null : { Error: { ErrorCode: `${operation}.${code}`, ErrorMessage: `${operation}: no` } };
    };
    app.post('/Ticket/:id/Get', ({ params, body }) => {
      const refused = refusal('TicketGet', params, body as Record<string, unknown>);
      if (refused !== null) return refused;
      // Without articles the key is missing.
      const articles = notes.map(({ subject, body: text }) => ({ Subject: subject, Body: text }));
      return { Ticket: [{ TicketID: TICKET, ...(articles.length === 0 ? {} : { Article: articles }) }] };
    });
    app.post('/Ticket/:id/Update', ({ params, body }) => {
      const refused = refusal('TicketUpdate', params, body as Record<string, unknown>);
      if (refused !== null) return refused;
      const { Article: article } = body as { Article: Record<string, unknown> };
      keep({
        subject: String(article['Subject']),
        body: String(article['Body']),
        internal: article['IsVisibleForCustomer'] === 0 && article['CommunicationChannel'] === 'Internal',
      });
      return { TicketID: TICKET, TicketNumber: '2026112410000017', ArticleID: String(notes.length) };
    });
  });

/** @param version - 3 for the Cloud, 2 for a Data Center. At most 100 comments to a page, whatever is asked for. */
export const scriptedJira = (version: '2' | '3'): Promise<ScriptedSystem> =>
  scripted(({ app, notes, keep }) => {
    const expected =
      version === '3' ? `Basic ${Buffer.from(`recovery@example.org:${TOKEN}`).toString('base64')}` : `Bearer ${TOKEN}`;
    app.addHook('onRequest', async ({ headers }, reply) => {
      if (headers.authorization !== expected) await reply.code(401).send({ errorMessages: ['Unauthorized'] });
    });
    app.get(`/rest/api/${version}/myself`, () => ({ displayName: 'recovery' }));
    const path = `/rest/api/${version}/issue/:id/comment`;
    const missing = { errorMessages: ['Issue does not exist or you do not have permission to see it.'], errors: {} };
    app.get(path, async ({ params, query }, reply) => {
      if (!isTicket(params)) return reply.code(404).send(missing);
      const { startAt = '0', maxResults = '50' } = query as Record<string, string>;
      const comments = notes
        .slice(Number(startAt), Number(startAt) + Math.min(Number(maxResults), 100))
        .map(({ body }) => ({ body: version === '3' ? (JSON.parse(body) as unknown) : body }));
      return { startAt: Number(startAt), maxResults: 100, total: notes.length, comments };
    });
    app.post(path, async ({ params, body }, reply) => {
      if (!isTicket(params)) return reply.code(404).send(missing);
      const { body: content, properties = [] } = body as {
        body: unknown;
        properties?: { key: string; value: unknown }[];
      };
      const fits = version === '3' ? typeof content === 'object' : typeof content === 'string';
      if (!fits) return reply.code(400).send({ errorMessages: [], errors: { comment: 'Comment body is not valid!' } });
      const internal = properties.some(
        ({ key, value }) => key === 'sd.public.comment' && (value as { internal: boolean }).internal,
      );
      keep({ subject: '', body: version === '3' ? JSON.stringify(content) : String(content), internal });
      return reply.code(201).send({ id: String(notes.length) });
    });
  });
