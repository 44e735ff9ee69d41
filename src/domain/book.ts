import type { MarketKind } from './ids.ts';

/** Price levels as a flat run `[price, size, price, size, …]`; sizes absolute, in the venue's unit, 0 deletes. */
export type FlatLevels = readonly number[];

/**
 * One side of a book, best level first. `prices` and `sizes` may be longer than `count`: only the first `count` entries
 * count. Sizes are in the venue's unit; `contractSize` and `kind` turn them into base units.
 */
export interface BookSide {
  readonly prices: ArrayLike<number>;
  readonly sizes: ArrayLike<number>;
  readonly count: number;
}

/** A readable book: the only thing outside market/ that sees levels, and only while its input is handled. */
export interface BookDepth {
  readonly bids: BookSide;
  readonly asks: BookSide;
  readonly kind: MarketKind;
  /** Spot and linear: base units per size unit. Inverse: quote units per contract. */
  readonly contractSize: number;
}

/** Best bid and ask with their sizes in the venue's unit. */
export interface TopOfBook {
  readonly bid: number;
  readonly bidSize: number;
  readonly ask: number;
  readonly askSize: number;
}

/** Base units in `size` venue units at `price`. */
export const baseSize = (book: Pick<BookDepth, 'kind' | 'contractSize'>, size: number, price: number): number =>
  book.kind === 'inverse' ? (size * book.contractSize) / price : size * book.contractSize;
