import { describe, expect, it } from 'vitest';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import { decimal } from '../../src/domain/money.ts';
import { MS_PER_HOUR, atMs, hours } from '../../src/domain/units.ts';
import { ConformanceChecks } from '../../src/worlds/conformance-checks.ts';
import type { CheckName } from '../../src/worlds/conformance-checks.ts';

const ALPHA = venueId('alpha');
const MARKET = marketKey(ALPHA, symbolId('BTC/USDT:USDT'));
const NOON = Date.UTC(2026, 8, 1, 12);

const instrument: Instrument = {
  market: MARKET,
  venue: ALPHA,
  symbol: symbolId('BTC/USDT:USDT'),
  nativeSymbol: 'BTCUSDT',
  coin: coinId('BTC'),
  kind: 'linear',
  quote: 'USDT',
  settle: 'USDT',
  multiplier: 1,
  contractSize: decimal(1),
  tickSize: decimal('0.1'),
  lotSize: decimal('0.001'),
  minQuantity: decimal('0.001'),
  minNotional: decimal(5),
  status: 'trading',
  fundingCap: 0.003,
  source: 'listed',
};

const listed: MarketEvent = { type: 'instrument', instrument };
const book = (bid: number, ask: number, size = 0.5): MarketEvent => ({
  type: 'book.snapshot',
  market: MARKET,
  bids: [bid, size],
  asks: [ask, size],
  updateId: 1,
  venueAtMs: undefined,
});
const funding = (changes: Partial<FundingObservation> = {}): MarketEvent => ({
  type: 'funding',
  market: MARKET,
  funding: {
    market: MARKET,
    kind: 'predicted',
    rate: 0.0004,
    intervalHours: hours(8),
    intervalSource: 'frame',
    observedAtMs: atMs(NOON),
    settlementAtMs: atMs(NOON + 4 * MS_PER_HOUR),
    ...changes,
  },
});

const verdicts = (events: readonly MarketEvent[], trueRate = 0.0004): Partial<Record<CheckName, string>> => {
  const checks = new ConformanceChecks(ALPHA, () => ({ rate: trueRate, intervalHours: hours(8) }));
  checks.hear(events, NOON);
  return Object.fromEntries(
    checks.results().flatMap(({ check, verdict }) => (verdict === 'none' ? [] : [[check, verdict]])),
  );
};

describe('golden checks', () => {
  it('pass what a venue says rightly, and say nothing of what it did not say', () => {
    const good = [
      listed,
      book(60_000.1, 60_000.2),
      funding(),
      { type: 'mark', market: MARKET, price: 60_010, venueAtMs: undefined } as const,
    ];
    expect(verdicts(good)).toEqual({
      frames: 'pass',
      sequence: 'pass',
      book: 'pass',
      steps: 'pass',
      kind: 'pass',
      interval: 'pass',
      settlement: 'pass',
      cap: 'pass',
      sign: 'pass',
      prices: 'pass',
    });
    expect(verdicts([])).toEqual({});
  });

  it.each([
    ['sign', 'a rate with the other sign', [listed, funding({ rate: -0.0004 })]],
    ['sign', 'a rate that is per another interval than it says', [listed, funding({ intervalHours: hours(1) })]],
    ['interval', 'an interval nobody has', [listed, funding({ intervalHours: hours(480) })]],
    ['settlement', 'a settlement that has passed', [listed, funding({ settlementAtMs: atMs(NOON - 1) })]],
    ['settlement', 'a settlement off the hour', [listed, funding({ settlementAtMs: atMs(NOON + 60_000) })]],
    ['cap', 'a rate beyond the cap', [listed, funding({ rate: 0.0031 })]],
    ['book', 'a crossed book', [listed, book(60_000.2, 60_000.1)]],
    ['steps', 'a price off the tick', [listed, book(60_000.15, 60_000.2)]],
    ['steps', 'a size off the lot', [listed, book(60_000.1, 60_000.2, 0.0005)]],
    ['sequence', 'a gap', [{ type: 'book.gap', market: MARKET, expected: 2, received: 4, recovery: 'resubscribe' }]],
    [
      'frames',
      'a frame that cannot be read',
      [{ type: 'frame.rejected', venue: ALPHA, code: 'frame.bad-price', reason: 'x' }],
    ],
    [
      'prices',
      'an index far from the book',
      [listed, book(60_000.1, 60_000.2), { type: 'index', market: MARKET, price: 6_000, venueAtMs: undefined }],
    ],
  ] satisfies readonly (readonly [CheckName, string, readonly MarketEvent[]])[])(
    'fail %s for %s',
    (check, _, events) => {
      expect(verdicts(events)[check]).toBe('fail');
    },
  );

  it('take a market that is not read for no fault, and say that there was one', () => {
    const checks = new ConformanceChecks(ALPHA);
    const reason = 'BTC-USD-220527 is a dated future';
    checks.hear([{ type: 'frame.rejected', venue: ALPHA, code: 'frame.unknown-symbol', reason }], NOON);
    expect(checks.results().find(({ check }) => check === 'frames')).toMatchObject({
      verdict: 'pass',
      detail: 'a market that is not read',
    });
  });

  it('name the first fault', () => {
    const checks = new ConformanceChecks(ALPHA);
    checks.hear([listed, book(60_000.15, 60_000.2)], NOON);
    const steps = checks.results().find(({ check }) => check === 'steps');
    expect(steps?.detail).toBe('1 faults, first: alpha: alpha:BTC/USDT:USDT: price 60000.15 off the tick 0.1');
  });

  it('forgive five levels in a thousand that rest off the listed grid, no more, and tell them', () => {
    const checks = new ConformanceChecks(ALPHA);
    checks.hear([listed, book(60_000.15, 60_000.2)], NOON);
    for (let nth = 0; nth < 198; nth += 1) checks.hear([book(60_000.1, 60_000.2)], NOON);
    expect(checks.results().find(({ check }) => check === 'steps')?.verdict).toBe('fail');
    checks.hear([book(60_000.1, 60_000.2)], NOON);
    const steps = checks.results().find(({ check }) => check === 'steps');
    expect(steps?.verdict).toBe('pass');
    expect(steps?.detail).toContain('60000.15 off the tick');
  });
});
