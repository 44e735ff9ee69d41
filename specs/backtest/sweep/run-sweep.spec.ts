import { describe, expect, it } from 'vitest';
import { runTask } from '../../../src/backtest/sweep/run-one.ts';
import { runSweep } from '../../../src/backtest/sweep/run-sweep.ts';
import { sweepCsv } from '../../../src/backtest/sweep/sweep-csv.ts';
import { axesOf } from '../../../src/backtest/sweep/sweep-grid.ts';
import { sweepHtml } from '../../../src/backtest/sweep/sweep-html.ts';
import { planSweep } from '../../../src/backtest/sweep/sweep-plan.ts';
import type { PlanParts } from '../../../src/backtest/sweep/sweep-plan.ts';
import type { SweepResult } from '../../../src/backtest/sweep/sweep-result.ts';
import { atMs } from '../../../src/domain/units.ts';
import { parseConfig } from '../../../src/engine/config/config.ts';
import type { HistoryReader } from '../../../src/history/history.ts';
import { knownVenues } from '../../../src/venues/registry.ts';
import { ROUND_NUMBERS, binance, bybit, hour, pastOf, settled } from '../support/past.ts';

interface Asked extends Partial<PlanParts> {
  readonly sets: readonly string[];
  readonly days: number;
  /** Stops after so many runs. */
  readonly stopAfter?: number;
}

/** In this thread, as the command does it. */
const sweep = async (
  history: HistoryReader,
  { sets, days, stopAfter = Infinity, ...parts }: Asked,
): Promise<SweepResult> => {
  const venues = knownVenues.map(({ venue }) => venue);
  const plan = await planSweep({
    axes: axesOf({ sets }),
    configOf: (overrides) =>
      Promise.resolve(parseConfig({ text: ROUND_NUMBERS, preset: 'institutional', overrides, knownVenues: venues })),
    span: { fromMs: atMs(hour(0)), toMs: atMs(hour(24 * days)) },
    policy: 'carry',
    objective: 'net',
    gaps: 'refused',
    runsMax: 100,
    ...parts,
  });
  let runs = 0;
  return runSweep(plan, async (tasks) => {
    const results = [];
    for (const task of tasks) {
      const door = { history, isStopped: () => runs >= stopAfter, onProgress: () => undefined };
      results.push(await runTask(task, door));
      runs += 1;
    }
    return results;
  });
};

/** Days of 8-hour settlements of one coin at two venues: what the dear one settles at in each. */
const daysOf = (rates: readonly number[]): HistoryReader => {
  const at = rates.flatMap((_, day) => [0, 8, 16].map((hours) => day * 24 + hours));
  return pastOf(
    settled(
      binance,
      at.map((hours) => ({ at: hours, rate: 0.0001, mark: 100, intervalHours: 8 })),
    ),
    settled(
      bybit,
      at.map((hours) => ({ at: hours, rate: rates[Math.floor(hours / 24)] ?? 0, mark: 100, intervalHours: 8 })),
    ),
  );
};

describe('a sweep', () => {
  it('runs every combination, names the best, and says what it is the best of', async () => {
    const result = await sweep(daysOf([0.006, 0.006]), { sets: ['backtest.halfSpreadBps=1,2'], days: 1 });
    // the first history of specs/backtest/by-hand.spec.ts: 118 received less fees of 10 and slippage of 2, or of
    // 4; and the same again for leaving
    expect(result.runs.map(({ objective }) => objective)).toEqual([94, 90]);
    expect(result.best).toBe(0);
    expect(result.verdict).toContain('backtest.halfSpreadBps=1, net 94.00 USD; 0 of 2 are below zero');
    expect(result.verdict).toContain('chosen on the span it is shown on');
    const [header = '', ...rows] = sweepCsv(result).split('\r\n');
    const column = header.split(',').indexOf('netUsd');
    expect(rows.slice(0, 2).map((row) => row.split(',')[column])).toEqual(['106', '104']);
    const page = sweepHtml(result);
    expect(page).toContain('<svg');
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|src=/);
  });

  it('takes ladders of fees for values like any other', async () => {
    const sets = ['venues.everyVenue.feeTiers.linear=[],[{ minVolume30dUsd: 0, makerBps: 1, takerBps: 4 }]'];
    const result = await sweep(daysOf([0.006, 0.006]), { sets, days: 1 });
    // 4 bps in place of 5: 8 and 2 twice in place of 10 and 2
    expect(result.runs.map(({ objective }) => objective)).toEqual([94, 98]);
    expect(result.verdict).toContain('[{ minVolume30dUsd: 0, makerBps: 1, takerBps: 4 }]');
  });

  it('loses nothing to a run that fails, and names its settings and its reason', async () => {
    const result = await sweep(daysOf([0.006, 0.006]), { sets: ['universe.coins=[ABC],[XYZ]'], days: 1 });
    expect(result.runs.map(({ outcome }) => outcome.kind)).toEqual(['done', 'failed']);
    expect(result.best).toBe(0);
    expect(result.runs[1]?.outcome).toMatchObject({ code: 'backtest.no-markets' });
    for (const page of [sweepHtml(result), sweepCsv(result)]) expect(page).toContain('its coin is not configured');
  });

  it('keeps what was done before it was stopped', async () => {
    const result = await sweep(daysOf([0.006, 0.006]), { sets: ['engine.seed=1,2,3'], days: 1, stopAfter: 1 });
    expect(result.runs.map(({ outcome }) => outcome.kind)).toEqual(['done', 'stopped', 'stopped']);
    expect(result).toMatchObject({ unfinished: 2, best: 0 });
    expect(result.verdict).toContain('2 runs were not finished');
  });
});

const chosenOf = ({ walkForward }: SweepResult) =>
  (walkForward?.splits ?? []).map(({ chosen, runs }) => [chosen, runs.map(({ objective }) => objective)]);

describe('walking forward', () => {
  const asked: Asked = {
    // who wants more than the carry of a horizon of the dear days can give trades nothing
    sets: ['entry.minNetBps=0,5000'],
    days: 4,
    walkForward: { splits: 2, trainDays: 2, testDays: 1 },
  };
  it('chooses the same whatever the test spans hold, and measures what they hold', async () => {
    const told = await sweep(daysOf([0.006, 0.006, 0.006, 0.006]), asked);
    const otherwise = await sweep(daysOf([0.006, 0.006, 0.006, -0.02]), asked);
    const fallen = await sweep(daysOf([0.006, 0.006, -0.02, -0.02]), asked);
    // the last day is in no train span, the last two are in none of the first split
    expect(chosenOf(otherwise)).toEqual(chosenOf(told));
    expect(chosenOf(fallen)[0]).toEqual(chosenOf(told)[0]);
    expect(chosenOf(told)[0]?.[0]).toBe(0);
    // and what was changed does matter, where it was measured and where it was trained on
    expect(otherwise.walkForward?.splits[1]?.measured).not.toEqual(told.walkForward?.splits[1]?.measured);
    expect(chosenOf(fallen)[1]).not.toEqual(chosenOf(told)[1]);
  });

  it('adds up the test spans and nothing else', async () => {
    const { walkForward, runs, verdict } = await sweep(daysOf([0.006, 0.006, 0.006, 0.006]), asked);
    expect(runs).toEqual([]);
    // each test day begins flat: two payments of 59 less fees of 10 and slippage of 2, and those again for leaving
    const measured = (walkForward?.splits ?? []).map((split) => split.measured?.objective);
    expect(measured).toEqual([94, 94]);
    expect(walkForward?.outOfSample).toMatchObject({
      spans: 2,
      days: 2,
      won: 2,
      netUsd: 188,
      priceUsd: 0,
      exitsUsd: '24',
      openCycles: 2,
    });
    expect(walkForward?.outOfSample.attribution).toMatchObject({
      funding: '236',
      fees: '20',
      slippage: '4',
      net: '212',
    });
    expect(verdict).toBe('Out of sample it made 188.00 USD in 2 of 2 test spans, 2 days together; 2 of them won.');
  });
});
