import type { Signal } from '../messages.ts';
import { decimals, spanText } from './format.ts';

export type Reason = Signal['reasons'][number];

export interface ReasonWords {
  readonly text: string;
  /** What it was and what it would have to be. */
  readonly figures: string;
  /** How much of what is needed was there, 0 to 1, where more is better. */
  readonly missed: number | undefined;
}

type Unit = 'bps' | 'ms' | 'fraction' | 'USD' | 'hours';

/** Words and unit of each code that comes with figures; `least` where the limit is a least, else a most. */
const MISSED: Readonly<
  Record<string, { readonly words: string; readonly unit: Unit; readonly limit: 'least' | 'most' }>
> = {
  delisting: { words: 'delisted within the horizon', unit: 'hours', limit: 'least' },
  'rate-beyond-cap': { words: 'rate beyond its cap', unit: 'fraction', limit: 'most' },
  'settlement-passed': { words: 'its settlement has passed', unit: 'ms', limit: 'most' },
  'stale-funding': { words: 'funding too old', unit: 'ms', limit: 'most' },
  'stale-book': { words: 'book too old', unit: 'ms', limit: 'most' },
  'below-screen': { words: 'spread below the screen', unit: 'bps', limit: 'least' },
  'insufficient-depth': { words: 'too little depth', unit: 'fraction', limit: 'least' },
  'slippage-limit': { words: 'slippage too high', unit: 'bps', limit: 'most' },
  'net-below-threshold': { words: 'net too small', unit: 'bps', limit: 'least' },
  'adverse-basis': { words: 'basis against it', unit: 'bps', limit: 'most' },
  'entry-window': { words: 'too near a settlement', unit: 'ms', limit: 'least' },
  'liquidation-burst': { words: 'liquidations all around', unit: 'USD', limit: 'most' },
};

/** A refusal in words with its figures. */
export const reasonText = (reason: Reason): ReasonWords => {
  const known = Object.hasOwn(MISSED, reason.code) ? MISSED[reason.code] : undefined;
  const where = [partOf(reason, 'leg'), partOf(reason, 'fill')].filter((part) => part !== '').join(' ');
  const suffix = where === '' ? '' : ` (${where})`;
  if (known === undefined || !('actual' in reason)) {
    const more = [partOf(reason, 'status'), partOf(reason, 'detail'), partOf(reason, 'input')].join(' ').trim();
    return { text: `${reason.code.replaceAll('-', ' ')}${suffix}`, figures: more, missed: undefined };
  }
  const { actual, limit } = reason;
  const needs = known.limit === 'least' ? 'needs' : 'at most';
  return {
    text: `${known.words}${suffix}`,
    figures: `${amount(actual, known.unit)}, ${needs} ${amount(limit, known.unit)}`,
    missed: known.limit === 'least' && limit > 0 ? Math.max(0, Math.min(1, actual / limit)) : undefined,
  };
};

const amount = (value: number, unit: Unit): string => {
  if (unit === 'ms') return value < 10_000 ? `${decimals(value, 0)} ms` : spanText(value);
  if (unit === 'fraction') return `${decimals(value * 100, 2)} %`;
  return `${decimals(value, unit === 'USD' ? 0 : 2)} ${unit}`;
};

const partOf = (reason: Reason, name: string): string => {
  const part: unknown = Object.hasOwn(reason, name) ? (reason as Readonly<Record<string, unknown>>)[name] : undefined;
  return typeof part === 'string' ? part : '';
};
