/** What runs inside the workflow sandbox, read from the bundle: a fence around our own files doesn't see what a package brings. */
import { readFileSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';

const IO = ['axios', 'node-ssh', 'nodemailer', 'pino', 'ssh2', 'yaml', '@temporalio/activity', '@temporalio/client'];

const bundle = readFileSync(inject('workflowBundlePath'), 'utf8');
/** webpack keeps each module under its path: `"./src/workflows/index.ts"`. */
const modules = [...bundle.matchAll(/^\/\*\*\*\/ "(.+?)"$/gm)].map(([, name = '']) => name);
const packageOf = (module: string): string | undefined => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1];
const distinct = (names: readonly (string | undefined)[]): string[] =>
  [...new Set(names.filter((name) => name !== undefined))].toSorted();

describe('the workflow bundle', () => {
  it('holds the workflow', () => {
    expect(modules).toContain('./src/workflows/recover-server-data.ts');
  });

  it('has of our own code only workflows and what is pure', () => {
    const folders = modules.map((module) => /^\.\/(?!node_modules\/)(.+?\/.+?)\//.exec(module)?.[1]);
    expect(distinct(folders)).toEqual(['src/approval', 'src/contract', 'src/input', 'src/report', 'src/workflows']);
  });

  it('has only packages that were agreed on', () => {
    expect(distinct(modules.map(packageOf))).toEqual([
      '@temporalio/common',
      '@temporalio/workflow',
      'long',
      'ms',
      'nexus-rpc',
      'zod',
    ]);
  });

  it('has nothing else: no builtin of Node, nothing from outside', () => {
    // The SDK's two stubs, for converters that we don't have, carry a number in place of a path.
    const elsewhere = modules.filter((module) => !/^\.\/(src|node_modules)\//.test(module));
    expect(elsewhere.filter((module) => !/^\?[0-9a-f]+$/.test(module))).toEqual([]);
    expect(elsewhere.length).toBeLessThanOrEqual(2);
    expect(bundle).not.toMatch(/\brequire\(["'](node:)?\w+/);
  });

  it.each(IO)('has nothing of %s', (name) => {
    expect(modules.filter((module) => packageOf(module) === name)).toEqual([]);
  });
});
