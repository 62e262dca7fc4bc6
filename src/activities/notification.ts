/** Mails. A mail can't be taken back, so each leaves at most once: see docs/explanation/retries-and-idempotency.md. */
import { FailureType } from '../contract/failure-types.ts';
import type { RecoveryInput } from '../contract/recovery-input.ts';
import type { EndedResult, RecoveryStatus } from '../contract/recovery.ts';
import { composeMail, type MailKind } from '../mail/compose.ts';
import { MailError } from '../mail/mail-error.ts';
import { messageIdOf } from '../mail/message-id.ts';
import type { ActivityDependencies, RecoveryScope } from './dependencies.ts';
import { failure } from './failures.ts';

export type NotificationActivities = ReturnType<typeof createNotificationActivities>;

export interface MailRequest {
  scope: RecoveryScope;
  kind: MailKind;
  workflowId: string;
  input: RecoveryInput;
  status: RecoveryStatus;
  result?: EndedResult;
  reminder?: { number: number; deadline: string };
}

/** `unknown`: the connection broke after the text was handed over; it may have arrived and is not sent again. */
export type MailOutcome = 'sent' | 'refused' | 'unknown' | 'no-recipient';

export function createNotificationActivities({ config, mailer }: ActivityDependencies) {
  const { cloudTeam, from } = config.mail;
  return {
    /**
     * Not idempotent, since SMTP is not: run it with one attempt. It fails with `MailNotSent` only when the mail
     * surely did not leave; the workflow then asks again.
     */
    async sendMail(request: MailRequest): Promise<MailOutcome> {
      const { kind, input, scope } = request;
      const recipient = kind.startsWith('owner-') ? input.owner : cloudTeam;
      if (recipient === undefined) return 'no-recipient';
      const mail = composeMail(kind, {
        recoveryId: scope.recoveryId,
        workflowId: request.workflowId,
        status: request.status,
        input,
        language: recipient.language,
        ...(request.result === undefined ? {} : { result: request.result }),
        ...(request.reminder === undefined ? {} : { reminder: request.reminder }),
        ...(config.temporalUi === undefined ? {} : { temporalUi: config.temporalUi }),
      });
      // Reminders are counted anew in each wait, and mail servers drop a second mail of the same id: hence the phase.
      const name = `${kind}.${request.status.phase}`;
      const messageId = messageIdOf(scope.recoveryId, name, request.reminder?.number ?? 0, from);
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
