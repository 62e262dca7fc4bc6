import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // More than two cores have: most tests wait for a server.
    maxWorkers: 4,
    projects: [
      // Pure code and clients against in-process servers: milliseconds each, safe side by side.
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/workflows/**',
            'test/replay/**',
            'test/architecture/**',
            'test/end-to-end/**',
            'test/ui/**',
            'test/request-tracker/**',
            'test/compose/**',
            'test/readme/**',
          ],
          // Hundreds of made-up cases in a property, on a machine that has other work.
          testTimeout: 90_000,
        },
      },
      // One Temporal server per file, since time is global to it.
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
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      // A real Request Tracker: `npm run test:tickets`, not a part of `npm test`.
      {
        test: {
          name: 'tickets',
          globalSetup: ['test/support/workflow-bundle.ts'],
          include: ['test/request-tracker/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      // docker-compose.yml on a real engine: `npm run test:compose`, not a part of `npm test`. Each test goes on where the last ended.
      {
        test: {
          name: 'compose',
          include: ['test/compose/**/*.test.ts'],
          bail: 1,
          testTimeout: 1_200_000,
          hookTimeout: 900_000,
        },
      },
      // The README followed in fresh containers: `npm run test:readme`, not a part of `npm test`.
      {
        test: {
          name: 'readme',
          include: ['test/readme/**/*.test.ts'],
          testTimeout: 5_400_000,
          hookTimeout: 900_000,
        },
      },
      // The real Temporal UI in a real Chromium: `npm run test:ui`, not a part of `npm test`.
      {
        test: {
          name: 'ui',
          include: ['test/ui/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
