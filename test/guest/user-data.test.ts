import { spawnSync } from 'node:child_process';
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

const userData = (change: Partial<Parameters<typeof buildUserData>[0]> = {}): string =>
  buildUserData({
    authorizedKeys: KEYS,
    guestProgram: program,
    surveyProgram: survey,
    recoveryId: RECOVERY_ID,
    ...change,
  });

const Written = z.strictObject({
  path: z.string(),
  permissions: z.string(),
  encoding: z.literal('gz+b64'),
  content: z.string(),
});
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

const config = CloudConfig.parse(parse(userData()));
const [[, , script]] = config.bootcmd;

/** A program as Python reads it, but for what it says of itself. */
function meaningOf(source: string): string {
  const read = `
import ast, sys
tree = ast.parse(sys.stdin.read())
says_only = lambda each: isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
for node in ast.walk(tree):
    if isinstance(getattr(node, 'body', None), list):
        node.body = [each for each in node.body if not says_only(each)]
print(ast.dump(tree))`;
  const { status, stdout } = spawnSync('python3', ['-c', read], {
    input: source,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  });
  expect(status).toBe(0);
  return stdout;
}

describe('the user data of a recovery server', () => {
  it('is a cloud-config', () => {
    expect(userData().startsWith('#cloud-config\n')).toBe(true);
  });

  it('fits with twenty keys into what Nova takes: 65535 bytes in base64', () => {
    const text = userData({ authorizedKeys: Array.from({ length: 20 }, () => `ssh-rsa ${'A'.repeat(700)} somebody`) });
    expect(Buffer.from(text).toString('base64').length).toBeLessThanOrEqual(65_535);
  });

  it('is refused with both sizes when it has grown past that', () => {
    const authorizedKeys = ['ssh-rsa '.padEnd(60_000, 'A')];
    expect(() => userData({ authorizedKeys })).toThrow(RangeError);
    expect(() => userData({ authorizedKeys })).toThrow(
      /^user data: expected at most 65535 bytes in base64, received \d+$/,
    );
  });

  it('is measured as Nova does, in base64: the last size that fits is taken, one byte more is not', () => {
    const room = Math.floor(65_535 / 4) * 3 - Buffer.byteLength(userData({ authorizedKeys: ['x'] }));
    const full = userData({ authorizedKeys: ['x'.repeat(1 + room)] });
    expect(Buffer.from(full).toString('base64').length).toBe(65_532);
    expect(() => userData({ authorizedKeys: ['x'.repeat(2 + room)] })).toThrow('received 65536');
  });

  it('carries both programs, which do as they are written without their comments, and lets root run them', () => {
    const sources = [program, survey];
    for (const [index, file] of config.write_files.entries()) {
      const carried = gunzipSync(Buffer.from(file.content, 'base64')).toString();
      expect(spawnSync('sh', ['-n'], { input: carried.split("\n'''\n")[0] ?? '', encoding: 'utf8' }).status).toBe(0);
      expect(meaningOf(carried)).toBe(meaningOf(sources[index] ?? ''));
      expect(file.permissions).toBe('0755');
    }
    expect(config.write_files.map(({ path }) => path)).toEqual([GUEST_PROGRAM_PATH, SURVEY_PROGRAM_PATH]);
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
