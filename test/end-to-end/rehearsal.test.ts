/** A rehearsal on the simulated cloud: whatever happens to it, nothing of it is left. Its whole way it goes in the lab. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ed25519Pair } from '../../simulators/ssh-host/key-pair.ts';
import { parseConfig } from '../../src/config.ts';
import { TASK_QUEUE } from '../../src/contract/identifiers.ts';
import { rehearse, whyNobodyMayApprove } from '../../src/doctor/rehearsal/rehearse.ts';
import { loadCloud } from '../../src/openstack/clouds-yaml.ts';
import { connect, type Connection } from '../../src/openstack/connection.ts';
import { waitFor } from '../support/recovery-world.ts';
import { worldForEach } from '../support/story.ts';

const each = worldForEach({ taskQueue: TASK_QUEUE, cloudSettings: ['sysadminCloud: sysadmin'] }, 'real');
let folder: string;
let hands: { member: Connection; sysadmin: Connection };
let leave: AbortController;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rehearsal-'));
  const file = path.join(folder, 'clouds.yaml');
  writeFileSync(file, each.world.cloud.cloudsYaml());
  const opened = (name: string): Connection => connect(loadCloud(name, { OS_CLIENT_CONFIG_FILE: file }));
  hands = { member: opened('research'), sysadmin: opened('sysadmin') };
  leave = new AbortController();
  said = [];
});
afterEach(() => {
  hands.member.close();
  hands.sysadmin.close();
  rmSync(folder, { recursive: true });
});

const CONFIG = parseConfig(
  `
defaultCloud: research
clouds: { research: { recoveryServer: { sshFrom: [192.0.2.10/32], network: research-net, bootTimeout: 60 seconds } } }
ssh: { privateKeyFile: unused }
mail: { smtp: { host: localhost }, from: r@example.org, cloudTeam: { email: c@example.org } }
`,
  'recovery.config.yaml',
);

function begin(): Promise<void> {
  const settings = CONFIG.clouds['research'];
  if (settings === undefined) throw new Error('no cloud');
  const say = (line: string): void => void said.push(line.trim());
  const privateKey = ed25519Pair().private;
  const { approval } = CONFIG;
  const rehearsal = {
    cloud: 'research',
    settings,
    approval,
    hands,
    client: each.env.client,
    by: 'me',
    privateKey,
    say,
  };
  return rehearse({ ...rehearsal, signal: leave.signal });
}

/** What its guest does: writes, says so, and switches itself off. */
async function playGuest(): Promise<void> {
  const { cloud } = each.world.cloud;
  const [server] = await waitFor(
    () => Promise.resolve([...cloud.servers.values()].filter(({ name }) => name.startsWith('rehearsal-'))),
    ([found]) => found?.status === 'ACTIVE' && cloud.attachedTo(found.id).length > 0,
    () => 'the server of the rehearsal with its volume',
  );
  if (server === undefined) throw new Error('no server');
  server.console = `${server.name}: written`;
  cloud.change(server, { status: 'SHUTOFF' });
}

/** As in the beginning: the seeded servers and volumes, and nothing else. */
function expectNothingLeft(): void {
  const { cloud } = each.world.cloud;
  const made = [...cloud.servers.values(), ...cloud.volumes.values()].filter(({ created }) => created);
  expect(made.map(({ name }) => name)).toEqual([]);
  for (const kind of [cloud.snapshots, cloud.securityGroups, cloud.keypairs, cloud.floatingIps])
    expect(kind.size).toBe(0);
}

it('fails where the recovery server lets in another key only, and has removed everything', async () => {
  const rehearsal = begin();
  const failed = expect(rehearsal).rejects.toThrow('All configured authentication methods failed');
  await playGuest();
  await failed;
  expect(said.map((line) => line.replace(/^[\d.]+ s {2}/, ''))).toEqual([
    'server and volume asked for',
    'the guest wrote its files and switched itself off',
    'locked',
    'recovery planned, mails sent',
    'approved, recovered, handed over',
    'recovery cancelled, all undone',
    'server and volume of the rehearsal removed',
  ]);
  expectNothingLeft();
});

it('interrupted while the recovery goes on, it has the recovery undone before it removes its own', async () => {
  const rehearsal = begin();
  const failed = expect(rehearsal).rejects.toThrow('interrupted');
  await playGuest();
  await waitFor(
    () => Promise.resolve(said),
    (lines) => lines.some((line) => line.endsWith('recovery planned, mails sent')),
    (lines) => `the plan; said: ${lines.join(', ')}`,
  );
  leave.abort(new Error('interrupted'));
  await failed;
  expect(said.at(-2)).toMatch(/recovery cancelled, all undone$/);
  expectNothingLeft();
});

it('interrupted while its guest writes, it has started no recovery', async () => {
  const rehearsal = begin();
  const failed = expect(rehearsal).rejects.toThrow('interrupted');
  const { cloud } = each.world.cloud;
  await waitFor(
    () => Promise.resolve(cloud.volumes.size),
    (size) => size > 3,
    () => 'its volume',
  );
  leave.abort(new Error('interrupted'));
  await failed;
  expectNothingLeft();
});

it('removes first what one left that was killed, locked or not', async () => {
  const { cloud } = each.world.cloud;
  const metadata = { recovery_rehearsal: 'rehearsal-0000' };
  const server = { name: 'rehearsal-0000', imageId: null, flavor: 'p1-1.5gb', metadata, created: true };
  const id = '00000000-0000-4000-8000-000000000001';
  cloud.addServer({ id, ...server });
  cloud.lock(id, 'sysadmin', 'Rehearsal');
  cloud.addVolume({
    id: '00000000-0000-4000-8000-000000000002',
    name: 'rehearsal-0000',
    size: 1,
    metadata,
    created: true,
  });
  leave.abort(new Error('only the beginning'));
  await expect(begin()).rejects.toThrow('only the beginning');
  expect(said.slice(0, 2)).toEqual([
    'left by an earlier rehearsal, removed: server rehearsal-0000',
    'left by an earlier rehearsal, removed: volume rehearsal-0000',
  ]);
  expectNothingLeft();
});

it('wants to know who approves where the site names its approvers', () => {
  const approval = { ...CONFIG.approval, approvers: ['sysadmin@example.org'] };
  expect(whyNobodyMayApprove(approval, 'me')).toContain('--by sysadmin@example.org');
  expect(whyNobodyMayApprove(approval, 'sysadmin@example.org')).toBeNull();
});
