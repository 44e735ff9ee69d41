import { describe, expect, it } from 'vitest';
import { POLICY_NAMES } from '../../src/backtest/policies.ts';
import type { PolicyName } from '../../src/backtest/policies.ts';
import { policiesPage } from '../../src/cli/backtest-page.ts';
import { backtest, binance, bybit, pastOf, settled } from './support/past.ts';

/** Two settlements of a coin at two venues, and what each policy made of them. */
const tradedAt = async (rate: number, intervalHours: number): Promise<Readonly<Record<PolicyName, number>>> => {
  const at = Array.from({ length: 24 / intervalHours }, (_, nth) => nth * intervalHours);
  const rows = (of: number) => at.map((hours) => ({ at: hours, rate: of, mark: 100, intervalHours }));
  const history = pastOf(settled(binance, rows(0)), settled(bybit, rows(rate)));
  const fills = { carry: 0, 'always-hold': 0, threshold: 0, 'entry-fees': 0 };
  for (const policy of POLICY_NAMES) fills[policy] = (await backtest(history, 24, { policy })).fills.length;
  return fills;
};

/** A day of settlements at one rate. */
const dayOf = (rate: number) => [0, 8, 16].map((at) => ({ at, rate, mark: 100, intervalHours: 8 }));

describe('a policy', () => {
  it('decides, and nothing else: 12 bps per 8 hours pay no round trip unless that is what is believed', async () => {
    expect(await tradedAt(0.0012, 8)).toEqual({ carry: 0, 'always-hold': 2, threshold: 2, 'entry-fees': 2 });
  });

  it('of a threshold wants more than a little, of always holding anything at all', async () => {
    expect(await tradedAt(0.0002, 8)).toEqual({ carry: 0, 'always-hold': 2, threshold: 0, 'entry-fees': 0 });
  });

  it('that takes every rate for 8 hours does not see what an hourly one pays', async () => {
    // 2 bps an hour are 16 per 8 hours; read as if for 8 hours a day of them is 6, which is under 10
    expect(await tradedAt(0.0002, 1)).toEqual({ carry: 0, 'always-hold': 2, threshold: 2, 'entry-fees': 0 });
  });

  it('is named with its rule in the result, and its changes stand in the configuration', async () => {
    const history = pastOf(settled(binance, dayOf(0.0001)), settled(bybit, dayOf(0.0001)));
    const { policy, configuration } = await backtest(history, 24, { policy: 'threshold' });
    expect(policy).toMatchObject({ name: 'threshold', rule: expect.stringContaining('in above') });
    expect(configuration).toMatchObject({ entry: { belief: 'spread', screenBpsPer8h: 10 } });
  });

  it('that is in at the end is compared as if it left: who only enters would look best', async () => {
    const result = await backtest(pastOf(settled(binance, dayOf(0.0001)), settled(bybit, dayOf(0.006))), 24);
    // by hand: 118 received, less fees of 10 and slippage of 2; leaving costs those again
    expect(policiesPage([result])[1]).toMatch(/^carry +106\.00 +94\.00 +118\.00 +10\.00 +2\.00 /);
  });
});
