/** A file that is touched while a service works, for the health check of one that has no address to ask. */
import { closeSync, openSync, utimesSync } from 'node:fs';

const EVERY_MS = 10_000;
const FIRST_LOOK_MS = 500;

/** @param file - nothing is touched without one. */
export function keepAliveFile(file: string | undefined, isAlive: () => boolean): { stop(): void } {
  if (file === undefined) return { stop: () => undefined };
  const look = (): void => {
    if (!isAlive()) return;
    closeSync(openSync(file, 'a'));
    const now = new Date();
    utimesSync(file, now, now);
  };
  const first = setTimeout(look, FIRST_LOOK_MS);
  const ticking = setInterval(look, EVERY_MS);
  return {
    stop() {
      clearTimeout(first);
      clearInterval(ticking);
    },
  };
}
