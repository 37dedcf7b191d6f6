import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

/** What takes minutes, and `npm test` leaves out. */
export default defineConfig({
  test: {
    ...config.test,
    include: ['test/**/*.long.test.ts'],
    exclude: ['test/hive/**'],
    testTimeout: 600_000,
  },
});
