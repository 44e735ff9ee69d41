import type { Leg, MarketKey } from '../domain/ids.ts';
import { HOURS_PER_YEAR } from '../domain/units.ts';
import { carryPerHour, legHourlyRate } from './carry.ts';
import type { RouteView } from './route-view.ts';

/** The rates of a route side by side, before anything is projected or costed. */
export interface Headline {
  /** Fraction per hour of each leg, its own sign convention; `undefined` without a rate. */
  readonly hourly: Readonly<Record<Leg, number | undefined>>;
  /** bps per 8 hours, positive when the short leg's rate is the higher; `undefined` without both rates. */
  readonly spreadPer8hBps: number | undefined;
  /** Simple annual spread, a fraction. */
  readonly aprSpread: number | undefined;
}

/** The rates now: what the screen looks at. It looks splendid; only the schedule and the costs tell. Economics 2, 10. */
export const headlineOf = (view: RouteView): Headline => {
  const hourly = { long: legHourlyRate(view.long, 'long'), short: legHourlyRate(view.short, 'short') };
  const { long, short } = hourly;
  if (long === undefined || short === undefined) return { hourly, spreadPer8hBps: undefined, aprSpread: undefined };
  const perHour = carryPerHour({ long, short });
  return { hourly, spreadPer8hBps: 8e4 * perHour, aprSpread: perHour * HOURS_PER_YEAR };
};

/** A market of one coin as the screen sees it. */
export interface HeadlineLeg {
  readonly market: MarketKey;
  /** Fraction per hour as a long leg, and as a short leg; `undefined` where the market cannot be that leg. */
  readonly hourlyAsLong: number | undefined;
  readonly hourlyAsShort: number | undefined;
}

/** The widest pair of one coin. */
export interface HeadlinePair {
  readonly long: MarketKey;
  readonly short: MarketKey;
  readonly spreadPer8hBps: number;
}

/**
 * The pair of one coin with the widest spread: long the lowest rate, short the highest, two different markets, ties to
 * the lesser names. One pass over the pairs, nothing allocated per pair; `undefined` under two usable markets.
 */
export const widestPair = (legs: readonly HeadlineLeg[]): HeadlinePair | undefined => {
  let best: HeadlinePair | undefined;
  let widest = -Infinity;
  for (const long of legs) {
    if (long.hourlyAsLong === undefined) continue;
    for (const short of legs) {
      if (short.hourlyAsShort === undefined || short.market === long.market) continue;
      const perHour = short.hourlyAsShort - long.hourlyAsLong;
      if (perHour < widest || (perHour === widest && !precedes(long, short, best))) continue;
      widest = perHour;
      best = { long: long.market, short: short.market, spreadPer8hBps: 8e4 * perHour };
    }
  }
  return best;
};

/** Which of two markets is long: the lower hourly rate, ties by name. Economics 2: long the lower, short the higher. */
export const orient = (
  a: { readonly market: MarketKey; readonly hourly: number },
  b: { readonly market: MarketKey; readonly hourly: number },
): Readonly<Record<Leg, MarketKey>> => {
  const isFirstLong = a.hourly === b.hourly ? a.market < b.market : a.hourly < b.hourly;
  return isFirstLong ? { long: a.market, short: b.market } : { long: b.market, short: a.market };
};

const precedes = (long: HeadlineLeg, short: HeadlineLeg, best: HeadlinePair | undefined): boolean =>
  best === undefined || (long.market === best.long ? short.market < best.short : long.market < best.long);
