import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/hive/**', 'test/**/*.long.test.ts'],
    globalSetup: ['test/harness/postgres.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxConcurrency: 2,
    expect: { poll: { timeout: 60_000 } },
    // Each file starts fourteen subgraphs; two cores carry two of them.
    maxWorkers: 2,
  },
});
