import type { FlatLevels } from '../domain/book.ts';
import type { VenueId } from '../domain/ids.ts';
import type { ControlKind, FrameRejectedEvent, MarketEvent, RejectionCode } from '../domain/market-event.ts';
import type { AtMs } from '../domain/units.ts';
import { atMs } from '../domain/units.ts';

/** A JSON object off the wire; every field is unproven. */
export type Fields = Readonly<Record<string, unknown>>;

/** Levels accepted per side of one frame; the deepest REST book of any venue here has 5,000. */
export const LEVELS_MAX = 10_000;

/** The number in a JSON number or a decimal text; NaN for anything else, the empty text and infinities included. */
export const wireNumber = (value: unknown): number => {
  if (typeof value === 'string') {
    const first = value.charCodeAt(0);
    // Digits, '-' and '.' begin a decimal; '' gives NaN here, and would give 0 below.
    if (!(first >= 45 && first <= 57)) return NaN;
    const parsed = Number(value);
    return Number.isFinite(parsed) ? parsed : NaN;
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : NaN;
};

/** An instant in ms (JSON number or text); `undefined` where there is none, 0 included. */
export const wireInstant = (value: unknown): AtMs | undefined => {
  const parsed = wireNumber(value);
  return parsed > 0 && parsed <= INSTANT_MAX_MS ? atMs(parsed) : undefined;
};

/** Latest instant a Date can hold. */
const INSTANT_MAX_MS = 8_640_000_000_000_000;

/** A value as shown in a rejection: at most 60 characters. */
export const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? 'undefined');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
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

/** One venue's ways of saying that a frame carries nothing, or nothing that can be believed. */
export class Refusals {
  readonly #venue: VenueId;

  constructor(venue: VenueId) {
    this.#venue = venue;
  }

  refuse(code: RejectionCode, reason: string): FrameRejectedEvent {
    return { type: 'frame.rejected', venue: this.#venue, code, reason };
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
    return { type: 'frame.control', venue: this.#venue, what, detail };
  }

  #field(code: RejectionCode, where: string, value: unknown): FrameRejectedEvent {
    if (value === undefined) return this.refuse('frame.missing-field', `${where} is missing`);
    const isNumber = !Number.isNaN(wireNumber(value));
    return this.refuse(isNumber ? code : 'frame.bad-number', `${where} is ${shown(value)}`);
  }
}
