/**
 * Outlives the demo by a moment, to end what the demo could not: tsx kills its script outright when that is too busy to
 * take a Ctrl-C within 60 ms, and so may anybody.
 */
import { spawn } from 'node:child_process';

export interface Watchdog {
  watch(pid: number): void;
  /** That process has ended; its number may soon be another's. */
  forget(pid: number): void;
}

/** Reads what is to be watched until the demo's end of the pipe closes, however that comes about. */
const SCRIPT = `
trap '' HUP INT TERM
pids=
while read -r what pid; do
  case $what in
    watch) pids="$pids $pid" ;;
    forget) rest=; for each in $pids; do [ "$each" = "$pid" ] || rest="$rest $each"; done; pids=$rest ;;
  esac
done
[ -n "$pids" ] || exit 0
kill -KILL $pids 2>/dev/null
rm -rf "$1"
`;

/** @param folder - removed as well when a process was still watched at the end. */
export function startWatchdog(folder: string): Watchdog {
  // A session of its own: what the terminal sends to the demo must not reach it.
  const { PATH } = process.env;
  const dog = spawn('sh', ['-c', SCRIPT, 'recovery-demo-watchdog', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH, HOME: folder },
  });
  const { stdin } = dog;
  dog.on('error', () => undefined).unref();
  stdin.on('error', () => undefined);
  const tell = (what: 'watch' | 'forget', pid: number): void => void stdin.write(`${what} ${pid}\n`);
  return { watch: (pid) => tell('watch', pid), forget: (pid) => tell('forget', pid) };
}
