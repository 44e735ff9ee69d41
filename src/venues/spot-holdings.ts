import type { MarketKind } from '../domain/ids.ts';
import { symbolOf, symbolParts } from '../domain/ids.ts';
import { decimal, text } from '../domain/money.ts';
import type { VenueBalance, VenuePosition } from '../domain/order.ts';
import type { TradedMarket, TradedMarkets } from '../domain/venue-trading.ts';

/** Quote coins of spot markets that legs are traded on. */
const QUOTES: ReadonlySet<string> = new Set(['USDT', 'USDC']);

/** Spot markets whose base coin is held. */
export const heldSpotMarkets = (balances: readonly VenueBalance[], markets: TradedMarkets): readonly TradedMarket[] => {
  const held = new Set(balances.flatMap(({ coin, total }) => (decimal(total).isZero() ? [] : [coin])));
  return markets.all().filter(({ kind, base, market }) => {
    const { quote } = symbolParts(symbolOf(market));
    return kind === 'spot' && held.has(base) && QUOTES.has(quote) && !QUOTES.has(base);
  });
};

/** A coin that is held, as the position of every spot market it is traded on; a balance has no entry price. */
export const spotPositions = (
  balances: readonly VenueBalance[],
  { markets, kinds }: { readonly markets: TradedMarkets; readonly kinds: readonly MarketKind[] },
): readonly VenuePosition[] => {
  if (!kinds.includes('spot')) return [];
  const totals = new Map(balances.map(({ coin, total }) => [coin, total]));
  return heldSpotMarkets(balances, markets).map(({ market, base, contractSize }) => ({
    market,
    quantity: text(decimal(totals.get(base) ?? 0).div(contractSize)),
    entryPrice: text(0),
  }));
};

/** Balances of several wallets as one a coin. */
export const summedBalances = (rows: readonly VenueBalance[]): readonly VenueBalance[] => {
  const byCoin = new Map<string, VenueBalance>();
  for (const { coin, total, free } of rows) {
    const known = byCoin.get(coin);
    byCoin.set(coin, {
      coin,
      total: known === undefined ? total : text(decimal(known.total).plus(total)),
      free: known === undefined ? free : text(decimal(known.free).plus(free)),
    });
  }
  return [...byCoin.values()];
};
