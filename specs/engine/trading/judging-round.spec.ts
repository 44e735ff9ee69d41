import { describe, expect, it } from 'vitest';
import { coinId } from '../../../src/domain/ids.ts';
import { atMs } from '../../../src/domain/units.ts';
import { COINS_AT_ONCE, JudgingRound } from '../../../src/engine/trading/judging-round.ts';

const coins = Array.from({ length: 2 * COINS_AT_ONCE + 1 }, (_, at) => coinId(`C${at}`));

describe('a round of judging', () => {
  it('takes a few coins at once, the rest on the following tenths of a second, each coin once', () => {
    const round = new JudgingRound();
    round.begin(coins, atMs(10_000));
    expect(round.take(atMs(10_000))).toEqual(coins.slice(0, COINS_AT_ONCE));
    expect(round.judged([])).toBeUndefined();
    expect(round.deadlineAtMs).toBe(10_100);
    expect(round.take(atMs(10_050))).toEqual([]);
    expect(round.take(atMs(10_130))).toEqual(coins.slice(COINS_AT_ONCE, 2 * COINS_AT_ONCE));
    expect(round.deadlineAtMs).toBe(10_200);
    expect(round.take(atMs(10_200))).toEqual(coins.slice(2 * COINS_AT_ONCE));
    expect(round.deadlineAtMs).toBeUndefined();
    expect(round.judged([])).toEqual([]);
  });

  it('is over at once where there are few coins, or none', () => {
    const round = new JudgingRound();
    round.begin(coins.slice(0, 3), atMs(10_000));
    expect(round.take(atMs(10_000))).toHaveLength(3);
    expect(round.judged([])).toEqual([]);
    round.begin([], atMs(20_000));
    expect(round.take(atMs(20_000))).toEqual([]);
    expect(round.deadlineAtMs).toBeUndefined();
  });

  it('is finished before another begins', () => {
    const round = new JudgingRound();
    round.begin(coins, atMs(10_000));
    round.take(atMs(10_000));
    round.begin(coins, atMs(10_010));
    expect(round.take(atMs(10_100))[0]).toBe(coins[COINS_AT_ONCE]);
  });
});
