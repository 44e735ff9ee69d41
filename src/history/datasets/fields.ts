import type { DecimalText } from '../../domain/money.ts';
import { text } from '../../domain/money.ts';
import type { AtMs } from '../../domain/units.ts';
import { atMs } from '../../domain/units.ts';
import { RowFault } from './dataset.ts';

/** The fields of a line of CSV; a field in quotation marks may hold the delimiter, and `""` for one of them. */
export const splitFields = (line: string, delimiter = ','): readonly string[] => {
  if (!line.includes('"')) return line.split(delimiter);
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '"') {
      if (isQuoted && line.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else isQuoted = !isQuoted;
    } else if (char === delimiter && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  if (isQuoted) throw new RowFault('a quotation mark is never closed', 'history.file-format');
  return [...fields, field];
};

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A number of a field; `undefined` for an empty one. Throws RowFault. */
export const numberOf = (field: string | undefined, name: string): number | undefined => {
  const trimmed = field?.trim() ?? '';
  if (trimmed === '') return undefined;
  if (!NUMBER.test(trimmed)) throw new RowFault(`${name} is "${trimmed.slice(0, 40)}", which is no number`);
  return Number(trimmed);
};

/** A price above 0 or nothing. */
export const priceOf = (field: string | undefined, name: string): number | undefined => {
  const price = numberOf(field, name);
  if (price !== undefined && !(price > 0 && price < 1e15)) throw new RowFault(`${name} is ${price}, which is no price`);
  return price;
};

/** The plain notation of a decimal that is not zero, without needless digits. */
const PLAIN_DECIMAL = /^-?(?:[1-9]\d*|(?:0|[1-9]\d*)\.\d*[1-9])$/;

/** A decimal as it was written. */
export const decimalOf = (field: string | undefined, name: string): DecimalText | undefined => {
  const value = numberOf(field, name);
  if (value === undefined || field === undefined) return undefined;
  if (!Number.isFinite(value)) throw new RowFault(`${name} is "${field}", which is no number of this world`);
  const written = field.trim().replace(/^\+/, '');
  // as most are: then it is its own text
  return PLAIN_DECIMAL.test(written) ? (written as DecimalText) : text(written);
};

export const needed = <Value>(value: Value | undefined, name: string): Value => {
  if (value === undefined) throw new RowFault(`${name} is empty`);
  return value;
};

const DIGIT_0 = 48;
const DIGIT_9 = 57;

/** Digits of an instant by its unit: ten for seconds, thirteen, sixteen and nineteen for ms, us and ns. */
const MS_PER_UNIT: Readonly<Record<number, number>> = { 10: 1000, 13: 1, 16: 1e-3, 19: 1e-6 };
/** Before the first perpetual there was nothing to record. */
const FIRST_MS = Date.UTC(2014, 0, 1);

/** An instant written as a count since 1970, its unit told by the number of its digits. Throws RowFault. */
export const epochMs = (field: string | undefined, name: string): AtMs => {
  // as most are
  if (field?.length === 13 && isDigits(field)) return sensibleInstant(Number(field), name);
  const digits = /^(\d+)(?:\.\d*)?$/.exec(field?.trim() ?? '')?.[1];
  const msPerUnit = digits === undefined ? undefined : MS_PER_UNIT[digits.length];
  if (digits === undefined || msPerUnit === undefined)
    throw new RowFault(`${name} is "${(field ?? '').slice(0, 40)}": seconds, ms, us or ns since 1970 are expected`);
  return sensibleInstant(Math.floor(Number(field) * msPerUnit), name);
};

/** Digits and nothing else. */
export const isDigits = (field: string): boolean => {
  for (let at = 0; at < field.length; at += 1) {
    const code = field.charCodeAt(at);
    if (code < DIGIT_0 || code > DIGIT_9) return false;
  }
  return field !== '';
};

export const sensibleInstant = (instantMs: number, name: string): AtMs => {
  if (!(instantMs >= FIRST_MS && instantMs <= 8.64e15))
    throw new RowFault(`${name} lies before 2014, when no perpetual was traded: check its unit`);
  return atMs(instantMs);
};
