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
  /** Those that may be activated. */
  readable: string[];
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
  if (group.missingPvCount > 0) {
    const uuids = group.missing.map((uuid) => plainText(uuid, 64));
    const remark = { code: 'group-incomplete', missing: group.missingPvCount, uuids } as const;
    return { code: 'incomplete-volume-group', ...told(remark) };
  }
  if (group.devices.some((path) => twice.has(path)))
    return { code: 'uuid-twice', ...told({ code: 'group-uuid-twice' }) };
  return NAME.test(group.name) ? null : { code: 'not-activated', ...ODD_NAME };
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
    if (segtype !== undefined) kept.push({ name, segtype, writes: true, ...told(whyNot(segtype)) });
    else if (!NAME.test(name)) kept.push({ name, segtype: 'linear', writes: false, ...ODD_NAME });
    else if (taken.has(`${group.name}/${name}`)) kept.push({ name, segtype: 'linear', writes: false, ...NAME_TWICE });
    else readable.push(name);
  }
  for (const name of readable) taken.add(`${group.name}/${name}`);
  return { readable, kept };
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

const whyNot = (segtype: string): Remark => ({
  code: 'activation-writes',
  segtype: plainText(segtype, 40),
  writes: WRITING.find((type) => type === segtype) ?? (segtype.startsWith('raid') ? 'raid' : 'unknown'),
});

/** LVM's own rule for names; anything else must not get into a configuration text. */
const NAME = /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]{0,126}$/;

export const canBeActivated = ({ objection, readable }: VolumeGroup): boolean =>
  objection === null && readable.length > 0;
