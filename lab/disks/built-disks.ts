/** Disks of recipes as image files, each made once: kept under the digest of all that went into it. */
import {
  copyFileSync,
  constants,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { stringify } from 'yaml';
import { LabError } from '../lab-error.ts';
import { type EmulatedGuest, guestKey, openGuest } from './emulated-guest.ts';
import { guestImage } from './guest-image.ts';
import { CACHE, digest } from './places.ts';
import type { DiskRecipe } from './recipes.ts';

const RECIPE_TIMEOUT_MS = 600_000;
const MIB = 1024 * 1024;

export interface BuiltDisk {
  volumeId: string;
  file: string;
  sizeBytes: number;
}

/** @returns the disks of each recipe by its name; recipes that failed are told and left out. */
export async function buildDisks(recipes: readonly DiskRecipe[], keep: boolean): Promise<Map<string, BuiltDisk[]>> {
  const missing = recipes.filter((recipe) => !existsSync(folderOf(recipe)));
  const failed = new Set<string>();
  if (missing.length > 0) {
    const builder = await openGuest('builder', gzipSync(await builderUserData()));
    try {
      for (const recipe of missing) if (!(await buildOne(builder, recipe))) failed.add(recipe.name);
    } finally {
      await builder.leave(keep);
    }
  }
  return new Map(
    recipes.filter(({ name }) => !failed.has(name)).map((recipe) => [recipe.name, disksOf(recipe, folderOf(recipe))]),
  );
}

/** The name has all that the disks are made of but the guest's kernel, which comes with the image. */
function folderOf({ name, script, disks, sectorBytes }: DiskRecipe): string {
  const madeOf = digest(script, JSON.stringify(disks), String(sectorBytes), path.basename(guestImage()));
  return path.join(CACHE, 'built', `${name}-${madeOf}`);
}

const disksOf = ({ disks, fromImage }: DiskRecipe, folder: string): BuiltDisk[] =>
  disks.map(({ volumeId, sizeMib }, index) => ({
    volumeId,
    file: path.join(folder, `${index}.raw`),
    sizeBytes: fromImage && index === 0 ? statSync(guestImage()).size : sizeMib * MIB,
  }));

async function buildOne(builder: EmulatedGuest, recipe: DiskRecipe): Promise<boolean> {
  const began = performance.now();
  const folder = folderOf(recipe);
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const disks = disksOf(recipe, draft);
  const plugged: string[] = [];
  try {
    for (const [index, disk] of disks.entries()) {
      if (recipe.fromImage && index === 0) copyFileSync(guestImage(), disk.file, constants.COPYFILE_FICLONE);
      else writeFileSync(disk.file, '');
      truncateSync(disk.file, disk.sizeBytes);
      const id = `disk${index}`;
      await builder.qmp.plug(id, { file: disk.file, serial: disk.volumeId, sectorBytes: recipe.sectorBytes });
      plugged.push(id);
    }
    await cook(builder, recipe, disks);
    console.log(`${took(began)} ${recipe.name} built`);
    return true;
  } catch (error) {
    console.log(`${took(began)} ${recipe.name} FAILED: ${error instanceof Error ? error.message : String(error)}`);
    rmSync(draft, { recursive: true, force: true });
    return false;
  } finally {
    for (const id of plugged) await builder.qmp.unplug(id);
    if (existsSync(draft)) renameSync(draft, folder);
  }
}

async function cook({ session }: EmulatedGuest, recipe: DiskRecipe, disks: readonly BuiltDisk[]): Promise<void> {
  const paths = disks.map(({ volumeId }) => `/dev/disk/by-id/virtio-${volumeId.slice(0, 20)}`);
  const names = paths.map((disk, index) => `DISK${index === 0 ? '' : index + 1}=${disk}`);
  const { code, stderr } = await session.run(
    ['sudo', '-n', 'env', ...names, `DISKS=${paths.join(' ')}`, 'bash', '-eux'],
    { stdin: BEFORE + recipe.script + AFTER, timeoutMs: RECIPE_TIMEOUT_MS },
  );
  if (code === 0) return;
  // As far as the recipe got: the next one starts from a clean guest.
  await session.run([
    'sudo',
    '-n',
    'sh',
    '-c',
    'umount -qR /mnt; vgchange -qan; mdadm --stop --scan; dmsetup remove_all',
  ]);
  throw new LabError(`its recipe ended with ${code ?? 'a signal'}:\n${stderr.slice(-3000)}`);
}

const BEFORE = `for disk in $DISKS; do for _ in $(seq 240); do [ ! -e "$disk" ] || break; sleep 0.25; done; done
`;
/** What is still mounted or mapped would be cut off in the middle of a write. */
const AFTER = `
sync
udevadm settle
for disk in $DISKS; do
  [ -z "$(lsblk -nro MOUNTPOINTS "$disk" | tr -d '\\n')" ]
  [ "$(lsblk -nro TYPE "$disk" | grep -cvE '^(disk|part)$')" = 0 ]
  blockdev --flushbufs "$disk"
done
`;

const took = (began: number): string => `[${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s]`;

/** Nothing on a new disk may be started behind a recipe's back. */
const builderUserData = async (): Promise<string> =>
  `#cloud-config\n${stringify({
    ssh_authorized_keys: [await guestKey()],
    bootcmd: [
      ['sh', '-c', 'mkdir -p /etc/lvm; echo "global { event_activation = 0 }" > /etc/lvm/lvmlocal.conf'],
      ['sh', '-c', 'for r in 64-md-raid-assembly 69-bcache; do ln -sf /dev/null /etc/udev/rules.d/$r.rules; done'],
    ],
    mounts: [
      ['ephemeral0', null],
      ['swap', null],
    ],
  })}`;
