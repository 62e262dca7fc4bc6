/** A Temporal frontend that knows one recovery and answers what the command line asks: gRPC, so that the real client is used. */
import { defaultPayloadConverter } from '@temporalio/common';
import { google, temporal } from '@temporalio/proto';
import { once } from 'node:events';
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { PlanOutcome, RecoveryStatus } from '../../src/contract/recovery.ts';

const api = temporal.api.workflowservice.v1;
const operator = temporal.api.operatorservice.v1;

export interface ScriptedTemporal {
  address: string;
  workflowId: string;
  /** What the `status` query answers. */
  status: RecoveryStatus;
  /** What a dry run returns. */
  dryRun: PlanOutcome;
  /** When a recovery of this server runs already. */
  running: boolean;
  /** What a signal makes of the status. */
  onSignal(name: string, payload: unknown): RecoveryStatus;
  /** What an update answers; it is refused by throwing. */
  onUpdate(name: string, payload: unknown): string;
  /** Name and type on the wire of each search attribute that the namespace has; null when nobody may see or add any. */
  searchAttributes: Record<string, number> | null;
  /** What was asked for, in order, such as `SignalWorkflowExecution`; reading is left out. */
  changes: readonly string[];
  /** The last workflow that was started. */
  started: { workflowId: string; input: unknown } | null;
  close(): Promise<void>;
}

const UpdateStage = temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage;

const OK = 0;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;
class Refusal extends Error {
  readonly code: number;
  constructor(code: number) {
    super('refused');
    this.code = code;
  }
}

const payloads = (value: unknown) => ({ payloads: [defaultPayloadConverter.toPayload(value)] });
const firstOf = (input: temporal.api.common.v1.IPayloads | null | undefined): unknown => {
  const payload = input?.payloads?.[0];
  return payload === undefined ? undefined : defaultPayloadConverter.fromPayload(payload);
};

export async function startScriptedTemporal(
  script: Pick<ScriptedTemporal, 'workflowId' | 'status' | 'dryRun'> & Partial<ScriptedTemporal>,
): Promise<ScriptedTemporal> {
  const changes: string[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session)).on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => {
    const method = headers[':path']?.split('/').at(-1) ?? '';
    void respond(stream, answers[method] ?? unimplemented);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const service: ScriptedTemporal = {
    running: false,
    onSignal: () => service.status,
    onUpdate: () => '',
    started: null,
    searchAttributes: {},
    ...script,
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    changes,
    async close() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const answers = answersOf(service, changes);
  return service;
}

const unimplemented = (): never => {
  throw new Refusal(UNIMPLEMENTED);
};

type Answers = Record<string, (request: Buffer) => Uint8Array>;

function answersOf(service: ScriptedTemporal, changes: string[]): Answers {
  const known = (id: string | null | undefined): void => {
    if (id !== service.workflowId) throw new Refusal(NOT_FOUND);
  };
  return {
    GetSystemInfo: () => api.GetSystemInfoResponse.encode({ serverVersion: '1.0.0', capabilities: {} }).finish(),
    QueryWorkflow(request) {
      known(api.QueryWorkflowRequest.decode(request).execution?.workflowId);
      return api.QueryWorkflowResponse.encode({ queryResult: payloads(service.status) }).finish();
    },
    StartWorkflowExecution(request) {
      if (service.running) throw new Refusal(ALREADY_EXISTS);
      const { workflowId, workflowType, input } = api.StartWorkflowExecutionRequest.decode(request);
      changes.push(`start ${workflowType?.name ?? ''}`);
      service.started = { workflowId, input: firstOf(input) };
      return api.StartWorkflowExecutionResponse.encode({ runId: 'run-1' }).finish();
    },
    SignalWorkflowExecution(request) {
      const { workflowExecution, signalName, input } = api.SignalWorkflowExecutionRequest.decode(request);
      known(workflowExecution?.workflowId);
      changes.push(`signal ${signalName}`);
      service.status = service.onSignal(signalName, firstOf(input));
      return api.SignalWorkflowExecutionResponse.encode({}).finish();
    },
    UpdateWorkflowExecution(request) {
      const { workflowExecution, request: asked } = api.UpdateWorkflowExecutionRequest.decode(request);
      known(workflowExecution?.workflowId);
      changes.push(`update ${asked?.input?.name ?? ''}`);
      const outcome = outcomeOf(() => service.onUpdate(asked?.input?.name ?? '', firstOf(asked?.input?.args)));
      const stage = UpdateStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED;
      const updateRef = {
        updateId: asked?.meta?.updateId ?? null,
        workflowExecution: { ...workflowExecution, runId: 'run-1' },
      };
      return api.UpdateWorkflowExecutionResponse.encode({ updateRef, outcome, stage }).finish();
    },
    RequestCancelWorkflowExecution(request) {
      known(api.RequestCancelWorkflowExecutionRequest.decode(request).workflowExecution?.workflowId);
      changes.push('cancel');
      return api.RequestCancelWorkflowExecutionResponse.encode({}).finish();
    },
    GetWorkflowExecutionHistory: () =>
      api.GetWorkflowExecutionHistoryResponse.encode({ history: { events: [ended(service.dryRun)] } }).finish(),
    ListSearchAttributes() {
      if (service.searchAttributes === null) throw new Refusal(PERMISSION_DENIED);
      return operator.ListSearchAttributesResponse.encode({ customAttributes: service.searchAttributes }).finish();
    },
    AddSearchAttributes(request) {
      const { searchAttributes } = operator.AddSearchAttributesRequest.decode(request);
      changes.push(`register ${Object.keys(searchAttributes).join(' ')}`);
      service.searchAttributes = { ...service.searchAttributes, ...searchAttributes };
      return operator.AddSearchAttributesResponse.encode({}).finish();
    },
    ListWorkflowExecutions: () => api.ListWorkflowExecutionsResponse.encode({ executions: [listed(service)] }).finish(),
  };
}

function outcomeOf(answered: () => string): temporal.api.update.v1.IOutcome {
  try {
    return { success: payloads(answered()) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { failure: { message, applicationFailureInfo: { type: 'RefusedMessage', nonRetryable: true } } };
  }
}

const ended = (result: unknown): temporal.api.history.v1.IHistoryEvent => ({
  eventType: temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
  workflowExecutionCompletedEventAttributes: { result: payloads(result) },
});

function listed({ workflowId, status }: ScriptedTemporal): temporal.api.workflow.v1.IWorkflowExecutionInfo {
  const attribute = (value: string, type: string): temporal.api.common.v1.IPayload => {
    const payload = defaultPayloadConverter.toPayload(value);
    return { ...payload, metadata: { ...payload.metadata, type: Buffer.from(type) } };
  };
  const keyword = (value: string) => attribute(value, 'Keyword');
  return {
    execution: { workflowId, runId: 'run-1' },
    type: { name: 'recoverServerData' },
    taskQueue: 'server-recovery',
    status: temporal.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING,
    startTime: google.protobuf.Timestamp.fromObject({ seconds: 1_763_631_000 }),
    searchAttributes: {
      indexedFields: {
        RecoveryPhase: keyword(status.phase),
        WaitingFor: keyword(status.waitingFor),
        WaitingSince: attribute('2025-11-20T09:30:00.000Z', 'Datetime'),
        TicketId: keyword('TICKET-4711'),
      },
    },
  };
}

/** gRPC over HTTP/2: five bytes before each message, the outcome in the trailers. */
async function respond(stream: ServerHttp2Stream, answered: (request: Buffer) => Uint8Array): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  const frame = Buffer.alloc(5);
  let [code, message]: [number, Uint8Array | null] = [OK, null];
  try {
    message = answered(Buffer.concat(chunks).subarray(5));
    frame.writeUInt32BE(message.length, 1);
  } catch (error) {
    code = error instanceof Refusal ? error.code : 13;
  }
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(code) }));
  stream.end(message === null ? undefined : Buffer.concat([frame, message]));
}
