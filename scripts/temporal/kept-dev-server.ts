/** A Temporal dev server that keeps its database in a file: killed and started again, it goes on with all that it had. */
import path from 'node:path';
import { freePort, type RunningProcess, startProcess } from '../../lab/processes.ts';
import { ensureDevServer, searchAttributeFlags } from './dev-server.ts';

export interface KeptDevServer {
  address: string;
  /** On the same port and with the same database each time; the one before must have ended. */
  start: () => RunningProcess;
}

/** @param folder - exists; holds the database and the log. Nothing is started yet. */
export async function keptDevServer(folder: string): Promise<KeptDevServer> {
  const program = await ensureDevServer();
  const [port, uiPort] = [String(await freePort()), String(await freePort())];
  const argv: [string, ...string[]] = [
    ...([program, 'server', 'start-dev', '--ip', '127.0.0.1'] as const),
    ...['--port', port, '--ui-port', uiPort, '--log-level', 'error'],
    ...['--db-filename', path.join(folder, 'temporal.db'), ...searchAttributeFlags()],
  ];
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  return { address: `127.0.0.1:${port}`, start: () => startProcess(argv, path.join(folder, 'temporal.log'), env) };
}
