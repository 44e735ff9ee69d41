import type { AtMs, Ms } from '../domain/units.ts';
import { ms } from '../domain/units.ts';

/** For execution a book is stale past this; for signals a funding observation past that (economics 9). */
export const BOOK_BUDGET_MS = 100;
export const FUNDING_BUDGET_MS = 30_000;
const BOOK_BUDGET_MAX_MS = 1500;
const FUNDING_BUDGET_MAX_MS = 180_000;

/** Budget of a book whose venue sends one every `cadenceMs`: 100 ms, stretched to twice the cadence, at most 1.5 s. */
export const bookBudgetMs = (cadenceMs: number, baseMs = BOOK_BUDGET_MS): Ms =>
  stretched(cadenceMs, baseMs, BOOK_BUDGET_MAX_MS);

/** Budget of a funding observation: 30 s, stretched to twice the cadence, at most 180 s. */
export const fundingBudgetMs = (cadenceMs: number, baseMs = FUNDING_BUDGET_MS): Ms =>
  stretched(cadenceMs, baseMs, FUNDING_BUDGET_MAX_MS);

export interface FactTimes {
  readonly nowMs: AtMs;
  /** The venue's clock minus ours; `undefined` before the first sample: the age is then unknown. */
  readonly offsetMs: number | undefined;
  /** The venue's own time of the fact, or `undefined` when the frame carries none (arrival counts). */
  readonly venueAtMs: AtMs | undefined;
  /** Our time of arrival. */
  readonly arrivedAtMs: AtMs;
  /** For channels that speak only on change: our time of the last frame or heartbeat of the unbroken socket. */
  readonly heardAtMs?: AtMs;
}

/**
 * Age of a venue's fact by our clock, >= 0. The venue's timestamp is moved by the offset before it is compared; a
 * channel that speaks only on change is as young as its last sign of life. Economics 9.
 */
export const ageMs = ({ nowMs, offsetMs, venueAtMs, arrivedAtMs, heardAtMs }: FactTimes): Ms | undefined => {
  if (offsetMs === undefined) return undefined;
  const bornMs = venueAtMs === undefined ? arrivedAtMs : venueAtMs - offsetMs;
  return ms(Math.max(0, nowMs - Math.max(bornMs, heardAtMs ?? -Infinity)));
};

const stretched = (cadenceMs: number, baseMs: number, maxMs: number): Ms =>
  ms(Math.max(baseMs, Math.min(2 * cadenceMs, maxMs)));
