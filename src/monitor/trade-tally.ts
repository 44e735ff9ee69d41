import { kindOf, symbolOf, symbolParts } from '../domain/ids.ts';
import { ZERO, decimal } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { Fact } from '../domain/fact.ts';
import type { FillFact } from '../ledger/money-fact.ts';
import { textIn } from './fact-body.ts';
import { moneyFactOf } from './money-facts.ts';

/** What was traded of one asset. */
export interface AssetTrades {
  readonly coin: string;
  readonly fills: number;
  /** At the prices paid, USD. */
  readonly tradedUsd: Decimal;
  /** Against the mids of the decisions, weighted by size; positive is a cost. `undefined` without a fill of our own. */
  readonly slippageBps: number | undefined;
}

interface Trade {
  readonly coin: string;
  readonly key: string;
  readonly midUsd: Decimal;
  readonly slippageUsd: Decimal;
  readonly paidUsd: Decimal;
}

/**
 * Turnover and slippage by asset. A trade of the venue's own (liquidation, deleveraging, a hand on the account) has no
 * decision, so it counts in turnover and not in slippage.
 */
export class TradeTally {
  readonly #trades: Trade[] = [];
  readonly #unasked = new Set<string>();
  readonly #usdRate: (coin: string) => Decimal | undefined;
  /** Fills in a coin without a journaled rate: not counted. */
  unvalued = 0;

  /** `usdRate` as journaled up to the fact at hand. */
  constructor(usdRate: (coin: string) => Decimal | undefined) {
    this.#usdRate = usdRate;
  }

  fold(fact: Fact): void {
    const { body } = fact;
    if (fact.type === 'fill.unasked')
      this.#unasked.add(keyOf(textIn(body, 'market') ?? '', textIn(body, 'tradeId') ?? ''));
    const money = fact.type === 'fill.booked' ? moneyFactOf(fact) : undefined;
    if (money === undefined || money === 'incomplete' || money.kind !== 'fill') return;
    const usd = this.#usdRate(symbolParts(symbolOf(money.fill.market)).quote);
    if (usd === undefined) this.unvalued += 1;
    else this.#trades.push(tradeOf(money, { usd, coin: textIn(body, 'coin') ?? '-' }));
  }

  /** In coin order. */
  assets(): readonly AssetTrades[] {
    const coins = [...new Set(this.#trades.map(({ coin }) => coin))].sort();
    return coins.map((coin) => {
      const trades = this.#trades.filter((trade) => trade.coin === coin);
      const decided = trades.filter(({ key }) => !this.#unasked.has(key));
      const mid = total(decided, 'midUsd');
      const slippage = total(decided, 'slippageUsd');
      return {
        coin,
        fills: trades.length,
        tradedUsd: total(trades, 'paidUsd'),
        slippageBps: mid.isZero() ? undefined : slippage.div(mid).times(1e4).toNumber(),
      };
    });
  }
}

const tradeOf = (
  { fill, decisionMid, contractSize }: FillFact,
  { usd, coin }: { readonly usd: Decimal; readonly coin: string },
): Trade => {
  const [price, mid] = [decimal(fill.price), decimal(decisionMid)];
  const size = decimal(fill.quantity).times(contractSize).times(usd);
  // an inverse contract is worth its size in the quote at any price
  const worth = (at: Decimal): Decimal => (kindOf(fill.market) === 'inverse' ? size : size.times(at));
  const sign = fill.side === 'buy' ? 1 : -1;
  const slippageUsd = worth(mid).times(price.minus(mid)).div(mid).times(sign);
  return { coin, key: keyOf(fill.market, fill.tradeId), midUsd: worth(mid), slippageUsd, paidUsd: worth(price) };
};

const keyOf = (market: string, tradeId: string): string => `${market} ${tradeId}`;

const total = (trades: readonly Trade[], part: 'midUsd' | 'slippageUsd' | 'paidUsd'): Decimal =>
  trades.reduce((sum, trade) => sum.plus(trade[part]), ZERO);
