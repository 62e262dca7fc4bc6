import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../lab/lab-error.ts';
import { allServers, dirtyServer, originalVolumes, readSeeded, setOf } from '../../lab/seeded.ts';

const written = (content: unknown): string => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'seeded-')), 'seed.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
};
const id = (last: number): string => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const set = (first: number, suffix: string) => ({
  data: { id: id(first), name: `compromised-data${suffix}`, volumes: [id(first + 1), id(first + 2)] },
  bfv: { id: id(first + 3), name: `compromised-bfv${suffix}`, volumes: [id(first + 4)] },
});
const twoSets = { version: 2, project: 'p', user: 'u', network: 'n', sets: [set(1, ''), set(10, '-2')] };

describe('what the seed wrote down', () => {
  it('has the servers of every set, and the volumes of one', () => {
    const seeded = readSeeded(written(twoSets));
    expect(allServers(seeded).map(({ name }) => name)).toEqual([
      'compromised-data',
      'compromised-bfv',
      'compromised-data-2',
      'compromised-bfv-2',
    ]);
    expect(originalVolumes(setOf(seeded, 2))).toEqual([id(11), id(12), id(14)]);
  });

  it('has no third set, and says how to make one', () => {
    const seeded = readSeeded(written(twoSets));
    expect(() => setOf(seeded, 3)).toThrow(
      new LabError('There is no set 3, only 2: `npm run lab -- seed --recoveries 3` makes it.'),
    );
  });

  it('has a server with dirty journals where one was made, and says how to make it where none was', () => {
    const dirty = { id: id(20), name: 'compromised-dirty', volumes: [id(21), id(22)] };
    const seeded = readSeeded(written({ ...twoSets, dirty }));
    expect(dirtyServer(seeded).volumeIds).toEqual([id(21), id(22)]);
    expect(allServers(seeded).at(-1)?.name).toBe('compromised-dirty');
    expect(() => dirtyServer(readSeeded(written(twoSets)))).toThrow(
      new LabError('No server with dirty journals was seeded: `npm run lab -- seed --dirty` makes it.'),
    );
  });

  it('is refused in the form of another release, which knew one set alone', () => {
    const old = { project: 'p', user: 'u', server_bfv: id(1), server_data: id(2) };
    expect(() => readSeeded(written(old))).toThrow(/is not of this release.*down --purge/);
  });

  it('is missed where nothing was seeded', () => {
    expect(() => readSeeded('/nowhere/seed.json')).toThrow(
      new LabError('The lab is not seeded: `npm run lab -- seed`.'),
    );
  });
});
