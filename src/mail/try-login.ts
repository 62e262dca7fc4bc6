/** An SMTP session without a mail: greeting, STARTTLS, login, goodbye. */
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { connectionOf, login, type MailerSettings } from './mailer.ts';

/** @returns what the session came to, such as `TLS, logged in`. @throws Error that says at which step it ended. */
export async function tryLogin(settings: MailerSettings, timeoutMs: number): Promise<string> {
  const connection: SMTPConnection = connectionOf({
    ...settings,
    timeouts: { connectMs: timeoutMs, idleMs: timeoutMs },
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const broken = (error: unknown): void => {
        clearTimeout(deadline);
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const deadline = setTimeout(broken, timeoutMs, new Error(`no end of the session within ${timeoutMs} ms`));
      connection.on('error', broken);
      connection.once('end', () => setImmediate(broken, new Error('the server closed the session')));
      connection.connect((error) => {
        if (error) broken(error);
        else
          login(
            connection,
            settings,
            () => {
              clearTimeout(deadline);
              connection.quit();
              resolve();
            },
            broken,
          );
      });
    });
    const secured = connection.secure ? 'TLS' : 'no TLS, as configured';
    return settings.user === undefined ? secured : `${secured}, logged in`;
  } finally {
    connection.close();
  }
}
