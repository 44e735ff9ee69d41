import type { MarketKey } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Decimal, DecimalText } from '../domain/money.ts';
import type { Fill, FundingPayment } from '../domain/order.ts';
import type { SimSettlement } from './sim-markets.ts';
import { baseQuantityOf, notionalOf } from '../domain/instrument.ts';
import { symbolParts } from '../domain/ids.ts';
import { decimal, text, ZERO } from '../domain/money.ts';

/**
 * One venue's account: plain JSON, decimals as text. Every booked amount is rounded to 18 decimal places, so that sums of
 * balances are exact and `balance - opening = realised - fees + funding + exchanged + transferred` holds coin by coin to the last digit.
 */
export interface Account {
  readonly opening: CoinAmounts;
  readonly balances: CoinAmounts;
  /** Perpetuals only; a flat position has no entry. */
  readonly positions: Readonly<Record<MarketKey, SimPosition>>;
  /** Trading profit of perpetuals, booked when a position shrinks. */
  readonly realised: CoinAmounts;
  /** Positive is paid. */
  readonly fees: CoinAmounts;
  /** Positive is received. */
  readonly funding: CoinAmounts;
  /** Spot: coins given and taken in trades, fees apart. */
  readonly exchanged: CoinAmounts;
  /** Deposits less withdrawals; absent before the first. */
  readonly transferred?: CoinAmounts;
  /** The spot market a coin was last traded on: its balance is reported there. */
  readonly spotMarkets: Readonly<Record<string, MarketKey>>;
}

export type CoinAmounts = Readonly<Record<string, DecimalText>>;

export interface SimPosition {
  /** Signed, in the venue's unit; positive long. */
  readonly quantity: DecimalText;
  /** Signed value at entry in the settle coin: quote notional (linear) or base quantity (inverse). */
  readonly cost: DecimalText;
}

export const openAccount = (opening: CoinAmounts): Account => ({
  opening,
  balances: opening,
  positions: {},
  realised: {},
  fees: {},
  funding: {},
  exchanged: {},
  spotMarkets: {},
});

/** Amounts finer than any venue books; a balance of 22 integer digits still adds exactly in 40 digits. */
const BOOKED_PLACES = 18;

export const booked = (amount: Decimal): Decimal => amount.toDecimalPlaces(BOOKED_PLACES);

export const balanceOf = (amounts: CoinAmounts, coin: string): Decimal => decimal(amounts[coin] ?? '0');

/** Books one fill: position or coins, realised profit, fee. The fill's fee and fee coin are taken as they are. */
export const applyFill = (account: Account, fill: Fill, instrument: Instrument): Account => {
  const traded = instrument.kind === 'spot' ? exchange(account, fill, instrument) : trade(account, fill, instrument);
  const fee = decimal(fill.fee);
  return {
    ...traded,
    balances: add(traded.balances, fill.feeCoin, fee.negated()),
    fees: add(traded.fees, fill.feeCoin, fee),
  };
};

/** Coins come in (positive) or go out. */
export const applyTransfer = (
  account: Account,
  { coin, amount }: { readonly coin: string; readonly amount: DecimalText },
): Account => ({
  ...account,
  balances: add(account.balances, coin, decimal(amount)),
  transferred: add(account.transferred ?? {}, coin, decimal(amount)),
});

const exchange = (account: Account, fill: Fill, instrument: Instrument): Account => {
  const sign = fill.side === 'buy' ? 1 : -1;
  const { base, quote } = symbolParts(instrument.symbol);
  const quantity = decimal(fill.quantity);
  const price = decimal(fill.price);
  const bases = booked(baseQuantityOf(instrument, quantity, price)).times(sign);
  const quotes = booked(notionalOf(instrument, quantity, price)).times(-sign);
  return {
    ...account,
    balances: add(add(account.balances, base, bases), quote, quotes),
    exchanged: add(add(account.exchanged, base, bases), quote, quotes),
    spotMarkets: { ...account.spotMarkets, [base]: fill.market },
  };
};

const trade = (account: Account, fill: Fill, instrument: Instrument): Account => {
  const held = account.positions[fill.market];
  const before = decimal(held?.quantity ?? '0');
  const change = decimal(fill.quantity).times(fill.side === 'buy' ? 1 : -1);
  const price = decimal(fill.price);
  const opposes = before.times(change).lessThan(0);
  // What of the change closes the position held; the rest opens or adds at the fill's price.
  const closing = !opposes ? ZERO : change.abs().greaterThan(before.abs()) ? before.negated() : change;
  const heldCost = decimal(held?.cost ?? '0');
  // The cost taken out is what is booked, so the last close books exactly what is left: no rest is lost to rounding.
  const closedCost = closing.isZero() ? ZERO : booked(heldCost.times(closing.negated()).div(before));
  const profit = profitOf(instrument, { cost: closedCost, value: settleValue(instrument, closing.negated(), price) });
  const quantity = before.plus(change);
  const cost = heldCost.minus(closedCost).plus(settleValue(instrument, change.minus(closing), price));
  const { [fill.market]: _flat, ...others } = account.positions;
  return {
    ...account,
    positions: quantity.isZero()
      ? others
      : { ...account.positions, [fill.market]: { quantity: text(quantity), cost: text(cost) } },
    balances: add(account.balances, instrument.settle, profit),
    realised: add(account.realised, instrument.settle, profit),
  };
};

/** Value in the settle coin of a signed quantity: quote notional (linear), base quantity (inverse); booked places. */
export const settleValue = (instrument: Instrument, quantity: Decimal, price: Decimal): Decimal =>
  booked(
    instrument.kind === 'inverse'
      ? baseQuantityOf(instrument, quantity, price)
      : notionalOf(instrument, quantity, price),
  );

/** Profit of a signed holding: a long gains when a linear value rises, and when an inverse one falls. */
export const profitOf = (instrument: Instrument, of: { cost: Decimal; value: Decimal }): Decimal =>
  instrument.kind === 'inverse' ? of.cost.minus(of.value) : of.value.minus(of.cost);

/** Average entry price in quote units of a position. */
export const entryPriceOf = (instrument: Instrument, position: SimPosition): Decimal => {
  const units = decimal(position.quantity).times(instrument.contractSize);
  return booked(instrument.kind === 'inverse' ? units.div(position.cost) : decimal(position.cost).div(units));
};

/**
 * Pays or receives one settlement for what is held now: `cash = -quantity x value x rate` in the settle coin (longs pay a
 * positive rate). Undefined, and nothing booked, when nothing is held.
 */
export const applySettlement = (
  account: Account,
  settlement: SimSettlement,
  instrument: Instrument,
): { readonly account: Account; readonly payment: FundingPayment } | undefined => {
  const held = account.positions[settlement.market];
  if (held === undefined) return undefined;
  const value = settleValue(instrument, decimal(held.quantity), decimal(settlement.settlementPrice));
  const amount = booked(value.times(settlement.rate).negated());
  const coin = instrument.settle;
  return {
    account: {
      ...account,
      balances: add(account.balances, coin, amount),
      funding: add(account.funding, coin, amount),
    },
    payment: {
      market: settlement.market,
      paymentId: `f${settlement.atMs}`,
      amount: text(amount),
      coin,
      rate: text(settlement.rate),
      quantity: held.quantity,
      settlementPrice: text(settlement.settlementPrice),
      settlementAtMs: settlement.atMs,
    },
  };
};

const add = (amounts: CoinAmounts, coin: string, amount: Decimal): CoinAmounts =>
  amount.isZero() && amounts[coin] === undefined
    ? amounts
    : { ...amounts, [coin]: text(balanceOf(amounts, coin).plus(amount)) };
