/** Where built and fetched servers are kept between runs. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** `RECOVERY_CACHE`, else `~/.cache/server-data-recovery`; made when missing. */
export function cacheFolder(...below: string[]): string {
  const folder = path.join(
    process.env['RECOVERY_CACHE'] ?? path.join(homedir(), '.cache', 'server-data-recovery'),
    ...below,
  );
  mkdirSync(folder, { recursive: true });
  return folder;
}
