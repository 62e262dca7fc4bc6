import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { buildUserData } from '../../src/guest/user-data.ts';
import { GUEST_PROGRAM_PATH } from '../../src/ssh/guest-over-ssh.ts';
import { hostKeysFromConsole, writeBlockArmed } from '../../src/ssh/host-keys.ts';
import { SURVEY_PROGRAM_PATH } from '../../src/ssh/survey-over-ssh.ts';
import { GUEST_PROGRAM } from './guest-program.ts';
import { SURVEY_PROGRAM } from './survey-program.ts';

const program = readFileSync(GUEST_PROGRAM, 'utf8');
const survey = readFileSync(SURVEY_PROGRAM, 'utf8');
const KEYS = ['ssh-ed25519 AAAAworker worker', 'ssh-ed25519 AAAAada "ada": # no comment'];
const RECOVERY_ID = 'recovery-2f6c1f9e';

const packed = (change: Partial<Parameters<typeof buildUserData>[0]> = {}): Uint8Array =>
  buildUserData({
    authorizedKeys: KEYS,
    guestProgram: program,
    surveyProgram: survey,
    recoveryId: RECOVERY_ID,
    ...change,
  });
/** As cloud-init unpacks it. */
const text = gunzipSync(packed()).toString();
/** In base64, as Nova counts it. */
const sizeOf = (userData: Uint8Array): number => Buffer.from(userData).toString('base64').length;

const Written = z.strictObject({ path: z.string(), permissions: z.string(), content: z.string() });
const CloudConfig = z.strictObject({
  bootcmd: z.tuple([z.tuple([z.literal('sh'), z.literal('-c'), z.string()])]),
  write_files: z.tuple([Written, Written]),
  ssh_authorized_keys: z.array(z.string()),
  disable_root: z.boolean(),
  ssh_deletekeys: z.boolean(),
  ssh_genkeytypes: z.array(z.string()),
  mounts: z.array(z.array(z.string().nullable())),
  cloud_config_modules: z.array(z.string()),
  cloud_final_modules: z.array(z.string()),
});

const config = CloudConfig.parse(parse(text));
const [[, , script]] = config.bootcmd;

describe('the user data of a recovery server', () => {
  it('is a cloud-config', () => {
    expect(text.startsWith('#cloud-config\n')).toBe(true);
  });

  it('is the same for the same recovery, so that a retry asks for the same server', () => {
    expect(Buffer.from(packed()).equals(packed())).toBe(true);
  });

  it('fits with twenty keys into what Nova takes, and leaves a seventh of it: 65535 bytes in base64', () => {
    const key = (): string => `ssh-rsa ${randomBytes(535).toString('base64')} somebody`;
    expect(sizeOf(packed({ authorizedKeys: Array.from({ length: 20 }, key) }))).toBeLessThanOrEqual((6 / 7) * 65_535);
  });

  it('is measured as Nova does: what fits is taken, what is refused would not have fitted', () => {
    const noise = randomBytes(60_000).toString('hex');
    const sizeWith = (characters: number): number | string => {
      try {
        return sizeOf(packed({ authorizedKeys: [noise.slice(0, characters)] }));
      } catch (error) {
        return String(error);
      }
    };
    let [fits, tooLong] = [0, noise.length];
    while (tooLong - fits > 1) {
      const half = Math.floor((fits + tooLong) / 2);
      if (typeof sizeWith(half) === 'number') fits = half;
      else tooLong = half;
    }
    expect(sizeWith(fits)).toBeGreaterThan(65_520);
    expect(sizeWith(fits)).toBeLessThanOrEqual(65_535);
    expect(sizeWith(tooLong)).toMatch(
      /^RangeError: user data: expected at most 65535 bytes in base64, received 655[34]\d$/,
    );
  });

  it('carries both programs as they are written, and lets root run them', () => {
    const permissions = '0755';
    expect(config.write_files).toEqual([
      { path: GUEST_PROGRAM_PATH, permissions, content: program },
      { path: SURVEY_PROGRAM_PATH, permissions, content: survey },
    ]);
    for (const { content } of config.write_files)
      expect(spawnSync('sh', ['-n'], { input: content.split("\n'''\n")[0] ?? '', encoding: 'utf8' }).status).toBe(0);
  });

  it('lets in by the given keys only', () => {
    expect(config).toMatchObject({ ssh_authorized_keys: KEYS, disable_root: true });
    expect(script).toContain("echo 'PasswordAuthentication no' > /etc/ssh/sshd_config.d/00-recovery.conf");
  });

  it('keeps the host keys that were on the console', () => {
    expect(config.ssh_deletekeys).toBe(false);
  });

  it('mounts no disk, takes nothing from a network, and has nothing done once sshd is up', () => {
    expect(config).toMatchObject({
      mounts: [
        ['ephemeral0', null],
        ['swap', null],
      ],
      cloud_config_modules: [],
      cloud_final_modules: [],
    });
  });
});

describe('the script that arms the write block', () => {
  it('is one that sh can read', () => {
    expect(spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it('stops at the first fault, and says that it is armed last of all', () => {
    expect(script.startsWith('set -eu\n')).toBe(true);
    const armed = script.indexOf('RECOVERY-WRITE-BLOCK ARMED');
    for (const step of ['mv $rules.new $rules', 'lvmlocal.conf', 'udevadm control --reload', 'ssh-keygen -q'])
      expect(script.indexOf(step)).toBeLessThan(armed);
  });

  it('writes on the console what the worker reads there', () => {
    const announce = /^announce\(\) \{\n[^]*?^\}$/m.exec(script)?.[0] ?? '';
    const key = `ssh-ed25519 ${'A'.repeat(68)}`;
    const { stdout } = spawnSync('sh', ['-euc', `cat() { echo '${key} root@recovery'; }\n${announce}\nannounce`], {
      encoding: 'utf8',
    });
    expect(hostKeysFromConsole(stdout)).toEqual([key]);
    expect(writeBlockArmed(stdout, RECOVERY_ID)).toBe(true);
    expect(writeBlockArmed(stdout, 'recovery-of-another')).toBe(false);
  });

  it('writes the rule that the program looks for when it is asked whether it is ready', () => {
    const wanted = /block = '(PROGRAM=.*)' in text\(RULE\)/.exec(program)?.[1] ?? 'no such line';
    expect(script).toContain(wanted);
    const file = /^RULE = '(.*)'$/m.exec(program)?.[1] ?? 'no such file';
    expect(script).toContain(`rules=${file}\n`);
  });
});
