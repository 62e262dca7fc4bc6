/** Recoveries that began with an earlier version go on with this one: every recorded history replays without a difference. */
import { DefaultLogger, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import '../support/workflow-env.ts'; // a replay that is meant to fail logs nothing
import { ADMIN, ALICE } from '../../simulators/openstack/seed.ts';
import { bundleWorkflows } from '../../src/workflow-bundle.ts';
import { historyFromJson } from './history-json.ts';
import { readHistory, recordedHistories, secretsIn, workflowIdOf } from './recorded-history.ts';
import { SCENARIOS } from './scenarios.ts';

const file = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

async function replay(name: string, workflowBundle: WorkflowBundleOption): Promise<void> {
  const history = readHistory(name);
  await Worker.runReplayHistory({ workflowBundle }, historyFromJson(history), workflowIdOf(history));
}

it.each(recordedHistories())('%s goes on with the present workflow', async (name) => {
  await replay(name, { codePath: inject('workflowBundlePath') });
});

it.each(Object.keys(SCENARIOS))('of %s there is a recorded history', (scenario) => {
  expect(recordedHistories().filter((name) => name.endsWith(`-${scenario}.json`))).not.toEqual([]);
});

describe('a workflow that begins side by side in another order', () => {
  let broken: WorkflowBundleOption;
  beforeAll(async () => {
    broken = await bundleWorkflows({
      logger: new DefaultLogger('ERROR', () => undefined),
      webpackConfigHook: (config) => {
        const alias = { [file('../../src/workflows/side-by-side.ts')]: file('broken-workflow/side-by-side.ts') };
        return { ...config, resolve: { ...config.resolve, alias: { ...(config.resolve?.alias as object), ...alias } } };
      },
    });
  });

  it.each(['recovered-data', 'cancelled-while-handed-over', 'locked-again', 'failed'])(
    'could not go on with %s',
    async (scenario) => {
      const [name = ''] = recordedHistories().filter((each) => each.endsWith(`-${scenario}.json`));
      await expect(replay(name, broken)).rejects.toMatchObject({ name: 'DeterminismViolationError' });
    },
  );

  it('goes on with a recovery that never came so far', async () => {
    const [name = ''] = recordedHistories().filter((each) => each.endsWith('-rejected.json'));
    await replay(name, broken);
  });
});

describe('secrets', () => {
  it.each(recordedHistories())('%s holds none', (name) => {
    expect(secretsIn(readHistory(name))).toEqual([]);
  });

  const holding = (value: unknown): object => ({
    events: [{ input: { payloads: [{ data: Buffer.from(JSON.stringify(value)).toString('base64') }] } }],
  });

  it.each([
    ['a password of the cloud', [ALICE.password, 'other'], []],
    [
      'a token that looks like an id',
      { id: '6b0c1e1e-7a55-4a5e-8a44-9d1d7f0f3c11' },
      ['6b0c1e1e-7a55-4a5e-8a44-9d1d7f0f3c11'],
    ],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA', []],
    ['a private key without its frame', 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmU', []],
    ['whatever calls itself a token', { headers: { 'X-Auth-Token': 'gAAAAABl' } }, []],
    ['a password of the administrator in a failure', { message: `login failed for admin:${ADMIN.password}` }, []],
  ])('would be found: %s', (_what, value, tokens) => {
    expect(secretsIn(holding(value), tokens)).not.toEqual([]);
  });
});
