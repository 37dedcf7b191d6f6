import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** What takes minutes, and `npm test` leaves out. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ['test/**/*.long.test.ts', 'test/conformance.test.ts', 'test/fuzz.test.ts'],
    // 10⁴ queries of each role, and every way a unit can break its contract.
    env: { FUZZ_QUERIES: '10000', EVERY_BROKEN_UNIT: 'yes' },
    exclude: ['test/hive/**'],
    testTimeout: 600_000,
  },
});
