/** The commands that repeat this inspection by hand, on any other machine: nothing there is written to the disks. */
import type { Layer, VolumeInspection } from '../contract/inspection.ts';
import { shellWord } from './access.ts';
import { layersOf } from './layers.ts';

/** Commands that belong together, in the order in which they are run. As root. */
export interface HandStep {
  kind: 'name' | 'protect' | 'assemble' | 'open' | 'activate' | 'mount' | 'release';
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
  const groups = disks.flatMap(({ layers }) => activations(layers));
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
    { kind: 'mount', commands: mounts.map(({ begin }) => begin) },
    // What lies on top goes first.
    { kind: 'release', commands: [...mounts, ...groups, ...opened, ...arrays].map(({ end }) => end) },
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
          begin: `mkdir -p ${point} && mount -t ${shellWord(fstype)} -o ${options} ${this.#device(path)} ${point}`,
          end: `umount ${point}`,
        },
      ];
    });
  }

  /** `"$DISK1-part2"` for a partition, whatever letter the disk has there. */
  #device(path: string): string {
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

/** By name where LVM would allow it, else by UUID: both come from the disk. Incomplete groups are left alone. */
const activations = (layers: readonly Layer[]): Pair[] =>
  layers
    .filter(({ kind, missing }) => kind === 'lvm-vg' && missing.length === 0)
    .flatMap(({ name, uuid }) => {
      if (name === null || !LVM_NAME.test(name)) return [];
      const which = uuid !== null && LVM_UUID.test(uuid) ? `--select vg_uuid=${uuid}` : shellWord(name);
      const only = `activation { read_only_volume_list = ["${name}"] auto_activation_volume_list = [] }`;
      return [{ begin: `vgchange -ay --config ${shellWord(only)} ${which}`, end: `vgchange -an ${which}` }];
    });
