/** docs/reference/inspection-and-virt-inspector.md, written by `npm run disks -- compare`. */
import { type Compared, type Field, FIELDS } from './comparison.ts';
import type { Expectation } from './expectation.ts';

export interface ComparedDisk {
  name: string;
  fields: Compared[];
  /** Who is right where they differ. */
  judged: Expectation['compare'];
  ourSeconds: number;
  theirSeconds: number;
  /** What libguestfs said instead of an answer. */
  error: string;
}

type Verdict = 'agree' | 'nothing' | 'ours' | 'theirs' | 'both' | 'neither' | 'not judged';

const verdictOf = ({ judged }: ComparedDisk, { field, ours, theirs }: Compared): Verdict => {
  if (ours === theirs) return ours === '' ? 'nothing' : 'agree';
  return judged[field]?.right ?? 'not judged';
};

export const notJudged = (disk: ComparedDisk): Field[] =>
  disk.fields.filter((each) => verdictOf(disk, each) === 'not judged').map(({ field }) => field);

export function comparisonPage(disks: readonly ComparedDisk[], about: string): string {
  return [
    '# The inspection beside virt-inspector',
    `Written by \`npm run disks -- compare\`, not by hand: ${disks.length} disks of \`lab/disks/recipes\`, each through the product's inspection in a real recovery server and through libguestfs, whose inspection \`virt-inspector\` prints. ${about}`,
    'A cell says who is right about a field: `=` both say the same, `–` there is nothing to say, else `ours`, `theirs`, `both` (each in its own words) or `neither`. The reasons are below the table. Seconds are of one run on a busy machine with an emulated processor: ours from the first question to the last answer in a server that runs already, theirs with the boot of its appliance, which each disk needs.',
    totals(disks),
    `| disk | ${FIELDS.join(' | ')} | our s | their s |\n| --- |${' --- |'.repeat(FIELDS.length)} ---: | ---: |\n${disks.map(row).join('\n')}`,
    '## Where they differ',
    disks
      .flatMap((disk) =>
        disk.fields.filter(({ ours, theirs }) => ours !== theirs).map((each) => difference(disk, each)),
      )
      .join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

const SHOWN: Partial<Record<Verdict, string>> = { agree: '=', nothing: '–' };

const row = (disk: ComparedDisk): string =>
  `| ${[disk.name, ...disk.fields.map((each) => verdictOf(disk, each)).map((verdict) => SHOWN[verdict] ?? verdict), disk.ourSeconds.toFixed(1), disk.theirSeconds.toFixed(1)].join(' | ')} |`;

function totals(disks: readonly ComparedDisk[]): string {
  const kinds = ['agree', 'nothing', 'ours', 'theirs', 'both', 'neither', 'not judged'] as const;
  const rows = FIELDS.map((field, index) => {
    const verdicts = disks.flatMap((disk) => disk.fields.slice(index, index + 1).map((each) => verdictOf(disk, each)));
    return `| ${field} | ${kinds.map((kind) => verdicts.filter((verdict) => verdict === kind).length).join(' | ')} |`;
  });
  return `| field | ${kinds.join(' | ')} |\n| --- |${' ---: |'.repeat(kinds.length)}\n${rows.join('\n')}`;
}

function difference(disk: ComparedDisk, { field, ours, theirs }: Compared): string {
  const judged = disk.judged[field];
  const shown = (text: string): string => (text === '' ? 'nothing' : `\`${text.replaceAll('`', '')}\``);
  const verdict = judged === undefined ? 'Not judged.' : `**${judged.right}**: ${judged.why}`;
  const said = disk.error === '' ? '' : ` (libguestfs: ${disk.error.slice(0, 200)})`;
  return `- ${disk.name}, ${field}: ours ${shown(ours)}; theirs ${shown(theirs)}${said}. ${verdict}`;
}
