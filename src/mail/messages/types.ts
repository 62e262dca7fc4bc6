/** What the mails say, in one language. Arguments are one harmless line each; see `src/report/plain-text.ts`. */
import type { Part } from '../text.ts';

/** What every mail may name. */
export interface MailFacts {
  /** Name of the compromised instance, or its id. */
  server: string;
  serverId: string;
  cloud: string | null;
  recoveryId: string;
  ticket: string | null;
  ownerName: string | null;
  /** Why the compromise is certain, in the words of who confirmed it. */
  confirmation: { by: string; reason: string } | null;
  requestedBy: string | null;
}

export interface MailText {
  subject: string;
  parts: Part[];
}

/** How it ended, for the words. */
export type Ending = 'recovered' | 'refused' | 'rejected' | 'expired' | 'cancelled' | 'failed';
export type Waiting = 'cloud' | 'approval' | 'unlock' | 'confirmation';
export type Place = 'untouched' | 'detached' | 'returned';

/** An answer to give, three ways. */
export interface AnswerWays {
  signal: string;
  json: string;
  /** Page of the recovery in the Temporal UI. */
  link: string | null;
  /** Command line that gives the same answer. */
  command: string;
}

export interface Reminder {
  number: number;
  since: string;
  deadline: string | null;
  /** The reader is told because the cloud team does not answer. */
  escalated: boolean;
}

/** What is missing or wrong in the input of a run, and what would mend it. */
export interface OpenQuestion {
  recoveryId: string;
  workflowId: string;
  /** Page of the run in the Temporal UI. */
  link: string | null;
  faults: readonly string[];
  /** JSON to paste; null where the analyst is not asked anything. */
  mend: string | null;
  /** What somebody else must mend. */
  problems: readonly string[];
}

export interface MailTexts {
  ownerReceived: (facts: MailFacts) => MailText;
  ownerPlan: (
    facts: MailFacts,
    /** `again`: it replaces one that was sent before. */
    plan: { paragraphs: readonly Part[]; needsUnlock: boolean; again: boolean },
  ) => MailText;
  ownerResult: (facts: MailFacts, ending: Ending, volumes: readonly { name: string; where: Place }[]) => MailText;
  teamPlan: (
    facts: MailFacts,
    plan: { paragraphs: readonly Part[] } | null,
    problems: readonly string[],
    answers: { approve: AnswerWays; reject: AnswerWays; deletion: AnswerWays | null },
    deadline: string | null,
    /** What was told before is void; `by` had approved it. */
    again: { why: 'changed' | 'lapsed'; before: string; by: string | null } | null,
  ) => MailText;
  teamReminder: (
    facts: MailFacts,
    reminder: Reminder & { waiting: Waiting; problems: readonly string[] },
    answers: readonly AnswerWays[],
  ) => MailText;
  /** Before it is known which instance is meant. */
  inputReminder: (reminder: Reminder, question: OpenQuestion) => MailText;
  teamHandOver: (
    facts: MailFacts,
    report: {
      login: string | null;
      mounts: readonly string[];
      unmounted: number;
      warnings: readonly string[];
      decisions: readonly string[];
    },
    answers: { confirm: AnswerWays; extend: AnswerWays },
  ) => MailText;
  teamEnded: (
    facts: MailFacts,
    ending: Ending,
    details: {
      summary: string;
      problems: readonly string[];
      /** Who decided, and who Temporal says it was. */
      decisions: readonly string[];
      volumes: readonly { name: string; where: Place; snapshotId: string | null }[];
      /** Names, first undone first; empty after an ordinary end. */
      undone: readonly string[];
      /** Null when the run ended without saying; its summary does then. */
      left: readonly string[] | null;
      /** Address of a start form that is filled in as this recovery was; null where nothing is to be tried again. */
      startAgain: string | null;
    },
  ) => MailText;
}
