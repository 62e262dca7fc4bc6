import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { quoteArgv } from '../../src/ssh/quote.ts';

/** What a program gets when a real shell reads the quoted line: the arguments, as bytes. */
const afterTheShell = (argv: readonly string[]): Buffer =>
  execFileSync('sh', ['-c', quoteArgv(['printf', '%s\\0', ...argv])]);

/** An argument list as execve(2) takes it, which is what should come out. */
const asBytes = (argv: readonly string[]): Buffer =>
  Buffer.concat(argv.flatMap((argument) => [Buffer.from(argument), Buffer.from([0])]));

// No system call takes a NUL inside an argument; a lone surrogate has no bytes of its own.
const anyText = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0'));
const SHELL_CHARACTERS = Array.from(`'"\\$\`!*?[]{}()<>|&;#~=%^- \t\n\r\x1bab`);
const shellText = fc.string({ unit: fc.constantFrom(...SHELL_CHARACTERS), maxLength: 20 });
const argvs = fc.array(fc.oneof(anyText, shellText), { minLength: 1, maxLength: 30 });

describe('an argument list as one line for a shell', () => {
  it('comes out byte for byte, whatever the arguments are', () => {
    fc.assert(
      fc.property(argvs, (argv) => {
        expect(afterTheShell(argv).equals(asBytes(argv))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['an empty argument', ['', 'a', '']],
    ['only quotes', ["'", "''", '"', "'\\''"]],
    ['a command substitution', ['$(echo no)', '`echo no`', '${HOME}']],
    ['an end of the command', ['; echo no', '&& echo no', '| cat', '\necho no\n']],
    ['a name that the shell would expand', ['*', '~', '~root', '{a,b}', '[a-z]*', '/dev/disk/by-id/*']],
    ['an option or a comment', ['-n', '--', '#no', '!!']],
    ['text of other scripts', ['thèse de doctorat', '数据', '🧬', '\u202Egnp.exe']],
  ])('keeps %s as it is', (_, argv) => {
    expect(afterTheShell(argv).toString().split('\0').slice(0, -1)).toEqual(argv);
  });

  it('leaves plain words readable in logs', () => {
    expect(quoteArgv(['sudo', '-n', '/usr/local/sbin/recovery-guest', 'disks'])).toBe(
      'sudo -n /usr/local/sbin/recovery-guest disks',
    );
  });
});
