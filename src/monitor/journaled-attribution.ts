import { decimal } from '../domain/money.ts';
import type { Attribution, UsdAttribution } from '../ledger/attribution.ts';
import { textIn } from './fact-body.ts';
import type { Body } from './fact-body.ts';

const PARTS = [
  'funding',
  'basis',
  'fx',
  'fees',
  'slippage',
  'financing',
  'fixed',
  'net',
] as const satisfies readonly (keyof Attribution)[];

/** Parts of a result that the engine journaled otherwise than the books give them, to the last decimal. */
export const differingParts = (attribution: UsdAttribution, journaled: Body): readonly string[] => {
  if (attribution.kind === 'unvalued') return journaled['unvalued'] === undefined ? ['unvalued'] : [];
  return PARTS.filter((part) => {
    const told = textIn(journaled, part);
    return told === undefined || !decimal(told).equals(attribution[part]);
  });
};
