/** Plain JSON: what contexts, facts, snapshots and recordings are made of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one text of a JSON value: keys sorted, `undefined` members left out. Hash chains and comparisons stand on it.
 * Throws RangeError on NaN and infinities, which JSON would silently turn into null.
 */
export const canonicalJson = (value: Json): string => {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`${value} has no JSON form`);
    return JSON.stringify(value);
  }
  if (isJsonArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const member = value[key];
      return member === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(member)}`];
    });
  return `{${members.join(',')}}`;
};

const isJsonArray = (value: Json): value is readonly Json[] => Array.isArray(value);

/** A typed plain value seen as JSON: interfaces have no index signature, so the compiler needs this one door. */
export const asJson = (value: object | readonly object[]): Json => value as unknown as Json;

/** True for a JSON object (not null, not an array). */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
