/** The program in the recovery server, played from what real ones answered about a disk: test/fixtures/disks. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ActivateAnswer, AssembleAnswer, MountAnswer, ProbeAnswer } from '../../src/disk/guest-protocol.ts';
import type { Survey } from '../../src/contract/survey.ts';
import type { Guest, VolumeToInspect } from '../../src/disk/inspect-volumes.ts';

type Probe = z.input<typeof ProbeAnswer>;

/** All that a guest answers about one disk; changed by tests to what no seeded disk has. */
export interface DiskRecording {
  volume: Probe['volumes'][number];
  /** Where a recipe makes several. */
  otherVolumes?: Probe['volumes'];
  lvm: Probe['lvm'];
  /** Containers that a person has opened. */
  opened?: Probe['opened'];
  own?: Probe['own'];
  ownGroups?: Probe['ownGroups'];
  strangers?: Probe['strangers'];
  /** Where there is software RAID. */
  arrays?: z.input<typeof AssembleAnswer>['arrays'];
  arrayErrors?: z.input<typeof AssembleAnswer>['arrayErrors'];
  logicalVolumes: z.input<typeof ActivateAnswer>['logicalVolumes'];
  errors: z.input<typeof ActivateAnswer>['errors'];
  mounts: z.input<typeof MountAnswer>['mounts'];
  /** Of a disk with a system on it. */
  survey?: Survey;
}

/**
 * @param name - of a recipe in lab/disks/recipes.
 * @param device - as which the guest has it; recordings of one disk know `/dev/vdb` alone.
 * @returns a copy of its own, to be changed at will.
 */
export function recordingOf(name: string, device = '/dev/vdb'): DiskRecording {
  const text = readFileSync(new URL(`../fixtures/disks/${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text.replaceAll('/dev/vdb', device)) as DiskRecording;
}

/** What the workflow knows of the disk from Cinder. */
export const volumeOf = ({ volume }: DiskRecording): VolumeToInspect => toInspect(volume);

/** Of all disks of its recipe. */
export const volumesOf = (recording: DiskRecording): VolumeToInspect[] => allOf(recording).map(toInspect);

const toInspect = ({ volumeId, sizeBytes }: DiskRecording['volume']): VolumeToInspect => ({
  volumeId,
  originalVolumeId: volumeId,
  sizeBytes,
});

const allOf = ({ volume, otherVolumes = [] }: DiskRecording): Probe['volumes'] => [volume, ...otherVolumes];

const Request = {
  probe: z.object({ volumes: z.array(z.object({ volumeId: z.string(), sizeBytes: z.number() })) }),
  assemble: z.object({ arrays: z.array(z.object({ uuid: z.string() })) }),
  activate: z.object({ volumeGroups: z.array(z.object({ name: z.string(), uuid: z.string() })) }),
  mount: z.object({ mounts: z.array(z.object({ source: z.string(), target: z.string() })) }),
};

export class ReplayedGuest implements Guest {
  /** In the order of the calls. */
  readonly calls: { operation: string; request: unknown }[] = [];
  readonly #disks: readonly DiskRecording[];
  /** Stand in for the replayed answer to an operation. */
  readonly #instead: Readonly<Record<string, unknown>>;

  constructor(disks: readonly DiskRecording[], instead: Readonly<Record<string, unknown>> = {}) {
    this.#disks = disks;
    this.#instead = instead;
  }

  get operations(): string[] {
    return this.calls.map(({ operation }) => operation);
  }

  call(operation: Parameters<Guest['call']>[0], request: unknown): Promise<unknown> {
    this.calls.push({ operation, request });
    return Promise.resolve(operation in this.#instead ? this.#instead[operation] : this.#replay(operation, request));
  }

  #replay(operation: string, request: unknown): unknown {
    if (operation === 'probe') return this.#probe(Request.probe.parse(request).volumes.map(({ volumeId }) => volumeId));
    if (operation === 'assemble') return this.#assemble(Request.assemble.parse(request).arrays.map(({ uuid }) => uuid));
    if (operation === 'activate') {
      const groups = Request.activate.parse(request).volumeGroups.map(({ uuid }) => uuid);
      const known = this.#disks.flatMap(({ logicalVolumes }) => logicalVolumes);
      const names = Request.activate.parse(request).volumeGroups.map((group) => group.name);
      const errors = this.#disks.flatMap((disk) => disk.errors.filter(({ name }) => names.includes(name)));
      return { logicalVolumes: known.filter(({ vgUuid }) => groups.includes(vgUuid)), errors };
    }
    if (operation !== 'mount') throw new Error(`An inspection has no business with ${operation}`);
    const known = new Map(this.#disks.flatMap(({ mounts }) => mounts.map((mount) => [mount.source, mount])));
    return {
      mounts: Request.mount.parse(request).mounts.map(({ source, target }) => ({
        ...(known.get(source) ?? { source, mounted: false, error: 'special device does not exist' }),
        target,
      })),
    };
  }

  #probe(volumeIds: readonly string[]): Probe {
    const found = this.#disks.filter((disk) => allOf(disk).some(({ volumeId }) => volumeIds.includes(volumeId)));
    const volumes = new Map(found.flatMap(allOf).map((volume) => [volume.volumeId, volume]));
    return {
      bootId: 'b5c5ea31-9b16-4e2c-8a4f-6f8f2a0a2f35',
      volumes: volumeIds.map((volumeId) => volumes.get(volumeId) ?? absent(volumeId)),
      opened: found.flatMap(({ opened = [] }) => opened),
      own: found.flatMap(({ own = [] }) => own),
      ownGroups: found.flatMap(({ ownGroups = [] }) => ownGroups),
      strangers: found.flatMap(({ strangers = [] }) => strangers),
      lvm: lvmOf(found),
    };
  }

  #assemble(uuids: readonly string[]): z.input<typeof AssembleAnswer> {
    const asked = ({ uuid }: { uuid: string }): boolean => uuids.includes(uuid);
    return {
      arrays: this.#disks.flatMap(({ arrays = [] }) => arrays.filter(asked)),
      arrayErrors: this.#disks.flatMap(({ arrayErrors = [] }) => arrayErrors.filter(asked)),
      lvm: lvmOf(this.#disks),
    };
  }
}
const lvmOf = (found: readonly DiskRecording[]): Probe['lvm'] => ({
  pvs: distinct(found.flatMap(({ lvm }) => lvm.pvs)),
  vgs: distinct(found.flatMap(({ lvm }) => lvm.vgs)),
  lvs: distinct(found.flatMap(({ lvm }) => lvm.lvs)),
  error: found.map(({ lvm }) => lvm.error).join(''),
});

/** LVM reports a group once, however many of its disks are here. */
const distinct = <T>(rows: readonly T[]): T[] => [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];

const absent = (volumeId: string): Probe['volumes'][number] => ({
  volumeId,
  device: null,
  sizeBytes: 0,
  nodes: [],
  isOwnRoot: false,
  holders: [],
});
