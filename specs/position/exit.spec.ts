import { describe, expect, it } from 'vitest';
import { coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import { MS_PER_HOUR, atMs } from '../../src/domain/units.ts';
import { mayAskForEntry, recentOpenings } from '../../src/position/entry.ts';
import { reviewFeed, staleDeadline, withReview } from '../../src/position/exit.ts';
import { emptyLeg, emptyPosition } from '../../src/position/position.ts';
import type { Position, PositionSettings } from '../../src/position/position.ts';

const SETTINGS: PositionSettings = {
  legTimeoutMs: 5000,
  hedgeSlippageMaxBps: 25,
  closeSlippageMaxBps: 100,
  deltaToleranceFraction: 0.005,
  exitCarryBps: 0,
  consecutiveSettlements: 2,
  minimumHold: 'break-even',
  makerRequoteMs: 1000,
  slicePauseMs: 2000,
  staleFeedMs: 60_000,
};
const market = marketKey(venueId('alpha'), symbolId('BTC/USDT:USDT'));
const leg = emptyLeg({ market, coinsPerUnit: text(1), lotSize: text('0.1'), minQuantity: text('0.1') });

/** A hedged position whose minimum hold ends 10 hours in. */
const held = (settings: Partial<PositionSettings> = {}): Position => ({
  ...emptyPosition(coinId('BTC'), { ...SETTINGS, ...settings }),
  legs: { long: leg, short: leg },
  minimumHoldUntilMs: atMs(10 * MS_PER_HOUR),
});

/** Reviews of [settlement hour, expected bps], each a minute after its settlement; what is decided in the end. */
const reviewed = (position: Position, reviews: readonly (readonly [number, number | null])[]): Position =>
  reviews.reduce(
    (now, [hour, expectedCarryBps]) =>
      withReview(now, {
        atMs: atMs(hour * MS_PER_HOUR + 60_000),
        settlementAtMs: atMs(hour * MS_PER_HOUR),
        expectedCarryBps,
      }),
    position,
  );

describe('leaving for what a route earns', () => {
  it('takes two settlements in a row below the threshold, after the minimum hold', () => {
    expect(reviewed(held(), [[16, -1]]).exit).toBeNull();
    expect(
      reviewed(held(), [
        [16, -1],
        [24, -0.5],
      ]).exit,
    ).toBe('carry-flipped');
  });

  it('begins to count again after a settlement that earns', () => {
    const position = reviewed(held(), [
      [16, -1],
      [24, 0],
      [32, -1],
    ]);
    expect(position.exit).toBeNull();
    expect(reviewed(position, [[40, -1]]).exit).toBe('carry-flipped');
  });

  it('counts one settlement once, however often it is looked at', () => {
    expect(
      reviewed(held(), [
        [16, -1],
        [16, -2],
        [16, -3],
      ]).exit,
    ).toBeNull();
  });

  it('neither counts nor clears a settlement that cannot be judged', () => {
    expect(
      reviewed(held(), [
        [16, -1],
        [24, null],
        [32, -1],
      ]).exit,
    ).toBe('carry-flipped');
  });
});

describe('leaving for what a route earns, at its edges', () => {
  it('stays through the minimum hold and leaves at the first review after it', () => {
    const early = reviewed(held(), [
      [2, -1],
      [4, -1],
      [8, -1],
    ]);
    expect(early.exit).toBeNull();
    expect(reviewed(early, [[10, -1]]).exit).toBe('carry-flipped');
  });

  it('tells a route that still earns, but too little, from one that flipped', () => {
    const demanding = held({ exitCarryBps: 3 });
    expect(
      reviewed(demanding, [
        [16, 2],
        [24, 2.9],
      ]).exit,
    ).toBe('net-below-threshold');
    expect(
      reviewed(demanding, [
        [16, 3],
        [24, 3],
      ]).exit,
    ).toBeNull();
  });

  it('does not replace the reason a position is being left for', () => {
    const leaving: Position = { ...held(), exit: 'guard' };
    expect(
      reviewed(leaving, [
        [16, -1],
        [24, -1],
      ]).exit,
    ).toBe('guard');
  });

  it('has nothing to leave where nothing is held', () => {
    const empty = emptyPosition(coinId('BTC'), SETTINGS);
    expect(
      reviewed(empty, [
        [16, -1],
        [24, -1],
      ]),
    ).toBe(empty);
  });
});

const look = (position: Position, at: number, freshness: 'fresh' | 'stale'): Position =>
  reviewFeed(position, { atMs: atMs(at), freshness });

describe('a route held blind', () => {
  it('is left a minute after its feeds went stale, counted from the first stale look', () => {
    const blind = look(look(held(), 1000, 'stale'), 30_000, 'stale');
    expect(staleDeadline(blind)).toBe(1000 + SETTINGS.staleFeedMs);
  });

  it('has all its time again after one fresh look', () => {
    const seen = look(look(held(), 1000, 'stale'), 30_000, 'fresh');
    expect(staleDeadline(seen)).toBeNull();
    expect(staleDeadline(look(seen, 40_000, 'stale'))).toBe(100_000);
  });

  it('is of no concern while nothing is held, or once it is being left', () => {
    expect(staleDeadline(look(emptyPosition(coinId('BTC'), SETTINGS), 1000, 'stale'))).toBeNull();
    expect(staleDeadline({ ...look(held(), 1000, 'stale'), exit: 'operator' })).toBeNull();
  });
});

describe('asking for an entry', () => {
  const idle = emptyPosition(coinId('BTC'), SETTINGS);

  it('waits out the cool-down, a pause and an exit under way', () => {
    const cooling: Position = { ...idle, retryAtMs: atMs(60_000) };
    expect(mayAskForEntry(idle, atMs(0))).toBe(true);
    expect(mayAskForEntry(cooling, atMs(59_999))).toBe(false);
    expect(mayAskForEntry(cooling, atMs(60_000))).toBe(true);
    expect(mayAskForEntry({ ...idle, pauseReason: 'operator' }, atMs(0))).toBe(false);
    expect(mayAskForEntry({ ...idle, exit: 'guard' }, atMs(0))).toBe(false);
  });

  it('remembers the entries of the last hour, for the cap on them', () => {
    const openings = [0, 1000, 2000].map(atMs);
    expect(recentOpenings(openings, atMs(MS_PER_HOUR + 1000))).toEqual([2000]);
  });
});
