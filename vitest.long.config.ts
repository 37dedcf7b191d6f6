import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** What takes minutes, and `npm test` leaves out. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ['test/**/*.long.test.ts', 'test/interrupted-import.test.ts', 'test/fuzz.test.ts'],
    // 10⁴ queries of each role.
    env: { INTERRUPTED_IMPORTS: '8', FUZZ_QUERIES: '10000' },
    exclude: ['test/hive/**'],
    testTimeout: 600_000,
  },
});
