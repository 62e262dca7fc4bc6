import { describe, expect, it } from 'vitest';
import { GuestError, guestOverSsh } from '../../src/ssh/guest-over-ssh.ts';
import type { RunOptions, RunResult, SshSession } from '../../src/ssh/ssh-session.ts';

/** A login where every command ends with `result`. */
function sessionThat(result: Partial<RunResult>): SshSession & { runs: [readonly string[], RunOptions?][] } {
  const runs: [readonly string[], RunOptions?][] = [];
  return {
    runs,
    run: (argv, options) => {
      runs.push(options === undefined ? [argv] : [argv, options]);
      return Promise.resolve({ code: 0, stdout: '{}', stderr: '', ...result });
    },
    close: () => undefined,
  };
}
const failureOf = async (session: SshSession): Promise<GuestError> => {
  const error: unknown = await guestOverSsh(session)
    .call('probe', {})
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  if (!(error instanceof GuestError)) throw new Error(`expected a GuestError, got ${String(error)}`);
  return error;
};

describe("the recovery server's program", () => {
  it('is run as root, takes the request as JSON on its input and answers JSON', async () => {
    const session = sessionThat({ stdout: '{"disks":[]}\n' });
    expect(await guestOverSsh(session).call('probe', { label: "l'été" })).toEqual({ disks: [] });
    expect(session.runs).toEqual([
      [['sudo', '-n', '/usr/local/sbin/recovery-guest', 'probe'], { stdin: '{"label":"l\'été"}' }],
    ]);
  });

  it.each([1, 127, null])('has failed when it ends with %s, and the error tells its last words', async (code) => {
    const error = await failureOf(sessionThat({ code, stdout: '{"disks":[]}', stderr: 'lvm: no such group\n' }));
    expect(error.message).toBe(`recovery-guest probe ended with ${String(code)}: lvm: no such group`);
  });

  it('has failed when it answers no JSON', async () => {
    expect((await failureOf(sessionThat({ stdout: 'Traceback' }))).message).toBe(
      'recovery-guest probe answered no JSON: Traceback',
    );
  });

  it.each([
    ['on its errors', { code: 1, stderr: 'x'.repeat(100_000) }],
    ['on its answer', { stdout: 'x'.repeat(100_000) }],
  ])('cannot make an error long by what a disk put %s', async (_, result) => {
    expect((await failureOf(sessionThat(result))).message.length).toBeLessThan(600);
  });
});
