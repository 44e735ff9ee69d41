import type { MarketKey } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Decimal } from '../domain/money.ts';
import type { OrderIntent } from '../domain/order.ts';
import type { Account } from './account.ts';
import type { OrderRefusal } from './order-checks.ts';
import { symbolParts } from '../domain/ids.ts';
import { baseQuantityOf, notionalOf } from '../domain/instrument.ts';
import { decimal, sum, ZERO } from '../domain/money.ts';
import { balanceOf, profitOf, settleValue } from './account.ts';

/** Cross margin of one settle coin: its wallet alone carries the positions settled in it. Amounts in that coin. */
export interface Margin {
  /** Balance plus unrealised profit at marks. */
  readonly equity: Decimal;
  /** Held back for positions and resting orders. */
  readonly initial: Decimal;
  /** Equity below this is liquidated. */
  readonly maintenance: Decimal;
  /** What a new order may use; negative under water. */
  readonly free: Decimal;
}

export interface MarginRules {
  /** Leverage set on the account; initial margin is notional / leverage. */
  readonly leverage: number;
  /** Fraction of notional. */
  readonly maintenanceRate: number;
}

export const MARGIN_RULES: MarginRules = { leverage: 5, maintenanceRate: 0.01 };

/** What margin is computed from; marks in quote units, the entry price stands in where there is none yet. */
export interface MarginView {
  readonly account: Account;
  readonly rules: MarginRules;
  /** Resting orders with what is left of them. */
  readonly resting: readonly { readonly order: OrderIntent; readonly remaining: Decimal }[];
  instrument(market: MarketKey): Instrument | undefined;
  mark(market: MarketKey): number | undefined;
}

export const marginOf = (view: MarginView, coin: string): Margin => {
  let profit = ZERO;
  let notional = ZERO;
  for (const [market, position] of Object.entries(view.account.positions)) {
    const instrument = view.instrument(market as MarketKey);
    if (instrument === undefined || instrument.settle !== coin) continue;
    const mark = view.mark(market as MarketKey);
    const cost = decimal(position.cost);
    const value = mark === undefined ? cost : settleValue(instrument, decimal(position.quantity), decimal(mark));
    profit = profit.plus(profitOf(instrument, { cost, value }));
    notional = notional.plus(value.abs());
  }
  const equity = balanceOf(view.account.balances, coin).plus(profit);
  const initial = notional.div(view.rules.leverage).plus(lockedBy(view, coin));
  return { equity, initial, maintenance: notional.times(view.rules.maintenanceRate), free: equity.minus(initial) };
};

/** The account refuses what it cannot carry: the opening part of a perpetual order, or the coins a spot order spends. */
export const checkMargin = (view: MarginView, order: OrderIntent, takerFee: number): OrderRefusal | undefined => {
  const instrument = view.instrument(order.market);
  if (instrument === undefined) return undefined;
  const { coin, amount } = needOf(view, order, instrument);
  if (!amount.greaterThan(0)) return undefined;
  const fee = instrument.kind === 'spot' ? ZERO : amount.times(view.rules.leverage).times(Math.max(takerFee, 0));
  const needed = amount.plus(fee);
  const free = freeOf(view, coin);
  return needed.greaterThan(free)
    ? {
        code: 'insufficient-margin',
        message: `needs ${needed.toFixed(8)} ${coin}, free ${free.toFixed(8)}`,
      }
    : undefined;
};

/** Free of a coin: never more than the wallet holds, since unrealised profit cannot be spent. */
export const freeOf = (view: MarginView, coin: string): Decimal => {
  const balance = balanceOf(view.account.balances, coin);
  const { free } = marginOf(view, coin);
  return free.lessThan(balance) ? free : balance;
};

const needOf = (view: MarginView, order: OrderIntent, instrument: Instrument): { coin: string; amount: Decimal } => {
  const quantity = decimal(order.quantity);
  const limit = decimal(order.limitPrice);
  if (instrument.kind === 'spot') return spotNeed(order, instrument, quantity);
  const held = decimal(view.account.positions[order.market]?.quantity ?? '0');
  const after = held.plus(order.side === 'buy' ? quantity : quantity.negated());
  const opened = after.abs().minus(held.abs());
  const mark = view.mark(order.market);
  // A sell may fill far above its limit, an inverse buy far below: the dearer of limit and mark is reserved.
  const value = (price: Decimal): Decimal => settleValue(instrument, opened, price);
  const atLimit = value(limit);
  const atMark = mark === undefined ? atLimit : value(decimal(mark));
  const notional = atLimit.greaterThan(atMark) ? atLimit : atMark;
  return { coin: instrument.settle, amount: opened.greaterThan(0) ? notional.div(view.rules.leverage) : ZERO };
};

const spotNeed = (
  order: Pick<OrderIntent, 'side' | 'limitPrice'>,
  instrument: Instrument,
  quantity: Decimal,
): { coin: string; amount: Decimal } => {
  const { base, quote } = symbolParts(instrument.symbol);
  const limit = decimal(order.limitPrice);
  return order.side === 'buy'
    ? { coin: quote, amount: notionalOf(instrument, quantity, limit) }
    : { coin: base, amount: baseQuantityOf(instrument, quantity, limit) };
};

const lockedBy = (view: MarginView, coin: string): Decimal =>
  sum(
    view.resting.flatMap(({ order, remaining }) => {
      const instrument = view.instrument(order.market);
      if (instrument === undefined || order.reduceOnly) return [];
      if (instrument.kind === 'spot') {
        const need = spotNeed(order, instrument, remaining);
        return need.coin === coin ? [need.amount] : [];
      }
      const value = settleValue(instrument, remaining, decimal(order.limitPrice));
      return instrument.settle === coin ? [value.div(view.rules.leverage)] : [];
    }),
  );
