import { decimal, text } from '../domain/money.ts';
import type { Decimal, DecimalText } from '../domain/money.ts';
import type { Fill, FundingPayment, VenuePosition } from '../domain/order.ts';
import type { StatedPayment, TradedMarket } from '../domain/venue-trading.ts';

/** What a venue's record of a payment does not say follows from the account: positions now, and fills since. */
export interface PaymentContext {
  readonly positions: readonly VenuePosition[];
  /** All fills since the settlement, those before it do no harm. */
  readonly fills: readonly Fill[];
}

/** Digits of a price that follows from an amount: as many as the amount bears. */
const DERIVED_DIGITS = 10;

/**
 * A payment with all its figures. The quantity held then is that held now without what was traded since; of rate and price
 * each follows from the other: linear contracts pay quantity x size x price x rate, inverse ones quantity x size / price x
 * rate, longs a positive rate. Where nothing can be said of a figure it is 0: then the amount is 0 as well, or nobody knows.
 */
export const detailedPayment = (stated: StatedPayment, context: PaymentContext): FundingPayment => {
  const { market, paymentId, amount, coin, settlementAtMs } = stated;
  const quantity = stated.quantity ?? heldAt(stated, context);
  const worth = decimal(quantity).times(market.contractSize);
  const price = stated.settlementPrice ?? priceOf(stated, worth);
  const rate = stated.rate ?? rateOf(market, { amount, worth, price });
  return { market: market.market, paymentId, amount, coin, rate, quantity, settlementPrice: price, settlementAtMs };
};

const heldAt = ({ market: { market }, settlementAtMs }: StatedPayment, { positions, fills }: PaymentContext) => {
  let held = decimal(positions.find((position) => position.market === market)?.quantity ?? 0);
  for (const { market: of, side, quantity, venueAtMs } of fills)
    if (of === market && venueAtMs > settlementAtMs) held = side === 'buy' ? held.minus(quantity) : held.plus(quantity);
  return text(held);
};

const priceOf = ({ market, amount, rate = text(0) }: StatedPayment, worth: Decimal): DecimalText => {
  const charged = worth.times(rate);
  const paid = decimal(amount);
  if (charged.isZero() || paid.isZero()) return text(0);
  const price = market.kind === 'inverse' ? charged.div(paid) : paid.div(charged);
  return text(price.abs().toSignificantDigits(DERIVED_DIGITS));
};

const rateOf = (
  { kind }: TradedMarket,
  { amount, worth, price }: { readonly amount: DecimalText; readonly worth: Decimal; readonly price: DecimalText },
): DecimalText => {
  const paid = decimal(amount).negated();
  const value = decimal(price).isZero() ? decimal(0) : kind === 'inverse' ? worth.div(price) : worth.times(price);
  return value.isZero() ? text(0) : text(paid.div(value).toSignificantDigits(DERIVED_DIGITS));
};
