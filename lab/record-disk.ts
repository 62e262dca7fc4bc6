/**
 * Makes a disk by a recipe in one real guest, reads it with the product's inspection in another, and keeps what that
 * guest answered for the simulated ssh host and the tests: test/fixtures/disks. Runs inside the lab's network.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { VolumeInspection } from '../src/contract/inspection.ts';
import { type Guest, inspectVolumes } from '../src/disk/inspect-volumes.ts';
import { buildUserData } from '../src/guest/user-data.ts';
import { guestOverSsh } from '../src/ssh/guest-over-ssh.ts';
import { type Cloud, connectAsAdmin } from './cloud.ts';
import { type DiskRecipe, recipesNamed } from './disk-recipes.ts';
import { sha256Of } from './evidence.ts';
import { LabError } from './lab-error.ts';
import { PROJECT_ROOT } from './lab.ts';
import { openScratchGuest, removeScratchGuest, type ScratchGuest, scratchKey } from './scratch-guest.ts';
import { attach, detach, makeScratchVolume, removeScratchVolume, type ScratchVolume } from './scratch-volume.ts';

export interface RecordDiskOptions {
  /** Leave both guests running for the next time: it saves their boot. */
  keep: boolean;
  /** Where the recordings go. */
  folder: string;
}

export const RECORDINGS = path.join(PROJECT_ROOT, 'test', 'fixtures', 'disks');
const RECIPE_TIMEOUT_MS = 600_000;

/** @returns true when every disk was recorded. */
export async function recordDisks(wanted: readonly string[], { keep, folder }: RecordDiskOptions): Promise<boolean> {
  const recipes = recipesNamed(wanted);
  mkdirSync(folder, { recursive: true });
  console.log('booting a guest that makes disks, and one that reads them');
  const cloud = await connectAsAdmin();
  const { builder, reader } = await openGuests(cloud);
  const failed: string[] = [];
  try {
    const about = await aboutReader(reader);
    for (const recipe of recipes)
      if (!(await recordOne({ builder, reader, about, folder }, recipe))) failed.push(recipe.name);
  } finally {
    for (const guest of [builder, reader]) {
      if (keep) guest.session.close();
      else await removeScratchGuest(await connectAsAdmin(), guest);
    }
  }
  console.log(failed.length > 0 ? `FAILED: ${failed.join(', ')}` : `${recipes.length} recorded in ${folder}`);
  return failed.length === 0;
}

/** Both boot at once; when one doesn't get there, the login to the other must not keep this process alive. */
async function openGuests(cloud: Cloud): Promise<Pick<Bench, 'builder' | 'reader'>> {
  const [builder, reader] = await Promise.allSettled([
    openScratchGuest(cloud, 'scratch-disk-builder', builderUserData()),
    openScratchGuest(cloud, 'scratch-disk-reader', readerUserData()),
  ]);
  if (builder.status === 'fulfilled' && reader.status === 'fulfilled')
    return { builder: builder.value, reader: reader.value };
  for (const guest of [builder, reader]) if (guest.status === 'fulfilled') guest.value.session.close();
  throw [builder, reader].find((guest) => guest.status === 'rejected')?.reason;
}

interface Bench {
  builder: ScratchGuest;
  reader: ScratchGuest;
  about: unknown;
  folder: string;
}

async function recordOne(bench: Bench, recipe: DiskRecipe): Promise<boolean> {
  // A token lasts an hour; all recipes on a busy machine may not.
  const cloud = await connectAsAdmin();
  const began = performance.now();
  const volume = await makeScratchVolume(cloud, `scratch-disk-${recipe.name}`, recipe.fromImage);
  try {
    await build(cloud, bench.builder, recipe, volume);
    const before = await sha256Of(volume.id);
    const { answers, inspection } = await read(cloud, bench.reader, volume);
    const after = await sha256Of(volume.id);
    if (before !== after) throw new LabError(`it was written to while it was read: SHA-256 ${before}, then ${after}`);
    const recording = { recipe: recipe.name, recordedAt: new Date().toISOString(), guest: bench.about, ...answers };
    const file = path.join(bench.folder, recipe.name);
    writeFileSync(`${file}.json`, `${JSON.stringify(recording, null, 1)}\n`);
    writeFileSync(`${file}.inspection.json`, inspectionText(inspection));
    const seconds = ((performance.now() - began) / 1000).toFixed(0).padStart(4);
    console.log(`[${seconds} s] ${recipe.name}: ${summary(inspection)}; SHA-256 unchanged`);
    return true;
  } catch (error) {
    console.log(`${recipe.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return false;
  } finally {
    await removeScratchVolume(cloud, volume);
  }
}

/** As the file has it, and the test that compares with it. */
const inspectionText = (inspection: VolumeInspection): string => `${JSON.stringify(inspection, null, 1)}\n`;

const summary = ({ filesystems, warnings }: VolumeInspection): string =>
  [
    ...filesystems.map(
      ({ fstype, mount }) => `${fstype ?? '?'} ${mount.status === 'mounted' ? 'mounted' : mount.verdict}`,
    ),
    ...(warnings.length > 0 ? [`${warnings.length} warnings`] : []),
  ].join(', ');

async function build(cloud: Cloud, builder: ScratchGuest, recipe: DiskRecipe, volume: ScratchVolume): Promise<void> {
  await attach(cloud, builder, volume);
  const disk = `/dev/disk/by-id/virtio-${volume.id.slice(0, 20)}`;
  const { code, stderr } = await builder.session.run(['sudo', '-n', 'env', `DISK=${disk}`, 'bash', '-eux'], {
    stdin: BEFORE + recipe.script + AFTER,
    timeoutMs: RECIPE_TIMEOUT_MS,
  });
  if (code !== 0) {
    // As far as the recipe got: the next one starts from a clean guest.
    await builder.session.run(['sudo', '-n', 'sh', '-c', 'umount -qR /mnt; vgchange -qan; mdadm --stop --scan']);
    throw new LabError(`its recipe ended with ${code ?? 'a signal'}:\n${stderr.slice(-3000)}`);
  }
  await detach(cloud, builder, volume);
}

const BEFORE = `for _ in $(seq 240); do [ ! -e "$DISK" ] || break; sleep 0.25; done
`;
/** What is still mounted or mapped would be cut off in the middle of a write. */
const AFTER = `
sync
udevadm settle
[ -z "$(lsblk -nro MOUNTPOINTS "$DISK" | tr -d '\\n')" ]
[ "$(lsblk -nro TYPE "$DISK" | grep -cvE '^(disk|part)$')" = 0 ]
blockdev --flushbufs "$DISK"
`;

interface Answers {
  volume: unknown;
  lvm: unknown;
  logicalVolumes: unknown[];
  errors: unknown[];
  mounts: unknown[];
}

/** The product's own inspection, over a login of its own kind, its write block proven first. */
async function read(
  cloud: Cloud,
  { serverId, name, session }: ScratchGuest,
  volume: ScratchVolume,
): Promise<{ answers: Answers; inspection: VolumeInspection }> {
  const guest = guestOverSsh(session);
  const { writeBlock } = z.looseObject({ writeBlock: z.boolean() }).parse(await guest.call('ready', {}));
  if (!writeBlock) throw new LabError('the guest that reads does not make new disks read-only');
  const said: Record<string, unknown> = {};
  const recording: Guest = {
    async call(operation, request) {
      const answer = await guest.call(operation, request);
      said[operation] = answer;
      return answer;
    },
  };
  await attach(cloud, { serverId, name, session }, volume);
  const wanted = { volumeId: volume.id, originalVolumeId: volume.id, sizeBytes: volume.sizeBytes };
  const [inspection] = await inspectVolumes(recording, [wanted]);
  await guest.call('release', {});
  await detach(cloud, { serverId, name, session }, volume);
  if (inspection === undefined) throw new LabError('the inspection tells of no volume');
  return { answers: answersOf(said), inspection };
}

const Said = z.object({
  probe: z.object({ volumes: z.array(z.unknown()), lvm: z.unknown() }),
  activate: z
    .object({ logicalVolumes: z.array(z.unknown()), errors: z.array(z.unknown()) })
    .default({ logicalVolumes: [], errors: [] }),
  mount: z.object({ mounts: z.array(z.unknown()) }).default({ mounts: [] }),
});

function answersOf(said: unknown): Answers {
  const { probe, activate, mount } = Said.parse(said);
  return { volume: probe.volumes[0], lvm: probe.lvm, ...activate, ...mount };
}

const PACKAGES = [
  'util-linux',
  'e2fsprogs',
  'xfsprogs',
  'btrfs-progs',
  'dosfstools',
  'lvm2',
  'mdadm',
  'cryptsetup-bin',
];

/** Kernel and tools; the guest that makes disks is of the same image. */
async function aboutReader({ session }: ScratchGuest): Promise<unknown> {
  const asked = async (...argv: string[]): Promise<string> => (await session.run(argv)).stdout.trim();
  const versions = await asked('dpkg-query', '-W', '-f', '${Package} ${Version}\\n', ...PACKAGES);
  return {
    kernel: await asked('uname', '-r'),
    system: /^PRETTY_NAME="(.*)"$/m.exec(await asked('cat', '/etc/os-release'))?.[1],
    tools: Object.fromEntries(versions.split('\n').map((line) => line.split(' '))) as unknown,
  };
}

/** Nothing on a new disk may be started behind a recipe's back. */
const builderUserData = (): string =>
  `#cloud-config\n${stringify({
    ssh_authorized_keys: [scratchKey()],
    bootcmd: [
      ['sh', '-c', 'mkdir -p /etc/lvm; echo "global { event_activation = 0 }" > /etc/lvm/lvmlocal.conf'],
      ['ln', '-sf', '/dev/null', '/etc/udev/rules.d/64-md-raid-assembly.rules'],
    ],
  })}`;

/** As the product launches a recovery server. */
const readerUserData = (): string =>
  buildUserData({
    authorizedKeys: [scratchKey()],
    guestProgram: readFileSync(path.join(PROJECT_ROOT, 'src', 'guest', 'recovery-guest.py'), 'utf8'),
    surveyProgram: readFileSync(path.join(PROJECT_ROOT, 'src', 'guest', 'recovery-survey.py'), 'utf8'),
    recoveryId: 'recovery-scratch',
  });
