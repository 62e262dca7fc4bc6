/** Where all of it is kept; everything here can be made again. */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import path from 'node:path';
import { PROJECT_ROOT } from '../lab.ts';

export const CACHE = path.join(PROJECT_ROOT, '.cache', 'disks');
export const RECORDINGS = path.join(PROJECT_ROOT, 'test', 'fixtures', 'disks');

/** Short name of what something was made of. */
export const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);

export const sourceOf = (...relative: readonly string[]): string =>
  readFileSync(path.join(PROJECT_ROOT, ...relative), 'utf8');

/** SHA-256 of every byte, holes as zeros. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
