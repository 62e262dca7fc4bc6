/** Ctrl-C and SIGTERM: the first asks for an orderly end, a second one ends at once. */
const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
/** One Ctrl-C may come several times: from the terminal, from npm and from tsx. */
const ONE_PRESS_MS = 1000;

/** @returns the signal to work by, and the exit code once it was given. */
export function interruption(say: (line: string) => void): { signal: AbortSignal; exitCode: () => number | null } {
  const controller = new AbortController();
  let first: { code: number; at: number } | null = null;
  for (const [name, code] of Object.entries(CODES))
    process.on(name, () => {
      if (first === null) {
        first = { code, at: Date.now() };
        say('Stopping: what was made is removed first. Once more leaves it there, for the next rehearsal to remove.');
        controller.abort(new Error(`interrupted by ${name}`));
      } else if (Date.now() > first.at + ONE_PRESS_MS) process.exit(code);
    });
  return { signal: controller.signal, exitCode: () => first?.code ?? null };
}
