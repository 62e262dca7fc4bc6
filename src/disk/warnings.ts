/** What the next person must know of one volume. */
import type { Remark } from '../contract/remarks.ts';
import { plainText } from '../report/plain-text.ts';
import { arrayVerdicts } from './array-layer.ts';
import { arrayName } from './arrays.ts';
import { type BlockDevice, partitionTableOf } from './block-device.ts';
import type { ActivateAnswer, ProbedVolume } from './guest-protocol.ts';
import type { VolumeGroup } from './lvm.ts';
import { reachesBeyond } from './partitions.ts';
import { strayVerdicts } from './signatures.ts';
import type { Planned, Stack } from './stack.ts';

export function warningsOf(volume: ProbedVolume, mine: readonly Planned[], stack: Stack): Remark[] {
  const { error } = stack.lvm;
  return [
    ...firstLookWarnings(volume),
    ...groupWarnings(volume, mine, stack),
    ...arrayWarnings(volume, stack),
    ...partitionWarnings(volume),
    ...signatureWarnings(volume, mine),
    ...(error === '' ? [] : [{ code: 'lvm-said' as const, error: plainText(error, 200) }]),
  ];
}

/** Nothing may have been there: the recovery server starts nothing by itself. */
function firstLookWarnings({ firstLook: { mounted, active, swaps } }: ProbedVolume): Remark[] {
  const shown = (names: readonly string[]): string[] => names.slice(0, 4).map((name) => plainText(name, 90));
  return mounted.length + active.length + swaps.length === 0
    ? []
    : [{ code: 'first-look', mounted: shown(mounted), active: shown(active), swaps: shown(swaps) }];
}

function groupWarnings(volume: ProbedVolume, mine: readonly Planned[], { groups, activated }: Stack): Remark[] {
  const paths = new Set([...volume.nodes, ...mine.map(({ device }) => device)].map(({ path }) => path));
  return groups
    .filter(({ devices }) => devices.some((path) => paths.has(path)))
    .flatMap((group) => [
      ...groupObjections(group),
      ...overlays(group, activated),
      ...activated.errors
        .filter((each) => (each.uuid ?? group.uuid) === group.uuid && each.name === group.name)
        .map(({ error }) => ({
          code: 'group-failed' as const,
          group: plainText(group.name, 80),
          error: plainText(error, 200),
        })),
    ]);
}

function groupObjections({ name, missingPvCount: missing, objection, kept }: VolumeGroup): Remark[] {
  const group = plainText(name, 80);
  // Their UUIDs are in the tree, and with the devices.
  if (missing > 0) return [{ code: 'group-lacks', group, missing }];
  if (objection !== null) return [{ code: 'group-not-activated', group, because: objection.remark }];
  return kept.map((logical) => {
    const volume = `${group}/${plainText(logical.name, 80)}`;
    return logical.writes
      ? { code: 'logical-volume-writes', volume, segtype: plainText(logical.segtype, 40) }
      : { code: 'logical-volume-not-activated', volume, because: logical.remark };
  });
}

/** Of those that are active: somebody may activate them elsewhere. */
function overlays({ name, uuid, overlaid }: VolumeGroup, { logicalVolumes }: ActivateAnswer): Remark[] {
  const active = new Set(logicalVolumes.filter(({ vgUuid }) => vgUuid === uuid).map((each) => each.name));
  const volumes = overlaid.filter((each) => active.has(each.name)).map((each) => plainText(each.name, 80));
  if (volumes.length === 0) return [];
  return [{ code: 'logical-volumes-overlaid', group: plainText(name, 80), volumes: volumes.slice(0, 10) }];
}

function arrayWarnings({ nodes }: ProbedVolume, { arrays, assembled }: Stack): Remark[] {
  const here = new Set(nodes.map(({ md }) => md?.uuid));
  return arrays
    .filter(({ uuid }) => here.has(uuid))
    .flatMap((array) =>
      arrayVerdicts(array, assembled).map(({ remark }): Remark => ({
        code: 'array-remark',
        ...arrayName(array),
        because: remark,
      })),
    );
}

const partitionWarnings = ({ nodes }: ProbedVolume): Remark[] =>
  nodes.filter(reachesBeyond).map(({ path }) => ({ code: 'partition-beyond-the-end', path }));

function signatureWarnings(volume: ProbedVolume, mine: readonly Planned[]): Remark[] {
  const disk = volume.nodes.find(({ kind }) => kind === 'disk');
  const isTable = partitionTableOf(volume) !== null && volume.nodes.some(({ kind }) => kind === 'part');
  const stray = (device: Pick<BlockDevice, 'path' | 'blkid' | 'signatures' | 'md'>, table: boolean): Remark[] =>
    strayVerdicts(device, table).map(({ remark }) => ({
      code: 'device-signatures',
      path: device.path,
      because: remark,
    }));
  return [
    ...(isTable && disk !== undefined ? stray(disk, true) : []),
    ...mine.flatMap(({ device }) => stray(device, false)),
  ];
}
