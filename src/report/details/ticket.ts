/** What others wrote on the ticket meanwhile; a part of Current Details. */
import { hasEnded, type RecoveryStatus } from '../../contract/recovery.ts';
import { escapeMarkdown } from '../escape.ts';
import { formatInstant } from '../format.ts';
import type { Block } from './blocks.ts';

/** Their words, as they wrote them: quoted, never read as markup, and nothing that anybody acted on. */
export const ticketBlocks = (status: RecoveryStatus): Block[] =>
  status.ticketReplies.length === 0 || hasEnded(status)
    ? []
    : [
        { rank: 5, text: 'Written on the ticket since:' },
        ...status.ticketReplies.map(({ at, by, words }) => ({
          rank: 6,
          text: `- ${escapeMarkdown(by, 80)} (${formatInstant(at)}): “${escapeMarkdown(words, 400)}”`,
        })),
      ];
