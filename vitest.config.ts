import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      // Pure code and clients against in-process servers: milliseconds each, safe side by side.
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/workflows/**', 'test/replay/**', 'test/architecture/**', 'test/end-to-end/**', 'test/lab/**'],
          testTimeout: 20_000,
        },
      },
      // One Temporal server per file; time is global to it, so files run one after the other on two cores.
      {
        test: {
          name: 'temporal',
          globalSetup: ['test/support/workflow-bundle.ts'],
          include: [
            'test/workflows/**/*.test.ts',
            'test/replay/**/*.test.ts',
            'test/architecture/**/*.test.ts',
            'test/end-to-end/**/*.test.ts',
          ],
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
