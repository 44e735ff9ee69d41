import { describe, expect, it } from 'vitest';
import { coinId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { LegOrder } from '../../src/domain/order.ts';
import { atMs, ms } from '../../src/domain/units.ts';
import type { LegExposure } from '../../src/risk/exposure.ts';
import type { Portfolio } from '../../src/risk/limits.ts';
import { otherLeg, reasonsOf } from './entry-sample.ts';
import type { EntryChange } from './entry-sample.ts';
import { BTC, NOW, book, instrument } from './sample-market.ts';

/** Legs of the coin itself, or of another coin worth `usd`. */
const own = (...states: LegExposure['state'][]): EntryChange => ({
  portfolio: { legs: states.map((state) => otherLeg({ coin: BTC, state })) },
});
const others = (usd: number, correlationOf: Portfolio['correlationOf']): EntryChange => ({
  portfolio: { legs: [otherLeg({ notionalUsd: usd })], correlationOf },
});
const guessed = instrument();
const halted = { ...guessed, status: 'halted' } as const;
const assumed = { ...guessed, source: 'assumed' } as const;
const thin = book({ bids: [[99.99, 1]], asks: [[100.01, 59]] });
const wide = book({ bids: [[99.9, 1000]], asks: [[100.1, 1000]] });
const crossed = book({ bids: [[101, 1]], asks: [[100, 1]] });
const twice = [atMs(NOW - 60_000), atMs(NOW - 1)];

/** What is changed, and the only reason it gives: code, limit, actual. */
const cases: readonly (readonly [string, EntryChange, string])[] = [
  ['the operator is not trading', { mode: { operator: 'paused' } }, 'operator-not-trading trading paused'],
  ['the guard is paused', { mode: { guard: { risk: 'paused', entries: 'open' } } }, 'guard-paused active paused'],
  ['entries are halted', { mode: { guard: { risk: 'active', entries: 'halted' } } }, 'entries-halted open halted'],
  ['the engine fails closed', { mode: { failClosed: ['disk-full'] } }, 'fail-closed none disk-full'],
  ['an order of the coin is in doubt', own('in-doubt'), 'symbol-frozen 0 1'],
  ['the coin has a position', own('held', 'pending'), 'position-open 0 2'],
  ['the coin was opened twice this hour', { ask: { openedAtMs: twice } }, 'opens-per-hour 2 2'],
  ['the instrument is not known', { long: { instrument: undefined } }, 'instrument-unknown listed unknown'],
  ['the instrument was guessed', { long: { instrument: assumed } }, 'instrument-assumed listed assumed'],
  ['the market is stale', { short: { status: 'stale' } }, 'market-not-live live stale'],
  ['the venue halted it', { long: { instrument: halted } }, 'market-not-live live halted'],
  ['the book is too old', { long: { bookAgeMs: ms(101) } }, 'stale-book 100 101'],
  ['the clock offset is not known', { long: { bookAgeMs: undefined } }, 'stale-book 100 unknown'],
  ['an age is no number', { long: { bookAgeMs: ms(Number.NaN) } }, 'stale-book 100 unknown'],
  ['the rate is too old', { short: { fundingAgeMs: ms(30_001) } }, 'stale-funding 30000 30001'],
  ['there is no book', { long: { book: () => undefined } }, 'no-price book unknown'],
  ['the book is crossed', { long: { book: () => crossed } }, 'no-price book unknown'],
  ['the book is too thin', { long: { book: () => thin } }, `insufficient-depth 1 ${59 / 60}`],
  ['the quantity is off the lot', { longOrder: { quantity: text('60.0005') } }, 'off-lot 0.001 60.0005'],
  ['the legs differ', { longOrder: { quantity: text('60.001') } }, 'unequal-base 0 0.001'],
  ['it is under the least quantity', { long: { instrument: instrument({ minQuantity: 61 }) } }, 'min-quantity 61 60'],
  [
    'it is under the least notional',
    { long: { instrument: instrument({ minNotional: 7e3 }) } },
    'min-notional 7000 6002.4',
  ],
  ['it is over a quarter of equity', { portfolio: { equityUsd: 20_000 } }, 'equity-share 5000 6002.4'],
  ['the leg is too large', { limits: { legNotionalMaxUsd: 6000 } }, 'leg-notional 6000 6002.4'],
  ['its share is too large', { limits: { legShareOfGrossLimitFraction: 0.001 } }, 'leg-share 5000 6002.4'],
  ['the gross limit is nearly used', others(4_990_000, () => 0), 'gross-notional 5000 6002.4'],
  ['too much moves together', others(2_490_000, () => undefined), 'correlated-exposure 5000 6002.4'],
  ['it does not net at this size', { ask: { netBpsAt: (usd) => (usd > 6000 ? 4.9 : 30) } }, 'net-below-minimum 5 4.9'],
  ['it nets exactly the minimum', { ask: { netBpsAt: () => 5 } }, 'net-below-minimum 5 5'],
  ['there is no depth for a way back', { ask: { netBpsAt: () => undefined } }, 'net-below-minimum 5 unknown'],
];

const askedWith = (longOrder: Partial<LegOrder>) => reasonsOf({ longOrder })[0];

describe('the door for new risk stays shut', () => {
  it.each(cases)('when %s, with the figures', (_, change, expected) => {
    expect(reasonsOf(change).map(({ code, limit, actual }) => `${code} ${limit} ${actual}`)).toEqual([expected]);
  });

  it('when an order is no entry of this coin and market', () => {
    const limit = 'open long buy BTC alpha:BTC/USDT:USDT';
    for (const change of [
      { purpose: 'hedge' },
      { side: 'sell' },
      { leg: 'short' },
      { reduceOnly: true },
      { coin: coinId('ETH') },
      { market: instrument({ venue: 'beta' }).market },
    ] as const)
      expect(askedWith(change)).toMatchObject({ code: 'not-an-entry', limit });
    expect(askedWith({ reduceOnly: true })?.actual).toBe(`${limit} reduce-only`);
  });

  it('when it would slip too far, by the average of what it takes', () => {
    // mid 100, the only asks at 100.1: 10 bps
    const [reason, ...more] = reasonsOf({ long: { book: () => wide } });
    expect(more).toEqual([]);
    expect(reason).toMatchObject({ code: 'slippage', limit: 4 });
    expect(Number(reason?.actual)).toBeCloseTo(10, 9);
  });
});
