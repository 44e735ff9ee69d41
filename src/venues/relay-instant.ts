import type { AtMs } from '../domain/units.ts';
import { wireInstant, wireNumber } from './wire-value.ts';

/** Below this a number counts seconds (until the year 5138), above it milliseconds. */
const SECONDS_BELOW = 1e11;

/** Date, time and zone: without a zone a text is no instant. */
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** An instant as relays write it: ISO 8601 with a zone, or epoch seconds or milliseconds, told apart by magnitude. */
export const relayInstant = (value: unknown): AtMs | undefined => {
  if (typeof value === 'string' && value.includes('T')) {
    return ISO.test(value) ? wireInstant(Date.parse(value)) : undefined;
  }
  const number = wireNumber(value);
  return wireInstant(number < SECONDS_BELOW ? Math.round(number * 1000) : number);
};
