import { baseQuantityOf } from '../domain/instrument.ts';
import type { Instrument } from '../domain/instrument.ts';
import { decimal } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';

/**
 * Coins in `quantity` venue units at `price` (quote per base unit). Routes match on the coin, so a venue's scaling prefix
 * (1000PEPE) is undone here; linear and spot do not use the price.
 */
export const coinsOf = (instrument: Instrument, quantity: Decimal, price: Decimal): Decimal =>
  baseQuantityOf(instrument, quantity, price).times(instrument.multiplier);

/** Coins in one lot of a spot or linear market. Inverse markets have no fixed step in coins: it moves with the price. */
export const coinStep = (instrument: Instrument): Decimal =>
  instrument.lotSize.times(instrument.contractSize).times(instrument.multiplier);

/** Quote units for one coin at `price` quote units for one base unit. */
export const pricePerCoin = (instrument: Instrument, price: Decimal): Decimal => price.div(instrument.multiplier);

/** Venue units that hold `coins`, not rounded. */
export const quantityOfCoins = (instrument: Instrument, coins: Decimal, price: Decimal): Decimal => {
  const base = coins.div(decimal(instrument.multiplier));
  return instrument.kind === 'inverse'
    ? base.times(price).div(instrument.contractSize)
    : base.div(instrument.contractSize);
};
