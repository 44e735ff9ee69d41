import type { LegView, RateStatistics, RouteView } from '../../src/analytics/route-view.ts';
import type { Signal } from '../../src/analytics/signal.ts';
import { evaluateRoute } from '../../src/analytics/signal.ts';
import type { SignalSettings } from '../../src/analytics/signal-settings.ts';
import { defaultSignalSettings } from '../../src/analytics/signal-settings.ts';
import type { BookDepth } from '../../src/domain/book.ts';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { coinId, marketKey, symbolId, symbolParts, venueId } from '../../src/domain/ids.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { decimal } from '../../src/domain/money.ts';
import { atMs, hours, ms } from '../../src/domain/units.ts';

export const HOUR = 3_600_000;
/** An 8-hour boundary (UTC). */
export const BOUNDARY = Date.UTC(2026, 0, 5, 8);

type Levels = readonly (readonly [price: number, size: number])[];

/** The book of the worked route: mid 100. */
export const WORKED_BIDS: Levels = [
  [99.98, 40],
  [99.96, 60],
  [99.9, 200],
];
export const WORKED_ASKS: Levels = [
  [100.02, 50],
  [100.05, 80],
  [100.1, 300],
];

export const side = (levels: Levels): BookDepth['bids'] => ({
  prices: levels.map(([price]) => price),
  sizes: levels.map(([, size]) => size),
  count: levels.length,
});

export const book = (
  levels: { bids?: Levels; asks?: Levels } = {},
  shape: Pick<BookDepth, 'kind' | 'contractSize'> = { kind: 'linear', contractSize: 1 },
): BookDepth => ({ ...shape, bids: side(levels.bids ?? WORKED_BIDS), asks: side(levels.asks ?? WORKED_ASKS) });

/** A listed, trading instrument of `venue:symbol`. */
export const instrument = (venue: string, symbol: string, overrides: Partial<Instrument> = {}): Instrument => {
  const { base, quote, settle, kind } = symbolParts(symbol);
  const id = venueId(venue);
  const unified = symbolId(symbol);
  return {
    market: marketKey(id, unified),
    venue: id,
    symbol: unified,
    nativeSymbol: symbol.replaceAll(/[/:]/g, ''),
    coin: coinId(base),
    kind,
    quote,
    settle,
    multiplier: 1,
    contractSize: decimal(kind === 'inverse' ? 100 : 1),
    tickSize: decimal('0.01'),
    lotSize: decimal('0.001'),
    minQuantity: decimal('0.001'),
    minNotional: decimal(5),
    status: 'trading',
    source: 'listed',
    ...overrides,
  };
};

/** 90 complete sums with this mean and decay; a standard deviation of 1 bp. */
export const statistics = (overrides: Partial<RateStatistics> = {}): RateStatistics => ({
  samples: 90,
  mean8: 0.0001,
  sd8: 0.0001,
  phi8: 0.8,
  ma24h: 0.0001,
  sdApr: 0.1,
  ...overrides,
});

export const funding = (overrides: Partial<FundingObservation> = {}): FundingObservation => ({
  market: marketKey(venueId('alpha'), symbolId('BTC/USDT:USDT')),
  kind: 'predicted',
  rate: 0.0001,
  intervalHours: hours(8),
  intervalSource: 'frame',
  observedAtMs: atMs(BOUNDARY),
  settlementAtMs: atMs(BOUNDARY + 8 * HOUR),
  ...overrides,
});

/** A healthy leg: live, fresh, with the worked route's book. */
export const legView = (listed: Instrument, overrides: Partial<LegView> = {}): LegView => ({
  market: listed.market,
  instrument: listed,
  status: 'live',
  funding: listed.kind === 'spot' ? undefined : funding({ market: listed.market }),
  statistics: listed.kind === 'spot' ? undefined : statistics(),
  mark: 100,
  index: 100,
  mid: 100,
  bookAgeMs: ms(20),
  fundingAgeMs: ms(1000),
  bookBudgetMs: ms(100),
  fundingBudgetMs: ms(30_000),
  spread: { spreadBps: 4, baseBps: 4, widening: 1, volPct: 0, adjustment: 1, samples: 100 },
  pressure: 1,
  liquidated60sUsd: 0,
  markSd5m: 0.001,
  takerFee: 0.0005,
  makerFee: 0.0002,
  financingPerHour: { long: 0, short: 0 },
  book: () => book(),
  ...overrides,
});

/** Five hours after an 8-hour boundary. */
export const WORKED_NOW = atMs(BOUNDARY + 5 * HOUR);

/**
 * The worked route of economics 13. Short: 7 bp per 8 h, next in 3 h, mean 2 bp, phi 0.8, fee 5 bps. Long: 0.2 bp per
 * 1 h, next in 1 h, phi 1, fee 4.5 bps.
 */
export const workedRoute = (overrides: { long?: Partial<LegView>; short?: Partial<LegView> } = {}): RouteView => {
  const longListed = instrument('hourly', 'BTC/USDT:USDT');
  const shortListed = instrument('eightly', 'BTC/USDT:USDT');
  const long = legView(longListed, {
    funding: funding({
      market: longListed.market,
      rate: 0.00002,
      intervalHours: hours(1),
      settlementAtMs: atMs(WORKED_NOW + HOUR),
    }),
    statistics: statistics({ mean8: 0.00016, phi8: 1 }),
    takerFee: 0.00045,
    ...overrides.long,
  });
  const short = legView(shortListed, {
    funding: funding({
      market: shortListed.market,
      rate: 0.0007,
      settlementAtMs: atMs(WORKED_NOW + 3 * HOUR),
    }),
    statistics: statistics({ mean8: 0.0002, phi8: 0.8 }),
    takerFee: 0.0005,
    ...overrides.short,
  });
  return {
    route: { coin: coinId('BTC'), long: long.market, short: short.market },
    nowMs: WORKED_NOW,
    long,
    short,
    basisMean24hBps: 0,
  };
};

/** A route that nets: two hours before an 8-hour settlement of both legs, short 20 bp, long -10 bp, both lasting. */
export const goodRoute = (overrides: { long?: Partial<LegView>; short?: Partial<LegView> } = {}): RouteView => {
  const nowMs = atMs(BOUNDARY + 6 * HOUR);
  const settlementAtMs = atMs(BOUNDARY + 8 * HOUR);
  const worked = workedRoute();
  const long = {
    ...worked.long,
    funding: funding({ market: worked.long.market, rate: -0.001, settlementAtMs }),
    statistics: statistics({ mean8: -0.001, phi8: 1 }),
    ...overrides.long,
  };
  const short = {
    ...worked.short,
    funding: funding({ market: worked.short.market, rate: 0.002, settlementAtMs }),
    statistics: statistics({ mean8: 0.002, phi8: 1 }),
    ...overrides.short,
  };
  return { ...worked, nowMs, long, short };
};

/** The verdict on a route under the default settings, save these. */
export const judge = (view: RouteView, overrides: Partial<SignalSettings> = {}): Signal =>
  evaluateRoute(view, { ...defaultSignalSettings, ...overrides });

/** What the good route is refused for when its short leg differs like this. */
export const reasonsOf = (short: Partial<LegView>): Signal['reasons'] => judge(goodRoute({ short })).reasons;

export const goodFunding = goodRoute().short.funding ?? funding();
