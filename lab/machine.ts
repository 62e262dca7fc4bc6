/** Whether this machine can become the lab, said before anything on it is changed. */
import { existsSync, readFileSync, statfsSync } from 'node:fs';

/** The services take 3.4 to 3.9 GiB, each of two guests up to 1.5 (docs/how-to/use-the-lab.md). */
const MEMORY_GIB = 6;
/** 1.5 for the packages, 0.4 for their archives, up to 4 for /opt/lab, and what builds the guest image. */
const DISK_GIB = 8;
const GIB = 1024 ** 3;

export interface Machine {
  root: boolean;
  /** Content of /etc/os-release; empty where there is none. */
  osRelease: string;
  /** What new processes can have, whatever bounds them. */
  availableMemoryBytes: number;
  /** Free on the disk that /opt is on. */
  freeDiskBytes: number;
  /** Services of the lab run already, and have their part of both. */
  running: boolean;
}

export function lookAtMachine(): Omit<Machine, 'running'> {
  const { bavail, bsize } = statfsSync(existsSync('/opt') ? '/opt' : '/');
  return {
    root: process.getuid?.() === 0,
    osRelease: existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '',
    availableMemoryBytes: process.availableMemory(),
    freeDiskBytes: bavail * bsize,
  };
}

/** @returns a sentence for everything that keeps the lab from being made here; none when it can be. */
export function obstacles({ root, osRelease, availableMemoryBytes, freeDiskBytes, running }: Machine): string[] {
  const found: string[] = [];
  if (!root) found.push('The lab needs root: it makes a network namespace. Run it with sudo.');
  if (!/^VERSION_CODENAME=bookworm$/m.test(osRelease)) {
    const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(osRelease)?.[1] ?? 'something else';
    found.push(`The lab needs Debian 12 (bookworm), whose packages it is made of; this is ${name}.`);
  }
  if (running) return found;
  if (availableMemoryBytes < MEMORY_GIB * GIB)
    found.push(`The lab needs ${MEMORY_GIB} GiB of free memory; here ${gib(availableMemoryBytes)} GiB are free.`);
  if (freeDiskBytes < DISK_GIB * GIB)
    found.push(`The lab needs ${DISK_GIB} GiB of free disk at /opt; here ${gib(freeDiskBytes)} GiB are free.`);
  return found;
}

const gib = (bytes: number): string => (Math.floor((bytes / GIB) * 10) / 10).toFixed(1);
