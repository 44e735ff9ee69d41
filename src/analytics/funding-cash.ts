import type { Decimal } from '../domain/money.ts';
import { MS_PER_HOUR } from '../domain/units.ts';

/** What was held at a settlement. `price` is the venue's settlement price (mark, Hyperliquid: oracle), quote units, > 0. */
export type HeldPosition =
  /** Signed base units, positive long. */
  | { readonly kind: 'linear'; readonly baseQuantity: Decimal; readonly price: Decimal }
  /** Signed contracts, positive long, of `contractSize` quote units (USD) each. */
  | { readonly kind: 'inverse'; readonly contracts: Decimal; readonly contractSize: Decimal; readonly price: Decimal };

/**
 * Cash of one settlement, positive is received: quote coin for linear, base coin for inverse. `rate` is the settled
 * fraction of notional per interval (positive: longs pay). Not rounded; the ledger rounds to the coin. Throws RangeError
 * for a price that is not positive. Economics 1.
 */
export const settlementCash = (held: HeldPosition, rate: Decimal): Decimal => {
  if (!held.price.gt(0)) throw new RangeError(`a settlement price must be positive, not ${held.price.toFixed()}`);
  return signedNotional(held).times(rate).neg();
};

/**
 * Cash of a continuously accruing rate over `elapsedMs` (Deribit), positive is received. `rate` is the rate in force
 * (`current_funding`, fraction per 8 hours; never the trailing 8-hour figure) and `price` the index. Economics 1.
 */
export const accrualCash = (held: HeldPosition, rate: Decimal, elapsedMs: number): Decimal =>
  settlementCash(held, rate)
    .times(elapsedMs)
    .div(8 * MS_PER_HOUR);

/** Signed notional in the coin the funding is paid in. */
const signedNotional = (held: HeldPosition): Decimal =>
  held.kind === 'linear'
    ? held.baseQuantity.times(held.price)
    : held.contracts.times(held.contractSize).div(held.price);
