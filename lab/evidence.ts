/**
 * The proof that no original was written to: its image in Ceph before and after, bit by bit.
 *
 * The snapshot taken first is the proof's own and lives beside the cloud's: neither Cinder nor the product knows it.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';

const BASELINE = 'lab-baseline';
const image = (volumeId: string): string => `volumes/volume-${volumeId}`;

const run = promisify(execFile);
const rbd = async (...args: string[]): Promise<string> => (await run('rbd', args)).stdout;

export interface Baseline {
  volumeId: string;
  sha256: string;
}

/** Snapshots the original and hashes all of it. An older baseline is replaced. */
export async function takeBaseline(volumeId: string): Promise<Baseline> {
  await removeBaseline(volumeId);
  await rbd('snap', 'create', '--no-progress', `${image(volumeId)}@${BASELINE}`);
  return { volumeId, sha256: await sha256Of(volumeId) };
}

/** SHA-256 of every byte of the volume as it is now, holes as zeros. */
export async function sha256Of(volumeId: string): Promise<string> {
  const hash = createHash('sha256');
  const child = spawn('rbd', ['export', '--no-progress', image(volumeId), '-'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for await (const chunk of child.stdout) hash.update(chunk as Buffer);
  const code = await ended;
  if (code !== 0) throw new Error(`rbd export of volume ${volumeId} ended with ${code ?? 'a signal'}`);
  return hash.digest('hex');
}

/** Extents written since the baseline: `offset+length` each; none when the original is untouched. */
export async function writtenSinceBaseline(volumeId: string): Promise<string[]> {
  const json = await rbd('diff', '--format', 'json', '--from-snap', BASELINE, image(volumeId));
  const extents = JSON.parse(json) as { offset: number | string; length: number | string }[];
  return extents.map(({ offset, length }) => `${offset}+${length}`);
}

export async function removeBaseline(volumeId: string): Promise<void> {
  const snapshots = JSON.parse(await rbd('snap', 'ls', '--format', 'json', image(volumeId))) as { name: string }[];
  if (snapshots.some(({ name }) => name === BASELINE))
    await rbd('snap', 'rm', '--no-progress', `${image(volumeId)}@${BASELINE}`);
}
