import type { BookDepth, BookSide } from '../domain/book.ts';
import { baseSize } from '../domain/book.ts';
import type { Side } from '../domain/ids.ts';

/** Multiple of the estimate that is planned for as the worst case (economics 3). */
const WORST_CASE_MULTIPLE = 2.5;
const CONFIDENCE_LEVELS = 10;
const CONFIDENCE_MULTIPLE = 10;

/** What a market order would do to a book. Not enough depth is not a number. */
export type SlippageEstimate =
  | {
      readonly kind: 'filled';
      /** Quote units per base unit. */
      readonly vwap: number;
      /** `1e4 * |vwap - mid| / mid`, >= 0. */
      readonly slippageBps: number;
      readonly worstCaseSlippageBps: number;
      /** `|vwap - mid| * quantity`, quote units. */
      readonly executionCostUsd: number;
      /** 0..1. */
      readonly depthConfidence: number;
    }
  | {
      readonly kind: 'insufficient';
      /** The part of the order that the visible side would fill, 0 up to (not including) 1. */
      readonly fillableFraction: number;
      readonly depthConfidence: number;
    };

export interface MarketOrder {
  /** Buying walks the asks, selling the bids. */
  readonly side: Side;
  /** Base units of the market's own symbol, > 0. */
  readonly quantityBase: number;
  /** Reference price, quote units per base unit, > 0. */
  readonly mid: number;
}

/**
 * Walks the side an order takes. Sizes are turned into base units by the book's kind and contract size. Throws
 * RangeError for a quantity or mid that is not a positive number. Economics 3.
 */
export const estimateSlippage = (book: BookDepth, order: MarketOrder): SlippageEstimate => {
  const { side, quantityBase, mid } = order;
  if (!(quantityBase > 0) || !(mid > 0))
    throw new RangeError(`slippage needs a positive quantity and mid, not ${quantityBase} at ${mid}`);
  const { prices, sizes, count } = sideTaken(book, side);
  const isInverse = book.kind === 'inverse';
  let wanted = quantityBase;
  let value = 0;
  for (let level = 0; level < count; level += 1) {
    const price = prices[level];
    const size = sizes[level];
    if (price === undefined || size === undefined) break;
    const offered = isInverse ? (size * book.contractSize) / price : size * book.contractSize;
    if (offered >= wanted) {
      const vwap = (value + wanted * price) / quantityBase;
      return filled(vwap, order, depthConfidence(book, order));
    }
    wanted -= offered;
    value += offered * price;
  }
  const fillableFraction = (quantityBase - wanted) / quantityBase;
  return { kind: 'insufficient', fillableFraction, depthConfidence: depthConfidence(book, order) };
};

/** `min(1, depth of the top 10 of the side walked / order value / 10)`, 0..1. Economics 3. */
export const depthConfidence = (book: BookDepth, { side, quantityBase, mid }: MarketOrder): number =>
  Math.min(1, depthValue(book, side, CONFIDENCE_LEVELS) / (quantityBase * mid) / CONFIDENCE_MULTIPLE);

/** Value of the first `levels` of the side an order would take, quote units. */
export const depthValue = (book: BookDepth, side: Side, levels: number): number => {
  const { prices, sizes, count } = sideTaken(book, side);
  let value = 0;
  for (let level = 0; level < Math.min(count, levels); level += 1) {
    const price = prices[level];
    const size = sizes[level];
    if (price === undefined || size === undefined) break;
    value += baseSize(book, size, price) * price;
  }
  return value;
};

/** Mid of the best levels, quote units per base unit; `undefined` when a side is empty or the book is crossed. */
export const bookMid = (book: BookDepth): number | undefined => {
  if (book.bids.count === 0 || book.asks.count === 0) return undefined;
  const bid = book.bids.prices[0];
  const ask = book.asks.prices[0];
  if (bid === undefined || ask === undefined || !(bid > 0) || !(ask > bid)) return undefined;
  return (bid + ask) / 2;
};

const sideTaken = (book: BookDepth, side: Side): BookSide => (side === 'buy' ? book.asks : book.bids);

const filled = (vwap: number, { quantityBase, mid }: MarketOrder, confidence: number): SlippageEstimate => {
  const slippageBps = (1e4 * Math.abs(vwap - mid)) / mid;
  return {
    kind: 'filled',
    vwap,
    slippageBps,
    worstCaseSlippageBps: WORST_CASE_MULTIPLE * slippageBps,
    executionCostUsd: Math.abs(vwap - mid) * quantityBase,
    depthConfidence: confidence,
  };
};
