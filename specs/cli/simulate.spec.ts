import { describe, expect, it } from 'vitest';
import type { SeedResult } from '../../src/chaos/run-seed.ts';
import { SeedTally, failureText } from '../../src/cli/seed-tally.ts';
import { atMs } from '../../src/domain/units.ts';
import { runCommand, summaryOf } from './command-run.ts';

const simulate = (...args: readonly string[]) => runCommand(['simulate', '--threads', '0', ...args]);

const result = (seed: number, failure?: SeedResult['failure']): SeedResult => ({
  seed,
  hours: 24,
  ...(failure === undefined ? {} : { failure }),
  counts: { facts: 10, orders: 4, fills: 4, cycles: 1, lives: 2, inputs: 100 },
  faults: { crash: 1 },
});

const failure = {
  invariant: 'owned',
  seen: 'bybit:SOL/USDT:USDT: held 2, owned 1, for 91 s',
  atMs: atMs(0),
  atHours: 3.25,
} as const;

describe('hedgerow simulate', () => {
  it('says what it plays, how densely markets move, how fast it went, and that all held', async () => {
    const { exitCode, out } = await simulate('--seed', '4', '--seeds', '2', '--hours', '0.5', '--faults', 'crash,drop');
    expect(exitCode).toBe(0);
    expect(out[0]).toBe('seeds 4 to 5, 0.5 virtual hours each, faults crash,drop, in this thread');
    expect(out[1]).toContain('markets move every 120 s while nothing is under way');
    expect(out[2]).toMatch(/^2 seeds, 1 virtual hours in [\d.]+ s: [\d.]+ virtual hours\/s$/);
    expect(out.at(-1)).toBe('  every invariant held');
  });

  it('tells each seed as a record with --json, and the sums last', async () => {
    const { exitCode, out } = await simulate('--seeds', '2', '--hours', '0.5', '--faults', 'none', '--json');
    expect(exitCode).toBe(0);
    expect(out).toHaveLength(3);
    expect(summaryOf({ out })).toMatchObject({ seeds: 2, failures: [], quietStepMs: 120_000, busyStepMs: 500 });
  });

  it('answers what it does not know with a sentence and exit code 2', async () => {
    const unknown = await simulate('--faults', 'earthquake');
    expect(unknown.exitCode).toBe(2);
    expect(unknown.err).toContain('"earthquake" is no fault; there are all, drop,');
    expect((await simulate('--hours', '0')).exitCode).toBe(2);
    expect((await simulate('--seeds', '0')).exitCode).toBe(2);
  });

  it('says of a failure where it was, what was seen, and how to see it again', () => {
    expect(failureText(result(17, failure), { hours: 24, faults: 'all' })).toMatchInlineSnapshot(`
      "FAILED seed 17 at hour 3.2500: owned: no exposure without a position that owns it
        seen: bybit:SOL/USDT:USDT: held 2, owned 1, for 91 s
        again: hedgerow simulate --seed 17 --hours 24 --faults all"
    `);
  });

  it('counts seeds, failures, virtual hours a second and what is left', () => {
    const tally = new SeedTally({ seeds: 4, hours: 24, startedAtMs: 0 });
    tally.add(result(1));
    tally.add(result(17, failure));
    expect(tally.progress(8000)).toBe('2 of 4 seeds · 1 failed · 6.0 virtual hours/s · 8.0 s to go');
    expect(tally.lines(8000)).toEqual([
      '2 seeds, 48 virtual hours in 8.0 s: 6.0 virtual hours/s',
      '  seen: cycles 2, facts 20, fills 8, inputs 200, lives 4, orders 8',
      '  faults: crash 2',
      '  stopped: 2 seeds were not played',
      '  FAILED: 17 (owned)',
    ]);
  });
});
