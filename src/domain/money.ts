import { Decimal as DecimalBase } from 'decimal.js';
import { remembering } from './remembering.ts';
import type { Brand } from './units.ts';

/**
 * Our own Decimal: 40 significant digits, banker's rounding. A clone, because `Decimal.set` is process-wide and the
 * default 20 digits truncate products of a price and a quantity.
 */
export const Decimal = DecimalBase.clone({
  precision: 40,
  rounding: DecimalBase.ROUND_HALF_EVEN,
  toExpNeg: -30,
  toExpPos: 30,
});
export type Decimal = DecimalBase;

/** A decimal written as text in plain notation, the only form that enters machine contexts, facts and the store. */
export type DecimalText = Brand<string, 'DecimalText'>;

/** The same few texts, of holdings and balances, are read at every look. */
const readText = remembering((written) => new Decimal(written), 8192);

/** A decimal from text, a number (its shortest form) or a decimal. Throws RangeError when it is not a finite number. */
export const decimal = (value: string | number | Decimal): Decimal => {
  // decimals never change, so one need not be made again
  const parsed = value instanceof Decimal ? value : typeof value === 'string' ? readText(value) : new Decimal(value);
  if (!parsed.isFinite()) throw new RangeError(`not a finite decimal: ${String(value)}`);
  return parsed;
};

/** The text of a decimal: no exponent, no trailing zeros, `-0` as `0`. */
export const text = (value: string | number | Decimal): DecimalText => {
  const parsed = decimal(value);
  return (parsed.isZero() ? '0' : parsed.toFixed()) as DecimalText;
};

export const ZERO: Decimal = new Decimal(0);

/** The largest multiple of `step` that is at most `value`; both in one unit, `step` > 0. */
export const floorTo = (value: Decimal, step: Decimal): Decimal => value.div(step).floor().times(step);

/** The smallest multiple of `step` that is at least `value`; both in one unit, `step` > 0. */
export const ceilTo = (value: Decimal, step: Decimal): Decimal => value.div(step).ceil().times(step);

/** The smallest positive decimal that is a multiple of both steps (0.3 and 0.2 give 0.6). */
export const commonStep = (a: Decimal, b: Decimal): Decimal => {
  const scale = new Decimal(10).pow(Math.max(a.decimalPlaces(), b.decimalPlaces()));
  let x = a.times(scale);
  let y = b.times(scale);
  const product = x.times(y);
  while (!y.isZero()) [x, y] = [y, x.mod(y)];
  return product.div(x).div(scale);
};

export const sum = (values: Iterable<Decimal>): Decimal => {
  let total = ZERO;
  for (const value of values) total = total.plus(value);
  return total;
};
