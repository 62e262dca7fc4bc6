/** How to reach the recovery server and copy from it: command lines that are safe to paste. */
import type { RecoveryAccess } from '../contract/recovery.ts';
import { plainText } from './plain-text.ts';

/** Characters that no shell and no ssh option parser gives a meaning, and no leading dash. */
const SAFE_WORD = /^[A-Za-z0-9_/.:@%+,][A-Za-z0-9_/.:@%+,-]*$/;

/** One word of a POSIX shell command line; what came from outside is quoted, so that pasting it runs nothing. */
export function shellWord(untrusted: string): string {
  const word = plainText(untrusted, 1024);
  return SAFE_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

const jump = (access: RecoveryAccess): string[] => (access.jumpHost === null ? [] : ['-J', shellWord(access.jumpHost)]);

/** `ssh -p 2222 -J cloud@jump:22 debian@10.0.0.5`. */
export function sshCommand(access: RecoveryAccess): string {
  const port = access.port === 22 ? [] : ['-p', String(access.port)];
  return ['ssh', ...port, ...jump(access), shellWord(`${access.user}@${access.host}`)].join(' ');
}

const target = (access: RecoveryAccess, directory: string): string => {
  const host = access.host.includes(':') ? `[${access.host}]` : access.host; // IPv6: scp and rsync split at colons
  return `${access.user}@${host}:${directory}`;
};

/** Files only the compromised root may read need `sudo` on the far side; `--rsync-path` asks for it. */
export function rsyncCommand(access: RecoveryAccess, mountpoint: string, into: string): string {
  const ssh = ['ssh', '-p', String(access.port), ...jump(access)].join(' ');
  return [
    'rsync -a --info=progress2',
    `-e ${shellWord(ssh)}`,
    "--rsync-path='sudo rsync'",
    shellWord(target(access, `${mountpoint}/`)),
    shellWord(into),
  ].join(' ');
}
