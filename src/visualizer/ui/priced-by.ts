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
  const priced = legs.filter(({ pricedBy }) => pricedBy !== undefined);
  const names = [...new Set(priced.map(priceName))];
  const at = names.map((name) => {
    const times = priced.filter((leg) => priceName(leg) === name).flatMap(({ pricedAtMs }) => pricedAtMs ?? []);
    const told = [...new Set(times.sort((a, b) => a - b).map(clockText))];
    return `the ${name}${told.length === 0 ? '' : ` of ${told.join(' and ')}`}`;
  });
  const words = at.length === 0 ? [] : [`at ${at.join(' and ')}`];
  const without = priced.length === legs.length ? [] : ['a leg has no price and counts nothing'];
  return [...words, ...without].join('; ');
};
