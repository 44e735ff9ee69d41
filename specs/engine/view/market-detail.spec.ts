import { describe, expect, it } from 'vitest';
import { zScore } from '../../../src/analytics/rate-statistics.ts';
import { symbolId, venueId, marketKey } from '../../../src/domain/ids.ts';
import type { FundingObservation } from '../../../src/domain/funding.ts';
import { atMs, hours } from '../../../src/domain/units.ts';
import type { Desks } from '../../../src/engine/desks.ts';
import { marketInspection } from '../../../src/engine/view/market-detail.ts';
import { Markets } from '../../../src/market/market.stream.ts';

const KEY = marketKey(venueId('bybit'), symbolId('SOL/USDT:USDT'));
const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);

const observed = (kind: FundingObservation['kind'], rate: number, settlementHour: number): FundingObservation => ({
  market: KEY,
  kind,
  rate,
  intervalHours: hours(8),
  intervalSource: 'frame',
  observedAtMs: atMs(START),
  settlementAtMs: atMs(START + settlementHour * HOUR),
});

const room = () => {
  const markets = new Markets();
  const market = markets.of(KEY);
  // of all desks these are looked at
  const desks = {
    feeds: { markets },
    alerts: { lendingApr: 0.05, zoneOf: () => undefined },
    outbox: { nowMs: atMs(START) },
  } as unknown as Desks;
  const at = { atMs: atMs(START), pulse: { conn: 'public', heardAtMs: atMs(START) } };
  return { market, at, look: marketInspection(desks) };
};

describe('a market in depth', () => {
  it('adds up both sides of the book from the touch on, in base units and in quote units', () => {
    const { market, at, look } = room();
    expect(look.marketDetail(KEY)?.ladder).toBeUndefined();
    const levels = { bids: [100, 2, 99, 3], asks: [101, 1, 103, 4] };
    market.fold({ type: 'book.snapshot', market: KEY, ...levels, updateId: 1, venueAtMs: atMs(START) }, at);
    expect(look.marketDetail(KEY)?.ladder).toEqual({
      bids: [
        [100, 2, 2, 200],
        [99, 3, 5, 497],
      ],
      asks: [
        [101, 1, 1, 101],
        [103, 4, 5, 513],
      ],
    });
    market.fold({ type: 'mark', market: KEY, price: 101, venueAtMs: atMs(START) }, at);
    expect(look.marketDetail(KEY)?.premiumBps).toBeUndefined();
    market.fold({ type: 'index', market: KEY, price: 100, venueAtMs: atMs(START) }, at);
    expect(look.marketDetail(KEY)?.premiumBps).toBeCloseTo(100, 9);
    expect(look.marketDetail(KEY)?.spread?.adjustment).toBe(market.spread.reading?.adjustment);
  });

  it('judges the rate by the statistics the engine made last, and makes none itself', () => {
    const { market, at, look } = room();
    for (let bucket = -40; bucket <= 0; bucket += 1)
      market.fold({ type: 'funding', market: KEY, funding: observed('settled', 1e-5 * (bucket % 5), 8 * bucket) }, at);
    market.fold({ type: 'funding', market: KEY, funding: observed('predicted', 0.0004, 8) }, at);
    expect(look.marketDetail(KEY)?.statistics).toBeUndefined();
    expect(look.marketDetail(KEY)?.zScore).toBeUndefined();
    const made = market.statistics(atMs(START));
    expect(look.marketDetail(KEY)?.statistics).toBe(made);
    expect(look.marketDetail(KEY)?.zScore).toBe(zScore(0.0004, made));
    expect(look.marketDetail(KEY)?.charged.map(({ rate }) => rate)).toEqual(
      [-0.00002, -0.00001, 0].map((rate) => expect.closeTo(rate, 12) as number),
    );
  });

  it('tells of a settlement that the venue has not confirmed the last estimate, marked as such', () => {
    const { market, at, look } = room();
    market.fold({ type: 'funding', market: KEY, funding: observed('settled', 0.0002, 0) }, at);
    market.fold({ type: 'funding', market: KEY, funding: observed('predicted', 0.0004, 8) }, at);
    expect(look.charged(KEY)).toHaveLength(1);
    const later = { ...at, atMs: atMs(START + 8 * HOUR) };
    market.fold({ type: 'funding', market: KEY, funding: observed('predicted', 0.0005, 16) }, later);
    expect(look.charged(KEY).map(({ rate, kind }) => [rate, kind])).toEqual([
      [expect.closeTo(0.0002, 12), 'settled'],
      [0.0004, 'predicted'],
    ]);
    market.fold({ type: 'funding', market: KEY, funding: observed('settled', 0.0003, 8) }, later);
    expect(look.charged(KEY).at(-1)).toMatchObject({ kind: 'settled', atMs: START + 8 * HOUR });
  });

  it('keeps the last liquidations with their side, newest first', () => {
    const { market, at, look } = room();
    for (let count = 1; count <= 25; count += 1)
      market.fold(
        { type: 'liquidation', market: KEY, liquidated: 'long', price: 100, size: count, venueAtMs: atMs(START) },
        at,
      );
    const detail = look.marketDetail(KEY);
    expect(detail?.liquidations).toHaveLength(20);
    expect(detail?.liquidations[0]).toEqual({ atMs: START, liquidated: 'long', price: 100, notionalUsd: 2500 });
    expect(detail?.liquidated60sUsd).toBe((100 * 25 * 26) / 2);
  });
});
