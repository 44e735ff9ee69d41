import type { Instrument } from '../domain/instrument.ts';
import type { Decimal } from '../domain/money.ts';
import type { OrderIntent, RefusalCode } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import { notionalOf } from '../domain/instrument.ts';
import { decimal, text, ZERO } from '../domain/money.ts';

export interface OrderRefusal {
  readonly code: RefusalCode;
  readonly message: string;
}

/**
 * What a venue checks before it looks at a book: trading status, lot, minimum quantity, tick, and minimum notional at the
 * limit price. Orders that only reduce are exempt from the minimum notional, so that a small rest can always be closed.
 */
export const checkOrder = (order: OrderIntent, instrument: Instrument, nowMs: AtMs): OrderRefusal | undefined => {
  if (instrument.status === 'halted' || (instrument.delistingAtMs ?? Infinity) <= nowMs)
    return { code: 'market-halted', message: `${instrument.nativeSymbol} is not trading` };
  const quantity = decimal(order.quantity);
  if (!quantity.greaterThan(0) || !isMultiple(quantity, instrument.lotSize))
    return {
      code: 'bad-quantity',
      message: `quantity ${order.quantity} is no multiple of lot ${text(instrument.lotSize)}`,
    };
  if (quantity.lessThan(instrument.minQuantity))
    return { code: 'below-minimum', message: `quantity ${order.quantity} is under ${text(instrument.minQuantity)}` };
  const price = decimal(order.limitPrice);
  if (!price.greaterThan(0) || !isMultiple(price, instrument.tickSize))
    return {
      code: 'bad-price',
      message: `price ${order.limitPrice} is no multiple of tick ${text(instrument.tickSize)}`,
    };
  if (!order.reduceOnly && notionalOf(instrument, quantity, price).lessThan(instrument.minNotional))
    return { code: 'below-minimum', message: `notional is under ${text(instrument.minNotional)} ${instrument.quote}` };
  return undefined;
};

/**
 * What a reduce-only order may trade against a signed position, in the venue's unit: at most the position; 0 when it
 * would open or increase one.
 */
export const reducibleQuantity = (order: Pick<OrderIntent, 'side' | 'quantity'>, position: Decimal): Decimal => {
  const opposes = order.side === 'buy' ? position.lessThan(0) : position.greaterThan(0);
  if (!opposes) return ZERO;
  const quantity = decimal(order.quantity);
  const held = position.abs();
  return quantity.lessThan(held) ? quantity : held;
};

const isMultiple = (value: Decimal, step: Decimal): boolean => value.mod(step).isZero();
