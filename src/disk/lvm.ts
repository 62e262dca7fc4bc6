/** Which volume groups may be activated, and why the others may not. */
import type { MountVerdict } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import type { Lvm } from './guest-protocol.ts';

export interface VolumeGroup {
  name: string;
  uuid: string;
  /** Devices of its physical volumes that are here. */
  devices: string[];
  missingPvCount: number;
  /** UUIDs of its physical volumes that are not here. */
  missing: string[];
  sizeBytes: number;
  /** Another group, on the evidence or the recovery server's own, has the same name. */
  nameTwice: boolean;
  /** Null when it may be activated. */
  objection: GroupObjection | null;
  /** Those that may be activated. */
  readable: string[];
  /** Those that may not, each with the reason. */
  kept: { name: string; segtype: string; reason: string; advice: string; writes: boolean }[];
}

interface GroupObjection {
  code: MountVerdict | 'not-activated';
  reason: string;
  advice: string;
}

/**
 * Segment types that map blocks and do nothing else. The others write while they are activated, and device-mapper writes
 * through a read-only disk: RAID to its superblocks and bitmaps, thin pools and caches to their metadata.
 */
const MAPS_ONLY = new Set(['linear', 'striped']);

/** @param twice - paths of physical volumes whose UUID another device has too. */
export function volumeGroupsOf(lvm: Lvm, ownGroups: readonly string[], twice: ReadonlySet<string>): VolumeGroup[] {
  const taken = new Set<string>();
  return lvm.vgs.map((group) => {
    const devices = lvm.pvs
      .filter((pv) => pv.vg_uuid === group.vg_uuid && pv.pv_name.startsWith('/dev/'))
      .map((pv) => pv.pv_name);
    const known = {
      name: group.vg_name,
      uuid: group.vg_uuid,
      devices,
      missingPvCount: group.vg_missing_pv_count,
      // LVM calls such a device `[unknown]`.
      missing: lvm.pvs
        .filter((pv) => pv.vg_uuid === group.vg_uuid && !pv.pv_name.startsWith('/dev/'))
        .map((pv) => pv.pv_uuid),
      sizeBytes: group.vg_size,
      nameTwice:
        ownGroups.includes(group.vg_name) || lvm.vgs.filter(({ vg_name: name }) => name === group.vg_name).length > 1,
    };
    const objection = objectionTo(known, twice);
    return { ...known, objection, ...volumesOf(lvm, known, objection === null ? taken : new Set()) };
  });
}

function objectionTo(
  group: Omit<VolumeGroup, 'objection' | 'readable' | 'kept'>,
  twice: ReadonlySet<string>,
): GroupObjection | null {
  if (group.missingPvCount > 0)
    return {
      code: 'incomplete-volume-group',
      reason: `${group.missingPvCount} of its physical volumes ${group.missingPvCount === 1 ? 'is' : 'are'} not here: ${group.missing.map((uuid) => plainText(uuid, 64)).join(', ')}.`,
      advice: 'Recover again with the volumes that hold them, all in one recovery.',
    };
  if (group.devices.some((path) => twice.has(path)))
    return {
      code: 'uuid-twice',
      reason: 'Another device here has the same UUID as one of its physical volumes: one may be a copy of the other.',
      advice:
        'Recover again with one of them; if it is the recovery server that has it, with another image for that server.',
    };
  return NAME.test(group.name)
    ? null
    : {
        code: 'not-activated',
        reason: 'Its name is not one that LVM allows.',
        advice: 'Activate it on a clone, by hand.',
      };
}

/** @param taken - names of mapped devices of the groups before: two can't be called the same. */
function volumesOf(
  lvm: Lvm,
  group: Pick<VolumeGroup, 'name' | 'uuid'>,
  taken: Set<string>,
): Pick<VolumeGroup, 'readable' | 'kept'> {
  const readable: string[] = [];
  const kept: VolumeGroup['kept'] = [];
  const inGroup = lvm.lvs.filter((lv) => lv.vg_uuid === group.uuid);
  // One row a segment.
  for (const name of new Set(inGroup.map((lv) => lv.lv_name))) {
    const segtype = inGroup.find((lv) => lv.lv_name === name && !MAPS_ONLY.has(lv.segtype))?.segtype;
    if (segtype !== undefined) kept.push({ name, segtype, writes: true, ...whyNot(segtype) });
    else if (!NAME.test(name)) kept.push({ name, segtype: 'linear', writes: false, ...ODD_NAME });
    else if (taken.has(`${group.name}/${name}`)) kept.push({ name, segtype: 'linear', writes: false, ...NAME_TWICE });
    else readable.push(name);
  }
  for (const name of readable) taken.add(`${group.name}/${name}`);
  return { readable, kept };
}

const ODD_NAME = { reason: 'Its name is not one that LVM allows.', advice: 'Activate it on a clone, by hand.' };
const NAME_TWICE = {
  reason: 'A logical volume of the same name in a group of the same name is active.',
  advice: 'Recover again with the volumes of this group alone.',
};

/** What activation writes, by type (kernel: Documentation/admin-guide/device-mapper). */
const WRITES: Readonly<Record<string, string>> = {
  'thin-pool': 'a thin pool writes to its metadata when it is activated',
  thin: 'a thin volume needs its pool, which writes to its metadata when it is activated',
  cache: 'a cache writes to its metadata when it is activated, and back to its origin',
  'cache-pool': 'a cache writes to its metadata when it is activated, and back to its origin',
  writecache: 'a write cache writes back to its origin; without it, the newest data is missing',
  mirror: 'a mirror writes to its log when it is activated, and copies from leg to leg',
  vdo: 'a VDO volume writes to its journal when it is activated',
  'vdo-pool': 'a VDO pool writes to its journal when it is activated',
  snapshot: 'a snapshot writes to its store when its origin or itself is written to',
};

const whyNot = (segtype: string): { reason: string; advice: string } => ({
  reason: `Type ${plainText(segtype, 40)}: ${
    WRITES[segtype] ??
    (segtype.startsWith('raid')
      ? 'RAID writes to its superblocks when it is activated, read-only or not'
      : 'it may write to its disks when it is activated')
  }.`,
  advice: 'Activate it on a clone only.',
});

/** LVM's own rule for names; anything else must not get into a configuration text. */
const NAME = /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]{0,126}$/;

export const canBeActivated = ({ objection, readable }: VolumeGroup): boolean =>
  objection === null && readable.length > 0;
