import { z } from 'zod';
import { symbolParts } from '../../domain/ids.ts';
import { text } from '../../domain/money.ts';
import type { DecimalText } from '../../domain/money.ts';

/**
 * Leaves of the configuration schema. Every leaf arrives as text, true/false or nothing; a leaf that cannot be read leaves
 * an issue whose message is what was expected, ready for the report.
 */
export const leaf = <Out>(expected: string, read: (value: unknown) => Out | undefined) =>
  z.unknown().transform((value, context): Out => {
    const out = read(value);
    if (out !== undefined) return out;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });

export interface Range {
  readonly min?: number;
  /** Excluded lower bound. */
  readonly above?: number;
  readonly max?: number;
  readonly whole?: 'whole';
}

/** A number within a range, its unit put on by `as`. */
export const numberLeaf = <Out>(as: (value: number) => Out, range: Range = {}) =>
  leaf(`${range.whole === undefined ? 'a number' : 'a whole number'}${rangeText(range)}`, (value) => {
    const number = numberOf(value);
    return number === undefined || !isWithin(number, range) ? undefined : as(number);
  });

/** An amount of money of 0 or more, kept as the text it was written in. */
export const moneyLeaf = () =>
  leaf('an amount of 0 or more', (value): DecimalText | undefined => {
    const digits = digitsOf(value);
    return digits === undefined || digits.startsWith('-') ? undefined : text(digits);
  });

export const wordLeaf = <const Words extends readonly string[]>(words: Words) =>
  leaf(`one of ${words.join(', ')}`, (value): Words[number] | undefined => words.find((word) => word === value));

export const switchLeaf = () =>
  leaf('true or false', (value): boolean | undefined => (typeof value === 'boolean' ? value : undefined));

export const textLeaf = (expected: string) =>
  leaf(expected, (value): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value : undefined));

/** A number in its plain form, or one of a few words. */
export const wordOrNumberLeaf = <const Word extends string>(words: readonly Word[], range: Range) =>
  leaf(`${words.join(' or ')}, or a number${rangeText(range)}`, (value): Word | number | undefined => {
    const number = numberOf(value);
    return (
      words.find((word) => word === value) ?? (number === undefined || !isWithin(number, range) ? undefined : number)
    );
  });

/** A list of names, each read by `read`; its faults stand at the entry that is wrong. */
export const listLeaf = <Out>(expected: string, read: (value: string) => Out | undefined) =>
  z.unknown().transform((value, context): readonly Out[] => {
    if (!Array.isArray(value)) {
      context.addIssue({ code: 'custom', message: `a list of ${expected}` });
      return z.NEVER;
    }
    return value.flatMap((entry: unknown, index) => {
      const out = typeof entry === 'string' ? read(entry) : undefined;
      if (out === undefined) context.addIssue({ code: 'custom', message: expected, path: [index] });
      return out === undefined ? [] : [out];
    });
  });

/** `all`, or a list of names. */
export const allOrListLeaf = <Out>(expected: string, read: (value: string) => Out | undefined) => {
  const list = listLeaf(expected, read);
  return z.unknown().transform((value, context): 'all' | readonly Out[] => {
    if (value === 'all') return 'all';
    const parsed = list.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { message, path } of parsed.error.issues)
      context.addIssue({ code: 'custom', message: path.length === 0 ? `all, or ${message}` : message, path });
    return z.NEVER;
  });
};

/** True for a unified symbol such as BTC/USDT:USDT. */
export const isUnifiedSymbol = (value: string): boolean => {
  try {
    symbolParts(value);
    return true;
  } catch {
    return false;
  }
};

const NUMBER = /^[+-]?(\d[\d_]*)?(\.\d+)?(e[+-]?\d+)?$/i;

/** The digits of a written number without separators; `undefined` for anything else. */
const digitsOf = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || !NUMBER.test(value) || !/\d/.test(value)) return undefined;
  const digits = value.replaceAll('_', '').replace(/^\+/, '');
  return Number.isFinite(Number(digits)) ? digits : undefined;
};

const numberOf = (value: unknown): number | undefined => {
  const digits = digitsOf(value);
  return digits === undefined ? undefined : Number(digits);
};

const isWithin = (value: number, { min, above, max, whole }: Range): boolean =>
  (min === undefined || value >= min) &&
  (above === undefined || value > above) &&
  (max === undefined || value <= max) &&
  (whole === undefined || Number.isSafeInteger(value));

const rangeText = ({ min, above, max }: Range): string => {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (above !== undefined && max !== undefined) return ` above ${above}, at most ${max}`;
  if (above !== undefined) return ` above ${above}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
};
