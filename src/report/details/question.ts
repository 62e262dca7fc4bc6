/** What a recovery asks while its input is not complete, and where it goes on afterwards; parts of Current Details. */
import type { InputFault } from '../../contract/recovery-input.ts';
import type { RecoveryStatus } from '../../contract/recovery.ts';
import { codeSpan, codeText, escapeMarkdown, link } from '../escape.ts';
import type { Block } from './blocks.ts';

/** Each thing that is wrong with what was expected, what came and what exists; then the JSON that would mend it. */
export function questionBlocks({ question }: RecoveryStatus): Block[] {
  if (question === null) return [];
  const { faults, more, mend } = question;
  return [
    ...faults.map((fault, index) => ({ rank: 1 + index, text: faultText(fault) })),
    ...faults.flatMap(({ candidates }) => candidateBlocks(candidates)),
    ...(more === 0 ? [] : [{ rank: 2, text: `And ${String(more)} more.` }]),
    {
      rank: 0,
      text: `**This would mend it:** More Actions → Send an Update → ${codeSpan('provideInput', 20)}\n\n\`\`\`\n${codeText(mend, 1200)}\n\`\`\``,
    },
    { rank: 2, text: 'What you leave out stays as it is; `null` takes a field back.' },
  ];
}

const candidateBlocks = (candidates: readonly string[]): Block[] =>
  candidates.length === 0
    ? []
    : [
        { rank: 3, text: 'There are:' },
        ...candidates.map((candidate, place) => ({ rank: 3 + place, text: `- ${codeSpan(candidate, 140)}` })),
      ];

function faultText({ field, expected, received, suggestion }: InputFault): string {
  const meant = suggestion === null ? '' : ` Did you mean ${codeSpan(suggestion, 60)}?`;
  return `- ${codeSpan(field, 90)}: expected ${escapeMarkdown(expected, 160)}, received ${codeSpan(received, 90)}.${meant}`;
}

export function goesOnBlocks({ goesOnAs }: RecoveryStatus): Block[] {
  if (goesOnAs === null) return [];
  const { workflowId, link: address } = goesOnAs;
  return [{ rank: 0, text: address === null ? codeSpan(workflowId, 120) : link('Open the recovery', address) }];
}
