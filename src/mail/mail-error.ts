/**
 * What became of a mail that could not be confirmed as accepted. The only question that matters to the caller is
 * whether sending it again may make it arrive twice.
 */

/**
 * - `not-sent`: surely not accepted; sending again is safe and may work (network, TLS, login, 4xx).
 * - `refused`: surely not accepted and never will be as it is (5xx to this sender, recipient or message).
 * - `unknown`: the text had begun to leave and no final reply came: it may have arrived. Never send it again.
 */
export type MailOutcome = 'not-sent' | 'refused' | 'unknown';

export class MailError extends Error {
  override readonly name = 'MailError';
  readonly outcome: MailOutcome;
  /** The server's three digits, where it answered. */
  readonly responseCode: number | null;

  constructor(outcome: MailOutcome, message: string, responseCode: number | null, cause?: unknown) {
    super(message, { cause });
    this.outcome = outcome;
    this.responseCode = responseCode;
  }
}

/** The fields that nodemailer sets on its errors (lib/smtp-connection `_formatError`). */
interface SmtpFault {
  message: string;
  code?: string | undefined;
  command?: string | undefined;
  responseCode?: number | undefined;
  /** nodemailer: 5yz, save 503, which speaks of the session and not of the mail. */
  permanent?: boolean | undefined;
}

/**
 * Classifies a fault of one SMTP session, which carries one mail to one recipient.
 *
 * nodemailer's `command` is `CONN` for a lost connection at whatever stage, so it can't tell how far the mail got;
 * `bodyStarted` does: it is true from the moment that the server's 354 made nodemailer read the text. Until then the
 * server has nothing to accept. After it, only a reply to the end of the text (nodemailer's `EMESSAGE` with the
 * server's code; RFC 5321 4.2.5: 4yz and 5yz both mean "not accepted") proves that it was not taken.
 */
export function toMailError(error: unknown, bodyStarted: boolean): MailError {
  const fault: SmtpFault = error instanceof Error ? error : new Error(String(error));
  const responseCode = fault.responseCode ?? null;
  const outcome = outcomeOf(fault, bodyStarted);
  return new MailError(outcome, fault.message, responseCode, error);
}

/** Replies to these speak of this mail; those to the greeting, STARTTLS or AUTH speak of the server or the login. */
const ABOUT_THE_MAIL: readonly string[] = ['MAIL FROM', 'RCPT TO', 'DATA'];

function outcomeOf({ code, command, permanent, responseCode }: SmtpFault, bodyStarted: boolean): MailOutcome {
  const answered = responseCode !== undefined && responseCode >= 400;
  if (bodyStarted && !(answered && code === 'EMESSAGE')) return 'unknown';
  if (answered) return permanent === true && ABOUT_THE_MAIL.includes(command ?? '') ? 'refused' : 'not-sent';
  // No reply: nodemailer refused it itself. An impossible address or a text over the server's SIZE stays so.
  return code === 'EENVELOPE' || code === 'EMESSAGE' ? 'refused' : 'not-sent';
}
