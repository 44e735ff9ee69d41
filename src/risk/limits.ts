import type { CoinId, MarketKey, MarketKind } from '../domain/ids.ts';
import { venueOf } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { MS_PER_HOUR } from '../domain/units.ts';
import { exposureOf } from './exposure.ts';
import type { LegExposure } from './exposure.ts';
import { poolOf } from './margin-pool.ts';
import type { MarginPool } from './margin-pool.ts';
import { closeReserveUsd } from './reserve.ts';
import type { Cap } from './size-target.ts';

/** Settings of economics 9. */
export interface LimitSettings {
  readonly legNotionalMaxUsd: number;
  /** One leg's largest share of the gross *limit*, never of the exposure so far. */
  readonly legShareOfGrossLimitFraction: number;
  readonly grossNotionalMaxUsd: number;
  /** One leg's estimated slippage at the final quantity. */
  readonly slippageMaxBps: number;
  readonly opensPerHourMax: number;
  readonly liquidationBufferMultiple: number;
  /** A day's move that stands in while a market's own is not measured yet, fraction. */
  readonly assumedDailyMoveFraction: number;
  /** Coins whose daily returns correlate above this count together. */
  readonly correlationMin: number;
  /** Their largest share of the gross limit. */
  readonly correlatedShareOfGrossLimitFraction: number;
}

export const defaultLimitSettings: LimitSettings = {
  legNotionalMaxUsd: 100_000,
  legShareOfGrossLimitFraction: 0.02,
  grossNotionalMaxUsd: 5_000_000,
  slippageMaxBps: 4,
  opensPerHourMax: 2,
  liquidationBufferMultiple: 3,
  assumedDailyMoveFraction: 0.2,
  correlationMin: 0.7,
  correlatedShareOfGrossLimitFraction: 0.5,
};

/** 30-day correlation of two coins' daily returns; `undefined` when unknown, which counts as 1. */
export type CorrelationOf = (a: CoinId, b: CoinId) => number | undefined;

/** What the account holds and may spend, at one instant. */
export interface Portfolio {
  readonly equityUsd: number;
  /** Every leg held, pending or in doubt, of every coin. */
  readonly legs: readonly LegExposure[];
  /** Margin free in each coin of each venue by its last word; what is missing here is unknown and gets no order. */
  readonly freeMarginUsd: ReadonlyMap<MarginPool, number>;
  readonly correlationOf: CorrelationOf;
}

/** What one leg of the candidate ties up of its margin coin, per USD of notional. */
export interface LegFunding {
  readonly market: MarketKey;
  /** Margin, entry fee and the reserve of closing it again, fraction of notional (see `fundingFraction`). */
  readonly perNotionalFraction: number;
}

/** Share of a leg's notional its venue must have free: 1 for bought coins, 1 / leverage for derivatives, plus both costs. */
export const fundingFraction = (leg: {
  readonly kind: MarketKind;
  readonly leverage: number;
  readonly takerFeeFraction: number;
  readonly worstCaseSlippageBps: number;
}): number => {
  const margin = leg.kind === 'spot' ? 1 : 1 / leg.leverage;
  const fee = Math.max(0, leg.takerFeeFraction);
  return margin + 2 * fee + Math.max(0, leg.worstCaseSlippageBps) / 1e4;
};

export interface CapAsk {
  readonly coin: CoinId;
  /** What is new: both legs of a route, or the one that goes to another market. */
  readonly legs: readonly LegFunding[];
  /** `further`: they add to what the coin's legs have already [new]. */
  readonly part?: 'new' | 'further';
  readonly portfolio: Portfolio;
  readonly limits: LimitSettings;
  /** Of equity [0.25]. */
  readonly equityFractionMax: number;
}

/**
 * Every ceiling on one leg's notional, USD. A candidate that adds two legs may take half of what is left of a gross limit
 * for each; two legs on one margin coin of a venue share it. A negative ceiling is a limit already broken.
 */
export const legCaps = ({ coin, legs, part, portfolio, limits, equityFractionMax }: CapAsk): readonly Cap[] => {
  const grossUsd = exposureOf(portfolio.legs).grossUsd;
  const correlatedUsd = correlatedGrossUsd(coin, portfolio, limits.correlationMin);
  const ownUsd = part === 'further' ? ownNotionalUsd(coin, portfolio) : 0;
  const correlatedMaxUsd = limits.correlatedShareOfGrossLimitFraction * limits.grossNotionalMaxUsd;
  return [
    { code: 'equity-share', usd: equityFractionMax * portfolio.equityUsd - ownUsd },
    { code: 'leg-notional', usd: limits.legNotionalMaxUsd - ownUsd },
    { code: 'leg-share', usd: limits.legShareOfGrossLimitFraction * limits.grossNotionalMaxUsd - ownUsd },
    { code: 'gross-notional', usd: (limits.grossNotionalMaxUsd - grossUsd) / legs.length },
    { code: 'correlated-exposure', usd: (correlatedMaxUsd - correlatedUsd) / legs.length },
    ...[...new Map(legs.map(({ market }) => [poolOf(market), venueOf(market)]))].map(([pool, venue]): Cap => ({
      code: 'free-margin',
      usd: marginCapUsd(pool, legs, portfolio),
      venue,
    })),
  ];
};

/** The larger leg that the coin has already: a further part of its entry adds to it. */
const ownNotionalUsd = (coin: CoinId, { legs }: Pick<Portfolio, 'legs'>): number =>
  Math.max(0, ...legs.filter((leg) => leg.coin === coin).map(({ notionalUsd }) => notionalUsd));

/** Gross notional held in coins that move with `coin`, itself included; an unknown correlation counts as 1. */
export const correlatedGrossUsd = (
  coin: CoinId,
  { legs, correlationOf }: Pick<Portfolio, 'legs' | 'correlationOf'>,
  correlationMin: number,
): number =>
  exposureOf(legs.filter((leg) => leg.coin === coin || (correlationOf(coin, leg.coin) ?? 1) > correlationMin)).grossUsd;

/** Opens of one coin in the hour up to `nowMs`, the instant an hour ago excluded. */
export const opensWithinHour = (openedAtMs: readonly AtMs[], nowMs: AtMs): number =>
  openedAtMs.filter((atMs) => atMs > nowMs - MS_PER_HOUR && atMs <= nowMs).length;

const marginCapUsd = (pool: MarginPool, legs: CapAsk['legs'], portfolio: Portfolio): number => {
  const free = portfolio.freeMarginUsd.get(pool);
  if (free === undefined) return 0;
  const perNotional = legs
    .filter(({ market }) => poolOf(market) === pool)
    .reduce((total, leg) => total + leg.perNotionalFraction, 0);
  return (free - closeReserveUsd(pool, portfolio.legs)) / perNotional;
};
