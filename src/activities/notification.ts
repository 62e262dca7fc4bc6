/** Mails. A mail can't be taken back, so each leaves at most once: see docs/explanation/retries-and-idempotency.md. */
import { FailureType } from '../contract/failure-types.ts';
import type { RecoveryInput } from '../contract/recovery-input.ts';
import type { EndedResult, RecoveryStatus } from '../contract/recovery.ts';
import { composeMail, type MailKind, type PlanAgain } from '../mail/compose.ts';
import { MailError } from '../mail/mail-error.ts';
import { messageIdOf } from '../mail/message-id.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { failure } from './failures.ts';

export type { PlanAgain };

export type NotificationActivities = ReturnType<typeof createNotificationActivities>;

export interface MailRequest {
  recoveryId: string;
  kind: MailKind;
  workflowId: string;
  /** Null while it is not complete. */
  input: RecoveryInput | null;
  status: RecoveryStatus;
  result?: EndedResult;
  reminder?: { number: number; deadline: string };
  again?: PlanAgain;
  /** Counts the mails of one kind and phase: mail servers drop a second one of the same id. */
  number: number;
}

/** `unknown`: the connection broke after the text was handed over; it may have arrived and is not sent again. */
export type MailOutcome = 'sent' | 'refused' | 'unknown' | 'no-recipient';

export function createNotificationActivities({ config, mailer }: ActivityDependencies) {
  const { from } = config.mail;
  return {
    /**
     * Not idempotent, since SMTP is not: run it with one attempt. It fails with `MailNotSent` only when the mail
     * surely did not leave; the workflow then asks again.
     */
    async sendMail(request: MailRequest): Promise<MailOutcome> {
      const { kind, input, recoveryId } = request;
      const recipient = recipientOf(kind, input, config.mail);
      if (recipient === undefined) return 'no-recipient';
      const mail = composeMail(kind, {
        recoveryId,
        workflowId: request.workflowId,
        status: request.status,
        input,
        language: recipient.language,
        ...(request.result === undefined ? {} : { result: request.result }),
        ...(request.reminder === undefined ? {} : { reminder: request.reminder }),
        ...(request.again === undefined ? {} : { again: request.again }),
        ...(config.temporalUi === undefined ? {} : { temporalUi: config.temporalUi }),
      });
      const messageId = messageIdOf(recoveryId, `${kind}.${request.status.phase}`, request.number, from);
      try {
        await mailer.send({ ...mail, to: recipient.email, messageId });
        return 'sent';
      } catch (error) {
        if (!(error instanceof MailError)) throw error;
        if (error.outcome === 'not-sent') throw failure(FailureType.MailNotSent, error.message, false);
        return error.outcome;
      }
    },
  };
}

type Recipient = NonNullable<RecoveryInput['owner']>;

function recipientOf(
  kind: MailKind,
  input: RecoveryInput | null,
  { cloudTeam, escalation }: ActivityDependencies['config']['mail'],
): Pick<Recipient, 'email' | 'language'> | undefined {
  if (kind === 'team-escalation') return escalation;
  return kind.startsWith('owner-') ? input?.owner : cloudTeam;
}
