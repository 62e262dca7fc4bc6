/** A real Temporal Service with its real UI, for as long as the demo runs; it keeps everything in memory. */
import { Client, Connection } from '@temporalio/client';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureDevServer, searchAttributeFlags } from '../scripts/temporal-servers.ts';
import { TASK_QUEUE } from '../src/contract/identifiers.ts';
import { type Child, startChild } from './child-process.ts';
import type { Closing } from './closing.ts';
import { freePort, portNear } from './ports.ts';

export interface Temporal {
  client: Client;
  address: string;
  ui: string;
  server: Child;
}

const UI_PORT = 8233;
const LOOK_EVERY_MS = 100;
const START_MS = 60_000;

export async function startTemporal(folder: string, closing: Closing): Promise<Temporal> {
  const binary = await ensureDevServer();
  // Never the port that everybody's tools look at: a worker of yours for a real cloud may be waiting there.
  const [port, uiPort] = [await freePort(), await portNear(UI_PORT)];
  const args = [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--log-level', 'warn', ...searchAttributeFlags()],
  ];
  const { PATH } = process.env;
  const env = { PATH, HOME: folder };
  const server = startChild('Temporal', binary, args, path.join(folder, 'temporal.log'), env);
  await closing.add(server, () => server.stop());
  const address = `127.0.0.1:${port}`;
  // Never closed: a call that is under way when the demo is left would be tried again after a moment, and that throws
  // out of a timer when its connection is closed (@temporalio/client, grpc-retry). It goes with the demo.
  const connection = await eventually('Temporal to answer', server, () => connectTo(address));
  return { client: new Client({ connection }), address, ui: `http://localhost:${uiPort}`, server };
}

/** No proxy: what HTTP_PROXY names could not reach this machine's own address. */
async function connectTo(address: string): Promise<Connection | null> {
  const channelArgs = { 'grpc.enable_http_proxy': 0 };
  try {
    return await Connection.connect({ address, connectTimeout: '2 seconds', channelArgs });
  } catch {
    return null;
  }
}

/** Until then a workflow would start, and wait. */
export async function pollsItsQueue(client: Client, worker: Child): Promise<void> {
  await eventually('the worker to be ready', worker, async () => {
    const { pollers } = await client.workflowService.describeTaskQueue({
      namespace: 'default',
      taskQueue: { name: TASK_QUEUE },
    });
    return pollers.length > 0 ? true : null;
  });
}

async function eventually<T>(what: string, child: Child, look: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const ended = child.ended();
    if (ended !== null) throw new Error(ended);
    const seen = await look();
    if (seen !== null) return seen;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`Waited ${START_MS / 1000} s in vain for ${what}.`);
}
