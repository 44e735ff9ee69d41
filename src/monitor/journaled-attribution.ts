import { decimal } from '../domain/money.ts';
import type { UsdAttribution } from '../ledger/attribution.ts';
import { RESULT_FIGURES } from './attribution-sum.ts';
import { textIn } from './fact-body.ts';
import type { Body } from './fact-body.ts';

/** Parts of a result that the engine journaled otherwise than the books give them, to the last decimal. */
export const differingParts = (attribution: UsdAttribution, journaled: Body): readonly string[] => {
  if (attribution.kind === 'unvalued') return journaled['unvalued'] === undefined ? ['unvalued'] : [];
  return RESULT_FIGURES.filter((part) => {
    const told = textIn(journaled, part);
    return told === undefined || !decimal(told).equals(attribution[part]);
  });
};
