import type { Leg } from '../domain/ids.ts';

/** Depth confidences this many times apart are not sent together. */
const UNEVEN_RATIO = 2;

/**
 * The legs of an approved entry that go out now. Both, unless one book is more than twice as confident as the other: then
 * the thin one alone, and what it really got is hedged on the deep one (the position asks for that itself). Confidences are
 * 0..1, larger is deeper; 0 on one side alone sends that side first, 0 on both sends both.
 */
export const legsToSend = (depthConfidence: Readonly<Record<Leg, number>>): readonly Leg[] => {
  const { long, short } = depthConfidence;
  if (long > short * UNEVEN_RATIO) return ['short'];
  if (short > long * UNEVEN_RATIO) return ['long'];
  return ['long', 'short'];
};
