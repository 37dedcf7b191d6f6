import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The file Node itself takes: with the other one there would be two of it, which refuse each other's schemas.
  resolve: { alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/hive/**', 'test/**/*.long.test.ts'],
    globalSetup: ['test/harness/postgres.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    maxConcurrency: 2,
    expect: { poll: { timeout: 60_000 } },
    // Each file starts fourteen subgraphs; two cores carry two of them, and three take as long.
    maxWorkers: 2,
  },
});
