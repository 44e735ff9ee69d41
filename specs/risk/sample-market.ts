import type { LegView, RouteView } from '../../src/analytics/route-view.ts';
import type { BookDepth } from '../../src/domain/book.ts';
import { coinId, marketKey, symbolId, symbolParts, venueId } from '../../src/domain/ids.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { decimal } from '../../src/domain/money.ts';
import { atMs, hours, ms } from '../../src/domain/units.ts';

export const NOW = atMs(1_700_000_000_000);
export const BTC = coinId('BTC');

interface InstrumentSample {
  readonly venue?: string;
  readonly symbol?: string;
  readonly lotSize?: number | string;
  readonly contractSize?: number | string;
  readonly multiplier?: number;
  readonly minQuantity?: number | string;
  readonly minNotional?: number | string;
  readonly tickSize?: number | string;
}

/** A listed BTC perpetual of 1 coin a contract, lot 0.001, minimum 5 USD, unless said otherwise. */
export const instrument = (sample: InstrumentSample = {}): Instrument => {
  const venue = venueId(sample.venue ?? 'alpha');
  const symbol = symbolId(sample.symbol ?? 'BTC/USDT:USDT');
  const { quote, settle, kind } = symbolParts(symbol);
  const lotSize = decimal(sample.lotSize ?? '0.001');
  return {
    market: marketKey(venue, symbol),
    venue,
    symbol,
    nativeSymbol: 'BTCUSDT',
    coin: BTC,
    kind,
    quote,
    settle,
    multiplier: sample.multiplier ?? 1,
    contractSize: decimal(sample.contractSize ?? 1),
    tickSize: decimal(sample.tickSize ?? '0.01'),
    lotSize,
    minQuantity: decimal(sample.minQuantity ?? lotSize),
    minNotional: decimal(sample.minNotional ?? 5),
    status: 'trading',
    source: 'listed',
  };
};

/** A book as [price, size] levels, best first. */
export const book = (
  levels: {
    readonly bids: readonly (readonly [number, number])[];
    readonly asks: readonly (readonly [number, number])[];
  },
  shape: Pick<BookDepth, 'kind' | 'contractSize'> = { kind: 'linear', contractSize: 1 },
): BookDepth => ({ ...shape, bids: sideOf(levels.bids), asks: sideOf(levels.asks) });

const sideOf = (levels: readonly (readonly [number, number])[]) => ({
  prices: levels.map(([price]) => price),
  sizes: levels.map(([, size]) => size),
  count: levels.length,
});

/** Mid 100, a spread of 2 bps, 1,000 coins on each side at the touch. */
export const deepBook = book({ bids: [[99.99, 1000]], asks: [[100.01, 1000]] });

/** A live leg at mid 100 with fresh inputs: 8-hourly funding of 1 bp that settles in 4 hours. */
export const legView = (change: Partial<LegView> = {}): LegView => {
  const own = change.instrument ?? instrument();
  return {
    market: own.market,
    instrument: own,
    status: 'live',
    funding: {
      market: own.market,
      kind: 'predicted',
      rate: 0.0001,
      intervalHours: hours(8),
      intervalSource: 'frame',
      observedAtMs: NOW,
      settlementAtMs: atMs(NOW + 4 * 3_600_000),
    },
    statistics: undefined,
    mark: 100,
    index: 100,
    mid: 100,
    bookAgeMs: ms(40),
    fundingAgeMs: ms(1000),
    bookBudgetMs: ms(100),
    fundingBudgetMs: ms(30_000),
    spread: undefined,
    pressure: undefined,
    liquidated60sUsd: 0,
    markSd5m: 0.001,
    takerFee: 0.0005,
    makerFee: 0.0002,
    financingPerHour: { long: 0, short: 0 },
    book: () => deepBook,
    ...change,
  };
};

/** BTC long at alpha, short at beta, where longs pay 30 bp per 8 hours. */
export const routeView = (change: { long?: Partial<LegView>; short?: Partial<LegView> } = {}): RouteView => {
  const long = legView(change.long);
  const beta = instrument({ venue: 'beta' });
  const dear = legView({ instrument: beta });
  const funding = dear.funding === undefined ? undefined : { ...dear.funding, rate: 0.003 };
  const short = legView({ instrument: beta, funding, ...change.short });
  return {
    route: { coin: BTC, long: long.market, short: short.market },
    nowMs: NOW,
    long,
    short,
    basisMean24hBps: 0,
  };
};
