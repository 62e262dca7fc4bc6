/** Exit codes of `npm run recovery`, for scripts; docs/reference/cli.md lists them. */
export const EXIT = {
  done: 0,
  /** Something broke: Temporal can't be reached, the recovery doesn't exist. */
  failed: 1,
  /** The input or the options are wrong; nothing was started or sent. */
  badInput: 2,
  /** The server is already being recovered. */
  alreadyRunning: 3,
  /** The recovery ended otherwise than `recovered`, or the answer was recorded but does not count, or the request was refused. */
  otherOutcome: 4,
} as const;

/** Ends a command with one clear sentence and a code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
