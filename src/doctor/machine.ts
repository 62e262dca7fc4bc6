/** This machine: the room on its disks, and the key that recovery servers are entered with. */
import { readFileSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publicKeyOf } from '../ssh/private-key.ts';
import { fail, type Looked, ok, warn } from './check.ts';

const GIB = 1024 ** 3;
/** The worker writes logs and nothing else, but a full disk stops what it stands on. */
const SCARCE_GIB = 1;
const FULL_GIB = 0.1;

/** @param folders - that something of ours is written to, or that others write to beside us. */
export function diskSpace(folders: readonly string[]): Looked {
  const [least] = folders
    .map((folder) => {
      const { bavail, bsize } = statfsSync(folder);
      return { folder, free: (bavail * bsize) / GIB };
    })
    .toSorted((a, b) => a.free - b.free);
  if (least === undefined) return ok('disk space', 'nothing to look at');
  const seen = `${least.free.toFixed(1)} GiB free at ${least.folder}`;
  const remedy = 'Free some room there, or give the machine a larger disk.';
  if (least.free < FULL_GIB) return fail('disk space', seen, remedy);
  return least.free < SCARCE_GIB ? warn('disk space', seen, remedy) : ok('disk space', seen);
}

export const foldersOf = (configFile: string): string[] => [tmpdir(), path.dirname(path.resolve(configFile))];

/** Only its kind is told. */
export function sshKey(file: string): Looked {
  let key: string;
  try {
    key = readFileSync(file, 'utf8');
  } catch (error) {
    return fail(
      'ssh key',
      `${file} can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      `Make one: ssh-keygen -t ed25519 -N '' -f ${file}; or mend ssh.privateKeyFile and who may read the file.`,
    );
  }
  let type: string;
  try {
    type = publicKeyOf(key).split(' ')[0] ?? '';
  } catch (error) {
    return fail(
      'ssh key',
      error instanceof Error ? error.message : String(error),
      `It must be an OpenSSH private key without a passphrase: ssh-keygen -t ed25519 -N '' -f ${file}`,
    );
  }
  const mode = statSync(file).mode & 0o077;
  return mode === 0
    ? ok('ssh key', `${file}, ${type}`)
    : warn('ssh key', `${file} may be read by others than its owner`, `chmod 600 ${file}`);
}
