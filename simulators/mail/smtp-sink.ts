/**
 * A mail server that delivers nothing: it keeps what it receives, so that tests and the demo can read it, and it can
 * misbehave at each stage of a session, as real ones do.
 */
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

export interface ReceivedMail {
  /** Envelope, not header. */
  from: string;
  to: string[];
  subject: string;
  text: string;
  messageId: string;
  /** Names in lower case; of a repeated header, the last. */
  headers: Readonly<Record<string, string>>;
  attachments: { filename: string; contentType: string; content: string }[];
  receivedAt: string;
}

/**
 * `connect`: instead of the greeting; `mail`, `rcpt`: the reply to that command; `data`: as soon as the text begins to
 * arrive; `after-data`: in place of the final reply.
 */
type Stage = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data' | 'after-data';
/** A refusal with that code, a connection cut without a word, or silence. A mail that is cut or left `after-data` was kept. */
type Fault = number | 'drop' | 'hang';

export interface SmtpSink {
  host: string;
  port: number;
  messages: ReceivedMail[];
  /** The first message, old or new, that fits. @throws Error after `timeoutMs`, with the subjects that did arrive. */
  waitForMessage(predicate: (mail: ReceivedMail) => boolean, timeoutMs: number): Promise<ReceivedMail>;
  faults: {
    /** The next session that reaches `stage` fails so, once. Calls add up. */
    failNext(stage: Stage, fault?: Fault): void;
    clear(): void;
  };
  close(): Promise<void>;
}

export interface SmtpSinkOptions {
  /** Default: a free one. */
  port?: number;
  /** TLS from the first byte. */
  secure?: boolean;
  /** PEM; smtp-server's own self-signed certificate when left out. */
  key?: string;
  cert?: string;
  /** Demand this login. */
  login?: { user: string; password: string };
}

const HOST = '127.0.0.1';

export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const { port = 0, secure = false, key, cert, login } = options;
  const messages: ReceivedMail[] = [];
  const watchers = new Set<() => void>();
  const sockets = new Map<number, Socket>();
  const planned: { stage: Stage; fault: Fault }[] = [];

  /** Runs the next planned fault of this stage, or `otherwise`. */
  const at = (
    stage: Stage,
    session: SMTPServerSession,
    refuse: (error: Error) => void,
    otherwise: () => void,
    beforeFault?: () => void,
  ): void => {
    const index = planned.findIndex((candidate) => candidate.stage === stage);
    const [next] = index < 0 ? [] : planned.splice(index, 1);
    if (next === undefined) otherwise();
    else if (typeof next.fault === 'number')
      refuse(Object.assign(new Error(`planned fault at ${stage}`), { responseCode: next.fault }));
    else {
      beforeFault?.();
      if (next.fault === 'drop') sockets.get(session.remotePort)?.destroy();
    }
  };

  const keep = (mail: ReceivedMail): void => {
    messages.push(mail);
    for (const look of watchers) look();
  };

  const server = new SMTPServer({
    secure,
    ...(key === undefined || cert === undefined ? {} : { key, cert }),
    // Its built-in certificate is meant for tests; it says so on every start.
    logger: false,
    authOptional: login === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onConnect: (session, done) => {
      at('connect', session, done, () => done());
    },
    onAuth: (auth, session, done) => {
      at('auth', session, done, () => {
        if (auth.username === login?.user && auth.password === login?.password) done(null, { user: auth.username });
        else done(Object.assign(new Error('Invalid username or password'), { responseCode: 535 }));
      });
    },
    onMailFrom: (_address, session, done) => {
      at('mail', session, done, () => done());
    },
    onRcptTo: (_address, session, done) => {
      at('rcpt', session, done, () => done());
    },
    onData: (stream, session, done) => {
      const take = async (): Promise<void> => {
        const mail = await read(await collect(stream), session);
        const kept = (): void => {
          keep(mail);
          done();
        };
        at('after-data', session, done, kept, () => keep(mail));
      };
      // Called before the 354 is sent: a fault in the text has to wait for the text.
      const textBegins = planned.some(({ stage, fault }) => stage === 'data' && typeof fault !== 'number');
      if (textBegins) stream.once('data', () => at('data', session, done, done));
      else at('data', session, done, () => void take().catch(done));
    },
  });
  server.server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  // A client that goes away in mid-session is what the tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, HOST, () => resolve());
  });
  const address = server.server.address();

  return {
    host: HOST,
    port: typeof address === 'object' && address !== null ? address.port : port,
    messages,
    waitForMessage: (predicate, timeoutMs) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = messages.find(predicate);
          if (found === undefined) return;
          clearTimeout(timer);
          watchers.delete(look);
          resolve(found);
        };
        const timer = setTimeout(() => {
          watchers.delete(look);
          const subjects = messages.map(({ subject }) => subject).join(', ');
          reject(new Error(`no such mail within ${timeoutMs} ms; arrived: ${subjects || 'none'}`));
        }, timeoutMs);
        watchers.add(look);
        look();
      }),
    faults: {
      failNext: (stage, fault = 451) => planned.push({ stage, fault }),
      clear: () => planned.splice(0),
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets.values()) socket.destroy();
      }),
  };
}

async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function read(content: Buffer, session: SMTPServerSession): Promise<ReceivedMail> {
  const mail = await simpleParser(content);
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    messageId: mail.messageId ?? '',
    headers: Object.fromEntries(
      mail.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]),
    ),
    attachments: mail.attachments.map((attachment) => ({
      filename: attachment.filename ?? '',
      contentType: attachment.contentType,
      content: attachment.content.toString('utf8'),
    })),
    receivedAt: new Date().toISOString(),
  };
}
