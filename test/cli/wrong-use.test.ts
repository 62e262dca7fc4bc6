import { describe, expect, it } from 'vitest';
import { recovery, recoveryAsProcess } from './recovery-command.ts';

const SERVER = '0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa';

describe('help', () => {
  it('lists every command', async () => {
    const { code, stdout } = await recoveryAsProcess(['--help']);
    expect(code).toBe(0);
    for (const command of 'start plan status approve reject confirm extend cancel list'.split(' '))
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  it('of a command lists its options', async () => {
    const { code, stdout } = await recovery(['start', '--help']);
    expect(code).toBe(0);
    for (const option of ['--server <which>', '--no-snapshot', '--input <file>', '--json', '--follow'])
      expect(stdout).toContain(option);
  });
});

describe('a wrong command line', () => {
  it.each([
    [['start', '--servr', SERVER], "unknown option '--servr'"],
    [['start', '--server'], "option '--server <which>' argument missing"],
    [['status'], "missing required argument 'recovery'"],
    [['approve', SERVER], "required option '--by <who>' not specified"],
    [['extend', SERVER, '--by', 'me'], "required option '--days <number>' not specified"],
    [['extend', SERVER, '--by', 'me', '--days', 'many'], "option '--days <number>' argument 'many' is invalid"],
    [['extend', SERVER, '--by', 'me', '--days', '400'], 'Expected whole days from 1 to 365.'],
    [['recover'], "unknown command 'recover'"],
  ])('%j ends with 2 before Temporal is looked for, and the message names what is wrong', async (args, message) => {
    const { code, stdout, stderr } = await recovery(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toContain('Temporal does not answer');
  });

  it('ends a process of its own with 2 as well', async () => {
    const { code, stdout, stderr } = await recoveryAsProcess(['start', '--servr', SERVER]);
    expect(stderr).toMatch(/^error: unknown option '--servr'\n\(Did you mean --server\?\)/);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  });

  it.each(['start', 'plan'])(
    '%s ends with 2 before Temporal is looked for when the input is wrong',
    async (command) => {
      const { code, stdout, stderr } = await recovery([
        command,
        '--server',
        'web-1',
        '--owner-email',
        'nobody',
        '--json',
      ]);
      expect(stderr).toContain('owner.email: expected an e-mail address');
      expect(code).toBe(2);
      expect(stdout).toBe('');
    },
  );

  it('ends with 2 when the document on standard input is no JSON', async () => {
    const { code, stderr } = await recoveryAsProcess(['start', '--input', '-'], { stdin: 'serverId: 1' });
    expect(stderr).toMatch(/^--input: - is not JSON: /);
    expect(code).toBe(2);
  });
});

describe('Temporal that does not answer', () => {
  it('is told in one sentence with its address, and ends with 1', async () => {
    const { code, stdout, stderr } = await recoveryAsProcess(['list', '--json'], { temporal: '127.0.0.1:1' });
    expect(stderr).toBe(
      'Temporal does not answer at 127.0.0.1:1. Start it (temporal server start-dev), or set TEMPORAL_ADDRESS to where it is.\n',
    );
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });
});
