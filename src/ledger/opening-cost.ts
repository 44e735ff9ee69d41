import type { Instrument } from '../domain/instrument.ts';
import { decimal } from '../domain/money.ts';
import type { Decimal, DecimalText } from '../domain/money.ts';
import { signedValue } from './lot.ts';

/**
 * Signed value in the settle coin of something held, from the entry price a venue writes. Venues round that average, and sums of
 * whole lots at whole ticks are multiples of the two: the nearest multiple is what was paid, as far as the digits written can tell.
 */
export const openingCost = (
  { kind, contractSize, lotSize, tickSize }: Pick<Instrument, 'kind' | 'contractSize' | 'lotSize' | 'tickSize'>,
  quantity: Decimal,
  entryPrice: DecimalText,
): Decimal => {
  const price = decimal(entryPrice);
  const cost = signedValue({ kind, contractSize }, quantity, price);
  if (kind === 'inverse') return cost;
  const step = lotSize.times(tickSize).times(contractSize);
  const nearest = cost.div(step).round().times(step);
  const unknown = quantity.abs().times(contractSize).times(decimal(10).pow(-price.decimalPlaces())).div(2);
  return nearest.minus(cost).abs().lte(unknown) ? nearest : cost;
};
