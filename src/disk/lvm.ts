/** Which volume groups may be activated, and what to tell of the others. */
import type { ProbeAnswer } from './guest-protocol.ts';

export interface VolumeGroup {
  name: string;
  uuid: string;
  /** Devices of its physical volumes that are here. */
  devices: string[];
  missingPvCount: number;
  /** Another group here has the same name: only an expert can tell them apart, on a clone. */
  nameTwice: boolean;
  logicalVolumes: { name: string; sizeBytes: number; segtype: string }[];
}

export function volumeGroupsOf({ lvm }: ProbeAnswer): VolumeGroup[] {
  return lvm.vgs.map((group) => ({
    name: group.vg_name,
    uuid: group.vg_uuid,
    devices: lvm.pvs
      .filter((pv) => pv.vg_uuid === group.vg_uuid && pv.pv_name.startsWith('/dev/'))
      .map((pv) => pv.pv_name),
    missingPvCount: group.vg_missing_pv_count,
    nameTwice: lvm.vgs.filter(({ vg_name: name }) => name === group.vg_name).length > 1,
    logicalVolumes: lvm.lvs
      .filter((lv) => lv.vg_uuid === group.vg_uuid)
      .map((lv) => ({ name: lv.lv_name, sizeBytes: lv.lv_size, segtype: lv.segtype })),
  }));
}

/** LVM's own rule for names; anything else must not get into a configuration text. */
const NAME = /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]{0,126}$/;

export const canBeActivated = (group: VolumeGroup): boolean =>
  group.missingPvCount === 0 && !group.nameTwice && NAME.test(group.name);
