/** Recorded histories as files: which there are, whose they are, and what must not stand in them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ADMIN, ALICE, APPLICATION_CREDENTIAL } from '../../simulators/openstack/seed.ts';
import { recoveryWorkflowId } from '../../src/contract/identifiers.ts';
import { TICKET_WORKFLOW_TYPE, ticketWorkflowId } from '../../src/contract/ticket.ts';

interface Payload {
  data: string;
}

/** The JSON that Temporal's own tools write and read, as far as it is looked into here. */
export interface RecordedHistory {
  events: [StartedEvent, ...{ eventType: string }[]];
}
interface StartedEvent {
  eventType: string;
  workflowExecutionStartedEventAttributes: { workflowType: { name: string }; input: { payloads: [Payload] } };
}

export const HISTORIES = fileURLToPath(new URL('histories/', import.meta.url));

/** File names, such as `0.1.0-rejected.json`. */
export const recordedHistories = (): string[] => readdirSync(HISTORIES).filter((file) => file.endsWith('.json'));

export const readHistory = (file: string): RecordedHistory =>
  JSON.parse(readFileSync(path.join(HISTORIES, file), 'utf8')) as RecordedHistory;

/** A history needs it for its replay, and not every server writes it down; it follows from the input. */
export function workflowIdOf({ events: [started] }: RecordedHistory): string {
  const { workflowType, input } = started.workflowExecutionStartedEventAttributes;
  const given = JSON.parse(decoded(input.payloads[0].data)) as { serverId: string; system: string; id: string };
  return workflowType.name === TICKET_WORKFLOW_TYPE
    ? ticketWorkflowId(given.system, given.id)
    : recoveryWorkflowId('research', given.serverId);
}

/** Begins every private key of OpenSSH, in its base64. */
const OPENSSH_KEY = Buffer.from('openssh-key-v1').toString('base64').slice(0, 18);
const KNOWN = [ALICE.password, ADMIN.password, APPLICATION_CREDENTIAL.secret, 'PRIVATE KEY', OPENSSH_KEY];
const TELLING_NAME = /"([^"]*(?:password|token|secret|private.?key)[^"]*)":/gi;

/**
 * @param tokens - the tokens that were issued meanwhile: they look like any id.
 * @returns what of a secret stands in the history, its payloads decoded; empty when all is well.
 */
export function secretsIn(history: object, tokens: readonly string[] = []): string[] {
  const text = [JSON.stringify(history), ...payloadsOf(history)].join('\n');
  const named = [...text.matchAll(TELLING_NAME)].map(([, name = '']) => `a value named ${name}`);
  return [...[...KNOWN, ...tokens].filter((secret) => text.includes(secret)), ...named];
}

function payloadsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'data' && typeof inner === 'string' ? [decoded(inner)] : payloadsOf(inner),
  );
}

const decoded = (data: string): string => Buffer.from(data, 'base64').toString('utf8');
