/** `npm run doctor` on a whole site: all is well; then one fault after another, each told by name with what mends it. */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ADMIN, ALICE, APPLICATION_CREDENTIAL } from '../../simulators/openstack/seed.ts';
import { loadConfig } from '../../src/config.ts';
import { type Check, exitCodeOf } from '../../src/doctor/check.ts';
import { examineAll } from '../../src/doctor/examination.ts';
import { examinationsOf } from '../../src/doctor/examine-site.ts';
import { registerSearchAttributes } from '../../src/search-attributes.ts';
import {
  BARE_NAMESPACE,
  type Change,
  configure,
  daysOf,
  doctorAsProcess,
  type DoctorSite,
  MAIL_PASSWORD,
  makeDoctorSite,
  makeNamespaces,
  NAMESPACE,
} from '../support/doctor-site.ts';
import { createDevServerEnv } from '../support/workflow-env.ts';
import { TOKEN } from '../tickets/scripted.ts';

let env: TestWorkflowEnvironment;
let stopWorker: () => Promise<void>;
let site: Omit<DoctorSite, 'environment'>;

beforeAll(async () => {
  env = await createDevServerEnv();
  stopWorker = await makeNamespaces(env);
});
afterAll(async () => {
  await stopWorker();
  await env.teardown();
});
beforeEach(async () => {
  site = await makeDoctorSite();
  // One of the faults takes an attribute away.
  await registerSearchAttributes(env.connection, NAMESPACE);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await site.close();
});

/** In this process, which takes milliseconds. */
async function examined(change: Change = {}, variables: Record<string, string> = {}, timeoutMs = 30_000) {
  const environment = { ...configure(site, env.address, change), ...variables };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const file = environment['RECOVERY_CONFIG'] ?? '';
  return examineAll(examinationsOf(loadConfig(file), file), timeoutMs);
}

const troubles = (checks: readonly Check[]): Check[] => checks.filter(({ state }) => state !== 'ok');
/** Vitest's own are any. */
const containing = (text: string): unknown => expect.stringContaining(text);
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const PROMPT = 'openstack application credential create recovery';

describe('where all is well', () => {
  it('says so in a table, with exit code 0, and has changed nothing', async () => {
    const environment = configure(site, env.address, { smtp: { host: 'localhost', security: 'starttls' } });
    const { code, stdout, stderr } = await doctorAsProcess([], environment);
    expect(stderr).toBe('');
    expect(stdout.split('\n').filter((line) => /WARN|FAIL|→/.test(line))).toEqual([]);
    expect(stdout).toMatch(/\n\d+ checks: 0 faults, 0 warnings\.\n$/);
    expect(code).toBe(0);
    const changing = site.cloud.calls.filter(({ method }) => method !== 'GET').map(({ path }) => path);
    expect(changing.filter((path) => !/\/auth\/tokens$|\/servers\/[^/]+\/action$/.test(path))).toEqual([]);
    expect(site.cloud.cloud.journal.filter(({ requestId }) => requestId !== null)).toEqual([]);
    expect(site.mails.messages).toEqual([]);
    expect(site.tickets.notes).toEqual([]);
  });

  it('has looked at everything, and shows no secret', async () => {
    const { stdout } = await doctorAsProcess(['--json'], configure(site, env.address));
    const { checks, exitCode } = JSON.parse(stdout) as { checks: Check[]; exitCode: number };
    expect(exitCode).toBe(0);
    expect(checks.map(({ subject, name }) => `${subject}: ${name}`)).toEqual([
      'configuration: file',
      ...[
        ...['credential', 'project and roles', 'policy', 'console log', 'microversions', 'image', 'flavor', 'quota'],
        ...['network', 'reach', 'sysadmin', 'clock'],
      ].map((name) => `cloud research: ${name}`),
      ...['connection', 'namespace', 'search attributes', 'worker', 'clock'].map((name) => `Temporal: ${name}`),
      'mail: SMTP',
      ...['secrets', 'notes'].map((name) => `tickets helpdesk: ${name}`),
      ...['ssh key', 'disk space'].map((name) => `this machine: ${name}`),
    ]);
    const secrets = [ALICE.password, ADMIN.password, APPLICATION_CREDENTIAL.secret, MAIL_PASSWORD, TOKEN];
    expect([...secrets, 'delivery-secret', 'PRIVATE KEY'].filter((secret) => stdout.includes(secret))).toEqual([]);
  });
});

interface Fault {
  fault: string;
  change?: Change;
  variables?: Record<string, string>;
  /** In the simulated world. */
  arrange?: () => void | Promise<void>;
  found: Partial<Record<keyof Check, unknown>>;
}

const ISLAND = { id: '00000000-0000-4000-8000-0000000000aa', name: 'island', external: false, shared: false };

const TWELVE: readonly Fault[] = [
  {
    fault: 'a wrong password',
    change: {
      cloud: { openstackCloud: 'research-password' },
      cloudsYaml: (yaml) => yaml.replace(ALICE.password, 'forgotten'),
    },
    found: {
      subject: 'cloud research',
      name: 'credential',
      seen: 'Keystone refuses user alice with this password for project research',
      remedy: containing('Put the right password into secure.yaml (cloud research-password)'),
    },
  },
  {
    fault: 'an application credential that has expired',
    arrange: () => void (site.cloud.cloud.credentialExpiresAt = new Date(Date.now() - 1000)),
    found: {
      subject: 'cloud research',
      name: 'credential',
      seen: `Keystone refuses application credential ${APPLICATION_CREDENTIAL.id}: it has expired, or its secret is wrong (Keystone doesn't tell which)`,
      remedy: containing(PROMPT),
    },
  },
  {
    fault: 'an image that is not there',
    change: { recoveryServer: { image: 'Debian-13' } },
    found: {
      subject: 'cloud research',
      name: 'image',
      seen: 'There is no active image Debian-13.',
      remedy: 'Set recoveryServer.image in the configuration to one of: Debian-12, Ubuntu-24.04, AlmaLinux-9.',
    },
  },
  {
    fault: 'a flavor over the quota',
    change: { recoveryServer: { flavor: 'p2-3gb' } },
    arrange: () => void (site.cloud.cloud.quota.gigabytes = 30),
    found: {
      subject: 'cloud research',
      name: 'quota',
      seen: "flavor p2-3gb is over it. The project's quota is too small: gigabytes: 20 needed, 8 free.",
      remedy: 'Free something in the project, have its quota raised, or set recoveryServer.flavor to a smaller one.',
    },
  },
  {
    fault: 'a cloud of Train',
    arrange: async () => {
      await site.close();
      site = await makeDoctorSite('train');
    },
    found: {
      ...{ subject: 'cloud research', name: 'microversions', state: 'warn' },
      seen: 'Nova 2.79, Cinder 3.59: strategies detach, clone, image; delete-server only for volumes that are not deleted with their server',
      remedy: 'Choose clone for root volumes, as is the default; or have Nova upgraded to Ussuri (2.85) or later.',
    },
  },
  {
    fault: 'a mail server that is down',
    arrange: () => site.mails.close(),
    found: {
      subject: 'mail',
      name: 'SMTP',
      seen: containing('ECONNREFUSED'),
      remedy: containing('start the mail server, or mend mail.smtp.host'),
    },
  },
  {
    fault: 'a namespace that is not there',
    variables: { TEMPORAL_NAMESPACE: 'nowhere' },
    found: {
      subject: 'Temporal',
      name: 'namespace',
      seen: 'there is no namespace nowhere',
      remedy:
        'Make it: temporal operator namespace create --namespace nowhere --retention 365d; or set TEMPORAL_NAMESPACE to the right one.',
    },
  },
  {
    fault: 'a search attribute that is not there',
    arrange: async () => {
      await env.connection.operatorService.removeSearchAttributes({
        namespace: NAMESPACE,
        searchAttributes: ['WaitingSince'],
      });
    },
    found: {
      subject: 'Temporal',
      name: 'search attributes',
      seen: `WaitingSince of namespace ${NAMESPACE} missing: a recovery would stand still`,
      remedy: 'Register them: npm run recovery -- register',
    },
  },
  {
    fault: 'a clock that is ten minutes off',
    arrange: () => void (site.cloud.cloud.clockAheadMs = 600_000),
    found: {
      subject: 'cloud research',
      name: 'clock',
      seen: "this machine's clock is 10 minutes behind Keystone's",
      remedy: containing('Set the clock by NTP on this machine'),
    },
  },
  {
    fault: 'a network that nothing leads to',
    change: { recoveryServer: { network: 'island', reach: 'floating', floatingNetwork: 'public' } },
    arrange: () => {
      site.cloud.cloud.addNetwork(ISLAND);
    },
    found: {
      subject: 'cloud research',
      name: 'reach',
      seen: 'network island is joined to no router: a floating IP would lead nowhere',
      remedy: 'Join it with a router (openstack router add subnet), or set recoveryServer.network or reach otherwise.',
    },
  },
  {
    fault: "a sysadmin's credential that may not unlock",
    change: { cloud: { sysadminCloud: 'research-password' } },
    found: {
      subject: 'cloud research',
      name: 'sysadmin',
      seen: "may not unlock. alice, project research, roles member, reader: a member's roles, which lift no sysadmin's lock",
      remedy: containing('os_compute_api:os-lock-server:unlock:unlock_override'),
    },
  },
  {
    fault: 'a ticket system that refuses',
    change: { token: 'withdrawn' },
    found: {
      subject: 'tickets helpdesk',
      name: 'notes',
      seen: matching(/GET \/REST\/2\.0\/rt: answered 401$/),
      remedy: containing('renew its token in notes.tokenFile'),
    },
  },
];

describe('a fault is told by name, with what mends it, and is the only one', () => {
  it.each(TWELVE)('$fault', async ({ change, variables, arrange, found }) => {
    await arrange?.();
    const checks = await examined(change, variables);
    expect(troubles(checks)).toEqual([{ state: 'fail', ...found }]);
    expect(exitCodeOf(checks)).toBe(found.state === 'warn' ? 1 : 2);
  });
});

describe('also told', () => {
  it('a credential that ends within the month', async () => {
    site.cloud.cloud.credentialExpiresAt = new Date(Date.now() + 5.5 * 86_400_000);
    expect(troubles(await examined())).toMatchObject([
      { state: 'warn', name: 'credential', seen: matching(/until 20\d\d-\d\d-\d\d: in 5 days$/) },
    ]);
  });

  it('a floating IP that has its router, and an administrator where a member should be', async () => {
    const { cloud } = site.cloud;
    cloud.addNetwork(ISLAND);
    cloud.addRouter(ISLAND.id);
    const checks = await examined({
      cloud: { openstackCloud: 'sysadmin' },
      recoveryServer: { network: 'island', reach: 'floating', floatingNetwork: 'public' },
    });
    expect(checks).toContainEqual(expect.objectContaining({ name: 'reach', state: 'ok' }));
    expect(troubles(checks)).toMatchObject([{ state: 'warn', name: 'project and roles' }]);
  });

  it('an address that sshFrom does not let in', async () => {
    expect(troubles(await examined({ recoveryServer: { sshFrom: ['192.0.2.1/32'] } }))).toMatchObject([
      { state: 'warn', name: 'reach', remedy: containing('Add 127.0.0.1 to recoveryServer.sshFrom') },
    ]);
  });

  it('a namespace that forgets soon and in which nobody works', async () => {
    await env.connection.workflowService.updateNamespace({
      namespace: BARE_NAMESPACE,
      config: { workflowExecutionRetentionTtl: daysOf(1) },
    });
    const checks = await examined({}, { TEMPORAL_NAMESPACE: BARE_NAMESPACE });
    expect(troubles(checks).map(({ name, state }) => `${name} ${state}`)).toEqual([
      'namespace warn',
      'search attributes fail',
      'worker warn',
    ]);
  });

  it('Temporal that is not there, a mail password that is wrong, a cloud that clouds.yaml has not', async () => {
    const checks = await examined(
      { cloud: { openstackCloud: 'nowhere' }, smtp: { user: 'somebody' } },
      { TEMPORAL_ADDRESS: '127.0.0.1:1' },
    );
    expect(troubles(checks).map(({ subject, name }) => `${subject}: ${name}`)).toEqual([
      'cloud research: examination',
      'Temporal: connection',
      'mail: SMTP',
    ]);
    expect(checks).toContainEqual(expect.objectContaining({ remedy: containing('mail.smtp.user') }));
  });

  it('a service that hangs, within the time that it is given, with all the rest', async () => {
    site.cloud.faults.add({ on: { service: 'image' }, hits: { every: 1 }, answer: 'hang' });
    const checks = await examined({}, {}, 3000);
    expect(troubles(checks)).toMatchObject([
      { subject: 'cloud research', name: 'recovery server', state: 'fail', remedy: containing('too slowly') },
    ]);
    expect(checks).toContainEqual(expect.objectContaining({ name: 'reach', state: 'ok' }));
    expect(checks).toContainEqual(expect.objectContaining({ subject: 'mail', state: 'ok' }));
  });

  it('an answer that makes no sense: a finding beside the others, never a crash', async () => {
    site.cloud.faults.add({
      on: 'compute.flavors.list',
      hits: { every: 1 },
      answer: { status: 200, body: { flavors: 'none' } },
    });
    const checks = await examined();
    expect(troubles(checks)).toMatchObject([
      { name: 'recovery server', seen: containing('unexpected shape'), state: 'fail' },
    ]);
    expect(checks).toContainEqual(expect.objectContaining({ name: 'sysadmin', state: 'ok' }));
  });

  it('a configuration that is faulty, in place of everything else', async () => {
    const environment = configure(site, env.address, { smtp: { security: 'startls' } });
    const { code, stdout } = await doctorAsProcess([], environment);
    expect(stdout).toMatch(/FAIL +file .*mail\.smtp\.security/);
    expect(stdout).toContain('1 check: 1 fault, 0 warnings.');
    expect(code).toBe(2);
  });
});
