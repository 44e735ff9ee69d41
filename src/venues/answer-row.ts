import { isRecord } from '../domain/codec.ts';
import { EngineError } from '../domain/errors.ts';
import { decimal, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import type { AtMs } from '../domain/units.ts';
import { shown, wireInstant } from './wire-value.ts';

/** An answer to a request with a key that does not look as the venue documents it: nothing of it is used. */
export class UnreadableAnswerError extends EngineError<{ field: string; found: string }> {
  readonly code = 'venue.answer-unreadable';
}

/** One JSON object of an answer. Every reading throws UnreadableAnswerError where the member is not what it must be. */
export class AnswerRow {
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(value: unknown) {
    if (!isRecord(value)) throw unreadable('a row', value);
    this.#members = value;
  }

  /** As it stands; `undefined` where absent. */
  value(name: string): unknown {
    return this.#members[name];
  }

  /** A text that is not empty; `undefined` where absent, null or empty. */
  maybe(name: string): string | undefined {
    const value = this.#members[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string') return value;
    throw unreadable(name, value);
  }

  text(name: string): string {
    return this.maybe(name) ?? this.#missing(name);
  }

  decimal(name: string): DecimalText {
    return this.maybeDecimal(name) ?? this.#missing(name);
  }

  /** `undefined` where absent, null or empty: never 0 for what is not there. */
  maybeDecimal(name: string): DecimalText | undefined {
    const value = this.maybe(name);
    if (value === undefined) return undefined;
    if (!DECIMAL.test(value)) throw unreadable(name, value);
    return text(value);
  }

  instant(name: string): AtMs {
    return wireInstant(this.#members[name]) ?? this.#missing(name);
  }

  flag(name: string): boolean {
    const value = this.#members[name];
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw unreadable(name, value);
  }

  row(name: string): AnswerRow {
    return new AnswerRow(this.#members[name]);
  }

  rows(name: string): readonly AnswerRow[] {
    return rowsOf(this.#members[name], name);
  }

  /** One of these texts. */
  oneOf<Word extends string, Meaning>(name: string, meanings: Readonly<Record<Word, Meaning>>): Meaning {
    const word = this.text(name);
    for (const [known, meaning] of Object.entries<Meaning>(meanings)) if (known === word) return meaning;
    throw unreadable(name, word);
  }

  #missing(name: string): never {
    throw unreadable(name, this.#members[name]);
  }
}

const DECIMAL = /^-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?$/;

/** The rows of a list. */
export const rowsOf = (value: unknown, name = 'a list'): readonly AnswerRow[] => {
  if (!Array.isArray(value)) throw unreadable(name, value);
  return value.map((row: unknown) => new AnswerRow(row));
};

/** The sign turned: venues write a cost as a positive or as a negative number. */
export const negated = (value: DecimalText): DecimalText => text(decimal(value).negated());

/** An amount with the sign of what it did to the account, however the venue writes it. */
export const flowing = (way: 'in' | 'out', value: DecimalText): DecimalText => {
  const size = decimal(value).abs();
  return text(way === 'in' ? size : size.negated());
};

/** What is left of a total; never less than nothing. */
export const atLeastZero = (value: DecimalText): DecimalText => (value.startsWith('-') ? text(0) : value);

const unreadable = (field: string, found: unknown): UnreadableAnswerError =>
  new UnreadableAnswerError(`the venue's answer cannot be read: ${field} is ${shown(found)}`, {
    field,
    found: shown(found),
  });

/** Pages asked for at most: a list that does not end is no answer. */
const PAGES_MAX = 100;

/** The rows of all pages. `next` of a page leads to the next one; the last has none. */
export const everyPage = async <Cursor>(
  page: (cursor: Cursor | undefined) => Promise<{ readonly rows: readonly AnswerRow[]; readonly next?: Cursor }>,
): Promise<readonly AnswerRow[]> => {
  const rows: AnswerRow[] = [];
  let cursor: Cursor | undefined;
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const { rows: more, next } = await page(cursor);
    rows.push(...more);
    if (next === undefined) return rows;
    cursor = next;
  }
  throw unreadable('the last page', `page ${PAGES_MAX}`);
};

/** Rows of successive spans of time that together reach from `fromMs` to `toMs`, for lists that show a span at a time. */
export const everySpan = async (
  { fromMs, toMs, spanMs }: { readonly fromMs: number; readonly toMs: number; readonly spanMs: number },
  ask: (span: { readonly fromMs: number; readonly toMs: number }) => Promise<readonly AnswerRow[]>,
): Promise<readonly AnswerRow[]> => {
  const rows: AnswerRow[] = [];
  for (let at = fromMs; at <= toMs; at += spanMs) {
    const span = { fromMs: at, toMs: Math.min(toMs, at + spanMs - 1) };
    rows.push(...(await ask(span)));
  }
  return rows;
};
