/** Which volume groups may be activated, and what to tell of the others. */
import type { ProbeAnswer } from './guest-protocol.ts';

export interface VolumeGroup {
  name: string;
  uuid: string;
  /** Devices of its physical volumes that are here. */
  devices: string[];
  missingPvCount: number;
  /** UUIDs of its physical volumes that are not here. */
  missing: string[];
  sizeBytes: number;
  /** Another group here has the same name: only an expert can tell them apart, on a clone. */
  nameTwice: boolean;
  /** Those that may be activated. */
  readable: string[];
  /** Those that may not: {@link MAPS_ONLY}. */
  writing: { name: string; segtype: string }[];
}

/**
 * Segment types that map blocks and do nothing else. The others write while they are activated, and device-mapper writes
 * through a read-only disk: RAID to its superblocks and bitmaps, thin pools and caches to their metadata.
 */
const MAPS_ONLY = new Set(['linear', 'striped']);

export function volumeGroupsOf({ lvm }: ProbeAnswer): VolumeGroup[] {
  return lvm.vgs.map((group) => {
    const inGroup = lvm.lvs.filter((lv) => lv.vg_uuid === group.vg_uuid);
    // One row a segment.
    const writing = inGroup.filter(({ segtype }) => !MAPS_ONLY.has(segtype));
    const names = new Set(writing.map(({ lv_name: name }) => name));
    return {
      name: group.vg_name,
      uuid: group.vg_uuid,
      devices: lvm.pvs
        .filter((pv) => pv.vg_uuid === group.vg_uuid && pv.pv_name.startsWith('/dev/'))
        .map((pv) => pv.pv_name),
      missingPvCount: group.vg_missing_pv_count,
      // LVM calls such a device `[unknown]`.
      missing: lvm.pvs
        .filter((pv) => pv.vg_uuid === group.vg_uuid && !pv.pv_name.startsWith('/dev/'))
        .map((pv) => pv.pv_uuid),
      sizeBytes: group.vg_size,
      nameTwice: lvm.vgs.filter(({ vg_name: name }) => name === group.vg_name).length > 1,
      readable: [
        ...new Set(inGroup.flatMap(({ lv_name: name }) => (names.has(name) || !NAME.test(name) ? [] : [name]))),
      ],
      writing: [...new Map(writing.map(({ lv_name: name, segtype }) => [name, { name, segtype }])).values()],
    };
  });
}

/** LVM's own rule for names; anything else must not get into a configuration text. */
const NAME = /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]{0,126}$/;

export const canBeActivated = (group: VolumeGroup): boolean =>
  group.missingPvCount === 0 && !group.nameTwice && NAME.test(group.name);
