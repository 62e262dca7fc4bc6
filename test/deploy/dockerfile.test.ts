/** What can be read off the Dockerfile without an engine: that all that runs gets in, and nothing else. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const dockerfile = read('Dockerfile');
const [, service = '', demo = ''] =
  /AS service\n(.*?)\nFROM service AS demo\n(.*?)\n# What is built/s.exec(dockerfile) ?? [];

/** Packages that the TypeScript files of a folder import by value. */
const importedBy = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...read(path.join(folder, file)).matchAll(/^(?!import type).*\bfrom '([^.'][^']*)';$/gm)])
    .map(([, name = '']) => name)
    .filter((name) => !isBuiltin(name))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);

const { dependencies } = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')));

/** What is copied from the context, not from another stage. */
const copied = (stage: string): string[] =>
  [...stage.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, what = '']) => what.split(' '));

describe('the image', () => {
  it('has every package that src and the demo’s cloud import, though it leaves the development packages out', () => {
    expect(dockerfile).toContain('npm ci --omit=dev');
    const imported = [
      ...importedBy('src'),
      ...importedBy('simulators/openstack'),
      ...importedBy('simulators/ssh-host'),
    ];
    expect(imported).toContain('@temporalio/worker');
    expect(imported.filter((name) => !(name in dependencies))).toEqual([]);
  });

  it('holds the source and nothing beside it; the demo’s also the simulated cloud', () => {
    expect(copied(service)).toEqual(['package.json', 'src']);
    const players = ['replayed-disks', 'replayed-survey'].map((name) => read(`simulators/ssh-host/${name}.ts`));
    const recordings = players.join('').matchAll(/'\.\.\/\.\.\/(test\/fixtures\/[a-z]+)\//g);
    expect(copied(demo)).toEqual([
      ...['simulators', 'demo/cloud.ts', 'demo/cloud-settings.ts'],
      ...[...recordings].map(([, folder]) => folder),
    ]);
  });

  it('is built from a context of what is copied, so that no secret that lies there gets in', () => {
    const [first, ...allowed] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('*');
    expect(new Set(allowed.map((line) => line.replace(/^!/, '')))).toEqual(new Set(copied(dockerfile)));
  });

  it('takes along no npm, and installs nothing in its last stage', () => {
    expect(service).toContain('rm -rf /opt/yarn* /usr/local/lib/node_modules');
    expect(`${service}${demo}`).not.toMatch(/apt-get|npm (ci|install)/);
  });

  it('starts the worker as another user than root, on a Node that reads TypeScript, with the workflows bundled before', () => {
    const majors = [...dockerfile.matchAll(/^FROM node:(\d+)\.\d+\.\d+-bookworm-slim AS/gm)].map(([, major]) => major);
    expect(majors).toEqual(['24', '24']);
    expect(service).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    expect(service).toContain('ENV WORKFLOW_BUNDLE=/app/workflow-bundle.js');
    expect(/^CMD \["node", "([^"]+)"\]$/m.exec(service)?.[1]).toBe('src/worker.ts');
    expect(existsSync(path.join(root, 'src/worker.ts'))).toBe(true);
    // What is built when no target is named.
    expect(dockerfile.trimEnd()).toMatch(/\nFROM service$/);
  });
});
