import type { Decimal, DecimalText } from '../domain/money.ts';
import { ZERO, text } from '../domain/money.ts';
import type { AtMs } from '../domain/units.ts';

/** One movement of one coin on one account. Positive: an asset grows, a cost is borne; negative: income, capital. */
export interface Line {
  readonly account: string;
  readonly coin: string;
  readonly amount: DecimalText;
}

/** One event of money: its lines sum to zero in every coin. */
export interface Entry {
  readonly id: string;
  readonly atMs: AtMs;
  readonly what: string;
  readonly lines: readonly Line[];
}

export interface Movement {
  readonly account: string;
  readonly coin: string;
  readonly amount: Decimal;
}

/** Makes an entry of movements; those of nothing are left out. Throws Error when a coin does not sum to zero. */
export const balancedEntry = (head: Omit<Entry, 'lines'>, movements: readonly Movement[]): Entry => {
  for (const [coin, total] of sumPerCoin(movements))
    if (!total.isZero()) throw new Error(`entry ${head.id} does not balance: ${text(total)} ${coin} is left over`);
  const lines = movements
    .filter(({ amount }) => !amount.isZero())
    .map(({ account, coin, amount }) => ({ account, coin, amount: text(amount) }));
  return { ...head, lines };
};

/** Totals by coin. */
export const sumPerCoin = (movements: readonly Movement[]): ReadonlyMap<string, Decimal> => {
  const totals = new Map<string, Decimal>();
  for (const { coin, amount } of movements) totals.set(coin, (totals.get(coin) ?? ZERO).plus(amount));
  return totals;
};

const BOOKED_DECIMALS = 18;

/** An amount as it is booked: 18 decimals, half to even; sums of such amounts lose nothing within 40 digits. */
export const booked = (amount: Decimal): Decimal => amount.toDecimalPlaces(BOOKED_DECIMALS);
