/** Calls the second program that cloud-init put into the recovery server. */
import { type Surveyor, SURVEY_SECONDS } from '../disk/survey.ts';
import { GuestError } from './guest-over-ssh.ts';
import type { SshSession } from './ssh-session.ts';

export const SURVEY_PROGRAM_PATH = '/usr/local/sbin/recovery-survey';

/** The program ends itself 30 s after its time; a disk that hangs in the kernel may hold even that up. */
const TIMEOUT_MS = (SURVEY_SECONDS + 60) * 1000;
const MAX_WORDS = 500;

export const surveyorOverSsh = (session: SshSession): Surveyor => ({
  async survey(request) {
    const { code, stdout, stderr } = await session.run(['sudo', '-n', SURVEY_PROGRAM_PATH], {
      stdin: JSON.stringify(request),
      timeoutMs: TIMEOUT_MS,
    });
    if (code !== 0)
      throw new GuestError(`recovery-survey ended with ${String(code)}: ${stderr.trim().slice(-MAX_WORDS)}`);
    try {
      return JSON.parse(stdout) as unknown;
    } catch {
      throw new GuestError(`recovery-survey answered no JSON: ${stdout.slice(0, MAX_WORDS)}`);
    }
  },
});
