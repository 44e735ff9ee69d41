import { text } from '../../domain/money.ts';
import type { UsdAttribution } from '../../ledger/attribution.ts';
import type { FactBody } from '../outbox.ts';

/** The parts of a cycle's result in USD, decimals as text; or the coins that had no rate when they were booked. */
export const attributionFact = (attribution: UsdAttribution): FactBody => {
  if (attribution.kind === 'unvalued') return { unvalued: attribution.coins };
  const { funding, basis, fx, fees, slippage, financing, fixed, net } = attribution;
  return {
    funding: text(funding),
    basis: text(basis),
    fx: text(fx),
    fees: text(fees),
    slippage: text(slippage),
    financing: text(financing),
    fixed: text(fixed),
    net: text(net),
  };
};
