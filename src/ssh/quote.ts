/** One safely quoted command line from an argument list: sshd always hands the line to a shell on the far side. */

const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** POSIX single quotes keep every character as it is; a single quote itself is closed, escaped and opened again. */
export function quoteArgv(argv: readonly string[]): string {
  return argv.map((argument) => (SAFE.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`)).join(' ');
}
