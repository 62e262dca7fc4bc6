import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  armedLine,
  hostKeysFromConsole,
  keyOfKnownHostsLine,
  knownHostsLine,
  writeBlockArmed,
} from '../../src/ssh/host-keys.ts';

const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2k0yAH8rbV4vMdmiyb3QwNyR7J3rTqzk0eYxkqj1yX';
const ECDSA =
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBKf3nYkC1m0yUq4v7q0bKsyT1yV0mJmRkU8r7w3H8o5cV5oQ2d2b8i1p3kq7X1b9N0w6z5o4m3n2l1k0j9h8g7E=';
const OTHER = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFORGEDFORGEDFORGEDFORGEDFORGEDFORGEDFORGEDF0Rg';
const BEGIN = '-----BEGIN SSH HOST KEY KEYS-----';
const END = '-----END SSH HOST KEY KEYS-----';

const consoleOf = (...lines: string[]): string => lines.join('\r\n');
const block = (...keys: string[]): string => consoleOf(BEGIN, ...keys.map((key) => `${key} root@recovery`), END);

describe('host keys on a console', () => {
  it('are those of the block, without the comment behind them', () => {
    expect(hostKeysFromConsole(consoleOf('Debian GNU/Linux 12', block(ECDSA, ED25519), 'login: '))).toEqual([
      ECDSA,
      ED25519,
    ]);
  });

  it('are found behind the time stamp of a kernel or of cloud-init', () => {
    const text = consoleOf(
      `[   14.031337] cloud-init[612]: ${BEGIN}`,
      `[   14.031420] cloud-init[612]: ${ED25519} root@recovery`,
      `<14>Nov 20 10:00:00 cloud-init: ${ECDSA} root@recovery`,
      `[   14.031520] cloud-init[612]: ${END}`,
    );
    expect(hostKeysFromConsole(text)).toEqual([ED25519, ECDSA]);
  });

  it('are the same, whatever lines the kernel puts between them', () => {
    const noise = fc.array(fc.string({ unit: 'grapheme-ascii' }).map((text) => `[   14.2] ${text}`));
    fc.assert(
      fc.property(noise, noise, noise, (before, between, after) => {
        const text = consoleOf(BEGIN, ...before, ECDSA, ...between, ED25519, ...after, END);
        expect(hostKeysFromConsole(text)).toEqual([ECDSA, ED25519]);
      }),
    );
  });

  it('leave out a key that a kernel message was printed into, and keep the others', () => {
    const torn = `${ED25519.slice(0, 60)}[   14.2] usb 1-1: new device`;
    expect(hostKeysFromConsole(consoleOf(BEGIN, torn, ED25519.slice(60), ECDSA, END))).toEqual([ECDSA]);
  });

  it.each([
    ['nothing was printed yet', ''],
    ['the block has only begun', consoleOf(BEGIN, ED25519)],
    ['the beginning has scrolled away', consoleOf(ED25519, END)],
    ['the end comes before the beginning', consoleOf(END, ED25519, BEGIN)],
    ['a block is empty', consoleOf(BEGIN, END)],
  ])('are none while %s', (_, text) => {
    expect(hostKeysFromConsole(text)).toEqual([]);
  });

  it('are those of the last complete block, after a reboot', () => {
    expect(hostKeysFromConsole(consoleOf(block(OTHER), block(ED25519)))).toEqual([ED25519]);
  });

  it('are those of the last complete block, while the next one is being printed', () => {
    expect(hostKeysFromConsole(consoleOf(block(ED25519), BEGIN, OTHER))).toEqual([ED25519]);
  });

  it('are those of the complete block, after one that a crash cut off', () => {
    expect(hostKeysFromConsole(consoleOf(BEGIN, OTHER, block(ED25519)))).toEqual([ED25519]);
  });

  it('are never taken from lines outside the block', () => {
    expect(hostKeysFromConsole(consoleOf(OTHER, block(ED25519), OTHER, `fake: ${OTHER}`))).toEqual([ED25519]);
  });

  it('are named once, when the console shows them twice', () => {
    expect(hostKeysFromConsole(block(ED25519, ECDSA, ED25519))).toEqual([ED25519, ECDSA]);
  });

  it('are only of kinds that we can pin', () => {
    const certificate = ED25519.replace('ssh-ed25519', 'ssh-ed25519-cert-v01@openssh.com');
    const dss = ED25519.replace('ssh-ed25519', 'ssh-dss');
    expect(hostKeysFromConsole(block(certificate, dss, 'ssh-ed25519 short', ED25519))).toEqual([ED25519]);
  });
});

describe('a known_hosts line', () => {
  it('has the bare host for port 22', () => {
    expect(knownHostsLine('192.0.2.7', 22, ED25519)).toBe(`192.0.2.7 ${ED25519}`);
  });

  it('has the host in brackets for any other port', () => {
    expect(knownHostsLine('192.0.2.7', 2222, ED25519)).toBe(`[192.0.2.7]:2222 ${ED25519}`);
  });

  it.each([22, 2222])('gives the key back (port %i)', (port) => {
    expect(keyOfKnownHostsLine(knownHostsLine('2001:db8::7', port, ED25519))).toBe(ED25519);
  });
});

describe('the write block', () => {
  const ID = 'recovery-0a2ef1aa-1b2c3d4e';

  it('is armed when the console says so for this recovery, with or without a time stamp before it', () => {
    expect(writeBlockArmed(consoleOf('booting', armedLine(ID), 'login:'), ID)).toBe(true);
    expect(writeBlockArmed(consoleOf(`[   12.3] cloud-init[512]: ${armedLine(ID)}  `, 'login:'), ID)).toBe(true);
  });

  it('is not armed by the line of another recovery', () => {
    expect(writeBlockArmed(armedLine('recovery-0a2ef1aa-ffffffff'), ID)).toBe(false);
    expect(writeBlockArmed(armedLine(`${ID}5`), ID)).toBe(false);
  });

  it('is not armed before the line is complete', () => {
    expect(writeBlockArmed(armedLine(ID).slice(0, -1), ID)).toBe(false);
    expect(writeBlockArmed('', ID)).toBe(false);
  });
});
