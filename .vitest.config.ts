import { defineConfig } from 'vitest/config';

/** Where money is decided: at least 95 % of lines. */
const MEASURED = ['analytics', 'risk', 'position', 'execution', 'ledger'];

/** Rooms whose specs keep nothing from one file to the next: they share a process, which saves half of their time. */
const SHARING = [
  'analytics',
  'clock',
  'connectivity',
  'domain',
  'execution',
  'history',
  'journal',
  'ledger',
  'market',
  'monitor',
  'position',
  'risk',
  'venues',
];
const specsOf = (rooms: readonly string[]): string[] => rooms.map((room) => `specs/${room}/**/*.spec.ts`);

const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { name: 'rooms', include: specsOf(SHARING), isolate: false, ...patience } },
      { test: { name: 'house', include: ['specs/**/*.spec.ts'], exclude: specsOf(SHARING), ...patience } },
    ],
    coverage: {
      provider: 'v8',
      include: MEASURED.map((folder) => `src/${folder}/**/*.ts`),
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: 'coverage',
      thresholds: Object.fromEntries(MEASURED.map((folder) => [`src/${folder}/**`, { lines: 95 }])),
    },
  },
});
