import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['specs/**/*.spec.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: 'coverage',
      // where money is decided: at least 95 % of lines
      thresholds: Object.fromEntries(
        ['analytics', 'risk', 'position', 'execution', 'ledger'].map((folder) => [`src/${folder}/**`, { lines: 95 }]),
      ),
    },
  },
});
