import type { Json } from '../../domain/codec.ts';
import type { Signal } from '../messages.ts';
import { decimals, spanText } from './format.ts';

export type Reason = Signal['reasons'][number];

export interface ReasonWords {
  readonly text: string;
  /** What it was and what it would have to be. */
  readonly figures: string;
  /** By how much it missed; empty where that is no number. */
  readonly by: string;
  /** How much of what is needed was there, 0 to 1, where more is better. */
  readonly missed: number | undefined;
}

type Unit = 'bps' | 'ms' | 'fraction' | 'USD' | 'hours' | '';

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
  'opens-per-hour': { words: 'opened too often this hour', unit: '', limit: 'most' },
  'symbol-frozen': { words: 'an order of it is in doubt', unit: '', limit: 'most' },
  'position-open': { words: 'a position is open', unit: '', limit: 'most' },
  'net-below-minimum': { words: 'net too small at its size', unit: 'bps', limit: 'least' },
  'unequal-base': { words: 'legs of unequal size', unit: '', limit: 'most' },
  slippage: { words: 'slippage too high', unit: 'bps', limit: 'most' },
  'min-quantity': { words: 'under the least quantity', unit: '', limit: 'least' },
  'min-notional': { words: 'under the least notional', unit: 'USD', limit: 'least' },
  'equity-share': { words: 'too large for the equity', unit: 'USD', limit: 'most' },
  'leg-notional': { words: 'leg too large', unit: 'USD', limit: 'most' },
  'leg-share': { words: 'too large a share', unit: 'USD', limit: 'most' },
  'gross-notional': { words: 'too much held in all', unit: 'USD', limit: 'most' },
  'correlated-exposure': { words: 'too much held that moves alike', unit: 'USD', limit: 'most' },
  'free-margin': { words: 'too little free margin', unit: 'USD', limit: 'most' },
  'liquidation-buffer': { words: 'too near liquidation', unit: 'fraction', limit: 'least' },
  depeg: { words: 'its dollar is off its peg', unit: 'fraction', limit: 'most' },
  'mark-divergence': { words: 'marks far apart', unit: 'fraction', limit: 'most' },
};

/** A refusal in words with its figures. */
export const reasonText = (reason: Reason | Json): ReasonWords => {
  const code = codeOf(reason);
  const where = [partOf(reason, 'leg'), fillText(partOf(reason, 'fill')), partOf(reason, 'market')].filter(
    (part) => part !== '',
  );
  const suffix = where.length === 0 ? '' : ` (${where.join(' ')})`;
  const known = Object.hasOwn(MISSED, code) ? MISSED[code] : undefined;
  const [actual, limit] = [figureOf(reason, 'actual'), figureOf(reason, 'limit')];
  if (known === undefined || actual === undefined || limit === undefined) {
    const stated = [partOf(reason, 'status'), partOf(reason, 'detail'), partOf(reason, 'input')].join(' ').trim();
    return {
      text: `${code.replaceAll('-', ' ')}${suffix}`,
      figures: stated || needed(reason),
      by: '',
      missed: undefined,
    };
  }
  const isLeast = known.limit === 'least';
  return {
    text: `${known.words}${suffix}`,
    figures: `${amount(actual, known.unit)}, ${isLeast ? 'needs' : 'at most'} ${amount(limit, known.unit)}`,
    by: `${amount(Math.abs(limit - actual), known.unit)} ${isLeast ? 'short' : 'over'}`,
    missed: isLeast && limit > 0 && actual > 0 ? Math.min(1, actual / limit) : undefined,
  };
};

const FILLS: Readonly<Record<string, string>> = {
  longIn: 'entering the long leg',
  shortIn: 'entering the short leg',
  longOut: 'leaving the long leg',
  shortOut: 'leaving the short leg',
};

const fillText = (fill: string): string => (Object.hasOwn(FILLS, fill) ? (FILLS[fill] ?? fill) : fill);

export const codeOf = (reason: Reason | Json): string => partOf(reason, 'code');

/** What was asked for and what there was, where they are words. */
const needed = (reason: unknown): string => {
  const [actual, limit] = [partOf(reason, 'actual'), partOf(reason, 'limit')];
  if (actual === '' && limit === '') return '';
  return limit === '' ? actual : `${actual === '' ? 'unknown' : actual}, needs ${limit}`;
};

const amount = (value: number, unit: Unit): string => {
  if (unit === 'ms') return value < 10_000 ? `${decimals(value, 0)} ms` : spanText(value);
  if (unit === 'fraction') return `${decimals(value * 100, 2)} %`;
  const digits = unit === 'USD' || (unit === '' && Number.isInteger(value)) ? 0 : 2;
  return `${decimals(value, digits)} ${unit}`.trim();
};

const memberOf = (reason: unknown, name: string): unknown =>
  typeof reason === 'object' && reason !== null && Object.hasOwn(reason, name)
    ? (reason as Readonly<Record<string, unknown>>)[name]
    : undefined;

const partOf = (reason: unknown, name: string): string => {
  const part = memberOf(reason, name);
  return typeof part === 'string' ? part : '';
};

const figureOf = (reason: unknown, name: string): number | undefined => {
  const part = memberOf(reason, name);
  return typeof part === 'number' ? part : undefined;
};
