import { describe, expect, it } from 'vitest';
import { axesOf } from '../../../src/backtest/sweep/sweep-grid.ts';
import { planSweep } from '../../../src/backtest/sweep/sweep-plan.ts';
import type { PlanParts } from '../../../src/backtest/sweep/sweep-plan.ts';
import { MS_PER_DAY, atMs } from '../../../src/domain/units.ts';
import { parseConfig } from '../../../src/engine/config/config.ts';

const plan = (sets: readonly string[], parts: Partial<PlanParts> = {}) =>
  planSweep({
    axes: axesOf({ sets }),
    configOf: (overrides) =>
      Promise.resolve(parseConfig({ text: 'entry: { minNetBps: 7 }', overrides, knownVenues: ['binance'] })),
    span: { fromMs: atMs(0), toMs: atMs(30 * MS_PER_DAY) },
    policy: 'carry',
    objective: 'net',
    gaps: 'refused',
    runsMax: 20,
    ...parts,
  });

describe('a sweep is checked before it runs', () => {
  it('and its configurations are the file with the swept keys over it', async () => {
    const { base, combinations, size } = await plan(['entry.minNetBps=3,5', 'engine.horizonHours=24,48']);
    expect(size).toBe(4);
    expect(base.entry.minNetBps).toBe(7);
    expect(combinations.map(({ config: { entry, engine } }) => [entry.minNetBps, engine.horizonHours])).toEqual([
      [3, 24],
      [3, 48],
      [5, 24],
      [5, 48],
    ]);
    expect(combinations[1]?.settings).toEqual({ 'entry.minNetBps': '3', 'engine.horizonHours': '48' });
  });

  it('by the schema of every configuration: all faults at once, each by its key', async () => {
    await expect(
      plan(['entry.minNetBsp=3', 'engine.horizonHours=24,soon', 'venues.kraken.enabled=true']),
    ).rejects.toThrow(
      [
        'swept key engine.horizonHours: expected a number from 1 to 720, found "soon"',
        'swept key entry.minNetBsp: expected a known key, found an unknown key; did you mean "minNetBps"?',
        'swept key venues.kraken: expected a known key, found an unknown key',
      ].join('\n'),
    );
    // a key of the file's own is not blamed on the file
    await expect(plan(['entry.minNetBps=lots'])).rejects.toThrow('swept key entry.minNetBps: expected a number');
  });

  it('by the rules between keys', async () => {
    await expect(plan(['limits.marginExitRatio=1,9'])).rejects.toThrow(
      'swept key limits.marginExitRatio: expected at most limits.marginWarnRatio (3), found 9',
    );
  });

  it.each([
    ['entry.belief=carry,spread', 'the policy carry sets it itself'],
    ['engine.evaluateEveryMs=1000,5000', 'a backtest sets it itself'],
    ['visualizer.port=1,2', 'nothing of a backtest hangs on it'],
    ['engine.speed=max,600', 'nothing of a backtest hangs on it'],
  ])('and %s, which would fill a table with the same figures, is refused', async (set, sentence) => {
    await expect(plan([set])).rejects.toMatchObject({
      code: 'backtest.grid',
      message: expect.stringContaining(sentence),
    });
  });

  it('for its number of runs, those of the splits included', async () => {
    await expect(plan(['engine.seed=1,2,3,4,5', 'entry.minNetBps=1,2,3,4,5'])).rejects.toMatchObject({
      code: 'backtest.too-many-runs',
      message: expect.stringContaining('25 runs, at most 20 are let through: 5 of engine.seed x 5 of entry.minNetBps'),
    });
    const walkForward = { splits: 4, trainDays: 10, testDays: 5 };
    expect((await plan(['engine.seed=1,2,3,4'], { walkForward })).size).toBe(20);
    await expect(plan(['engine.seed=1,2,3,4,5'], { walkForward })).rejects.toThrow('24 runs');
  });

  it('and its test spans follow each other, each after its own train span', async () => {
    const { walkForward } = await plan(['engine.seed=1'], { walkForward: { splits: 2, trainDays: 10, testDays: 5 } });
    const days = (walkForward?.cuts ?? []).map(({ train, test }) =>
      [train.fromMs, train.toMs, test.fromMs, test.toMs].map((at) => at / MS_PER_DAY),
    );
    expect(days).toEqual([
      [0, 10, 10, 15],
      [5, 15, 15, 20],
    ]);
    await expect(plan(['engine.seed=1'], { walkForward: { splits: 5, trainDays: 10, testDays: 5 } })).rejects.toThrow(
      'need 35 days, the span has 30: at most 4 splits fit',
    );
  });
});
