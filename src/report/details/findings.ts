/** What was found on the disks, and what became of the originals. */
import {
  hasEnded,
  type Phase,
  type RecoveryReport,
  type RecoveryStatus,
  type VolumeOutcome,
} from '../../contract/recovery.ts';
import { codeSpan, escapeMarkdown } from '../escape.ts';
import { formatSize } from '../format.ts';
import type { Block } from './blocks.ts';

export function findingBlocks(status: RecoveryStatus): Block[] {
  const { report } = status;
  return [
    ...(hasEnded(status) ? endBlocks(status) : []),
    ...(report === null ? [] : foundLines(report, status.phase).map((text, index) => ({ rank: 4 + index, text }))),
  ];
}

function foundLines(report: RecoveryReport, phase: Phase): string[] {
  const isMounted = phase === 'handed-over';
  const filesystems = report.volumes.flatMap(({ filesystems: found }) => found);
  const mounted = filesystems.flatMap(({ path, fstype, label, sizeBytes, role, mount }) =>
    mount.status === 'mounted'
      ? [
          `- ${isMounted ? `${codeSpan(mount.mountpoint, 80)}: ` : ''}${escapeMarkdown(fstype ?? '?', 20)}${label === null ? '' : ` "${escapeMarkdown(label, 30)}"`}, ${formatSize(sizeBytes, 'en')}, ${role} (${codeSpan(path, 60)})`,
        ]
      : [],
  );
  const others = filesystems.length - mounted.length;
  const systems = report.volumes.flatMap(({ operatingSystems }) => operatingSystems);
  return [
    `**${isMounted ? 'Mounted, read-only' : 'Found on the disks'}:**${mounted.length === 0 ? ' nothing that could be mounted' : ''}${others === 0 ? '' : ` (${others} more, not mounted: see the report)`}`,
    ...mounted,
    ...systems
      .slice(0, 3)
      .map(({ prettyName, hostname }) => `- ${escapeMarkdown(`${prettyName}, ${hostname ?? 'no host name'}`, 100)}`),
  ];
}

const PLACE: Readonly<Record<VolumeOutcome['where'], string>> = {
  untouched: 'untouched, attached where it was',
  detached: 'detached, in its project',
  returned: 'attached to its server again',
};

function endBlocks({ volumes, undone, left, phase }: RecoveryStatus): Block[] {
  const originals = volumes.map(
    ({ name, where, snapshotId }) =>
      `- ${escapeMarkdown(name, 60)}: ${PLACE[where]}${snapshotId === null ? '' : `; evidence snapshot ${codeSpan(snapshotId, 40)}`}`,
  );
  return [
    ...section('**Left over, to be removed by hand:**', left, 1),
    ...(phase === 'recovered' ? [] : section('**Undone, in this order:**', undone, 3)),
    ...(originals.length === 0 ? [] : [{ rank: 3, text: '**The originals:**' }]),
    ...originals.map((text, index) => ({ rank: 3 + index, text })),
  ];
}

const section = (title: string, names: readonly string[], rank: number): Block[] =>
  names.length === 0
    ? []
    : [
        { rank, text: title },
        ...names.map((name, index) => ({ rank: rank + index, text: `- ${escapeMarkdown(name, 160)}` })),
      ];
