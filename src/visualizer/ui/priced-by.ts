import type { LegStatus } from '../../engine/view/status.ts';
import { clockText } from './format.ts';

type Priced = Pick<LegStatus, 'pricedBy' | 'pricedAtMs'>;

const NAMES: Readonly<Record<NonNullable<Priced['pricedBy']>, string>> = {
  mark: 'mark',
  mid: 'mid',
  decision: 'last decision',
  fill: 'last fill',
};

/** What a leg's price is. */
export const priceName = ({ pricedBy }: Priced): string => (pricedBy === undefined ? 'price' : NAMES[pricedBy]);

/** What the legs of a position are valued at; a leg that has no price counts for nothing, which is said. */
export const pricedWords = (legs: readonly Priced[]): string => {
  const at = [...new Set(legs.filter(({ pricedBy }) => pricedBy !== undefined).map(priceAt))];
  const words = at.length === 0 ? [] : [`at ${at.join(' and ')}`];
  const without = legs.some(({ pricedBy }) => pricedBy === undefined) ? ['a leg has no price and counts nothing'] : [];
  return [...words, ...without].join('; ');
};

const priceAt = (leg: Priced): string =>
  `the ${priceName(leg)}${leg.pricedAtMs === undefined ? '' : ` of ${clockText(leg.pricedAtMs)}`}`;
