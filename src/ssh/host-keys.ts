/** What the recovery server prints on its console before sshd starts: its host keys, and that its write block is armed. */

const BEGIN = '-----BEGIN SSH HOST KEY KEYS-----';
const END = '-----END SSH HOST KEY KEYS-----';
const KEY = /\b((?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) [A-Za-z0-9+/]{40,1024}={0,2})(?:\s|$)/;

/**
 * @param consoleText - from Nova's console output; kernel messages may stand before a line of ours.
 * @returns `type base64` lines of the last complete block; none while it isn't complete.
 */
export function hostKeysFromConsole(consoleText: string): string[] {
  const end = consoleText.lastIndexOf(END);
  const begin = consoleText.lastIndexOf(BEGIN, end);
  if (begin < 0 || end < 0) return [];
  const keys = consoleText
    .slice(begin + BEGIN.length, end)
    .split(/\r?\n/)
    .flatMap((line) => KEY.exec(line)?.[1] ?? []);
  return [...new Set(keys)];
}

/** A line for OpenSSH's known_hosts; sshd(8) wants brackets around a host with another port than 22. */
export const knownHostsLine = (host: string, port: number, key: string): string =>
  `${port === 22 ? host : `[${host}]:${port}`} ${key}`;

/** The `type base64` of a {@link knownHostsLine}. */
export const keyOfKnownHostsLine = (line: string): string => line.slice(line.indexOf(' ') + 1);

/** The line that cloud-init's bootcmd prints last; src/guest/user-data.ts writes it. */
export const armedLine = (recoveryId: string): string => `RECOVERY-WRITE-BLOCK ARMED ${recoveryId}`;

export const writeBlockArmed = (consoleText: string, recoveryId: string): boolean =>
  consoleText.split(/\r?\n/).some((line) => line.trimEnd().endsWith(armedLine(recoveryId)));
