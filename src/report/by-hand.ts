/** The commands that repeat this inspection by hand, on any other machine: nothing there is written to the disks. */
import type { Layer, VolumeInspection } from '../contract/inspection.ts';
import { shellWord } from './access.ts';
import { layersOf } from './layers.ts';

/** Commands that belong together, in the order in which they are run. As root. */
export interface HandStep {
  kind: 'name' | 'protect' | 'assemble' | 'open' | 'activate' | 'overlay' | 'mount' | 'release';
  commands: string[];
}

const MOUNT_ROOT = '/mnt/recovered';
/** @see {@link https://man7.org/linux/man-pages/man8/lvm.8.html | lvm(8)}: what a name may be. */
const LVM_NAME = /^[A-Za-z0-9+_.][A-Za-z0-9+_.-]{0,126}$/;
const LVM_UUID = /^[A-Za-z0-9]{6}(-[A-Za-z0-9]{4}){5}-[A-Za-z0-9]{6}$/;
const HEX_ID = /^[0-9A-Fa-f:-]{4,40}$/;

/**
 * Disks are named by their serial, which is the volume's id, and what lies on them by what it is called there: the
 * names that this recovery server gave them mean nothing elsewhere.
 */
export function handSteps(volumes: readonly VolumeInspection[]): HandStep[] {
  // A clone on which a journal was replayed goes with the recovery.
  const lasting = volumes.filter(({ replayOf }) => replayOf === undefined);
  const disks = lasting.map((volume, index) => new Disk(volume, `DISK${index + 1}`));
  const arrays = disks.flatMap(({ layers }) => assemblies(layers));
  const opened = disks.flatMap(({ layers }) => openings(layers));
  const found = disks.flatMap(({ layers }) => layers.filter(({ kind }) => kind === 'lvm-vg').flatMap(groupOf));
  const groups = found.flatMap(activation);
  const overlays = new Overlays(disks);
  const overlaid = found.flatMap((group) => overlays.activation(group));
  const mounts = disks.flatMap((disk) => disk.mounts());
  const steps: HandStep[] = [
    { kind: 'name', commands: disks.map((disk) => disk.assignment()) },
    {
      kind: 'protect',
      commands: disks.map(
        ({ name }) => `lsblk --noheadings --raw --paths --output NAME "$${name}" | xargs -n 1 blockdev --setro`,
      ),
    },
    { kind: 'assemble', commands: arrays.map(({ begin }) => begin) },
    { kind: 'open', commands: opened.map(({ begin }) => begin) },
    { kind: 'activate', commands: groups.map(({ begin }) => begin) },
    { kind: 'overlay', commands: overlaid.map(({ begin }) => begin) },
    { kind: 'mount', commands: mounts.map(({ begin }) => begin) },
    // What lies on top goes first.
    {
      kind: 'release',
      commands: [...mounts, ...overlaid.toReversed(), ...groups, ...opened, ...arrays].map(({ end }) => end),
    },
  ];
  return steps.filter(({ commands }) => commands.length > 0);
}

/** A command, and the one that takes it back. */
interface Pair {
  begin: string;
  end: string;
}

class Disk {
  readonly name: string;
  readonly layers: Layer[];
  readonly #volume: VolumeInspection;

  constructor(volume: VolumeInspection, name: string) {
    this.name = name;
    this.#volume = volume;
    this.layers = layersOf(volume);
  }

  /** As libvirt shows it: virtio-blk cuts the serial to 20 characters. */
  assignment(): string {
    return `${this.name}=${shellWord(`/dev/disk/by-id/virtio-${this.#volume.volumeId.slice(0, 20)}`)}`;
  }

  mounts(): Pair[] {
    return this.#volume.filesystems.flatMap(({ path, fstype, mount }) => {
      if (mount.status !== 'mounted' || fstype === null) return [];
      const point = shellWord(`${MOUNT_ROOT}/${mount.mountpoint.split('/').at(-1) ?? ''}`);
      const options = shellWord(mount.options.join(','));
      return [
        {
          begin: `mkdir -p ${point} && mount -t ${shellWord(fstype)} -o ${options} ${this.device(path)} ${point}`,
          end: `umount ${point}`,
        },
      ];
    });
  }

  /** `"$DISK1-part2"` for a partition, whatever letter the disk has there. */
  device(path: string): string {
    const layer = this.layers.find((each) => each.path === path);
    const number = /(\d+)$/.exec(path)?.[1];
    if (layer?.kind === 'disk') return `"$${this.name}"`;
    if (layer?.kind === 'partition' && number !== undefined) return `"$${this.name}-part${number}"`;
    return shellWord(path);
  }
}

const assemblies = (layers: readonly Layer[]): Pair[] =>
  layers
    .filter(({ kind, uuid }) => kind === 'md' && uuid !== null && HEX_ID.test(uuid))
    .map(({ uuid, path }) => {
      const device = shellWord(path ?? '/dev/md/recovered');
      return {
        begin: `mdadm --assemble --readonly ${device} --uuid=${shellWord(uuid ?? '')}`,
        end: `mdadm --stop ${device}`,
      };
    });

const openings = (layers: readonly Layer[]): Pair[] =>
  layers
    .filter(({ kind, type, uuid }) => kind === 'encrypted' && type === 'crypto_LUKS' && HEX_ID.test(uuid ?? ''))
    .map(({ uuid }) => {
      const name = `opened-${(uuid ?? '').slice(0, 8)}`;
      return {
        begin: `cryptsetup open --readonly /dev/disk/by-uuid/${uuid ?? ''} ${name}`,
        end: `cryptsetup close ${name}`,
      };
    });

/** What is active of a volume group. */
interface Group {
  name: string;
  uuid: string | null;
  /** How LVM is told which one: by UUID, since two may have one name. Both come from the disk. */
  which: string;
  mapping: string[];
  overlaid: Layer[];
}

/** Names that LVM would not allow are left out, and so are incomplete groups. */
function groupOf({ name, uuid, missing, children }: Layer): Group[] {
  if (name === null || !LVM_NAME.test(name) || missing.length > 0) return [];
  const active = children.filter(({ path, name: own }) => path !== null && own !== null && LVM_NAME.test(own));
  const isOverlaid = ({ verdicts }: Layer): boolean => verdicts.some(({ code }) => code === 'through-overlay');
  return [
    {
      name,
      uuid,
      which: uuid !== null && LVM_UUID.test(uuid) ? `--select vg_uuid=${uuid}` : shellWord(name),
      mapping: active.filter((each) => !isOverlaid(each)).map((each) => each.name ?? ''),
      overlaid: active.filter(isOverlaid),
    },
  ];
}

const listed = (group: string, names: readonly string[]): string =>
  names.map((name) => `"${group}/${name}"`).join(', ');

/** Only what maps blocks and does nothing else: the rest would write, through a disk that refuses writes. */
function activation({ name, which, mapping }: Group): Pair[] {
  if (mapping.length === 0) return [];
  const only = `activation { volume_list = [${listed(name, mapping)}] read_only_volume_list = ["${name}"] auto_activation_volume_list = [] }`;
  return [{ begin: `vgchange -ay --config ${shellWord(only)} ${which}`, end: `vgchange -an ${which}` }];
}

/** Copying between the legs of a RAID, and into a cache, would go on until memory is full. */
const quieting = ({ type, path }: Layer): string => {
  const mapped = (path ?? '').replace('/dev/mapper/', '');
  if (type?.startsWith('raid') === true) return ` && dmsetup message ${shellWord(mapped)} 0 frozen`;
  if (type === 'cache') return ` && dmsetup message ${shellWord(mapped)} 0 migration_threshold 0`;
  return '';
};

/** Devices like the disks, whose changes are kept in memory: numbered through the report. */
class Overlays {
  readonly #disks: readonly Disk[];
  #made = 0;

  constructor(disks: readonly Disk[]) {
    this.#disks = disks;
  }

  activation({ name, uuid, which, overlaid }: Group): Pair[] {
    if (overlaid.length === 0) return [];
    const made = this.#membersOf(uuid).map((device) => ({ device, overlay: `overlay${++this.#made}` }));
    const filter = [...made.map(({ overlay }) => `"a|^/dev/mapper/${overlay}$|"`), '"r|.*|"'].join(', ');
    const config = [
      `devices { filter = [${filter}] use_devicesfile = 0 }`,
      `activation { volume_list = [${listed(
        name,
        overlaid.map((each) => each.name ?? ''),
      )}] auto_activation_volume_list = [] }`,
      'global { thin_check_executable = "" cache_check_executable = "" }',
    ].join(' ');
    const only = `--config ${shellWord(config)} ${which}`;
    return [
      ...made.map(({ device, overlay }) => overlayOf(device, overlay)),
      { begin: `vgchange -ay ${only}${overlaid.map(quieting).join('')}`, end: `vgchange -an ${only}` },
    ];
  }

  /** Devices of the group's physical volumes, on whichever disk. */
  #membersOf(uuid: string | null): string[] {
    return this.#disks.flatMap((disk) =>
      disk.layers
        .filter(({ kind, partOf, children }) => kind === 'lvm-pv' && (partOf ?? children[0]?.uuid) === uuid)
        .map(({ path }) => disk.device(path ?? '')),
    );
  }
}

/** As the kernel's documentation of device-mapper's snapshot target has it; 64 MiB are far more than activation writes. */
function overlayOf(device: string, overlay: string): Pair {
  const kept = `/run/${overlay}`;
  return {
    begin: `truncate -s 64M ${kept} && dmsetup create ${overlay} --table "0 $(blockdev --getsz ${device}) snapshot $(readlink -f ${device}) $(losetup -f --show ${kept}) N 8"`,
    end: `dmsetup remove ${overlay} && losetup -d "$(losetup -n -O NAME -j ${kept})" && rm ${kept}`,
  };
}
