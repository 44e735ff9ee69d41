import type { SimMarket } from '../sim-market.ts';

/** What relays tell of the simulated venues' markets. */

/** Whose markets a relay's records are that name no exchange. */
export const UNNAMED_VENUE = 'binance';

export const isPerpetual = ({ funding }: SimMarket): boolean => funding !== undefined;

/** Base and quote joined, `BTCUSDT`; with a dot between them, `BTC.USDT`. */
export const pairOf = ({ instrument: { symbol, quote } }: SimMarket, separator = ''): string =>
  `${symbol.slice(0, symbol.indexOf('/'))}${separator}${quote}`;

/** The settled rate last charged, as text; `undefined` before the first. */
export const lastSettledOf = (market: SimMarket, nowMs: number): string | undefined =>
  market.settledRates(nowMs).at(-1)?.rate;

/** The markets of a pair, those of the venue that unnamed records are of first. */
export const marketsOfPair = (
  markets: readonly SimMarket[],
  pair: string,
  separator?: string,
): readonly SimMarket[] => {
  const found = markets.filter((market) => pairOf(market, separator) === pair && market.instrument.kind !== 'inverse');
  return [...found.filter(isUnnamed), ...found.filter((market) => !isUnnamed(market))];
};

export const isUnnamed = ({ instrument }: SimMarket): boolean => instrument.venue === UNNAMED_VENUE;

/** The best levels of both sides as `[price, size]`. */
export const levelsOf = (
  { book, priceTexts, sizeTexts }: SimMarket,
  count: number,
): { readonly bids: [string, string][]; readonly asks: [string, string][] } => {
  const { stepTicks } = book.settings;
  const side = (which: 'bids' | 'asks'): [string, string][] => {
    const first = which === 'bids' ? book.bidTicks : book.askTicks;
    const away = which === 'bids' ? -stepTicks : stepTicks;
    return Array.from({ length: Math.min(count, book.depth[which].count) }, (_, at) => [
      priceTexts.of(first + at * away),
      sizeTexts.of(book.lots(which, at)),
    ]);
  };
  return { bids: side('bids'), asks: side('asks') };
};
