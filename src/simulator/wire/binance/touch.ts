import type { SimMarket } from '../../sim-market.ts';

/** Best bid and ask in the letters of `bookTicker`. */
export const touchOf = ({ book, priceTexts, sizeTexts }: SimMarket) => ({
  b: priceTexts.of(book.bidTicks),
  B: sizeTexts.of(book.lots('bids', 0)),
  a: priceTexts.of(book.askTicks),
  A: sizeTexts.of(book.lots('asks', 0)),
});
