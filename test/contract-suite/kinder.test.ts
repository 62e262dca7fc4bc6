/** Proves that the alarm rings: with a simulator that is kinder than the cloud, the contract suite is red. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { KINDER_CHANGES } from './kinder/changes.ts';

const Report = z.object({
  testResults: z.array(
    z.object({ message: z.string(), assertionResults: z.array(z.object({ status: z.string(), title: z.string() })) }),
  ),
});

it.each(KINDER_CHANGES.map(({ name }) => name))(
  'turns red when the simulator %s',
  async (name) => {
    const { code, output } = await suiteWith(name);
    const [suite] = Report.parse(JSON.parse(output)).testResults;
    const red = suite?.assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title);
    // Red for the change's sake, not because the suite can't be loaded.
    expect(suite?.message).toBe('');
    expect(red).not.toEqual([]);
    expect(code).toBe(1);
  },
  240_000,
);

async function suiteWith(change: string): Promise<{ code: number; output: string }> {
  const argv = ['node_modules/vitest/vitest.mjs', 'run', '-c', 'test/contract-suite/kinder/vitest.config.ts'];
  const child = spawn(process.execPath, [...argv, '--reporter=json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, KINDER_CHANGE: change },
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number]>]);
  return { code, output };
}
