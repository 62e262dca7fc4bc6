/**
 * What must be concluded of each disk of lab/disks, written down from its recipe and not from what came out.
 * Of each device: path, content, role: what became of it, and the files on it that its recipe or image put there.
 */
interface Conclusion {
  devices: readonly string[];
  operatingSystem?: string;
  warnings?: readonly string[];
}

const PHYSICAL_VOLUME = 'LVM2_member other: not-a-filesystem';

export const CONCLUSIONS: Readonly<Record<string, Conclusion>> = {
  ambiguous: { devices: ['/dev/vdb nothing other: ambiguous-signatures'] },
  'btrfs-default-subvolume': { devices: ['/dev/vdb btrfs data: mounted, @home/thesis.txt'] },
  'btrfs-raid1-half': {
    devices: ['/dev/vdb1 btrfs other: mount-failed', '/dev/vdb2 nothing other: unknown-signature'],
  },
  'btrfs-subvolumes': { devices: ['/dev/vdb btrfs data: mounted, @home/thesis.txt, @home-2024/thesis.txt'] },
  'corrupt-ext4': { devices: ['/dev/vdb ext4 other: mount-failed'] },
  'data-lvm': {
    devices: [
      `/dev/vdb ${PHYSICAL_VOLUME}`,
      '/dev/mapper/vgdata-home ext4 data: mounted, thesis.txt',
      '/dev/mapper/vgdata-scratch btrfs data: mounted, thesis.txt',
    ],
  },
  'data-part': {
    devices: ['/dev/vdb1 ext4 data: mounted, thesis.txt', '/dev/vdb2 xfs data: mounted, thesis.txt'],
  },
  'dirty-btrfs': { devices: ['/dev/vdb btrfs data: mounted, not replayed, thesis.txt'] },
  'dirty-ext4': { devices: ['/dev/vdb ext4 data: mounted, not replayed, thesis.txt'] },
  'dirty-xfs': { devices: ['/dev/vdb xfs data: mounted, not replayed, thesis.txt'] },
  empty: { devices: ['/dev/vdb nothing other: unknown-signature'] },
  'gpt-damaged': { devices: ['/dev/vdb nothing other: empty'] },
  'hostile-names': {
    devices: [
      `/dev/vdb ext4 root: mounted, \uFFFD[2Jclear, $(reboot), --help, <img src=x onerror=alert(1)>, gpj.\uFFFDexe, line break, ${'n'.repeat(199)}…, \uFFFD\uFFFD`,
    ],
    operatingSystem: 'Linux on no name',
  },
  luks2: { devices: ['/dev/vdb crypto_LUKS other: encrypted'] },
  'lvm-missing-pv': {
    devices: ['/dev/vdb1 LVM2_member other: incomplete-volume-group', '/dev/vdb2 nothing other: unknown-signature'],
    warnings: [
      'Volume group vgdata lacks 1 of its physical volumes: attach the volumes that hold them in the same recovery. It was not activated.',
    ],
  },
  'lvm-snapshot': {
    devices: [
      `/dev/vdb ${PHYSICAL_VOLUME}`,
      '/dev/mapper/vgsnap-home ext4 data: mounted, README, thesis.txt',
      '/dev/mapper/vgsnap-monday ext4 data: mounted, thesis.txt',
    ],
  },
  'lvm-striped': {
    devices: [
      `/dev/vdb1 ${PHYSICAL_VOLUME}`,
      `/dev/vdb2 ${PHYSICAL_VOLUME}`,
      '/dev/mapper/vgfast-scratch ext4 data: mounted, thesis.txt',
    ],
  },
  'lvm-thin': {
    devices: [`/dev/vdb ${PHYSICAL_VOLUME}`, '/dev/mapper/vgthin-plain ext4 data: mounted, thesis.txt'],
    warnings: [
      'Logical volume vgthin/pool is of type thin-pool, which writes to its disks when it is activated: do that on a clone only. It was not activated.',
      'Logical volume vgthin/thin is of type thin, which writes to its disks when it is activated: do that on a clone only. It was not activated.',
    ],
  },
  'mbr-logical': {
    devices: [
      '/dev/vdb1 ext4 data: mounted, thesis.txt',
      '/dev/vdb2 nothing other: not-a-filesystem',
      '/dev/vdb5 ext2 data: mounted, thesis.txt',
      '/dev/vdb6 xfs data: mounted, thesis.txt',
    ],
  },
  'md-raid1-end': { devices: ['/dev/vdb linux_raid_member other: unsupported'] },
  'md-raid1-half': { devices: ['/dev/vdb linux_raid_member other: unsupported'] },
  'root-debian': {
    devices: ['/dev/vdb1 ext4 root: mounted, root/.bashrc, root/.profile'],
    operatingSystem: 'Debian GNU/Linux 12 (bookworm) on compromised-bfv',
  },
  'root-on-lvm': {
    devices: [
      '/dev/vdb1 vfat boot: mounted',
      '/dev/vdb2 xfs boot: mounted, vmlinuz-5.14.0-427.el9.x86_64, grub2/grub.cfg',
      `/dev/vdb3 ${PHYSICAL_VOLUME}`,
      '/dev/mapper/rl-root xfs root: mounted',
      '/dev/mapper/rl-swap swap swap: not-a-filesystem',
    ],
    operatingSystem: 'Rocky Linux 9.4 (Blue Onyx) on rocky.example.org',
  },
  swap: { devices: ['/dev/vdb swap swap: not-a-filesystem'] },
  'vfat-esp': { devices: ['/dev/vdb1 vfat boot: mounted', '/dev/vdb2 ext4 data: mounted'] },
  'whole-disk-ext4': { devices: ['/dev/vdb ext4 data: mounted, thesis.txt'] },
  'whole-disk-xfs': { devices: ['/dev/vdb xfs data: mounted, runs/thesis.txt'] },
  'wiped-start': { devices: ['/dev/vdb nothing other: unknown-signature'] },
};
