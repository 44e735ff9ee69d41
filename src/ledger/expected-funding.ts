import { kindOf } from '../domain/ids.ts';
import type { Decimal } from '../domain/money.ts';
import { decimal } from '../domain/money.ts';
import { booked } from './entry.ts';
import { signedValue } from './lot.ts';
import type { Lot } from './lot.ts';

/**
 * What a settlement will bring to a lot held at its instant, in the settle coin, positive received: linear
 * `-q * mark * f`, inverse `-sign * (n * c / mark) * f` (economics 1). An estimate: it is shown beside settled funding and
 * never booked.
 */
export const expectedFunding = (
  lot: Lot,
  { rate, price }: { readonly rate: number | Decimal; readonly price: Decimal },
): Decimal => {
  const kind = kindOf(lot.market);
  const value = signedValue({ kind, contractSize: lot.contractSize }, lot.quantity, price);
  // An inverse value runs against its quantity, so it has the payment's sign already.
  return booked((kind === 'inverse' ? value : value.neg()).times(decimal(rate)));
};
