import type { MarketKey } from '../domain/ids.ts';
import { kindOf, symbolOf, symbolParts } from '../domain/ids.ts';
import { ZERO } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import { wordsOf } from './account.ts';
import { balanceOf } from './balances.ts';
import type { Balances } from './balances.ts';
import { booked } from './entry.ts';
import { unrealisedProfit } from './lot.ts';
import type { Lot } from './lot.ts';

export interface EquityInputs {
  /** USD per coin; `undefined` when unknown. */
  readonly usdRate: (coin: string) => Decimal | undefined;
  /** Price to value an open perpetual at, in its quote; `undefined` when unknown. */
  readonly mark: (market: MarketKey) => Decimal | undefined;
}

/** What everything is worth in USD, or what is missing to say so. A missing price is never a zero. */
export type Equity =
  | {
      readonly kind: 'valued';
      readonly walletUsd: Decimal;
      readonly unrealisedUsd: Decimal;
      readonly totalUsd: Decimal;
    }
  | { readonly kind: 'unvalued'; readonly coins: readonly string[]; readonly markets: readonly MarketKey[] };

/** Wallets at their rates plus the open profit of perpetuals at their marks; spot coins count in their wallet. */
export const equityOf = (balances: Balances, lots: readonly Lot[], { usdRate, mark }: EquityInputs): Equity => {
  const coins = new Set<string>();
  const markets = new Set<MarketKey>();
  const usdOf = (coin: string, amount: Decimal): Decimal => {
    const rate = usdRate(coin);
    if (rate === undefined) coins.add(coin);
    return booked(amount.times(rate ?? ZERO));
  };
  let walletUsd = ZERO;
  for (const account of balances.keys()) {
    const [kind, , coin] = wordsOf(account);
    const amount = kind === 'wallet' ? balanceOf(balances, account) : ZERO;
    if (coin !== undefined && !amount.isZero()) walletUsd = walletUsd.plus(usdOf(coin, amount));
  }
  let unrealisedUsd = ZERO;
  for (const lot of lots) {
    if (lot.quantity.isZero() || kindOf(lot.market) === 'spot') continue;
    const price = mark(lot.market);
    if (price === undefined) markets.add(lot.market);
    else
      unrealisedUsd = unrealisedUsd.plus(usdOf(symbolParts(symbolOf(lot.market)).settle, unrealisedProfit(lot, price)));
  }
  if (coins.size > 0 || markets.size > 0)
    return { kind: 'unvalued', coins: [...coins].sort(), markets: [...markets].sort() };
  return { kind: 'valued', walletUsd, unrealisedUsd, totalUsd: walletUsd.plus(unrealisedUsd) };
};
