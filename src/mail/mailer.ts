/**
 * Sends one mail to one recipient over one SMTP session, and says for certain what became of it.
 *
 * On nodemailer's own SMTP connection rather than its transport: the transport reads the message ahead, so it can't
 * tell whether the text had begun to leave when the connection broke, and then nobody knows whether to send again.
 */
import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { plainText } from '../report/plain-text.ts';
import { MailError, toMailError } from './mail-error.ts';

export interface MailerSettings {
  host: string;
  port: number;
  /** `tls` from the first byte, `starttls` required, or `none`. */
  security: 'tls' | 'starttls' | 'none';
  user?: string;
  password?: string;
  /** `Cloud recovery <recovery@example.org>` or the bare address. */
  from: string;
  /** PEM of a certificate authority of the site's own; the system's when left out. */
  ca?: string;
  /** For tests; the defaults bound one mail to a minute and a half. */
  timeouts?: Partial<Timeouts>;
}

interface Timeouts {
  connectMs: number;
  /** Silence of the server. */
  idleMs: number;
  /** The whole session, however busily the server dawdles. */
  totalMs: number;
}

/** RFC 5321 4.5.3.2 would allow ten minutes after the text; a worker's slot is worth more, and `unknown` is honest. */
const TIMEOUTS: Timeouts = { connectMs: 15_000, idleMs: 60_000, totalMs: 90_000 };

export interface MailMessage {
  /** One address. */
  to: string;
  subject: string;
  text: string;
  /** From {@link messageIdOf}, with its angle brackets. */
  messageId: string;
  headers?: Readonly<Record<string, string>>;
  attachments?: readonly MailAttachment[];
}

export interface MailAttachment {
  filename: string;
  content: string;
  contentType: string;
}

export interface Mailer {
  /** @throws MailError - its `outcome` says whether the mail may be sent again. */
  send(message: MailMessage): Promise<{ messageId: string }>;
  /** Ends sessions that are still open; their mails fail. */
  close(): void;
}

export function createMailer(settings: MailerSettings): Mailer {
  const open = new Set<SMTPConnection>();
  return {
    async send(message) {
      const composed = compose(settings.from, message);
      const connection = connectionOf(settings);
      open.add(connection);
      try {
        await deliver(connection, settings, composed);
        return { messageId: message.messageId };
      } finally {
        open.delete(connection);
        connection.close();
      }
    },
    close() {
      for (const connection of open) connection.close();
    },
  };
}

interface Composed {
  envelope: { from: string; to: string[] };
  build: () => Promise<Buffer>;
}

/** Header fields end at line breaks: whatever a server's name or a ticket smuggled in is made one line first. */
const headerText = (text: string): string => plainText(text, 900);

function compose(
  from: string,
  { to, subject, text, messageId, headers = {}, attachments = [] }: MailMessage,
): Composed {
  const mail = new MailComposer({
    from: headerText(from),
    // As an object it is taken as one address and not parsed as a list of them.
    to: { name: '', address: headerText(to) },
    subject: headerText(subject),
    text,
    messageId: headerText(messageId),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, headerText(value)])),
    attachments: attachments.map(({ filename, content, contentType }) => ({
      filename: headerText(filename),
      content: Buffer.from(content),
      contentType: headerText(contentType),
    })),
    // Nothing in a mail of ours is a file or an address to fetch, whatever it looks like.
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const sender = mail.getEnvelope().from;
  return {
    envelope: { from: sender === false ? '' : sender, to: [headerText(to)] },
    build: () => mail.build(),
  };
}

export function connectionOf({ host, port, security, ca, timeouts }: MailerSettings): SMTPConnection {
  const { connectMs, idleMs } = { ...TIMEOUTS, ...timeouts };
  return new SMTPConnection({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(ca === undefined ? {} : { tls: { ca } }),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    dnsTimeout: connectMs,
    socketTimeout: idleMs,
  });
}

async function deliver(
  connection: SMTPConnection,
  settings: MailerSettings,
  { envelope, build }: Composed,
): Promise<void> {
  const content = await build();
  let bodyStarted = false;
  // nodemailer pipes this only after the server's 354, and a stream is read only once it is piped.
  const text = new Readable({
    read() {
      bodyStarted = true;
      this.push(content);
      this.push(null);
    },
  });
  const { totalMs } = { ...TIMEOUTS, ...settings.timeouts };
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      clearTimeout(deadline);
      reject(toMailError(error, bodyStarted));
    };
    const deadline = setTimeout(() => {
      fail(new Error(`no end of the SMTP session within ${totalMs} ms`));
    }, totalMs);
    // Every way in which the session may end settles the promise; only the first counts.
    connection.on('error', fail);
    // `end` precedes nodemailer's own, better report of the same event: let that one through first.
    connection.once('end', () => setImmediate(fail, new Error('the SMTP session was closed')));
    const send = (): void => {
      connection.send({ ...envelope, size: content.length }, text, (error) => {
        if (error !== null) {
          fail(error);
          return;
        }
        clearTimeout(deadline);
        connection.quit();
        resolve();
      });
    };
    connection.connect((error) => {
      if (error) fail(error);
      else login(connection, settings, send, fail);
    });
  });
}

export function login(
  connection: SMTPConnection,
  { user, password }: MailerSettings,
  next: () => void,
  fail: (error: unknown) => void,
): void {
  if (user === undefined) {
    next();
    return;
  }
  if (!connection.allowsAuth) {
    fail(new MailError('not-sent', 'the SMTP server offers no login, but a user is configured', null));
    return;
  }
  connection.login({ user, credentials: { user, pass: password ?? '' } }, (error) => {
    if (error === null) next();
    else fail(error);
  });
}
