import type { Scenario } from '../scenario.ts';

/** Premiums stay within the formulas' clamp, so every rate is the neutral one and no spread pays for four fills. */
export const calmScenario: Scenario = {
  name: 'calm',
  story: 'rates everywhere near their neutral print: no route pays for its four fills',
  turbulence: 0.7,
  depth: 1.2,
  liquidationsPerDay: 2,
  historyBps: 1.2,
  slowBps: 0.6,
  markets: {},
};
