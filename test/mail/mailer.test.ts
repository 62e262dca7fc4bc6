import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { startSmtpSink, type SmtpSink, type SmtpSinkOptions } from '../../simulators/mail/smtp-sink.ts';
import { MailError } from '../../src/mail/mail-error.ts';
import { createMailer, type Mailer, type MailerSettings, type MailMessage } from '../../src/mail/mailer.ts';
import { startScriptedSmtp, type Script } from './scripted-smtp.ts';

const MAIL: MailMessage = {
  to: 'owner@example.org',
  subject: 'Votre instance a été arrêtée',
  text: 'Bonjour,\n\nà bientôt.\n',
  messageId: '<recovery-1.owner-received.1@example.org>',
  headers: { 'Auto-Submitted': 'auto-generated', References: '<recovery-1@example.org>' },
};
const certificate = (name: string): string => readFileSync(new URL(`tls/${name}`, import.meta.url), 'utf8');

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()));
});

async function sinkWith(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const sink = await startSmtpSink(options);
  opened.push(() => sink.close());
  return sink;
}
const mailerTo = (port: number, settings: Partial<MailerSettings> = {}): Mailer =>
  createMailer({
    host: '127.0.0.1',
    port,
    security: 'none',
    from: 'Cloud recovery <recovery@example.org>',
    timeouts: { connectMs: 400, idleMs: 400, totalMs: 3000 },
    ...settings,
  });

async function failureOf(mailer: Mailer, message = MAIL): Promise<MailError> {
  const error: unknown = await mailer.send(message).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MailError)) throw new Error(`expected a MailError, got ${String(error)}`);
  return error;
}

describe('a mail that goes well', () => {
  it('arrives once, as written, with the id and headers of the caller', async () => {
    const sink = await sinkWith();
    const attachment = { filename: 'report.md', content: '# Rapport\n', contentType: 'text/markdown; charset=utf-8' };
    const sent = await mailerTo(sink.port).send({ ...MAIL, attachments: [attachment] });

    expect(sent).toEqual({ messageId: MAIL.messageId });
    expect(sink.messages).toHaveLength(1);
    expect(sink.messages[0]).toMatchObject({
      from: 'recovery@example.org',
      to: ['owner@example.org'],
      subject: MAIL.subject,
      text: MAIL.text,
      messageId: MAIL.messageId,
      headers: { 'auto-submitted': 'auto-generated', references: '<recovery-1@example.org>' },
      attachments: [{ filename: 'report.md', content: '# Rapport\n' }],
    });
  });

  it('logs in where a user is configured', async () => {
    const sink = await sinkWith({ login: { user: 'worker', password: 'pass word' } });
    await mailerTo(sink.port, { user: 'worker', password: 'pass word' }).send(MAIL);
    expect(sink.messages).toHaveLength(1);
  });

  it.each(['starttls', 'tls'] as const)('goes over %s when the certificate is trusted', async (security) => {
    const [key, cert] = [certificate('localhost.key'), certificate('localhost.crt')];
    const sink = await sinkWith({ secure: security === 'tls', key, cert });
    await mailerTo(sink.port, { security, ca: cert }).send(MAIL);
    expect(sink.messages).toHaveLength(1);
  });
});

describe('what untrusted text can do to the header', () => {
  it('nothing: line breaks and control characters in it become one line', async () => {
    const sink = await sinkWith();
    await mailerTo(sink.port).send({
      ...MAIL,
      subject: 'Instance a\r\nBcc: spy@example.net\r\n\r\nbody\u0000\u001B[31m',
      headers: { 'In-Reply-To': '<a@b>\r\nBcc: spy@example.net' },
    });
    const [mail] = sink.messages;
    expect(mail?.to).toEqual(['owner@example.org']);
    expect(mail?.headers).not.toHaveProperty('bcc');
    expect(mail?.subject).toBe('Instance a Bcc: spy@example.net body\uFFFD\uFFFD[31m');
    expect(mail?.text).toBe(MAIL.text);
  });

  it('nor does an address add recipients', async () => {
    const sink = await sinkWith();
    const to = 'owner@example.org>, <spy@example.net';
    expect(await failureOf(mailerTo(sink.port), { ...MAIL, to })).toMatchObject({ outcome: 'refused' });
    expect(sink.messages).toEqual([]);
  });
});

describe('a mail that surely did not leave', () => {
  it('is not-sent when nobody listens', async () => {
    const sink = await startSmtpSink();
    await sink.close();
    expect(await failureOf(mailerTo(sink.port))).toMatchObject({ outcome: 'not-sent', responseCode: null });
  });

  it.each([
    ['connect', 421],
    ['connect', 554],
    ['connect', 'drop'],
    ['connect', 'hang'],
    ['mail', 451],
    ['mail', 'drop'],
    ['mail', 'hang'],
    ['rcpt', 450],
    ['rcpt', 'drop'],
    ['rcpt', 'hang'],
    ['data', 452],
    ['after-data', 451],
  ] as const)('is not-sent when the server answers at %s with %s', async (stage, fault) => {
    const sink = await sinkWith();
    sink.faults.failNext(stage, fault);
    const error = await failureOf(mailerTo(sink.port));
    expect(error).toMatchObject({ outcome: 'not-sent', responseCode: typeof fault === 'number' ? fault : null });
    expect(sink.messages).toEqual([]);

    await mailerTo(sink.port).send(MAIL);
    expect(sink.messages).toHaveLength(1);
  });

  it.each<Script>([
    { DATA: '451 later' },
    { DATA: 'drop' },
    { DATA: 'hang' },
    { MAIL: '503 out of order' },
    { greeting: 'SSH-2.0-OpenSSH_9.2' },
    { EHLO: 'hang' },
  ])('is not-sent when the text was never asked for: %o', async (script) => {
    const server = await startScriptedSmtp(script);
    opened.push(() => server.close());
    expect(await failureOf(mailerTo(server.port))).toMatchObject({ outcome: 'not-sent' });
  });

  it.each(['starttls', 'tls'] as const)('is not-sent when the certificate over %s is not trusted', async (security) => {
    const sink = await sinkWith({ secure: security === 'tls' });
    expect(await failureOf(mailerTo(sink.port, { security }))).toMatchObject({ outcome: 'not-sent' });
    expect(sink.messages).toEqual([]);
  });

  it('is not-sent when the server has no STARTTLS: never in clear text', async () => {
    const server = await startScriptedSmtp({});
    opened.push(() => server.close());
    expect(await failureOf(mailerTo(server.port, { security: 'starttls' }))).toMatchObject({ outcome: 'not-sent' });
  });

  it('is not-sent when the login fails: an operator mends it, and the mail goes out', async () => {
    const sink = await sinkWith({ login: { user: 'worker', password: 'right' } });
    const error = await failureOf(mailerTo(sink.port, { user: 'worker', password: 'wrong' }));
    expect(error).toMatchObject({ outcome: 'not-sent', responseCode: 535 });
    expect(error.message).not.toContain('wrong');
  });

  it('is not-sent when the server offers no login though one is configured', async () => {
    const server = await startScriptedSmtp({});
    opened.push(() => server.close());
    expect(await failureOf(mailerTo(server.port, { user: 'worker', password: 'x' }))).toMatchObject({
      outcome: 'not-sent',
    });
  });
});

describe('a mail that nobody will take', () => {
  it.each([
    ['mail', 550],
    ['rcpt', 550],
    ['data', 554],
    ['after-data', 552],
  ] as const)('is refused when the server answers at %s with %i', async (stage, code) => {
    const sink = await sinkWith();
    sink.faults.failNext(stage, code);
    expect(await failureOf(mailerTo(sink.port))).toMatchObject({ outcome: 'refused', responseCode: code });
    expect(sink.messages).toEqual([]);
  });
});

describe('a mail whose text had begun to leave', () => {
  it.each(['drop', 'hang'] as const)(
    'is unknown on %s after the text, since the server may have kept it',
    async (fault) => {
      const sink = await sinkWith();
      sink.faults.failNext('after-data', fault);
      expect(await failureOf(mailerTo(sink.port))).toMatchObject({ outcome: 'unknown', responseCode: null });
      expect(sink.messages).toHaveLength(1);
    },
  );

  it.each(['drop', 'hang'] as const)('is unknown on %s in the middle of the text', async (fault) => {
    const sink = await sinkWith();
    sink.faults.failNext('data', fault);
    const text = 'x'.repeat(2_000_000);
    expect(await failureOf(mailerTo(sink.port), { ...MAIL, text })).toMatchObject({ outcome: 'unknown' });
  });

  it('is unknown when the last reply is no SMTP', async () => {
    const server = await startScriptedSmtp({ text: 'HTTP/1.1 200 OK' });
    opened.push(() => server.close());
    expect(await failureOf(mailerTo(server.port))).toMatchObject({ outcome: 'unknown' });
  });
});

describe('the end of a session', () => {
  it('comes within the total time, however the server dawdles', async () => {
    const server = await startScriptedSmtp({ MAIL: 'hang' });
    opened.push(() => server.close());
    const mailer = mailerTo(server.port, { timeouts: { connectMs: 400, idleMs: 60_000, totalMs: 300 } });
    expect(await failureOf(mailer)).toMatchObject({ outcome: 'not-sent' });
  });

  it('comes at close, which leaves no mail pending', async () => {
    const server = await startScriptedSmtp({ MAIL: 'hang' });
    opened.push(() => server.close());
    const mailer = mailerTo(server.port, { timeouts: { connectMs: 60_000, idleMs: 60_000, totalMs: 60_000 } });
    const failure = failureOf(mailer);
    setImmediate(() => {
      mailer.close();
    });
    expect(await failure).toMatchObject({ outcome: 'not-sent' });
  });
});
