/**
 * One screen of Markdown for the Temporal UI's "Current Details". The UI sends it to its renderer inside a URL, so it
 * has to stay short (facts: proxies cut URLs at 8 kB); its CSS keeps line breaks; images and scripts are refused.
 */
import { hasEnded, mayBeStartedAgain, type RecoveryStatus } from '../contract/recovery.ts';
import { type Block, fit } from './details/blocks.ts';
import { checklistBlock } from './details/checklist.ts';
import { findingBlocks } from './details/findings.ts';
import { decisionBlocks, planBlocks, problemBlocks } from './details/plan.ts';
import { goesOnBlocks, questionBlocks } from './details/question.ts';
import { ticketBlocks } from './details/ticket.ts';
import { toDoBlocks } from './details/to-do.ts';
import { headline, waitingBlocks } from './details/waiting.ts';
import { codeSpan, escapeMarkdown, link } from './escape.ts';
import { startFormLink } from './links.ts';

/** UTF-8 bytes, exclusive. */
export const CURRENT_DETAILS_LIMIT_BYTES = 4000;

/**
 * An empty line at the end. The UI gives its frame the height of the page without the margin of the heading, so that
 * the last line is cut off (seen with UI 2.42.1: 34 pixels).
 */
const CUT_OFF = '\n\n&nbsp;';

export interface CurrentDetailsContext {
  /** ISO 8601; of the workflow's clock. */
  now: string;
  workflowId: string;
  cloud: string;
  ticket: { id: string; url?: string | undefined } | null;
  /** Address of this project's docs folder; null when none is configured. */
  docs: string | null;
  /** Address of the Temporal UI; null when none is configured. */
  temporalUi: string | null;
}

/**
 * @returns Markdown of less than {@link CURRENT_DETAILS_LIMIT_BYTES} bytes, whatever the status holds: what is waited
 *   for, from whom, since when, the exact answers to give, the ten steps, the plan, problems, and how to get at the data.
 */
export function currentDetails(status: RecoveryStatus, context: CurrentDetailsContext): string {
  const blocks: Block[] = [
    { rank: 0, text: headline(status) },
    { rank: 0, text: subjectLine(status, context) },
    ...waitingBlocks(status, context.now),
    ...problemBlocks(status),
    ...questionBlocks(status),
    ...goesOnBlocks(status),
    ...startAgainBlocks(status, context),
    ...toDoBlocks(status),
    ...findingBlocks(status),
    ...ticketBlocks(status),
    ...(status.phase === 'continued' ? [] : [checklistBlock(status)]),
    ...decisionBlocks(status),
    ...planBlocks(status),
    ...madeBlock(status),
    ...identityBlocks(status),
    ...terminalBlock(status, context),
  ];
  return fit(blocks, CURRENT_DETAILS_LIMIT_BYTES - CUT_OFF.length) + CUT_OFF;
}

/** The page of the docs that fits the phase. */
const GUIDE: Readonly<Partial<Record<RecoveryStatus['phase'], string>>> = {
  'awaiting-input': 'reference/input.md',
  'waiting-for-cloud': 'reference/problems.md',
  'awaiting-approval': 'how-to/approve-an-unlock.md',
  'awaiting-unlock': 'how-to/approve-an-unlock.md',
  'handed-over': 'how-to/finish-a-recovery.md',
  failed: 'reference/failures.md',
};

/** Which server, which ticket, and where it is written what to do. */
function subjectLine({ serverName, phase }: RecoveryStatus, { cloud, ticket, docs }: CurrentDetailsContext): string {
  const guide = GUIDE[phase] ?? 'how-to/start-a-recovery.md';
  return [
    `Server **${serverName === null ? 'not known yet' : escapeMarkdown(serverName, 60)}**`,
    ...(cloud === '' ? [] : [`cloud ${escapeMarkdown(cloud, 64)}`]),
    ...(ticket === null
      ? []
      : [`ticket ${ticket.url === undefined ? escapeMarkdown(ticket.id, 64) : link(ticket.id, ticket.url)}`]),
    ...(docs === null ? [] : [link('what to do', `${docs.replace(/\/+$/, '')}/${guide}`)]),
  ].join(' · ');
}

/** A form that is filled in as this recovery was started, where another try may be wanted. */
const startAgainBlocks = ({ phase }: RecoveryStatus, { workflowId, temporalUi }: CurrentDetailsContext): Block[] =>
  !mayBeStartedAgain(phase) || temporalUi === null
    ? []
    : [
        {
          rank: 1,
          text: `To try again: ${link('the start form, filled in as it was', startFormLink(temporalUi, workflowId))}`,
        },
      ];

const identityBlocks = ({ serverId, recoveryId }: RecoveryStatus): Block[] =>
  serverId === null || recoveryId === null
    ? []
    : [{ rank: 1, text: `Server ${codeSpan(serverId, 40)}, recovery ${codeSpan(recoveryId, 40)}` }];

const terminalBlock = ({ phase }: RecoveryStatus, { workflowId }: CurrentDetailsContext): Block[] =>
  hasEnded({ phase })
    ? []
    : [{ rank: 7, text: `In a terminal: ${codeSpan(`npm run recovery -- status ${workflowId}`, 300)}` }];

const madeBlock = ({ made }: RecoveryStatus): Block[] =>
  made.length === 0
    ? []
    : [
        {
          rank: 9,
          text: `Exists now, made by this recovery: ${made
            .slice(-8)
            .map((name) => codeSpan(name, 60))
            .join(', ')}`,
        },
      ];
