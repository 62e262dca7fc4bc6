import { defineConfig } from 'vitest/config';

/** The contract suite in the lab; runs inside the lab's network: `npm run lab -- contract`. */
export default defineConfig({
  test: {
    name: 'lab',
    include: ['test/contract-suite/lab.contract.ts'],
    // Four guests without a system are nothing for two cores; what is waited for is Nova.
    maxConcurrency: 4,
    testTimeout: 420_000,
    hookTimeout: 120_000,
  },
});
