/** What holds of the sources as they are: the layers of docs/explanation/architecture.md, and who may print. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const src = path.resolve(import.meta.dirname, '../../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const read = (file: string): string => readFileSync(path.join(src, file), 'utf8');

/** Stricter than the fences of ESLint, which name what is forbidden: this names what is there. */
const MAY_IMPORT: Record<string, string[]> = {
  contract: [],
  report: ['contract'],
  input: ['contract', 'report'],
  disk: ['contract', 'report'],
  plan: ['contract', 'report'],
  approval: ['contract'],
  waiting: [],
  openstack: [],
  ssh: ['disk'],
  guest: ['ssh'],
  mail: ['contract', 'report'],
  tickets: ['contract', 'mail', 'report'],
  webhook: ['config-tickets.ts', 'contract', 'report'],
  activities: [
    'config.ts',
    'contract',
    'disk',
    'guest',
    'input',
    'mail',
    'openstack',
    'plan',
    'report',
    'ssh',
    'tickets',
    'waiting',
  ],
  workflows: ['activities', 'approval', 'contract', 'input', 'plan', 'report'],
  leftovers: ['contract', 'openstack', 'report'],
  doctor: [
    'config-tickets.ts',
    'config.ts',
    'contract',
    'mail',
    'openstack',
    'plan',
    'report',
    'search-attributes.ts',
    'ssh',
    'tickets',
  ],
  cli: ['config.ts', 'contract', 'input', 'report', 'template.ts'],
};

/** The folders, or the files of src itself, that a file imports from beside its own. */
function layersOf(file: string): string[] {
  const own = file.split(path.sep)[0] ?? '';
  const targets = [...read(file).matchAll(/\bfrom '(\.{1,2}\/[^']+)'|\bimport\(?\s*'(\.{1,2}\/[^']+)'/g)].map(
    ([, from, imported]) => path.join(path.dirname(file), from ?? imported ?? ''),
  );
  return targets.map((target) => target.split(path.sep)[0] ?? '').filter((layer) => layer !== own);
}

it.each(Object.entries(MAY_IMPORT))('%s imports at most from: %s', (folder, allowed) => {
  const mine = files.filter((file) => file.startsWith(`${folder}${path.sep}`));
  expect(mine).not.toEqual([]);
  const astray = mine.flatMap((file) =>
    layersOf(file)
      .filter((layer) => !allowed.includes(layer))
      .map((layer) => `${file} imports from ${layer}`),
  );
  expect(astray).toEqual([]);
});

it('every folder of the sources has its place among the layers', () => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
});

const PRINTS = ['cli.ts', 'doctor.ts'];

it('nothing prints past the logger but the command lines', () => {
  const printing = files.filter((file) => /\bconsole\.\w+\(|\bprocess\.std(out|err)\b/.test(read(file)));
  expect(printing.filter((file) => !PRINTS.includes(file) && !file.startsWith(`cli${path.sep}`))).toEqual([]);
  expect(printing).toContain('cli.ts');
});

it('what is pure asks for no clock, no chance and no environment', () => {
  const pure = files.filter((file) => /^(approval|contract|disk|input|plan|report|waiting)[\\/]/.test(file));
  expect(pure.length).toBeGreaterThan(20);
  const asking = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\bprocess\.(?!std)|\bsetTimeout\(/;
  expect(pure.filter((file) => asking.test(read(file)))).toEqual([]);
});
