import type { MarketKey, MarketKind } from '../domain/ids.ts';
import { kindOf } from '../domain/ids.ts';
import type { Decimal } from '../domain/money.ts';
import { Decimal as DecimalNumber, ZERO } from '../domain/money.ts';
import { booked } from './entry.ts';

/**
 * What is held on one market. Costs are signed values (see `signedValue`) of what is still open, at the prices paid and
 * at the decision mids, in the settle coin.
 */
export interface Lot {
  readonly market: MarketKey;
  /** Signed, in the venue's unit; positive long. */
  readonly quantity: Decimal;
  readonly contractSize: Decimal;
  readonly cost: Decimal;
  readonly midCost: Decimal;
}

export interface LotTrade {
  /** Signed, in the venue's unit. */
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly decisionMid: Decimal;
}

/** What a trade did to a lot, in the settle coin. */
export interface LotChange {
  readonly lot: Lot;
  /** Profit on the part that was closed, at prices: it reaches the wallet of a perpetual. */
  readonly realised: Decimal;
  /** The same from decision mid to decision mid. */
  readonly basis: Decimal;
  /** Signed value of the trade at its price, and at its decision mid. */
  readonly value: Decimal;
  readonly midValue: Decimal;
}

export const emptyLot = (market: MarketKey, contractSize: Decimal): Lot => ({
  market,
  quantity: ZERO,
  contractSize,
  cost: ZERO,
  midCost: ZERO,
});

/**
 * Worth of a signed quantity at a price in the settle coin, so that the profit of any position is the value at its exit
 * less the value at its entry: `q * c * p`, inverse `-n * c / p`.
 */
export const signedValue = (
  terms: { readonly kind: MarketKind; readonly contractSize: Decimal },
  quantity: Decimal,
  price: Decimal,
): Decimal => {
  const size = quantity.times(terms.contractSize);
  return booked(terms.kind === 'inverse' ? size.div(price).neg() : size.times(price));
};

/** Average entry price of what is open; `undefined` when nothing is. */
export const averageEntry = (lot: Lot): Decimal | undefined => {
  if (lot.quantity.isZero()) return undefined;
  const size = lot.quantity.times(lot.contractSize);
  return kindOf(lot.market) === 'inverse' ? size.div(lot.cost).neg() : lot.cost.div(size);
};

/** Profit of what is open against a price, in the settle coin. */
export const unrealisedProfit = (lot: Lot, price: Decimal): Decimal =>
  signedValue({ kind: kindOf(lot.market), contractSize: lot.contractSize }, lot.quantity, price).minus(lot.cost);

/** Applies a trade: what opposes the lot closes it at average cost, the rest opens. */
export const tradeLot = (lot: Lot, { quantity, price, decisionMid }: LotTrade): LotChange => {
  const terms = { kind: kindOf(lot.market), contractSize: lot.contractSize };
  const isOpposed = lot.quantity.times(quantity).isNegative();
  const closing = isOpposed ? leastOf(quantity.abs(), lot.quantity.abs()).times(quantity.s) : ZERO;
  const opening = quantity.minus(closing);
  const closedCost = releasedCost(lot.cost, lot.quantity, closing);
  const closedMidCost = releasedCost(lot.midCost, lot.quantity, closing);
  const closingValue = signedValue(terms, closing, price);
  const openingValue = signedValue(terms, opening, price);
  const closingMidValue = signedValue(terms, closing, decisionMid);
  const openingMidValue = signedValue(terms, opening, decisionMid);
  return {
    lot: {
      ...lot,
      quantity: lot.quantity.plus(quantity),
      cost: lot.cost.minus(closedCost).plus(openingValue),
      midCost: lot.midCost.minus(closedMidCost).plus(openingMidValue),
    },
    realised: closingValue.plus(closedCost).neg(),
    basis: closingMidValue.plus(closedMidCost).neg(),
    value: closingValue.plus(openingValue),
    midValue: closingMidValue.plus(openingMidValue),
  };
};

/** The share of a cost that leaves with `closing`; all of it when the lot closes, so that nothing is left behind. */
const releasedCost = (cost: Decimal, quantity: Decimal, closing: Decimal): Decimal => {
  if (closing.isZero()) return ZERO;
  return closing.abs().equals(quantity.abs()) ? cost : booked(cost.times(closing.abs()).div(quantity.abs()));
};

const leastOf = (a: Decimal, b: Decimal): Decimal => DecimalNumber.min(a, b);
