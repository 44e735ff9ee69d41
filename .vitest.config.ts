import { defineConfig } from 'vitest/config';

/** Where money is decided: at least 95 % of lines. */
const MEASURED = ['analytics', 'risk', 'position', 'execution', 'ledger'];

export default defineConfig({
  test: {
    include: ['specs/**/*.spec.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: MEASURED.map((folder) => `src/${folder}/**/*.ts`),
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: 'coverage',
      thresholds: Object.fromEntries(MEASURED.map((folder) => [`src/${folder}/**`, { lines: 95 }])),
    },
  },
});
