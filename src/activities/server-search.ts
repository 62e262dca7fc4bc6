/** Finds the server that a request means, and says what is in the way when it can't. Changes nothing. */
import { cancellationSignal, getClient } from '@temporalio/activity';
import { RECOVERY_METADATA_KEY, RECOVERY_WORKFLOW_TYPE } from '../contract/identifiers.ts';
import type { InputFault } from '../contract/recovery-input.ts';
import type { Problem } from '../contract/recovery.ts';
import { likest } from '../input/edit-distance.ts';
import { missingField, shown } from '../input/faults.ts';
import {
  ambiguous,
  candidates,
  type KnownServer,
  matchServer,
  type ServerMatch,
  uuidIn,
} from '../input/match-server.ts';
import { serverMissing, type WantedServer } from '../input/request.ts';
import * as volumes from '../openstack/block-storage/volumes.ts';
import * as servers from '../openstack/compute/servers.ts';
import * as volumeAttachments from '../openstack/compute/volume-attachments.ts';
import type { Connection } from '../openstack/connection.ts';
import { OpenStackError } from '../openstack/errors.ts';
import { problem } from '../plan/problems.ts';
import type { ActivityDependencies } from './dependencies.ts';

export type ServerSearchActivities = ReturnType<typeof createServerSearchActivities>;

export interface ServerSearch {
  /** Where it was looked: the named cloud, the one that the ticket's recovery was in, or the default. */
  cloud: string;
  server: { id: string; name: string } | null;
  /** What the analyst must mend. */
  faults: InputFault[];
  /** What somebody else must mend, whatever the analyst says. */
  problems: Problem[];
  /** Addresses of the Temporal UI and of the docs, where they are configured. */
  temporalUi: string | null;
  docs: string | null;
}

type Found = Pick<ServerSearch, 'cloud' | 'server' | 'faults'>;

export function createServerSearchActivities({ config, openCloud }: ActivityDependencies) {
  const always = {
    temporalUi: config.temporalUi ?? null,
    docs: config.docs ?? null,
  };
  const names = Object.keys(config.clouds);
  const look = async (wanted: WantedServer): Promise<Found & Pick<ServerSearch, 'problems'>> => {
    const cloud = wanted.cloud ?? config.defaultCloud;
    if (!names.includes(cloud)) return { cloud, server: null, faults: [noSuchCloud(cloud, names)], problems: [] };
    try {
      const open = (name: string): Connection => openCloud({ cloud: name, project: wanted.project });
      const found = await find({ open, cloud, clouds: names, wanted, signal: cancellationSignal() });
      return { ...found, problems: [] };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (wanted.project !== null)
        return { cloud, server: null, faults: [noSuchProject(wanted.project, error)], problems: [] };
      return { cloud, server: null, faults: [], problems: [problem('cloud-refuses-credential', error.message)] };
    }
  };
  return {
    /** Read-only, so retried freely. What a person must mend is a value, never a failure. */
    async findServer(wanted: WantedServer): Promise<ServerSearch> {
      const found = await look(wanted);
      const mustBeKnown = !config.approval.requesterMayApprove && wanted.requestedBy === null;
      return { ...always, ...found, faults: [...found.faults, ...(mustBeKnown ? [REQUESTER_MISSING] : [])] };
    },
  };
}

/** Who asks may not approve: without knowing who asks, that can't be told. */
const REQUESTER_MISSING: InputFault = {
  ...missingField('requestedBy'),
  expected: 'who asks for the recovery, since they may not approve it (approval.requesterMayApprove)',
};

/** Keystone lets nobody in, or not into this project. */
const isRefusal = (error: unknown): error is OpenStackError =>
  OpenStackError.is(error, 'unauthorized') || (OpenStackError.is(error, 'forbidden') && error.service === 'identity');

const noSuchProject = (project: string, { responseMessage, kind }: OpenStackError): InputFault => ({
  field: 'project',
  expected: `a project that the worker may use, or none for its own (Keystone says ${shown(responseMessage ?? kind)})`,
  received: shown(project),
  suggestion: null,
  candidates: [],
  mend: { field: 'project', value: null },
});

const noSuchCloud = (cloud: string, names: readonly string[]): InputFault => {
  const [suggestion = null] = likest(cloud, names);
  return {
    field: 'cloud',
    expected: 'a cloud of the configuration',
    received: shown(cloud),
    suggestion,
    candidates: names.slice(0, 8),
    mend: { field: 'cloud', value: suggestion ?? names[0] ?? null },
  };
};

/** Where a server is looked for, and what is wanted of it. */
interface Search {
  open: (cloud: string) => Connection;
  cloud: string;
  clouds: readonly string[];
  wanted: WantedServer;
  signal: AbortSignal;
}

async function find(search: Search): Promise<Found> {
  const { cloud, wanted } = search;
  const direct = wanted.server === null ? null : await byId(search, cloud, wanted.server);
  if (direct !== null) return checked(search, cloud, direct);
  const all = await knownServers(search);
  const match = wanted.server === null ? null : matchServer(all, wanted.server, `cloud ${cloud}`);
  if (match?.kind === 'found') return checked(search, cloud, match.server);
  const told = await byTicket(search);
  const [first, second] = told;
  if (first !== undefined && second === undefined) {
    const server = await byId(search, first.cloud, first.serverId);
    if (server !== null) return checked(search, first.cloud, server);
  }
  const ofTicket = all.filter(({ id }) => told.some(({ serverId }) => serverId === id));
  const question = ofTicket.length > 1 ? ambiguous(wanted.server ?? wanted.ticketId ?? '', ofTicket) : match;
  return { cloud, server: null, faults: [faultOf(question, all, wanted.mentioned)] };
}

const faultOf = (match: ServerMatch | null, all: readonly KnownServer[], mentioned: readonly string[]): InputFault =>
  match?.kind === 'question' ? match.fault : serverMissing(candidates(all, mentioned));

type NamedServer = NonNullable<ServerSearch['server']>;

/** The usual case, in one request. */
async function byId({ open, signal }: Search, cloud: string, text: string): Promise<NamedServer | null> {
  const id = uuidIn(text);
  if (id === null) return null;
  try {
    const { name } = await servers.get(open(cloud).compute, id, { signal });
    return { id, name };
  } catch (error) {
    if (OpenStackError.is(error, 'not-found')) return null;
    throw error;
  }
}

/** A volume of another server is a slip of the pen; the plan would end the recovery for it. */
async function checked({ open, wanted, signal }: Search, cloud: string, server: NamedServer): Promise<Found> {
  const { volumeIds } = wanted;
  const { id, name } = server;
  const attached = volumeIds.length === 0 ? [] : await volumeAttachments.list(open(cloud).compute, id, { signal });
  const there = attached.map(({ volumeId }) => volumeId);
  const strange = volumeIds.filter((each) => !there.includes(each));
  const fault: InputFault = {
    field: 'volumes',
    expected: 'volumes that are attached to the server',
    received: shown(strange),
    suggestion: null,
    candidates: there.slice(0, 8),
    mend: { field: 'volumes', value: null },
  };
  return { cloud, server: { id, name }, faults: strange.length === 0 ? [] : [fault] };
}

async function knownServers({ open, cloud, signal }: Search): Promise<KnownServer[]> {
  const { compute, blockStorage } = open(cloud);
  const [allServers, allVolumes] = await Promise.all([
    servers.list(compute, {}, { signal }),
    volumes.list(blockStorage, {}, { signal }),
  ]);
  return allServers
    .filter(({ metadata }) => metadata[RECOVERY_METADATA_KEY] === undefined)
    .map(({ id, name, status, locked, addresses }) => ({
      id,
      name,
      status,
      locked: locked ?? false,
      addresses: addresses.map(({ address }) => address),
      volumes: allVolumes.filter(({ attachments }) => attachments.some(({ serverId }) => serverId === id)),
    }));
}

/** More would be no answer. */
const MOST_RUNS = 200;
/** What can stand between quotes in a visibility query, which has no placeholders. */
const QUOTABLE = /^[\w .:#/@+-]{1,64}$/;

/** The servers whose recoveries, running or over, name this ticket. */
async function byTicket({ wanted, clouds }: Search): Promise<{ cloud: string; serverId: string }[]> {
  // Two ticket systems count alike: what a ticket of one says must not recover the server of the other's.
  const ticket = wanted.server ?? (wanted.ticketSystem === null ? wanted.ticketId : null);
  if (ticket === null || !QUOTABLE.test(ticket)) return [];
  const query = `WorkflowType = '${RECOVERY_WORKFLOW_TYPE}' AND TicketId = '${ticket}'`;
  const found = new Map<string, { cloud: string; serverId: string }>();
  let runs = 0;
  for await (const { typedSearchAttributes } of getClient().workflow.list({ query })) {
    const values = new Map(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, String(value)]));
    const [inCloud, serverId] = [values.get('Cloud'), values.get('ServerId')];
    const here = inCloud !== undefined && clouds.includes(inCloud) && (wanted.cloud ?? inCloud) === inCloud;
    if (here && serverId !== undefined) found.set(`${inCloud} ${serverId}`, { cloud: inCloud, serverId });
    runs += 1;
    if (runs === MOST_RUNS) break;
  }
  return [...found.values()];
}
