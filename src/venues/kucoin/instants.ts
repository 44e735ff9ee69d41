import type { AtMs } from '../../domain/units.ts';
import { wireInstant, wireNumber } from '../wire-value.ts';

const NS_PER_MS = 1_000_000;
/** Nanoseconds exceed 2^53, so JSON rounds them to a multiple of 256: half of that must not cost a whole millisecond. */
const ROUNDING_NS = 256;

/** An instant in ns (JSON number or text) as ms; `undefined` where there is none. */
export const instantOfNs = (value: unknown): AtMs | undefined =>
  wireInstant(Math.floor((wireNumber(value) + ROUNDING_NS) / NS_PER_MS));
