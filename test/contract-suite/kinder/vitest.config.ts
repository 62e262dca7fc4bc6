/** The contract suite against a simulator that is changed in memory: `KINDER_CHANGE` names which change. */
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { KINDER_CHANGES } from './changes.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const change = KINDER_CHANGES.find(({ name }) => name === process.env['KINDER_CHANGE']);
if (change === undefined) throw new Error('KINDER_CHANGE: expected the name of one of the changes');

export default defineConfig({
  root: ROOT,
  plugins: [
    {
      name: 'kinder-simulator',
      enforce: 'pre',
      transform(code, id) {
        if (id !== path.join(ROOT, change.file)) return null;
        if (!code.includes(change.from)) throw new Error(`${change.file} has no "${change.from}" any more`);
        return code.replaceAll(change.from, change.to);
      },
    },
  ],
  test: {
    include: ['test/contract-suite/simulator.test.ts'],
    // One red case is enough.
    bail: 1,
    testTimeout: 30_000,
  },
});
