import type { AtMs, Hours } from './units.ts';

/** Settled rates of one market in order of time: rows of an instant, a fraction for the whole interval, the interval. */
export type SettledRates = readonly (readonly [atMs: AtMs, rate: number, intervalHours: Hours])[];
