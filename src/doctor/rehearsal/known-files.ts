/** What the rehearsal's guest writes, and what must be read in the recovery server: the same, bit by bit. */
import { createHash } from 'node:crypto';

interface KnownFile {
  path: string;
  /** A shell command that prints its content. */
  command: string;
  content: string;
}

const LINES = 200_000;

export const KNOWN_FILES: readonly KnownFile[] = [
  {
    path: 'thesis/chapter-1.txt',
    command: "echo 'Nothing of this was ever on fire.'",
    content: 'Nothing of this was ever on fire.\n',
  },
  {
    path: 'thesis/résumé.txt',
    command: "echo 'Un nom avec accents.'",
    content: 'Un nom avec accents.\n',
  },
  {
    path: 'measurements.txt',
    command: `seq 1 ${LINES}`,
    content: `${Array.from({ length: LINES }, (_, index) => index + 1).join('\n')}\n`,
  },
];

export const sha256Of = (content: string): string => createHash('sha256').update(content).digest('hex');

/** Printed on the console once all is on the disk. */
export const writtenLine = (name: string): string => `${name}: written`;
export const failedLine = (name: string): string => `${name}: failed`;

/** Cinder's serial in the guest is the first 20 characters of the volume's id, or all of it, by the bus. */
const SERIAL_LENGTH = 20;
const MOST_SECONDS = 300;

/**
 * For the throwaway server that stands for the compromised one: makes a file system on the volume, writes the files,
 * says so on the console, and switches itself off.
 *
 * @param name - ours by construction: letters, digits and dashes.
 */
export function writerUserData(name: string, volumeId: string): string {
  const script = `set -u
say() { echo "$*" > /dev/console; if [ -c /dev/ttyS0 ]; then echo "$*" > /dev/ttyS0; fi; }
find_disk() { lsblk -dnpo NAME,SERIAL | awk 'index($2, "${volumeId.slice(0, SERIAL_LENGTH)}") { print $1 }'; }
tries=0
while [ -z "$(find_disk)" ] && [ $tries -lt ${MOST_SECONDS} ]; do tries=$((tries + 1)); sleep 1; done
disk=$(find_disk)
mkfs.ext4 -q -L rehearsal "$disk" && mkdir -p /run/rehearsal && mount "$disk" /run/rehearsal &&
${KNOWN_FILES.map(({ path, command }) => `mkdir -p "$(dirname '/run/rehearsal/${path}')" && ${command} > '/run/rehearsal/${path}' &&`).join('\n')}
umount /run/rehearsal && sync && say '${writtenLine(name)}' || say '${failedLine(name)}'
systemctl poweroff --no-block
`;
  return `#cloud-config\n${JSON.stringify({ bootcmd: [['sh', '-c', script]] })}\n`;
}
