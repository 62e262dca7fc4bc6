import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { surveyVolumes } from '../../src/disk/survey.ts';
import { DISK_TOOLS_TIMEOUT_MS } from '../support/disk-tools.ts';
import { type Bench, openBench, UNCHANGED } from './bench.ts';
import { must } from './guest-program.ts';
import { LIVED_IN, SURVEY_PROGRAM } from './survey-program.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, DISK_TOOLS_TIMEOUT_MS);
afterAll(async () => bench.close());

it('a disk that was inspected is surveyed where it is mounted, by a path that no request but ours may name, and not changed', async () => {
  const image = await bench.image('lived-in', 64);
  const device = await bench.loop(image);
  await must(['mkfs.ext4', '-q', device]);
  await bench.fill(device, await readFile(LIVED_IN, 'utf8'));
  await bench.unloop(device);
  const disk = await bench.attach(image);
  const volumes = await bench.inspect(disk);
  const asked = {
    survey: async (request: unknown): Promise<unknown> => {
      // As the recovery server runs it: without the leave that tests have.
      const program = ['sh', '-c', 'echo "$1" | sh "$2"', 'sh', JSON.stringify(request), SURVEY_PROGRAM];
      return JSON.parse(await bench.inside(program)) as unknown;
    },
  };
  const survey = await surveyVolumes(asked, volumes);
  expect(survey).toMatchObject({ cut: false, file: '/recovery/survey.json' });
  expect(survey?.systems).toMatchObject([{ root: '/recovery/m0', hostname: 'genomics-web', packages: 'dpkg' }]);
  expect(survey?.systems[0]?.triage).toHaveLength(13);
  expect(await bench.inside(['stat', '-c', '%a %u', '/recovery/survey.json'])).toBe('600 0\n');
  expect(await bench.detach(disk)).toEqual(UNCHANGED);
});
