import type { FlatLevels } from '../domain/book.ts';
import type { VenueId } from '../domain/ids.ts';
import type { ControlKind, FrameRejectedEvent, MarketEvent, RejectionCode } from '../domain/market-event.ts';
import type { AtMs } from '../domain/units.ts';
import { atMs } from '../domain/units.ts';

/** A JSON object off the wire; every field is unproven. */
export type Fields = Readonly<Record<string, unknown>>;

/** Levels accepted per side of one frame; the deepest REST book of any venue here has 5,000. */
export const LEVELS_MAX = 10_000;

/** Rows read of one frame or answer; the longest list of any venue here has some 3,500. */
export const ROWS_MAX = 10_000;

/** From here on JSON itself writes an exponent: no price, size, id or time of a venue is so large. */
const NUMBER_END = 1e21;

/**
 * The number in a JSON number or a decimal text; NaN for anything else, the empty text, infinities and numbers of 1e21 and
 * more included.
 */
export const wireNumber = (value: unknown): number => {
  if (typeof value === 'string') {
    const first = value.charCodeAt(0);
    // Digits, '-' and '.' begin a decimal; '' gives NaN here, and would give 0 below.
    if (!(first >= 45 && first <= 57) || value.length > NUMBER_CHARS_MAX) return NaN;
    // `0x10` is 16 to Number, and nothing to a venue.
    if (first === 48 && RADIXES.includes(value.charAt(1)) && value.length > 1) return NaN;
    // Number forgives white space at the end.
    const last = value.charCodeAt(value.length - 1);
    if (last < 46 || last > 57) return NaN;
    const parsed = Number(value);
    return Math.abs(parsed) < NUMBER_END ? parsed : NaN;
  }
  return typeof value === 'number' && Math.abs(value) < NUMBER_END ? value : NaN;
};

const RADIXES = 'xXbBoO';
/** Rates have up to 28 digits behind the point. */
const NUMBER_CHARS_MAX = 64;

/** An instant in ms (JSON number or text); `undefined` where there is none, one before 2010 or after 2099 included. */
export const wireInstant = (value: unknown): AtMs | undefined => {
  const parsed = wireNumber(value);
  return parsed >= INSTANT_FIRST_MS && parsed < INSTANT_END_MS ? atMs(parsed) : undefined;
};

/** No venue is older; seconds where milliseconds are meant lie before. */
const INSTANT_FIRST_MS = Date.UTC(2010, 0, 1);
/** Microseconds and nanoseconds where milliseconds are meant lie beyond. */
const INSTANT_END_MS = Date.UTC(2100, 0, 1);

/** The number of a request as an answer repeats it (JSON number or text); nothing where it is none. */
export const askedId = (value: unknown): { readonly id?: number } => {
  const id = wireNumber(value);
  return Number.isSafeInteger(id) && id > 0 ? { id } : {};
};

/** Ids of trades as texts; the longest of any venue here is a UUID. */
const TRADE_ID_MAX = 64;

/** A trade's id (text or whole JSON number) as a text; `undefined` where there is none. */
export const wireTradeId = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value !== '' && value.length <= TRADE_ID_MAX ? value : undefined;
  return Number.isInteger(value) && wireNumber(value) >= 0 ? String(value) : undefined;
};

/** The largest cap of any venue here is 5 % (2026-09): a bound beyond twice that was never meant, and would allow any rate. */
const CAP_MAX = 0.1;

/** The largest absolute rate that bounds allow, a fraction per interval; `undefined` where they name none to be believed. */
export const wireCap = (...bounds: readonly unknown[]): number | undefined => {
  const cap = Math.max(...bounds.map((bound) => Math.abs(wireNumber(bound))));
  return cap > 0 && cap <= CAP_MAX ? cap : undefined;
};

/** A bound of a rate as a frame states it; `fallback` where it states none to be believed. */
export const wireBound = (value: unknown, fallback: number): number => {
  const bound = wireNumber(value);
  return Math.abs(bound) <= CAP_MAX ? bound : fallback;
};

/** Whether a text can go into an address: printable, without spaces, of bounded length. Cursors and tokens are. */
export const isAddressPart = (value: unknown, lengthMax: number): value is string =>
  typeof value === 'string' && value.length <= lengthMax && /^[\x21-\x7E]+$/.test(value);

const SHOWN_MAX = 60;

/** A value as shown in a rejection: at most 60 characters, however long or deep it is. */
export const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? `"${value.slice(0, SHOWN_MAX)}"` : brief(value, SHOWN_MAX);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 3)}...` : text;
};

/** The JSON of a value, which may end anywhere beyond `room` characters: each level takes one, so that none goes too deep. */
const brief = (value: unknown, room: number): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (room <= 0) return '[';
  return Array.isArray(value) ? briefList(value, room) : briefFields(value as Fields, room);
};

const briefList = (values: readonly unknown[], room: number): string => {
  let text = '[';
  for (const [place, value] of values.entries()) {
    if (text.length > room) return text;
    text += `${place === 0 ? '' : ','}${value === undefined ? 'null' : brief(value, room - text.length)}`;
  }
  return `${text}]`;
};

const briefFields = (fields: Fields, room: number): string => {
  let text = '{';
  for (const name in fields) {
    if (text.length > room) return text;
    const value = fields[name];
    if (value === undefined) continue;
    text += `${text === '{' ? '' : ','}${JSON.stringify(name.slice(0, room))}:${brief(value, room - text.length)}`;
  }
  return `${text}}`;
};

export interface LevelFault {
  readonly code: RejectionCode;
  readonly fault: string;
}

/** `[price, size]` pairs as a flat run, or what is wrong with the first bad one. Extra members of a pair are ignored. */
export const readLevels = (raw: unknown, field: string): FlatLevels | LevelFault => {
  if (!Array.isArray(raw)) return { code: 'frame.missing-field', fault: `${field} is ${shown(raw)}, not levels` };
  const levels: readonly unknown[] = raw;
  if (levels.length > LEVELS_MAX)
    return { code: 'frame.too-large', fault: `${field} has ${levels.length} levels, at most ${LEVELS_MAX} are read` };
  const flat: number[] = [];
  for (const level of levels) {
    if (!Array.isArray(level))
      return { code: 'frame.bad-number', fault: `${field} holds ${shown(level)}, not a level` };
    const price = wireNumber(level[0]);
    const size = wireNumber(level[1]);
    if (!(price > 0)) return { code: 'frame.bad-price', fault: `${field} holds the price ${shown(level[0])}` };
    if (!(size >= 0)) return { code: 'frame.bad-number', fault: `${field} holds the size ${shown(level[1])}` };
    flat.push(price, size);
  }
  return flat;
};

export const isLevelFault = (levels: FlatLevels | LevelFault): levels is LevelFault => 'fault' in levels;

/** Whether a whole book is crossed or locked: best bid at or above best ask. Levels of size 0 do not count. */
export const isCrossed = (bids: FlatLevels, asks: FlatLevels): boolean => {
  let bestBid = -Infinity;
  let bestAsk = Infinity;
  for (let i = 0; i < bids.length; i += 2) {
    const price = bids[i];
    if (price !== undefined && price > bestBid && bids[i + 1] !== 0) bestBid = price;
  }
  for (let i = 0; i < asks.length; i += 2) {
    const price = asks[i];
    if (price !== undefined && price < bestAsk && asks[i + 1] !== 0) bestAsk = price;
  }
  return bestBid >= bestAsk;
};

/** Sentences are counted, journaled and shown: no frame makes them longer than this. */
const SENTENCE_MAX = 300;
export const sentence = (text: string): string =>
  text.length > SENTENCE_MAX ? `${text.slice(0, SENTENCE_MAX - 3)}...` : text;

/** One venue's ways of saying that a frame carries nothing, or nothing that can be believed. */
export class Refusals {
  readonly #venue: VenueId;

  constructor(venue: VenueId) {
    this.#venue = venue;
  }

  refuse(code: RejectionCode, reason: string): FrameRejectedEvent {
    return { type: 'frame.rejected', venue: this.#venue, code, reason: sentence(reason) };
  }

  /** The one refusal of more rows than any list has; `undefined` where they can be read. */
  tooMany(where: string, rows: readonly unknown[]): FrameRejectedEvent | undefined {
    if (rows.length <= ROWS_MAX) return undefined;
    return this.refuse('frame.too-large', `${where} has ${rows.length} rows, at most ${ROWS_MAX} are read`);
  }

  /** A price that is missing, not a number, or not above 0. */
  price(where: string, field: string, value: unknown): FrameRejectedEvent {
    return this.#field('frame.bad-price', `${where}: ${field}`, value);
  }

  /** A number, size or instant that is missing or makes no sense. */
  number(where: string, field: string, value: unknown): FrameRejectedEvent {
    return this.#field('frame.bad-number', `${where}: ${field}`, value);
  }

  control(what: ControlKind, detail: string): MarketEvent {
    return { type: 'frame.control', venue: this.#venue, what, detail: sentence(detail) };
  }

  #field(code: RejectionCode, where: string, value: unknown): FrameRejectedEvent {
    if (value === undefined) return this.refuse('frame.missing-field', `${where} is missing`);
    const isNumber = !Number.isNaN(wireNumber(value));
    return this.refuse(isNumber ? code : 'frame.bad-number', `${where} is ${shown(value)}`);
  }
}
