/** A figure of a report, or why there is none. What is not defined is neither 0 nor infinite. */
export type Figure =
  { readonly kind: 'known'; readonly value: number } | { readonly kind: 'unknown'; readonly reason: string };

/** A number that came out of a computation; one that is not finite is none, for the reason given. */
export const figureOf = (value: number, reason = 'not a number'): Figure =>
  Number.isFinite(value) ? { kind: 'known', value } : unknownFigure(reason);

export const unknownFigure = (reason: string): Figure => ({ kind: 'unknown', reason });
