/** Disks that no seeded server has: one device, with the signatures that blkid would see on it. */
import type { DiskRecording } from './replayed-guest.ts';

const VOLUME_ID = '5b0d6a5e-2f0b-4f57-9a0c-7c8f4b6a1d22';
const SIZE = 1024 ** 3;

export interface Handmade {
  volumeId?: string;
  path?: string;
  /** blkid's answer; without values it has recognised nothing. */
  values?: Record<string, string>;
  exit?: number;
  error?: string;
}

/** A disk without partitions. */
export function wholeDisk({
  volumeId = VOLUME_ID,
  path = '/dev/vdb',
  values,
  exit,
  error = '',
}: Handmade = {}): DiskRecording {
  return {
    volume: {
      volumeId,
      device: path,
      sizeBytes: SIZE,
      isOwnRoot: false,
      holders: [],
      nodes: [
        {
          path,
          kind: 'disk',
          number: null,
          sizeBytes: SIZE,
          readOnly: true,
          blkid: { exit: exit ?? (values === undefined ? 2 : 0), values: values ?? {}, error },
          dirtyJournal: null,
        },
      ],
    },
    lvm: { pvs: [], vgs: [], lvs: [], error: '' },
    logicalVolumes: [],
    errors: [],
    mounts: [],
  };
}

export type Mounted = Extract<DiskRecording['mounts'][number], { mounted: true }>;

/** What the guest tells of a file system that it has mounted from {@link wholeDisk}. */
export const mountedFrom = (source: string, change: Partial<Pick<Mounted, 'listing' | 'facts'>> = {}): Mounted => ({
  source,
  target: '/recovery/m0',
  mounted: true,
  error: '',
  usedBytes: 4096,
  listing: { entries: [], truncated: false },
  facts: { osRelease: null, hostname: null, fstab: null, kernels: [], folders: [], below: '' },
  ...change,
});

/** A physical volume of the group that fills it. */
export function physicalVolume(
  group: { name: string; uuid: string; missing?: number },
  disk: Handmade = {},
): DiskRecording {
  const recording = wholeDisk({ values: { TYPE: 'LVM2_member' }, ...disk });
  const row = { vg_name: group.name, vg_uuid: group.uuid };
  recording.lvm = {
    error: '',
    pvs: [
      { ...row, pv_name: recording.volume.device ?? '', pv_uuid: `pv-${group.uuid}` },
      ...Array.from({ length: group.missing ?? 0 }, (_, index) => ({
        ...row,
        pv_name: '[unknown]',
        pv_uuid: `missing-${group.uuid}-${index}`,
      })),
    ],
    vgs: [{ ...row, vg_missing_pv_count: String(group.missing ?? 0), pv_count: String(1 + (group.missing ?? 0)) }],
    lvs: [
      {
        ...row,
        lv_name: 'home',
        lv_uuid: `lv-${group.uuid}`,
        lv_size: '1000',
        lv_attr: '-wi-------',
        segtype: 'linear',
      },
    ],
  };
  return recording;
}
