import { describe, expect, it } from 'vitest';
import { UnknownScenarioError, scenarioNames, scenarioOf } from '../../src/simulator/scenario.ts';

describe('scenarios', () => {
  it('are found by name', () => {
    expect([...scenarioNames].sort((a, b) => (a < b ? -1 : 1))).toEqual(['calm', 'default', 'stress']);
    for (const name of scenarioNames) expect(scenarioOf(name).name).toBe(name);
  });

  it('that do not exist are refused with the names of those that do', () => {
    expect(() => scenarioOf('crash')).toThrow(UnknownScenarioError);
    expect(() => scenarioOf('crash')).toThrow('"crash" is no scenario; there are default, calm, stress');
    expect(() => scenarioOf('constructor')).toThrow(UnknownScenarioError);
  });

  it('tell their paths in order of time', () => {
    for (const name of scenarioNames)
      for (const { path = [] } of Object.values(scenarioOf(name).markets))
        for (const [at, point] of path.entries())
          expect(point.atHours).toBeGreaterThan(path[at - 1]?.atHours ?? -Infinity);
  });
});
