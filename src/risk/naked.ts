import type { AtMs } from '../domain/units.ts';

/**
 * How long and how much of one position stood unhedged. Plain JSON; folded once per input that concerns the position.
 * The bounded clock (`stretchMs`) runs only while a venue of the position accepts orders; the exposure itself
 * (`notionalMs`) runs always, because the market does not wait for a venue.
 */
export interface NakedRecord {
  readonly atMs: AtMs;
  /** Unhedged notional since `atMs`, USD. */
  readonly nakedUsd: number;
  readonly accepting: 'yes' | 'no';
  /** Length of the current stretch, ms; 0 while hedged. */
  readonly stretchMs: number;
  readonly longestMs: number;
  readonly totalMs: number;
  readonly peakUsd: number;
  /** USD x ms over the life of the position. */
  readonly notionalMs: number;
}

export interface NakedReading {
  readonly atMs: AtMs;
  readonly nakedUsd: number;
  readonly accepting: 'yes' | 'no';
}

export const nakedSince = ({ atMs, nakedUsd, accepting }: NakedReading): NakedRecord => ({
  atMs,
  nakedUsd,
  accepting,
  stretchMs: 0,
  longestMs: 0,
  totalMs: 0,
  peakUsd: nakedUsd,
  notionalMs: 0,
});

/** The time since the last reading passed at the *last* reading's notional; a reading of the past adds nothing. */
export const foldNaked = (record: NakedRecord, reading: NakedReading): NakedRecord => {
  const elapsedMs = Math.max(0, reading.atMs - record.atMs);
  const wasNaked = record.nakedUsd > 0;
  const countedMs = wasNaked && record.accepting === 'yes' ? elapsedMs : 0;
  const stretchMs = record.stretchMs + countedMs;
  return {
    atMs: elapsedMs > 0 ? reading.atMs : record.atMs,
    nakedUsd: reading.nakedUsd,
    accepting: reading.accepting,
    stretchMs: reading.nakedUsd > 0 ? stretchMs : 0,
    longestMs: Math.max(record.longestMs, stretchMs),
    totalMs: record.totalMs + countedMs,
    peakUsd: Math.max(record.peakUsd, reading.nakedUsd),
    notionalMs: record.notionalMs + (wasNaked ? elapsedMs * record.nakedUsd : 0),
  };
};

/** Unhedged notional, USD: the difference of the legs' coins at the price of one coin. */
export const nakedNotionalUsd = (coins: { readonly long: number; readonly short: number }, coinUsd: number): number =>
  Math.abs(coins.long - coins.short) * coinUsd;

/** Longest a position may stand unhedged while a venue of it takes orders (design 5.5), ms. */
export const nakedBoundMs = (wait: { readonly legTimeoutMs: number; readonly visibilityDelayMs: number }): number =>
  wait.legTimeoutMs + wait.visibilityDelayMs;
