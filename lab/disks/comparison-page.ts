/** docs/reference/inspection-and-virt-inspector.md, written by `npm run disks -- compare`. */
import { type Compared, type Field, FIELDS } from './comparison.ts';
import type { Judged } from './expectation.ts';
import type { Seen } from './virt-inspector.ts';

export interface ComparedDisk {
  name: string;
  fields: Compared[];
  /** Who is right where they differ. */
  judged: Judged;
  ourSeconds: number;
  theirs: Pick<Seen, 'seconds' | 'inspectionSeconds' | 'error'>;
}

type Verdict = 'agree' | 'nothing' | 'ours' | 'theirs' | 'both' | 'neither' | 'not judged';

const verdictOf = ({ judged }: ComparedDisk, { field, ours, theirs }: Compared): Verdict => {
  if (ours === theirs) return ours === '' ? 'nothing' : 'agree';
  return judged[field]?.right ?? 'not judged';
};

export const notJudged = (disk: ComparedDisk): Field[] =>
  disk.fields.filter((each) => verdictOf(disk, each) === 'not judged').map(({ field }) => field);

/** @param version - of virt-inspector. */
export function comparisonPage(disks: readonly ComparedDisk[], version: string): string {
  return [
    '# The inspection beside virt-inspector',
    `Written by \`npm run disks -- compare\`, not by hand: ${disks.length} disks of \`lab/disks/recipes\`, each through the product's inspection in a real recovery server and through Debian's program \`virt-inspector\` ${version}. Its file systems are those that it looked at (\`virt-inspector -v\` tells them): it prints none of a disk without an operating system.`,
    'A cell says who is right about a field: `=` both say the same, `–` there is nothing to say, else `ours`, `theirs`, `both` (each in its own words) or `neither`. The reasons are below the table.',
    'Seconds are of one run on a busy machine with an emulated processor: ours from the first question to the last answer in a server that runs already; theirs first of the whole program, which boots its appliance for each disk, then of the inspection in it alone.',
    totals(disks),
    `| disk | ${FIELDS.join(' | ')} | our s | their s | inspecting |\n| --- |${' --- |'.repeat(FIELDS.length)} ---: | ---: | ---: |\n${disks.map(row).join('\n')}`,
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
  `| ${[disk.name, ...disk.fields.map((each) => verdictOf(disk, each)).map((verdict) => SHOWN[verdict] ?? verdict), disk.ourSeconds.toFixed(1), ...theirTimes(disk)].join(' | ')} |`;

const theirTimes = ({ theirs: { seconds, inspectionSeconds } }: ComparedDisk): string[] =>
  [seconds, inspectionSeconds].map((each) => each?.toFixed(1) ?? '–');

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
  const said = disk.theirs.error === '' ? '' : ` (virt-inspector: ${disk.theirs.error.slice(0, 200)})`;
  return `- ${disk.name}, ${field}: ours ${shown(ours)}; theirs ${shown(theirs)}${said}. ${verdict}`;
}
