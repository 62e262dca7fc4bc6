/** A request from options or from a JSON document, checked before anything is sent. */
import { readFileSync } from 'node:fs';
import { describeFault } from '../input/faults.ts';
import { uuidIn } from '../input/match-server.ts';
import {
  faultsOf,
  nested,
  type Request,
  requestFrom as inputRequest,
  wantedBy,
  withoutServer,
} from '../input/request.ts';
import { CliError, EXIT } from './exit-codes.ts';

export interface StartOptions {
  input?: string;
  server?: string;
  cloud?: string;
  project?: string;
  ticket?: string;
  ticketUrl?: string;
  requestedBy?: string;
  confirmedBy?: string;
  reason?: string;
  ownerEmail?: string;
  ownerName?: string;
  language?: string;
  volume?: string[];
  snapshot?: boolean;
  returnVolumes?: boolean;
  includeRootDisk?: boolean;
  deleteSnapshots?: boolean;
}

/**
 * Options beside a document win over what it says. What can be told without the cloud is told before anything is sent.
 *
 * @throws CliError with exit code 2.
 */
export function requestFrom(options: StartOptions, readDocument?: (file: string) => string): Request {
  const request = inputRequest(patchFrom(options, readDocument));
  const faults = [...faultsOf(request), ...withoutServer(request)];
  if (faults.length === 0) return request;
  const lines = faults.map((fault) => `  ${describeFault(fault)}`);
  throw new CliError(`The input is wrong; nothing was started.\n${lines.join('\n')}`, EXIT.badInput);
}

/** What is sent to a recovery that waits for its input: as it was written, nulls and all. */
export function patchFrom(options: StartOptions, readDocument: (file: string) => string = readInput): unknown {
  const over = fromOptions(options);
  if (options.input === undefined) return over;
  const document = parseJson(readDocument(options.input), options.input);
  return isObject(document) ? merged(document, over) : document;
}

/** Nothing but an id; by any other name, the worker must find the server first. */
export const isServerId = (server: string): boolean => uuidIn(server) === server;

/** As an input that a recovery takes. */
export const sent = (request: Request): Fields => {
  const { server } = wantedBy(request);
  const named = server === null ? {} : isServerId(server) ? { serverId: server } : { server };
  return { ...named, ...nested(request.given) };
};

export type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merged(base: Fields, over: Fields): Fields {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    result[key] = isObject(old) && isObject(value) ? merged(old, value) : value;
  }
  return result;
}

const given = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const group = (fields: Fields): Fields | undefined =>
  Object.keys(given(fields)).length === 0 ? undefined : given(fields);

const fromOptions = (options: StartOptions): Fields =>
  given({
    server: options.server,
    cloud: options.cloud,
    project: options.project,
    ticket: group({ id: options.ticket, url: options.ticketUrl }),
    requestedBy: options.requestedBy,
    confirmation: group({ by: options.confirmedBy, reason: options.reason }),
    owner: group({ email: options.ownerEmail, name: options.ownerName, language: options.language }),
    volumes: options.volume?.map((each) => {
      const [volumeId, ...strategy] = each.split(':');
      return given({ volumeId, strategy: strategy.length === 0 ? undefined : strategy.join(':') });
    }),
    options: group({
      snapshot: options.snapshot === false ? false : undefined,
      returnVolumes: options.returnVolumes,
      includeRootDisk: options.includeRootDisk,
      deleteSnapshots: options.deleteSnapshots,
    }),
  });

function readInput(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CliError(
      `--input: ${file} can't be read: ${error instanceof Error ? error.message : String(error)}`,
      EXIT.badInput,
    );
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError(
      `--input: ${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      EXIT.badInput,
    );
  }
}
