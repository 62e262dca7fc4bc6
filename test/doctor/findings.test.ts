/** How findings are weighed and shown, and what a machine can tell of its clock, its way out and its key. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ed25519Pair } from '../../simulators/ssh-host/key-pair.ts';
import { type Check, exitCodeOf, fail, ok, warn } from '../../src/doctor/check.ts';
import { clockCheck } from '../../src/doctor/clock.ts';
import { diskSpace, sshKey } from '../../src/doctor/machine.ts';
import { isWithin, sourceTowards } from '../../src/doctor/route.ts';
import { tableOf } from '../../src/doctor/table.ts';

const subject = 'cloud arbutus';
const checks: Check[] = [
  { subject, ...ok('network', 'research-net') },
  { subject, ...warn('credential', 'ends soon', 'Renew it.') },
  { subject: 'mail', ...fail('SMTP', 'silence', 'Start it.') },
];

describe('the verdict', () => {
  it('is 0, 1 or 2, by the worst of all', () => {
    expect([checks.slice(0, 1), checks.slice(0, 2), checks, []].map(exitCodeOf)).toEqual([0, 1, 2, 0]);
  });

  it('is a table with what mends it below each', () => {
    expect(tableOf(checks, false)).toEqual([
      'cloud arbutus',
      '  ok    network     research-net',
      '  WARN  credential  ends soon',
      '        → Renew it.',
      '',
      'mail',
      '  FAIL  SMTP        silence',
      '        → Start it.',
      '',
      '3 checks: 1 fault, 1 warning.',
    ]);
  });

  it('is one harmless line each, whatever a cloud calls its things', () => {
    expect(ok('image', 'a\u001B[2J\nb').seen).toBe('a\uFFFD[2J b');
    expect(ok('image', 'x'.repeat(1000)).seen).toHaveLength(300);
  });
});

describe('a clock', () => {
  it.each([
    [0, 'ok', "within 1 s of Keystone's"],
    [29_000, 'ok', "within 29 s of Keystone's"],
    [-90_000, 'warn', "this machine's clock is 90 s ahead of Keystone's"],
    [600_000, 'fail', "this machine's clock is 10 minutes behind Keystone's"],
  ])('that differs by %i ms: %s', (skewMs, state, seen) => {
    expect(clockCheck("Keystone's", skewMs)).toMatchObject({ state, seen });
  });
});

describe('the way out', () => {
  it('tells by which address this machine would go', async () => {
    expect(await sourceTowards('127.0.0.0/8')).toMatch(/^127\./);
  });

  it('tells where there is none', async () => {
    // Nobody may send there without asking for it.
    expect(await sourceTowards('255.255.255.255/32')).toBeNull();
  });

  it.each([
    ['192.0.2.10', '192.0.2.0/24', true],
    ['192.0.3.10', '192.0.2.0/24', false],
    ['2001:db8::1', '2001:db8::/64', true],
    ['2001:db8::1', '0.0.0.0/0', false],
  ])('%s is within %s: %s', (address, cidr, expected) => {
    expect(isWithin(address, cidr)).toBe(expected);
  });
});

describe('the machine', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'doctor-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const keyFile = (content: string, mode: number): string => {
    const file = path.join(folder, 'key');
    writeFileSync(file, content);
    chmodSync(file, mode);
    return file;
  };

  it('takes a key of its owner’s alone, and shows nothing of it', () => {
    const { private: key } = ed25519Pair();
    const told = sshKey(keyFile(key, 0o600));
    expect(told).toMatchObject({ state: 'ok', seen: `${folder}/key, ssh-ed25519` });
  });

  it('warns of one that others may read, and refuses one that is none or not there', () => {
    const { private: key } = ed25519Pair();
    expect(sshKey(keyFile(key, 0o644))).toMatchObject({ state: 'warn', remedy: `chmod 600 ${folder}/key` });
    expect(sshKey(keyFile('not a key', 0o600))).toMatchObject({
      state: 'fail',
      remedy: expect.stringContaining('without a passphrase') as unknown,
    });
    expect(sshKey(path.join(folder, 'nothing'))).toMatchObject({
      state: 'fail',
      remedy: expect.stringContaining('ssh-keygen') as unknown,
    });
  });

  it('tells of the fullest of its disks', () => {
    expect(diskSpace([folder])).toMatchObject({
      name: 'disk space',
      seen: expect.stringMatching(/GiB free at /) as unknown,
    });
  });
});
