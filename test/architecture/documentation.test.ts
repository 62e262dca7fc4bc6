/** What the documentation says exists, exists; and what exists is documented. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { describedSchema, settingsOfPage } from '../../scripts/config-schema/described.ts';
import { ConfigSchema, parseConfig } from '../../src/config.ts';
import { FailureType } from '../../src/contract/failure-types.ts';
import { QUERIES, SIGNALS, UPDATES } from '../../src/contract/messages.ts';
import { PHASES } from '../../src/contract/recovery.ts';
import { RecoveryInputSchema } from '../../src/contract/recovery-input.ts';
import { PROBLEMS } from '../../src/plan/problems.ts';

interface Schema {
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  default?: unknown;
}

/** Dotted paths of the values in a JSON schema; `<name>` stands for any key. */
function leaves(schema: Schema, prefix = ''): string[] {
  const below = (name: string, inner: Schema): string[] => leaves(inner, prefix === '' ? name : `${prefix}.${name}`);
  if (schema.properties !== undefined)
    return Object.entries(schema.properties).flatMap(([name, inner]) => below(name, inner));
  return typeof schema.additionalProperties === 'object' ? below('<name>', schema.additionalProperties) : [prefix];
}

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** The defaults in a JSON schema, by the same paths. */
function defaults(schema: Schema, prefix = ''): Map<string, unknown> {
  const below = (name: string, inner: Schema): [string, unknown][] => [
    ...defaults(inner, prefix === '' ? name : `${prefix}.${name}`),
  ];
  const own: [string, unknown][] = schema.default === undefined ? [] : [[prefix, schema.default]];
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, each]) => below(name, each));
  const any = typeof schema.additionalProperties === 'object' ? below('<name>', schema.additionalProperties) : [];
  return new Map([...own, ...inner, ...any]);
}

/** The same paths of a document; the names of clouds and of ticket systems become `<name>`. */
function leavesOf(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [prefix];
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, prefix === '' ? key : `${prefix}.${['clouds', 'tickets'].includes(prefix) ? '<name>' : key}`),
  );
}

const schemaOf = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
const settings = leaves(schemaOf(ConfigSchema));
const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const sections = (file: string): string[] => [...read(file).matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);

describe('reference pages', () => {
  it('failures.md has a section for every failure type, and no other', () => {
    expect(sections('docs/reference/failures.md').toSorted()).toEqual(Object.values(FailureType).toSorted());
  });

  it('problems.md has a section for every problem, and says of each whether it may pass', () => {
    expect(sections('docs/reference/problems.md').toSorted()).toEqual(Object.keys(PROBLEMS).toSorted());
    const verdicts = Object.fromEntries(
      [...read('docs/reference/problems.md').matchAll(/^## (.+)\n(May|Cannot) pass\./gm)].map(
        ([, code = '', verdict]) => [code, verdict === 'May'],
      ),
    );
    expect(verdicts).toEqual(Object.fromEntries(Object.entries(PROBLEMS).map(([code, [mayPass]]) => [code, mayPass])));
  });

  it('messages.md has a section for every signal, update and query', () => {
    const names = [...Object.keys({ ...SIGNALS, ...UPDATES, ...QUERIES }), 'Cancel'];
    expect(sections('docs/reference/messages.md').toSorted()).toEqual(names.toSorted());
  });

  it('phases.md says of every phase who acts, what they send, and what happens if nobody does', () => {
    const rows = [...read('docs/reference/phases.md').matchAll(/^\| `([a-z-]+)` \|(.*)\|$/gm)];
    expect(rows.map(([, phase]) => phase)).toEqual([...PHASES]);
    for (const [, , cells = ''] of rows) expect(cells.split('|').map((cell) => cell.trim())).not.toContain('');
    expect(rows.map(([, , cells = '']) => cells.split('|').length)).toEqual(PHASES.map(() => 4));
  });

  it('phases.md sends only messages that there are', () => {
    const named = [...read('docs/reference/phases.md').matchAll(/`([a-z]+[A-Z]\w+)`/g)].map(([, name = '']) => name);
    const known = Object.keys({ ...SIGNALS, ...UPDATES, sysadminCloud: '' });
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(8);
  });

  it('input.md names every field of the input', () => {
    const documented = read('docs/reference/input.md');
    expect(
      ['server', ...leaves(schemaOf(RecoveryInputSchema))].filter((field) => !documented.includes(`\`${field}\``)),
    ).toEqual([]);
  });

  it('configuration.md names every setting', () => {
    const documented = read('docs/reference/configuration.md');
    expect(settings).toContain('clouds.<name>.recoveryServer.jumpHost.hostKeys');
    expect(settings.filter((setting) => !documented.includes(`\`${setting}\``))).toEqual([]);
  });

  it('configuration.md names no setting that there is not, and gives the default that the code has', () => {
    const page = settingsOfPage(read('docs/reference/configuration.md'));
    expect([...page.keys()].filter((name) => !settings.includes(name) && name !== 'clouds.<name>')).toEqual([]);
    const wrong = [...defaults(schemaOf(ConfigSchema))].filter(([name, value]) => {
      const written = page.get(name)?.defaultValue ?? '';
      return isPlain(value) && !written.includes(`\`${String(value)}\``);
    });
    expect(wrong).toEqual([]);
  });

  it('recovery.config.schema.json is what `npm run schema` writes', () => {
    expect(read('recovery.config.schema.json')).toBe(describedSchema());
  });
});

describe('recovery.config.example.yaml', () => {
  const example = read('recovery.config.example.yaml');
  /** `#key: value` is an optional setting, `# words` a comment. */
  const everything = example.replaceAll(/^(\s*)#(?=[A-Za-z-])/gm, '$1');

  it('is accepted as it stands', () => {
    expect(parseConfig(example, '/etc/recovery/recovery.config.yaml')).toMatchObject({
      defaultCloud: 'arbutus',
      ssh: { privateKeyFile: '/etc/recovery/recovery_key' },
    });
  });

  it('is accepted with every optional setting switched on', () => {
    expect(parseConfig(everything, 'recovery.config.yaml')).toMatchObject({
      clouds: { arbutus: { recoveryServer: { reach: 'jump', jumpHost: { port: 22 } } } },
    });
  });

  it('has every setting', () => {
    const shown = leavesOf(parse(everything));
    expect(settings.filter((setting) => !shown.includes(setting))).toEqual([]);
  });
});

describe('links in the documentation', () => {
  const below = (folder: string): string[] =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file));
  const files = new Set(
    readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules'
        ? [entry.name, ...below(entry.name)]
        : [entry.name],
    ),
  );
  const pages = [...files].filter((file) => file.endsWith('.md') && (file.startsWith('docs/') || !file.includes('/')));

  it.each(pages)('%s leads somewhere', (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => path.join(path.dirname(page), target).replace(/\/$/, ''));
    expect(targets.filter((target) => !files.has(target))).toEqual([]);
  });

  /** As the places where sources are kept make them: small letters, no punctuation, a dash for each space. */
  const anchorsOf = (page: string): string[] =>
    [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    );

  it.each(pages)('%s leads to places that are on their pages', (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)#\s:]*)#([^)\s]+)\)/g)].map(([, target = '', anchor = '']) => ({
      file: target === '' ? page : path.join(path.dirname(page), target),
      anchor,
    }));
    const astray = targets.filter(({ file, anchor }) => file.endsWith('.md') && !anchorsOf(file).includes(anchor));
    expect(astray).toEqual([]);
  });
});

it('the pictures are those that the tests of the Temporal UI take, and each is shown on a page', () => {
  const within = (folder: string): string =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(md|ts)$/.test(file))
      .map((file) => read(path.join(folder, file)))
      .join('\n');
  const names = (text: string, pattern: RegExp): string[] =>
    [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].toSorted();
  const pictures = names(readdirSync(path.join(root, 'docs/images')).join('\n'), /^(.+)\.png$/gm);
  expect(names(within('test/ui'), /\btake\('([a-z-]+)'\)/g)).toEqual(pictures);
  expect(names(`${read('README.md')}\n${within('docs')}`, /images\/([a-z-]+)\.png/g)).toEqual(pictures);
});
