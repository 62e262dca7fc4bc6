/** Notes on tickets. Each is looked for before it is written, so a retried activity doesn't comment twice. */
import { cancellationSignal } from '@temporalio/activity';
import type { RecoveryInput } from '../contract/recovery-input.ts';
import type { RecoveryStatus } from '../contract/recovery.ts';
import type { PlanAgain } from '../mail/compose.ts';
import { workflowLink } from '../report/links.ts';
import { composeNote, type NoteKind } from '../tickets/compose-note.ts';
import { markerOf } from '../tickets/ticket-api.ts';
import type { ActivityDependencies } from './dependencies.ts';

export type TicketNoteActivities = ReturnType<typeof createTicketNoteActivities>;

export interface TicketNoteRequest {
  /** Name of the ticket system in the configuration. */
  system: string;
  /** The ticket's id in the system's API. */
  ticketId: string;
  kind: NoteKind;
  /** With the kind, it tells this note from every other: a recovery, or a ticket's workflow. */
  author: string;
  /** The workflow that the note leads to. */
  workflowId: string;
  recoveryId: string | null;
  input: RecoveryInput | null;
  status: RecoveryStatus | null;
  /** Of `plan-again`. */
  again?: PlanAgain;
}

/** `there`: an earlier attempt wrote it. `nowhere`: no notes are configured for this system. */
export type TicketNoteOutcome = 'written' | 'there' | 'nowhere';

export function createTicketNoteActivities({ config, openTicketSystem }: ActivityDependencies) {
  return {
    async writeTicketNote(request: TicketNoteRequest): Promise<TicketNoteOutcome> {
      const { system, ticketId, kind, author, workflowId, recoveryId, input, status, again = null } = request;
      const opened = openTicketSystem(system);
      if (opened === null) return 'nowhere';
      const { api, language } = opened;
      const marker = markerOf(author, kind);
      if (await api.has(ticketId, marker, cancellationSignal())) return 'there';
      const temporalUi = config.temporalUi ?? null;
      const link = temporalUi === null ? null : workflowLink(temporalUi, workflowId);
      const data = { workflowId, link, recoveryId, status, input, temporalUi, again };
      await api.add(ticketId, { ...composeNote(kind, data, language), marker }, cancellationSignal());
      return 'written';
    },
  };
}
