/** What the next person must know of one volume, in sentences. */
import { plainText } from '../report/plain-text.ts';
import { type BlockDevice, partitionTableOf } from './block-device.ts';
import type { ProbedVolume } from './guest-protocol.ts';
import { arrayVerdicts } from './array-layer.ts';
import { levelName } from './levels.ts';
import type { VolumeGroup } from './lvm.ts';
import { reachesBeyond } from './partitions.ts';
import { strayVerdicts } from './signatures.ts';
import type { Planned, Stack } from './stack.ts';

export function warningsOf(volume: ProbedVolume, mine: readonly Planned[], stack: Stack): string[] {
  return [
    ...firstLookWarnings(volume),
    ...groupWarnings(volume, mine, stack),
    ...arrayWarnings(volume, stack),
    ...partitionWarnings(volume),
    ...signatureWarnings(volume, mine),
    ...(stack.lvm.error === '' ? [] : [`LVM said: ${plainText(stack.lvm.error, 200)}`]),
  ];
}

/** Nothing may have been there: the recovery server starts nothing by itself. */
function firstLookWarnings({ firstLook: { mounted, active, swaps } }: ProbedVolume): string[] {
  const found = [
    ...mounted.map((point) => `mounted at ${point}`),
    ...active,
    ...swaps.map((path) => `swap on ${path}`),
  ];
  return found.length === 0
    ? []
    : [
        `The recovery server had begun to use this disk by itself before it was looked at: ${found
          .slice(0, 8)
          .map((each) => plainText(each, 100))
          .join(', ')}. Tell the cloud team; compare the data with a clone of the snapshot.`,
      ];
}

function groupWarnings(volume: ProbedVolume, mine: readonly Planned[], { groups, activated }: Stack): string[] {
  const paths = new Set([...volume.nodes, ...mine.map(({ device }) => device)].map(({ path }) => path));
  return groups
    .filter(({ devices }) => devices.some((path) => paths.has(path)))
    .flatMap((group) => [
      ...groupObjections(group),
      ...activated.errors
        .filter((each) => (each.uuid ?? group.uuid) === group.uuid && each.name === group.name)
        .map(
          ({ error }) => `Volume group ${plainText(group.name, 80)} could not be activated: ${plainText(error, 200)}`,
        ),
    ]);
}

function groupObjections(group: VolumeGroup): string[] {
  const name = plainText(group.name, 80);
  // Their UUIDs are in the tree, and with the devices.
  if (group.missingPvCount > 0)
    return [
      `Volume group ${name} lacks ${group.missingPvCount} of its physical volumes: attach the volumes that hold them in the same recovery. It was not activated.`,
    ];
  if (group.objection !== null)
    return [`Volume group ${name} was not activated. ${group.objection.reason} ${group.objection.advice}`];
  return group.kept.map((logical) => {
    const what = `Logical volume ${name}/${plainText(logical.name, 80)}`;
    return logical.writes
      ? `${what} is of type ${plainText(logical.segtype, 40)}, which writes to its disks when it is activated: do that on a clone only. It was not activated.`
      : `${what} was not activated. ${logical.reason} ${logical.advice}`;
  });
}

function arrayWarnings({ nodes }: ProbedVolume, { arrays, assembled }: Stack): string[] {
  const here = new Set(nodes.map(({ md }) => md?.uuid));
  return arrays
    .filter(({ uuid }) => here.has(uuid))
    .flatMap((array) => {
      const name = `Array ${plainText(array.name, 80) || array.uuid} (${levelName(array.level)})`;
      return arrayVerdicts(array, assembled).map(({ reason, advice }) => `${name}: ${reason} ${advice}`.trim());
    });
}

const partitionWarnings = ({ nodes }: ProbedVolume): string[] =>
  nodes
    .filter(reachesBeyond)
    .map(
      ({ path }) =>
        `${path} is longer in the partition table than the disk: the disk was cut, or the table is another disk's.`,
    );

function signatureWarnings(volume: ProbedVolume, mine: readonly Planned[]): string[] {
  const disk = volume.nodes.find(({ kind }) => kind === 'disk');
  const isTable = partitionTableOf(volume) !== null && volume.nodes.some(({ kind }) => kind === 'part');
  const told = (device: Pick<BlockDevice, 'path' | 'blkid' | 'signatures' | 'md'>, table: boolean): string[] =>
    strayVerdicts(device, table).map(({ reason }) => `${device.path}: ${reason}`);
  return [
    ...(isTable && disk !== undefined ? told(disk, true) : []),
    ...mine.flatMap(({ device }) => told(device, false)),
  ];
}
