/** docs/reference/recovery-images.md, written by `npm run disks -- releases`. */
import { aboutRelease } from './about-release.ts';
import { type Release, RELEASES } from './recovery-systems.ts';
import type { ReadDisk } from './releases.ts';

const MOST_DIFFERENCES = 12;

export const releasesPage = (disks: readonly ReadDisk[]): string =>
  [
    '# Recovery images',
    `Written by \`npm run disks -- releases\`, not by hand: ${disks.length} disks of \`lab/disks/recipes\`, each read in recovery servers of these releases that were booted with the product's own user data; \`not read\` where that is still to be done. A cell is \`=\` where inspection and survey are the same as in bookworm, which the tests hold to, to the last detail; else it says how many details differ, and the reasons are below. The SHA-256 of each disk was the same before and after each time. Seconds are of one run on a busy machine with an emulated processor.`,
    RELEASES.map((release) => `- **${release}**: ${aboutRelease(release)}`).join('\n'),
    `| disk | ${RELEASES.map((release) => `${release} | s`).join(' | ')} |\n| --- |${' --- | ---: |'.repeat(RELEASES.length)}\n${disks.map(row).join('\n')}`,
    '## What differs',
    disks.flatMap((disk) => RELEASES.flatMap((release) => difference(disk, release))).join('\n') || 'Nothing.',
  ]
    .join('\n\n')
    .concat('\n');

const row = ({ name, read }: ReadDisk): string =>
  `| ${[name, ...RELEASES.flatMap((release) => cells(read[release]))].join(' | ')} |`;

function cells(found: ReadDisk['read'][Release]): string[] {
  if (found === null) return ['not read', ''];
  const { differences, seconds } = found;
  return [differences.length === 0 ? '=' : `${differences.length} differ`, seconds.toFixed(1)];
}

function difference({ name, read, why }: ReadDisk, release: Release): string[] {
  const differences = read[release]?.differences ?? [];
  if (differences.length === 0) return [];
  const more = differences.length > MOST_DIFFERENCES ? [`  - … and ${differences.length - MOST_DIFFERENCES} more`] : [];
  return [
    `- ${name} in ${release}: ${why[release] ?? '**not explained**'}`,
    ...differences
      .slice(0, MOST_DIFFERENCES)
      .map((line) => `  - \`${line.replaceAll('`', '’').replaceAll('|', '¦')}\``),
    ...more,
  ];
}
