import { marketConfidence } from '../../analytics/confidence.ts';
import { fairApr, premiumVsFair } from '../../analytics/fair-value.ts';
import { SAMPLES_MIN, expectedFunding } from '../../analytics/funding-schedule.ts';
import type { MarketSignal } from '../../analytics/market-signal.ts';
import type { RateZone } from '../../analytics/rate-zones.ts';
import { deviationFromMa24h, zScore } from '../../analytics/rate-statistics.ts';
import type { RateStatistics, SpreadReading } from '../../analytics/route-view.ts';
import { WIDENED_ADJUSTMENT, riskAdjustedRate } from '../../analytics/spread-monitor.ts';
import { baseSize } from '../../domain/book.ts';
import type { BookDepth, BookSide } from '../../domain/book.ts';
import { aprOf, per8hRate } from '../../domain/funding.ts';
import type { FundingKind, FundingObservation } from '../../domain/funding.ts';
import { symbolOf, symbolParts } from '../../domain/ids.ts';
import type { MarketKey } from '../../domain/ids.ts';
import { MS_PER_HOUR } from '../../domain/units.ts';
import type { AtMs } from '../../domain/units.ts';
import type { SeenLiquidation } from '../../market/liquidation-window.ts';
import type { Market } from '../../market/market.ts';
import type { Desks } from '../desks.ts';

/** Price in quote units, size and the sum of sizes from the touch on in base units, that sum in quote units. */
export type LadderLevel = readonly [price: number, size: number, total: number, totalQuote: number];

/** What was charged, or was to be charged, for a stretch of time. `rate` is a fraction of the notional for all of it. */
export interface ChargedRate {
  readonly fromMs: number;
  readonly atMs: number;
  readonly rate: number;
  readonly kind: FundingKind;
  /** Charged as time passes, not at `atMs` alone. */
  readonly isAccruing: boolean;
}

/** One market in depth, as the engine knows it; a figure it does not know is `undefined`, never 0. */
export interface MarketDetail {
  readonly market: MarketKey;
  readonly atMs: AtMs;
  readonly base: string;
  readonly quote: string;
  /** Best first; `undefined` while the book may not be used. */
  readonly ladder: { readonly bids: readonly LadderLevel[]; readonly asks: readonly LadderLevel[] } | undefined;
  /** When the last word on the book and on the rate arrived. */
  readonly bookAtMs: AtMs | undefined;
  readonly fundingAtMs: AtMs | undefined;
  /** Mark over index, bps. */
  readonly premiumBps: number | undefined;
  readonly spread: SpreadReading | undefined;
  /** Above it new size halves. */
  readonly widenedAdjustment: number;
  /** Per 8 hours, bps, over the adjustment. */
  readonly riskAdjustedPer8hBps: number | undefined;
  readonly pressure: number | undefined;
  readonly statistics: RateStatistics | undefined;
  /** Fewer 8-hour sums give no z-score. */
  readonly samplesMin: number;
  readonly zScore: number | undefined;
  /** How often its statistics are looked at; `undefined` before the first look. */
  readonly zone: RateZone | undefined;
  /** How far the rate stands from its 24-hour mean, bps per 8 hours. */
  readonly deviation24hBps: number | undefined;
  readonly signal: MarketSignal | undefined;
  /** Sample standard deviation of 5-minute returns of the mark over a day, a fraction. */
  readonly markSd5m: number | undefined;
  readonly liquidated60sUsd: number;
  /** Newest first. */
  readonly liquidations: readonly SeenLiquidation[];
  /** Of the 24 hours up to the last settlement, oldest first. */
  readonly charged: readonly ChargedRate[];
  readonly haltedBecause: string | undefined;
}

/** Looks at single markets. Looking changes nothing. */
export interface MarketInspection {
  marketDetail(market: MarketKey): MarketDetail | undefined;
  /** What a market charged as far as its last 24 hours tell, oldest first. */
  charged(market: MarketKey): readonly ChargedRate[];
  /** The mid of every market that has one, quote units. */
  eachMid(tell: (market: MarketKey, mid: number) => void): void;
}

const LEVELS_MAX = 15;

export const marketInspection = (desks: Desks): MarketInspection => {
  const { markets } = desks.feeds;
  return {
    marketDetail: (market) => marketDetail(desks, market),
    charged: (key) => {
      const market = markets.find(key);
      return market === undefined ? [] : chargedRates(market);
    },
    eachMid: (tell) => {
      for (const { key, mid } of markets.all()) if (mid !== undefined) tell(key, mid);
    },
  };
};

const marketDetail = ({ feeds, alerts, outbox }: Desks, key: MarketKey): MarketDetail | undefined => {
  const market = feeds.markets.find(key);
  if (market === undefined) return undefined;
  const { base, quote } = symbolParts(symbolOf(key));
  const { nowMs } = outbox;
  const depth = market.depth();
  const { mark, index, lastStatistics: statistics } = market;
  const rate = rateOf(market);
  const spread = market.spread.reading;
  const per8h = rate === undefined ? undefined : per8hRate(rate);
  const adjusted = per8h === undefined || spread === undefined ? undefined : riskAdjustedRate(per8h, spread.adjustment);
  const deviation = per8h === undefined ? undefined : deviationFromMa24h(per8h, statistics);
  return {
    market: key,
    atMs: nowMs,
    base,
    quote,
    ladder: depth === undefined ? undefined : { bids: ladder(depth, depth.bids), asks: ladder(depth, depth.asks) },
    bookAtMs: market.bookTime?.arrivedAtMs,
    fundingAtMs: market.fundingTime?.arrivedAtMs,
    premiumBps: mark === undefined || index === undefined || index === 0 ? undefined : (mark / index - 1) * 1e4,
    spread: market.bookState === 'usable' ? spread : undefined,
    widenedAdjustment: WIDENED_ADJUSTMENT,
    riskAdjustedPer8hBps: inBps(adjusted),
    pressure: market.pressure(),
    statistics,
    samplesMin: SAMPLES_MIN,
    zScore: per8h === undefined ? undefined : zScore(per8h, statistics),
    zone: alerts.zoneOf(key),
    deviation24hBps: inBps(deviation),
    signal: rate === undefined ? undefined : signalOf(rate, statistics?.sdApr, alerts.lendingApr),
    markSd5m: market.marks.sd,
    liquidated60sUsd: market.liquidations.totalUsd(nowMs),
    liquidations: market.liquidations.seen.toReversed(),
    charged: settledRates(market),
    haltedBecause: market.haltedBecause,
  };
};

/** Settled where the venue has said so, the last estimate where it has not yet. */
const chargedRates = (market: Market): readonly ChargedRate[] => {
  const settled = settledRates(market);
  const word = market.lastWord?.funding;
  const lastMs = market.rates.lastSettlementAtMs ?? -Infinity;
  if (word?.kind !== 'predicted' || !(word.intervalHours > 0) || word.settlementAtMs <= lastMs + 60_000) return settled;
  const { settlementAtMs, rate, intervalHours } = word;
  const fromMs = settlementAtMs - intervalHours * MS_PER_HOUR;
  return [...settled, { fromMs, atMs: settlementAtMs, rate, kind: 'predicted', isAccruing: false }];
};

const settledRates = ({ rates, funding }: Market): readonly ChargedRate[] =>
  rates.recent.map(({ fromMs, toMs, hourly }) => ({
    fromMs,
    atMs: toMs,
    rate: (hourly * (toMs - fromMs)) / MS_PER_HOUR,
    kind: 'settled',
    isAccruing: funding?.kind === 'current',
  }));

/** The rate a leg would be judged by. */
const rateOf = ({ funding, accrualRate: accrualEwmaRate, kind }: Market): FundingObservation | undefined => {
  const rate = kind === 'spot' ? undefined : expectedFunding({ funding, accrualEwmaRate });
  return rate === undefined || rate.kind === 'settled' || !(rate.intervalHours > 0) ? undefined : rate;
};

const signalOf = (
  rate: FundingObservation,
  sdApr: number | undefined,
  lendingApr: number,
): MarketSignal | undefined => {
  if (sdApr === undefined) return undefined;
  const apr = aprOf(rate);
  const fair = fairApr({ lendingApr, sdApr });
  const premium = premiumVsFair({ apr, fairApr: fair });
  return { apr, fairApr: fair, premiumVsFair: premium, confidence: marketConfidence(premium) };
};

const ladder = (depth: BookDepth, { prices, sizes, count }: BookSide): readonly LadderLevel[] => {
  const levels: LadderLevel[] = [];
  let total = 0;
  let totalQuote = 0;
  for (let at = 0; at < Math.min(count, LEVELS_MAX); at += 1) {
    const price = prices[at] ?? NaN;
    const size = baseSize(depth, sizes[at] ?? NaN, price);
    total += size;
    totalQuote += size * price;
    levels.push([price, size, total, totalQuote]);
  }
  return levels;
};

const inBps = (fraction: number | undefined): number | undefined =>
  fraction === undefined ? undefined : fraction * 1e4;
