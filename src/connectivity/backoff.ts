export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before trying again after `failures` in a row, ms: exponential, bounded, with full jitter (anything from
 * 0 to the bound), so that many who failed together do not come back together. 0 failures wait for at most `baseMs`.
 */
export const backoffMs = ({ baseMs, maxMs }: Backoff, failures: number, random: () => number): number =>
  Math.floor(random() * Math.min(maxMs, baseMs * 2 ** Math.min(failures, 30)));
