import type { AtMs } from '../../domain/units.ts';
import { atMs } from '../../domain/units.ts';
import { wireNumber } from '../wire-value.ts';

/** One frame counts in two units: its own times in microseconds, the next settlement in milliseconds. */
const EARLIEST_MS = Date.UTC(2020, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

const plausible = (instantMs: number): AtMs | undefined =>
  instantMs >= EARLIEST_MS && instantMs < LATEST_MS ? atMs(Math.floor(instantMs)) : undefined;

/** Microseconds (JSON number or text) as ms, rounded down; `undefined` where they name no instant of this century. */
export const fromMicroseconds = (value: unknown): AtMs | undefined => plausible(wireNumber(value) / 1000);

/** Milliseconds, held to the same years: microseconds by mistake are no instant. */
export const fromMilliseconds = (value: unknown): AtMs | undefined => plausible(wireNumber(value));

const NAIVE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z?$/;

/** `2026-09-23T04:00:00`: UTC without saying so. Read as it stands it would be local time. */
export const fromNaive = (value: unknown): AtMs | undefined => {
  if (typeof value !== 'string' || !NAIVE.test(value)) return undefined;
  return plausible(Date.parse(`${value.replace(' ', 'T').replace('Z', '')}Z`));
};
