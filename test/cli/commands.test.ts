import { afterEach, describe, expect, it } from 'vitest';
import { HANDED_OVER, PLAN, STATUS, WORKFLOW_ID } from '../report/sample-recovery.ts';
import { type Ended, recovery, recoveryAsProcess } from './recovery-command.ts';
import { type ScriptedTemporal, startScriptedTemporal } from './scripted-temporal.ts';

const SERVER = STATUS.serverId;
const POLICY = {
  sysadminMayUnlock: false,
  approval: { approvers: [], identities: [], requesterMayApprove: true, approversNeeded: 1 },
  docs: null,
};
const OBSTACLE = { code: 'server-not-shut-off', mayPass: true, message: 'It is ACTIVE.', advice: 'Shut it off.' };

let service: ScriptedTemporal | undefined;
afterEach(async () => service?.close());

async function temporalWith(script: Partial<ScriptedTemporal> = {}): Promise<ScriptedTemporal> {
  service = await startScriptedTemporal({
    workflowId: WORKFLOW_ID,
    status: STATUS,
    dryRun: { kind: 'planned', plan: PLAN, policy: POLICY },
    ...script,
  });
  return service;
}
const on = async ({ address }: ScriptedTemporal, line: string): Promise<Ended> => recovery(line.split(' '), address);
const json = ({ stdout }: Ended): unknown => JSON.parse(stdout);

describe('start', () => {
  it('starts the recovery under the one id of this server, and prints that id as JSON', async () => {
    const temporal = await temporalWith();
    const ended = await on(temporal, `start --server ${SERVER} --cloud arbutus --ticket T-1 --json`);
    expect(json(ended)).toEqual({ workflowId: WORKFLOW_ID });
    expect(ended.code).toBe(0);
    expect(temporal.changes).toEqual(['start recoverServerData']);
    expect(temporal.started).toMatchObject({
      workflowId: WORKFLOW_ID,
      input: { serverId: SERVER, cloud: 'arbutus', ticket: { id: 'T-1' } },
    });
  });

  it('takes the whole input from standard input', async () => {
    const temporal = await temporalWith();
    const document = JSON.stringify({ serverId: SERVER, cloud: 'arbutus', options: { snapshot: false } });
    const ended = await recoveryAsProcess(['start', '--input', '-'], { temporal: temporal.address, stdin: document });
    expect(ended).toMatchObject({ code: 0, stdout: `Started ${WORKFLOW_ID}\n` });
    expect(temporal.started).toMatchObject({ input: { serverId: SERVER, options: { snapshot: false } } });
  });

  it('ends with 3 when the server is being recovered already, and tells by what', async () => {
    const temporal = await temporalWith({ running: true });
    const ended = await on(temporal, `start --server ${SERVER} --cloud arbutus --json`);
    expect(ended.code).toBe(3);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain(`already being recovered, by ${WORKFLOW_ID}.`);
  });

  it('ends with 2 without a cloud and without a configuration that names one', async () => {
    const temporal = await temporalWith();
    const ended = await on(temporal, `start --server ${SERVER}`);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^--cloud is not given, .*RECOVERY_CONFIG/);
    expect(temporal.changes).toEqual([]);
  });

  it('that follows keeps standard output for JSON, tells the story beside it, and ends as the recovery did', async () => {
    const temporal = await temporalWith({ status: { ...HANDED_OVER, phase: 'expired' } });
    const ended = await on(temporal, `start --server ${SERVER} --cloud arbutus --json --follow`);
    expect(json(ended)).toEqual({ workflowId: WORKFLOW_ID });
    expect(ended.stderr).toContain('Mounted read-only and handed over');
    expect(ended.code).toBe(4);
  });
});

describe('plan', () => {
  it('of a server is a dry run that starts no recovery', async () => {
    const temporal = await temporalWith();
    const ended = await on(temporal, `plan --server ${SERVER} --cloud arbutus --json`);
    expect(json(ended)).toEqual({ plan: PLAN, problems: [] });
    expect(ended.code).toBe(0);
    expect(temporal.changes).toEqual(['start planServerRecovery']);
  });

  it('ends with 4 when there is none, and tells what stands in its way', async () => {
    const dryRun = { kind: 'blocked' as const, problems: [OBSTACLE], serverName: null, policy: POLICY };
    const temporal = await temporalWith({ dryRun });
    const ended = await on(temporal, `plan --server ${SERVER} --cloud arbutus`);
    expect(ended).toMatchObject({ code: 4, stdout: '! It is ACTIVE.\n  Shut it off.\n' });
  });

  it('of a running recovery is that one, for people to read', async () => {
    const ended = await on(await temporalWith(), `plan ${WORKFLOW_ID}`);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('samples');
    expect(ended.stdout).toContain('1a2b3c4d');
  });
});

describe('status', () => {
  it('prints the whole status as JSON, of a server id as of a workflow id', async () => {
    const temporal = await temporalWith();
    for (const name of [WORKFLOW_ID, `${SERVER} --cloud arbutus`]) {
      const ended = await on(temporal, `status ${name} --json`);
      expect(json(ended)).toEqual(STATUS);
      expect(ended.code).toBe(0);
    }
    expect(temporal.changes).toEqual([]);
  });

  it('shows the steps, the next command and the story to a person', async () => {
    const { code, stdout } = await on(await temporalWith(), `status ${WORKFLOW_ID}`);
    expect(code).toBe(0);
    expect(stdout).toContain('▸  3 Wait for the approval');
    expect(stdout).toContain(`→ npm run recovery -- approve ${WORKFLOW_ID} --by you@example.org --plan 1a2b3c4d\n`);
    expect(stdout).toContain('     2.5 s  await-approval Waiting for a sysadmin to approve the plan');
  });

  it.each([
    ['recovered', 0],
    ['rejected', 4],
  ] as const)('that follows ends when the recovery is %s, with %i', async (phase, code) => {
    const status = { ...HANDED_OVER, phase };
    const ended = await on(await temporalWith({ status }), `status ${WORKFLOW_ID} --follow --json`);
    expect(json(ended)).toEqual(status);
    expect(ended.code).toBe(code);
  });

  it('ends with 1 when there is no such recovery', async () => {
    const ended = await on(await temporalWith(), 'status no-such-recovery --json');
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toBe('No recovery no-such-recovery. `npm run recovery -- list` shows those that exist.\n');
  });
});

describe('register', () => {
  const ALL = ['RecoveryPhase', 'WaitingFor', 'WaitingSince', 'TicketId', 'ServerId', 'Cloud'];

  it('registers what is missing, and nothing the second time', async () => {
    const temporal = await temporalWith({ searchAttributes: { WaitingFor: 2 } });
    const missing = ALL.filter((name) => name !== 'WaitingFor');
    const first = await on(temporal, 'register --json');
    expect(first.code).toBe(0);
    expect(json(first)).toEqual({ namespace: 'default', registered: missing });
    const second = await on(temporal, 'register');
    expect(second).toMatchObject({ code: 0, stdout: 'Namespace default has them all.\n' });
    expect(temporal.changes).toEqual([`register ${missing.join(' ')}`]);
    expect(temporal.searchAttributes).toMatchObject({ WaitingSince: 6, Cloud: 2 });
  });

  it('ends with 1 where it may not, and says what an administrator has to type', async () => {
    const ended = await on(await temporalWith({ searchAttributes: null }), 'register --json');
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(
      'temporal operator search-attribute create --namespace default --name WaitingSince --type Datetime\n',
    );
  });

  it('ends with 1 when one is there with another type, and changes nothing', async () => {
    const temporal = await temporalWith({ searchAttributes: { WaitingSince: 1 } });
    const ended = await on(temporal, 'register');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('WaitingSince with another type than Datetime');
    expect(temporal.changes).toEqual([]);
  });
});

describe('list', () => {
  it('prints every recovery as JSON, as the search attributes tell', async () => {
    const ended = await on(await temporalWith(), 'list --json');
    expect(json(ended)).toEqual([
      {
        workflowId: WORKFLOW_ID,
        state: 'running',
        phase: 'awaiting-approval',
        waitingFor: 'sysadmin',
        waitingSince: '2025-11-20T09:30:00.000Z',
        ticket: 'TICKET-4711',
        startedAt: '2025-11-20T09:30:00.000Z',
      },
    ]);
    expect(ended.code).toBe(0);
  });
});
