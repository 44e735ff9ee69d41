import type { PrivateLink } from '../../src/connectivity/private-link.ts';
import { exactJson } from '../../src/domain/exact-json.ts';
import { marketKey, symbolId } from '../../src/domain/ids.ts';
import type { MarketKind } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { PrivateWord, TradedMarket } from '../../src/domain/venue-trading.ts';

/** A market as its venue names it. */
export interface NamedMarket {
  readonly native: string;
  readonly symbol: string;
  readonly kind: MarketKind;
  readonly settle: string;
}

/** What a private stream makes of a frame where this is the one market traded. */
export const heardWords = (
  link: PrivateLink,
  { native, symbol, kind, settle }: NamedMarket,
  frame: string,
): readonly PrivateWord[] => {
  const market = marketKey(link.venue, symbolId(symbol));
  const one: TradedMarket = { market, kind, native, base: 'BTC', settle, contractSize: text(1) };
  const named = (name: string, of = kind): TradedMarket | undefined =>
    name === native && of === kind ? one : undefined;
  return link.words(exactJson(frame), { of: () => one, named, all: () => [one] });
};

export const kindsOf = (words: readonly PrivateWord[]): readonly string[] => words.map(({ kind }) => kind);
