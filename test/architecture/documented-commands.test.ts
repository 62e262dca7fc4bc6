/** Commands, options, npm scripts and environment variables: what there is is documented, and what is documented is there. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const below = (folder: string, ending: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join(folder, file));

const pages = [
  ...below('docs', '.md'),
  ...['README.md', 'README.fr.md', 'CONTRIBUTING.md', 'SECURITY.md', 'simulators/README.md'],
  'test/contract-suite/README.md',
];
const documentation = pages.map(read).join('\n');
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts);
const all = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, found = '']) => found)),
];
/** The files that define the options of each command. */
const COMMANDS: Readonly<Record<string, string>> = {
  recovery: read('src/cli.ts'),
  doctor: read('src/doctor.ts'),
  lab: read('lab/run.ts'),
};

describe('npm scripts', () => {
  it('are all documented', () => {
    // npm runs those that begin with pre by itself.
    const own = scripts.filter((name) => !name.startsWith('pre'));
    const isTold = (name: string): boolean =>
      new RegExp(`npm (run )?(--silent )?${name}(?![\\w:-])`).test(documentation);
    expect(own.filter((name) => !isTold(name))).toEqual([]);
  });

  it('are there, where a page names them', () => {
    const named = all(documentation, /npm run (?:--silent )?([\w:]+)/g);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });
});

describe.each(Object.entries(COMMANDS))('npm run %s', (name, source) => {
  /** What stands behind `npm run <name> --`, without comments and what is piped on. */
  const lines = all(documentation, new RegExp(`npm run (?:--silent )?${name} -- ([^\`\\n]*)`, 'g')).map((line) =>
    // What is handed on to another program is that one's.
    line.replace(/(?<= )[#|&>].*$/, '').replace(/^(exec) .*/, '$1'),
  );
  const defined = all(source, /'(--(?:no-)?[a-z-]+)[ ']/g).concat(all(source, /\['(--[a-z-]+)/g), '--help');

  it('has every option that a page gives it', () => {
    expect(lines).not.toEqual([]);
    const given = lines.flatMap((line) => all(` ${line}`, /\s(--[a-z-]+)/g));
    expect(given.filter((option) => !defined.includes(option))).toEqual([]);
  });

  it('has every subcommand that a page gives it', () => {
    const known = [...all(source, /\.command\(\s*'([a-z-]+)/g), ...all(source, /\{\s*name: '([a-z-]+)'/g)];
    const given = lines.flatMap((line) => /^([a-z]+[a-z-]*)/.exec(line)?.[1] ?? []);
    expect(given.filter((each) => !known.includes(each))).toEqual([]);
  });

  it('has no option that no page names', () => {
    expect(defined.filter((option) => !documentation.includes(option))).toEqual([]);
  });
});

describe('environment variables', () => {
  const sources = [...below('src', '.ts'), ...below('lab', '.ts'), ...below('scripts', '.ts'), ...below('test', '.ts')];
  const used = (files: readonly string[]): string[] =>
    all(files.map(read).join('\n'), /(?:process\.)?env\['([A-Z][A-Z_0-9]+)'\]/g);
  /** Of the system, or of those who start us. */
  const OF_OTHERS = ['PATH', 'HOME', 'TMPDIR', 'NO_COLOR', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME'];

  it('are all documented', () => {
    const own = used(sources).filter((name) => !OF_OTHERS.includes(name) && !name.startsWith('OS_'));
    expect(own).toContain('RECOVERY_CONFIG');
    expect(own.filter((name) => !documentation.includes(name))).toEqual([]);
    expect(documentation).toContain('OS_*');
  });

  it('are read by something, where a page names one of ours', () => {
    const everything = [...sources.map(read), read('docker-compose.yml'), read('package.json')].join('\n');
    const named = all(documentation, /\b((?:RECOVERY|BAD_DAYS|LAB)_?[A-Z_]*)\b/g).filter((name) => name.includes('_'));
    expect(named.filter((name) => !everything.includes(name))).toEqual([]);
  });
});

describe('README.fr.md', () => {
  const [english, french] = [read('README.md'), read('README.fr.md')];
  const inBoth = (what: (text: string) => unknown): void => {
    expect(what(french)).toEqual(what(english));
  };

  it('has the headings of README.md', () => {
    inBoth((text) => text.match(/^#+(?= )/gm)?.map((marks) => marks.length));
  });

  it('has its commands', () => {
    inBoth((text) => [...text.matchAll(/npm (?:ci|test|run)[^`#\n]*/g)].map(([command]) => command.trim()));
  });

  it('leads to the same pages and shows the same pictures', () => {
    const others = ['README.md', 'README.fr.md', 'docs/reference/glossary.md'];
    inBoth((text) =>
      all(text, /\]\(([^)]+)\)/g)
        .filter((target) => !others.includes(target))
        .toSorted(),
    );
  });
});
