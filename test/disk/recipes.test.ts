import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recipeNames } from '../../lab/disk-recipes.ts';
import type { FilesystemReport, VolumeInspection } from '../../src/contract/inspection.ts';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { volumeMarkdown } from '../../src/report/volume-markdown.ts';
import { activeMarkup } from '../report/active-markup.ts';
import { CONCLUSIONS } from './conclusions.ts';
import { recordingOf, ReplayedGuest, volumeOf } from './replayed-guest.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/disks/', import.meta.url));

async function inspect(name: string): Promise<VolumeInspection> {
  const disk = recordingOf(name);
  const [volume] = await inspectVolumes(new ReplayedGuest([disk]), [volumeOf(disk)]);
  if (volume === undefined) throw new Error('one volume in, one volume out');
  return volume;
}

describe('the disks that a real guest has read', () => {
  it('are those of the recipes: `npm run lab -- record-disk NAME` makes a missing one', () => {
    const expected = recipeNames().flatMap((name) => [`${name}.inspection.json`, `${name}.json`]);
    expect(readdirSync(FOLDER).toSorted()).toEqual(expected.toSorted());
  });

  it('are those of which it is written down what must be concluded', () => {
    expect(Object.keys(CONCLUSIONS).toSorted()).toEqual(recipeNames());
  });

  it.each(Object.entries(CONCLUSIONS))('%s is concluded to be what its recipe made it', async (name, conclusion) => {
    const { filesystems, operatingSystems, warnings } = await inspect(name);
    expect(filesystems.map(told)).toEqual(conclusion.devices);
    expect(operatingSystems.map(({ prettyName, hostname }) => `${prettyName} on ${hostname ?? 'no name'}`)).toEqual(
      conclusion.operatingSystem === undefined ? [] : [conclusion.operatingSystem],
    );
    expect(warnings).toEqual(conclusion.warnings ?? []);
  });

  it.each(recipeNames())('%s is inspected with the same findings again, to the last detail', async (name) => {
    const text = `${JSON.stringify(await inspect(name), null, 1)}\n`;
    await expect(text).toMatchFileSnapshot(`${FOLDER}${name}.inspection.json`);
  });

  it.each(recipeNames())('%s is told to people with each of its devices, and nothing in it acts', async (name) => {
    const volume = await inspect(name);
    for (const language of ['en', 'fr'] as const) {
      const page = volumeMarkdown(volume, 'Volume', language).join('\n\n');
      expect(activeMarkup(page)).toBeNull();
      for (const { path } of volume.filesystems) expect(page).toContain(`\`${path}\``);
    }
  });

  it.each(recipeNames())('%s was vdb, and read-only to the last partition', (name) => {
    const { device, nodes } = recordingOf(name).volume;
    expect(device).toBe('/dev/vdb');
    expect(nodes.map(({ readOnly }) => readOnly)).toEqual(nodes.map(() => true));
  });
});

function told({ path, fstype, role, mount, listing }: FilesystemReport): string {
  if (mount.status !== 'mounted') return `${path} ${fstype ?? 'nothing'} ${role}: ${mount.verdict}`;
  const files = listing?.entries.filter(({ type }) => type === 'file').map(({ path: file }) => file) ?? [];
  const journal = mount.note?.startsWith('Its journal holds changes that were not replayed') === true;
  return `${path} ${fstype ?? 'nothing'} ${role}: ${['mounted', ...(journal ? ['not replayed'] : []), ...files].join(', ')}`;
}
