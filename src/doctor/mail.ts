/** The mail server takes our login; no mail is sent. */
import type { Config } from '../config.ts';
import { readFileSync } from 'node:fs';
import { tryLogin } from '../mail/try-login.ts';
import { fail, type Looked, ok } from './check.ts';

const TIMEOUT_MS = 15_000;

export async function examineMail({ smtp, from }: Config['mail']): Promise<Looked[]> {
  const { host, port, security, user, passwordFile } = smtp;
  const where = `${host}:${port}`;
  let password: string | undefined;
  try {
    password = passwordFile === undefined ? undefined : readFileSync(passwordFile, 'utf8').trim();
  } catch {
    return [fail('login', `${passwordFile ?? ''} can't be read`, 'Mend mail.smtp.passwordFile, or who may read it.')];
  }
  const settings = {
    ...{ host, port, security, from },
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  };
  try {
    return [ok('SMTP', `${where}: ${await tryLogin(settings, TIMEOUT_MS)}`)];
  } catch (error) {
    return [smtpFault(where, error, security)];
  }
}

function smtpFault(where: string, error: unknown, security: string): Looked {
  const message = error instanceof Error ? error.message : String(error);
  const code = (error as { code?: unknown }).code;
  const seen = `${where}: ${message}`;
  if (code === 'EAUTH')
    return fail(
      'SMTP',
      seen,
      'Mend mail.smtp.user and the password in mail.smtp.passwordFile: the server refuses them.',
    );
  if (code === 'ETLS' || /certificate|TLS|SSL/i.test(message))
    return fail(
      'SMTP',
      seen,
      `mail.smtp.security is ${security}: set it to what the server offers (tls for port 465, starttls for 587 or 25), or have its certificate mended.`,
    );
  return fail(
    'SMTP',
    seen,
    'Mails wait until it answers: start the mail server, or mend mail.smtp.host, port and security, or the firewall between.',
  );
}
