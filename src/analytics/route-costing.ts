import type { BookDepth } from '../domain/book.ts';
import type { Leg, Side } from '../domain/ids.ts';
import { baseUnitsOf, coinPrice } from './basis.ts';
import type { FourFills } from './costs.ts';
import { requiredBps, roundTripCostBps } from './costs.ts';
import type { FillName } from './refusal-reason.ts';
import type { RouteView } from './route-view.ts';
import type { SlippageEstimate } from './slippage.ts';
import { bookMid, estimateSlippage } from './slippage.ts';

/** A leg's book with its mid, while the input is handled. */
export interface PricedBook {
  readonly book: BookDepth;
  readonly mid: number;
  readonly multiplier: number;
}

export interface CostingOptions {
  /** One leg's notional, USD, > 0. */
  readonly notionalUsd: number;
  readonly fixedCostsUsd: number;
  readonly safetyBufferFraction: number;
  /** The leg that is entered as maker, at the maker fee and without slippage; the thin one finds less depth [none]. */
  readonly makerEntry?: 'none' | 'thin-leg' | Leg;
}

/** What a round trip of a route costs at one size. */
export interface RouteCosting {
  readonly notionalUsd: number;
  /** Coins on each leg: the notional at the long leg's mid. */
  readonly coins: number;
  readonly fills: FourFills<SlippageEstimate>;
  /** The worse leg's confidence in the side its entry takes, 0..1. */
  readonly depthConfidence: number;
  /** The leg that is costed as entered by a resting order. */
  readonly makerLeg?: Leg;
  /** `undefined` unless all four fills have the depth. */
  readonly costBps: number | undefined;
  readonly requiredBps: number | undefined;
}

/** The order in which fills are walked and their refusals are listed. */
export const FILL_NAMES: readonly FillName[] = ['longIn', 'shortIn', 'longOut', 'shortOut'];

/** Entering buys the long leg and sells the short one; leaving does the opposite. */
const FILLS: FourFills<{ readonly leg: Leg; readonly side: Side }> = {
  longIn: { leg: 'long', side: 'buy' },
  shortIn: { leg: 'short', side: 'sell' },
  longOut: { leg: 'long', side: 'sell' },
  shortOut: { leg: 'short', side: 'buy' },
};

/**
 * Walks both books for the four fills of a round trip, at the taker fees of the legs; a maker's fill pays its own fee and
 * slips by nothing. Economics 3.
 */
export const costRoute = (
  view: RouteView,
  books: Readonly<Record<Leg, PricedBook>>,
  options: CostingOptions,
): RouteCosting => {
  const coins = options.notionalUsd / coinPrice(books.long);
  const estimate = (name: FillName): SlippageEstimate => {
    const { leg, side } = FILLS[name];
    const { book, mid } = books[leg];
    return estimateSlippage(book, { side, quantityBase: baseUnitsOf(coins, books[leg]), mid });
  };
  const fills = eachFill(estimate);
  const makerLeg = makerLegOf(options.makerEntry, fills);
  const costBps = costOf(view, { fills, makerLeg }, options);
  return {
    notionalUsd: options.notionalUsd,
    coins,
    fills,
    depthConfidence: Math.min(fills.longIn.depthConfidence, fills.shortIn.depthConfidence),
    ...(makerLeg === undefined ? {} : { makerLeg }),
    costBps,
    requiredBps: costBps === undefined ? undefined : requiredBps(costBps, options.safetyBufferFraction),
  };
};

/** A leg's book ready to be walked; `undefined` without two sides that do not cross. */
export const pricedBook = (book: BookDepth | undefined, multiplier: number): PricedBook | undefined => {
  if (book === undefined) return undefined;
  const mid = bookMid(book);
  return mid === undefined ? undefined : { book, mid, multiplier };
};

const makerLegOf = (entry: CostingOptions['makerEntry'], fills: FourFills<SlippageEstimate>): Leg | undefined => {
  if (entry === undefined || entry === 'none') return undefined;
  return entry === 'thin-leg' ? thinLeg(fills) : entry;
};

/** The leg whose entry finds less depth; the long one of equals. */
const thinLeg = ({ longIn, shortIn }: FourFills<SlippageEstimate>): Leg =>
  shortIn.depthConfidence < longIn.depthConfidence ? 'short' : 'long';

const costOf = (
  { long, short }: RouteView,
  { fills: { longIn, shortIn, longOut, shortOut }, makerLeg }: Entry,
  { fixedCostsUsd, notionalUsd }: CostingOptions,
): number | undefined => {
  if (longIn.kind !== 'filled' || shortIn.kind !== 'filled') return undefined;
  if (longOut.kind !== 'filled' || shortOut.kind !== 'filled') return undefined;
  const fee = { long: 1e4 * long.takerFee, short: 1e4 * short.takerFee };
  const taker = eachFill((name) => fee[FILLS[name].leg]);
  return roundTripCostBps({
    feeBps: {
      ...taker,
      longIn: makerLeg === 'long' ? 1e4 * long.makerFee : taker.longIn,
      shortIn: makerLeg === 'short' ? 1e4 * short.makerFee : taker.shortIn,
    },
    slippageBps: {
      longIn: makerLeg === 'long' ? 0 : longIn.slippageBps,
      shortIn: makerLeg === 'short' ? 0 : shortIn.slippageBps,
      longOut: longOut.slippageBps,
      shortOut: shortOut.slippageBps,
    },
    fixedCostsUsd,
    notionalUsd,
  });
};

interface Entry {
  readonly fills: FourFills<SlippageEstimate>;
  readonly makerLeg: Leg | undefined;
}

const eachFill = <T>(make: (name: FillName) => T): FourFills<T> => ({
  longIn: make('longIn'),
  shortIn: make('shortIn'),
  longOut: make('longOut'),
  shortOut: make('shortOut'),
});
