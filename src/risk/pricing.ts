import type { BookDepth } from '../domain/book.ts';
import { baseSize } from '../domain/book.ts';
import type { Side } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import { Decimal, ceilTo, decimal, floorTo } from '../domain/money.ts';

/** Where a venue's prices may lie. */
export type PriceGrid = Pick<Instrument, 'tickSize' | 'priceDigits'>;

export interface LimitPriceAsk {
  readonly side: Side;
  /** Mid at the decision, quote units. */
  readonly mid: Decimal;
  /** Worst distance from the mid, bps. */
  readonly slippageMaxBps: number;
  readonly instrument: PriceGrid;
  /**
   * To which side the tick rounds: `within` the bound for new risk (it may then not fill), `beyond` by less than a tick
   * for orders that reduce it (a coarse tick must not keep a leg naked).
   */
  readonly rounding: 'within' | 'beyond';
}

/** Worst price an order accepts: on the venue's grid, at least one tick. */
export const limitPriceOf = ({ side, mid, slippageMaxBps, instrument, rounding }: LimitPriceAsk): Decimal => {
  const distance = mid.times(slippageMaxBps).div(1e4);
  const bound = side === 'buy' ? mid.plus(distance) : mid.minus(distance);
  const roundsUp = (side === 'sell') === (rounding === 'within');
  const step = stepAt(bound, instrument);
  return Decimal.max(roundsUp ? ceilTo(bound, step) : floorTo(bound, step), instrument.tickSize);
};

/** The own best price, where an order joins whoever is there: on the venue's grid, never past the other side. */
export const bestPriceOf = (book: BookDepth, side: Side, grid: PriceGrid): Decimal | undefined => {
  const best = priceOf(side === 'buy' ? book.bids.prices[0] : book.asks.prices[0]);
  if (best === undefined) return undefined;
  const step = stepAt(best, grid);
  return side === 'buy' ? floorTo(best, step) : ceilTo(best, step);
};

/** The step of prices near one: the tick, or the last of the digits that count, but never more than 1. */
const stepAt = (price: Decimal, { tickSize, priceDigits }: PriceGrid): Decimal => {
  if (priceDigits === undefined) return tickSize;
  const lastDigit = decimal(10).pow(price.e - priceDigits + 1);
  return Decimal.max(tickSize, Decimal.min(1, lastDigit));
};

/** The price at which caps are checked: a buy can cost its limit, a sale is worth the mid. Sizing should use the same. */
export const capPriceOf = ({ side, mid, limitPrice }: { side: Side; mid: Decimal; limitPrice: Decimal }): Decimal =>
  side === 'buy' ? Decimal.max(mid, limitPrice) : mid;

/** The levels an order of `base` base units would use, best first, as [price, size in the venue's unit]. */
export const levelsTaken = (book: BookDepth, side: Side, base: number): readonly (readonly [number, number])[] => {
  const { prices, sizes, count } = side === 'buy' ? book.asks : book.bids;
  const levels: (readonly [number, number])[] = [];
  let left = base;
  for (let level = 0; level < count && left > 0; level += 1) {
    const price = prices[level];
    const size = sizes[level];
    if (price === undefined || size === undefined) break;
    levels.push([price, size]);
    left -= baseSize(book, size, price);
  }
  return levels;
};

/**
 * Most base units an order may take before its average price is `slippageMaxBps` from the mid, a hair less so that the
 * estimate at that size keeps the limit; all that is visible when the book never gets that far.
 */
export const quantityWithin = (
  book: BookDepth,
  side: Side,
  { mid, slippageMaxBps }: { readonly mid: number; readonly slippageMaxBps: number },
): number => {
  const { prices, sizes, count } = side === 'buy' ? book.asks : book.bids;
  const worst = mid * (1 + ((side === 'buy' ? 1 : -1) * slippageMaxBps) / 1e4);
  let quantity = 0;
  let room = 0;
  for (let level = 0; level < count; level += 1) {
    const price = prices[level];
    const size = sizes[level];
    if (price === undefined || size === undefined) break;
    const offered = baseSize(book, size, price);
    const excess = side === 'buy' ? price - worst : worst - price;
    if (excess > 0 && offered * excess > room) return (quantity + room / excess) * (1 - 1e-9);
    quantity += offered;
    room -= offered * excess;
  }
  return quantity * (1 - 1e-9);
};

/** A price that came as a number, or `undefined` when it is no price. */
export const priceOf = (value: number | undefined): Decimal | undefined =>
  value !== undefined && Number.isFinite(value) && value > 0 ? decimal(value) : undefined;
