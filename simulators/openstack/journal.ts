/** What every server, volume and snapshot went through, in order, and which request made it so. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Server, Snapshot, Volume } from './resources.ts';

export type Resource = Server | Volume | Snapshot;

/** As far as it decides what a recovery may do. */
export interface State {
  status: string;
  /** Of a server, while Nova is at work on it. */
  task: string | null;
  /** Of a server. */
  lockedBy: string | null;
  /** Ids of the servers that have the volume. */
  attachedTo: readonly string[];
}

export interface StateChange {
  kind: 'server' | 'volume' | 'snapshot';
  id: string;
  name: string;
  /** Null: it was not there before. */
  from: State | null;
  /** Null: it is gone. */
  to: State | null;
  /** Milliseconds since the epoch. */
  at: number;
  /** The request whose course this belongs to; null for what a test did itself. */
  requestId: string | null;
}

const cause = new AsyncLocalStorage<string>();

/** All that follows from it, timers too, is put down to this request. */
export const causedBy = <T>(requestId: string, act: () => T): T => cause.run(requestId, act);

export const currentRequest = (): string | null => cause.getStore() ?? null;

export function stateOf(resource: Resource): State {
  const { status } = resource;
  if ('attachments' in resource)
    return { status, task: null, lockedBy: null, attachedTo: resource.attachments.map(({ serverId }) => serverId) };
  if ('taskState' in resource) return { status, task: resource.taskState, lockedBy: resource.lockedBy, attachedTo: [] };
  return { status, task: null, lockedBy: null, attachedTo: [] };
}

/** Null where nothing changed. */
export function changeOf(resource: Resource, from: State | null, to: State | null): StateChange | null {
  if (JSON.stringify(from) === JSON.stringify(to)) return null;
  const { id, name } = resource;
  return { kind: kindOf(resource), id, name, from, to, at: Date.now(), requestId: currentRequest() };
}

const kindOf = (resource: Resource): StateChange['kind'] =>
  'attachments' in resource ? 'volume' : 'taskState' in resource ? 'server' : 'snapshot';
