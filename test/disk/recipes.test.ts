import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectationOf, findingsOf, surveyed } from '../../lab/disks/expectation.ts';
import { recipeNames } from '../../lab/disks/recipes.ts';
import { USUAL } from '../../lab/disks/recovery-systems.ts';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { volumeIn } from '../../src/report/in-language.ts';
import { volumeMarkdown } from '../../src/report/volume-markdown.ts';
import { activeMarkup } from '../report/active-markup.ts';
import { recordingOf, ReplayedGuest, volumesOf } from './replayed-guest.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/disks/', import.meta.url));

async function inspect(name: string): Promise<VolumeInspection[]> {
  const disk = recordingOf(name);
  return inspectVolumes(new ReplayedGuest([disk]), volumesOf(disk));
}

describe('the disks that a real guest has read', () => {
  it('are those of the recipes: `npm run disks -- record --only NAME` makes a missing one', () => {
    const expected = recipeNames().flatMap((name) => [`${name}.inspection.json`, `${name}.json`]);
    expect(readdirSync(FOLDER).toSorted()).toEqual(expected.toSorted());
  });

  it.each(recipeNames())('%s is concluded to be what its recipe made it', async (name) => {
    const { survey, ...expected } = expectationOf(name, USUAL);
    expect(findingsOf(await inspect(name))).toEqual(expected);
    expect(surveyed(recordingOf(name).survey ?? null)).toEqual(expect.arrayContaining(survey));
  });

  it.each(recipeNames())('%s is inspected with the same findings again, to the last detail', async (name) => {
    const text = `${JSON.stringify(await inspect(name), null, 1)}\n`;
    await expect(text).toMatchFileSnapshot(`${FOLDER}${name}.inspection.json`);
  });

  it.each(recipeNames())('%s is told to people with each of its devices, and nothing in it acts', async (name) => {
    for (const volume of await inspect(name))
      for (const language of ['en', 'fr'] as const) {
        const page = volumeMarkdown(volumeIn(volume, language), 'Volume', language).join('\n\n');
        expect(activeMarkup(page)).toBeNull();
        for (const { path } of volume.filesystems) expect(page).toContain(`\`${path}\``);
      }
  });

  it.each(recipeNames())('%s was read-only to the last partition, from vdb on', (name) => {
    const { volume, otherVolumes = [] } = recordingOf(name);
    const all = [volume, ...otherVolumes];
    expect(all.map(({ device }) => device)).toEqual(all.map((_, index) => `/dev/vd${'bcdefgh'.charAt(index)}`));
    const nodes = all.flatMap((each) => each.nodes);
    expect(nodes.map(({ readOnly }) => readOnly)).toEqual(nodes.map(() => true));
  });
});
