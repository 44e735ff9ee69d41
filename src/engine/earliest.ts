import type { AtMs } from '../domain/units.ts';

/** The first of several instants later than `afterMs`; those that are not set do not count. */
export const earliest = (
  instants: readonly (AtMs | null | undefined)[],
  afterMs = Number.NEGATIVE_INFINITY,
): AtMs | undefined => {
  const wanted = instants.filter((atMs) => atMs != null && atMs > afterMs).map((atMs) => atMs ?? Infinity);
  return wanted.length === 0 ? undefined : (Math.min(...wanted) as AtMs);
};
