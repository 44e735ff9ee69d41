import type { AtMs } from '../../domain/units.ts';

/** The first of several instants later than `afterMs`; those that are not set do not count. */
export const earliest = (
  instants: readonly (AtMs | null | undefined)[],
  afterMs = Number.NEGATIVE_INFINITY,
): AtMs | undefined => {
  let first: AtMs | undefined;
  for (const atMs of instants)
    if (atMs != null && atMs > afterMs && (first === undefined || atMs < first)) first = atMs;
  return first;
};
