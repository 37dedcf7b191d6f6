import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** What takes minutes, and `npm test` leaves out. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    include: ['test/**/*.long.test.ts', 'test/interrupted-import.test.ts'],
    env: { INTERRUPTED_IMPORTS: '8' },
    exclude: ['test/hive/**'],
    testTimeout: 600_000,
  },
});
