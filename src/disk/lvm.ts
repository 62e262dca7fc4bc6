/** Which volume groups may be activated, and why the others may not. */
import type { MountVerdict } from '../contract/inspection.ts';
import type { ActivationWrites, Remark } from '../contract/remarks.ts';
import { plainText } from '../report/plain-text.ts';
import type { Lvm } from './guest-protocol.ts';
import { type Remarked, told } from './told.ts';

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
  /** Those that may be activated on the disks themselves. */
  readable: string[];
  /** Those that write as they become active, which an overlay takes. */
  overlaid: { name: string; segtype: string; writes: ActivationWrites }[];
  /** Pools of the overlaid ones: nothing to mount. */
  pools: string[];
  /** Those that may not, each with the reason. */
  kept: (Remarked & { name: string; segtype: string; writes: boolean })[];
}

interface GroupObjection extends Remarked {
  code: MountVerdict | 'not-activated';
}

/**
 * Segment types that map blocks and do nothing else. The others write while they are activated, and device-mapper writes
 * through a read-only disk: RAID to its superblocks and bitmaps, thin pools and caches to their metadata.
 */
const MAPS_ONLY = new Set(['linear', 'striped']);

/**
 * Of those that write, the ones that are quiet afterwards: the guest program keeps RAID from copying and caches from
 * filling. A mirror or a write cache would go on for as long as it is read, and a VDO needs a driver that few images have.
 */
const OVERLAID = /^(thin|cache|raid\d.*)$/;
const POOL = /^(thin|cache)-pool$/;

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
  group: Omit<VolumeGroup, 'objection' | keyof Volumes>,
  twice: ReadonlySet<string>,
): GroupObjection | null {
  if (group.missingPvCount > 0) {
    const uuids = group.missing.map((uuid) => plainText(uuid, 64));
    const remark = { code: 'group-incomplete', missing: group.missingPvCount, uuids } as const;
    return { code: 'incomplete-volume-group', ...told(remark) };
  }
  if (group.devices.some((path) => twice.has(path)))
    return { code: 'uuid-twice', ...told({ code: 'group-uuid-twice' }) };
  return NAME.test(group.name) ? null : { code: 'not-activated', ...ODD_NAME };
}

type Volumes = Pick<VolumeGroup, 'readable' | 'overlaid' | 'pools' | 'kept'>;

/** @param taken - names of mapped devices of the groups before: two can't be called the same. */
function volumesOf(lvm: Lvm, group: Pick<VolumeGroup, 'name' | 'uuid'>, taken: Set<string>): Volumes {
  const found: Volumes = { readable: [], overlaid: [], pools: [], kept: [] };
  const inGroup = lvm.lvs.filter((lv) => lv.vg_uuid === group.uuid);
  // One row a segment.
  for (const name of new Set(inGroup.map((lv) => lv.lv_name))) {
    const segtype = inGroup.find((lv) => lv.lv_name === name && !MAPS_ONLY.has(lv.segtype))?.segtype;
    const leave = (writes: boolean, why: Remarked): number =>
      found.kept.push({ name, segtype: segtype ?? 'linear', writes, ...why });
    if (!NAME.test(name)) leave(false, ODD_NAME);
    else if (segtype !== undefined && POOL.test(segtype)) found.pools.push(name);
    else if (segtype !== undefined && !OVERLAID.test(segtype)) leave(true, told(whyNot(segtype)));
    else if (taken.has(`${group.name}/${name}`)) leave(false, NAME_TWICE);
    else if (segtype === undefined) found.readable.push(name);
    else found.overlaid.push({ name, segtype, writes: writesOf(segtype) });
  }
  for (const name of [...found.readable, ...found.overlaid.map((each) => each.name)])
    taken.add(`${group.name}/${name}`);
  return found;
}

const ODD_NAME = told({ code: 'lvm-name-odd' });
const NAME_TWICE = told({ code: 'logical-volume-name-twice' });

/** Of RAID there is a type for each level, such as `raid5_ls`. */
const WRITING: readonly ActivationWrites[] = [
  'thin-pool',
  'thin',
  'cache-pool',
  'cache',
  'writecache',
  'mirror',
  'vdo-pool',
  'vdo',
  'snapshot',
];

const writesOf = (segtype: string): ActivationWrites =>
  WRITING.find((type) => type === segtype) ?? (segtype.startsWith('raid') ? 'raid' : 'unknown');

const whyNot = (segtype: string): Remark => ({
  code: 'activation-writes',
  segtype: plainText(segtype, 40),
  writes: writesOf(segtype),
});

/** LVM's own rule for names; anything else must not get into a configuration text. */
const NAME = /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]{0,126}$/;

export const canBeActivated = ({ objection, readable, overlaid }: VolumeGroup): boolean =>
  objection === null && readable.length + overlaid.length > 0;
