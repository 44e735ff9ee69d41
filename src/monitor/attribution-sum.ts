import { ZERO } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { Attribution, UsdAttribution } from '../ledger/attribution.ts';

/** Parts of a result and whether it adds or takes: `net = funding + basis + fx - fees - slippage - financing - fixed`. */
export const SIGNS = {
  funding: 1,
  basis: 1,
  fx: 1,
  fees: -1,
  slippage: -1,
  financing: -1,
  fixed: -1,
} as const satisfies Record<Exclude<keyof Attribution, 'net'>, 1 | -1>;

export const ATTRIBUTION_PARTS = ['funding', 'basis', 'fx', 'fees', 'slippage', 'financing', 'fixed'] as const;

/** The parts and what they come to. */
export const RESULT_FIGURES = [...ATTRIBUTION_PARTS, 'net'] as const satisfies readonly (keyof Attribution)[];

export interface AttributionSum {
  readonly attribution: Attribution;
  /** Results left out because a coin had no rate. */
  readonly unvalued: number;
}

/** Part by part; exact. */
export const sumAttributions = (results: readonly UsdAttribution[]): AttributionSum => {
  const valued = results.filter((result) => result.kind === 'valued');
  const total = (part: keyof Attribution): Decimal => valued.reduce((sum, result) => sum.plus(result[part]), ZERO);
  return {
    attribution: {
      funding: total('funding'),
      basis: total('basis'),
      fx: total('fx'),
      fees: total('fees'),
      slippage: total('slippage'),
      financing: total('financing'),
      fixed: total('fixed'),
      net: total('net'),
    },
    unvalued: results.length - valued.length,
  };
};

/** What the parts come to, independent of the net that was booked. */
export const netOfParts = (attribution: Attribution): Decimal =>
  ATTRIBUTION_PARTS.reduce((net, part) => net.plus(attribution[part].times(SIGNS[part])), ZERO);
