/**
 * Remembers the last `keysMax` texts it has seen, as numbers of 53 bits: two different texts pass for one in about one of
 * 10^15 comparisons. The oldest is forgotten first.
 */
export class Dedupe {
  readonly #keysMax: number;
  readonly #seen = new Set<number>();

  constructor(keysMax: number) {
    this.#keysMax = keysMax;
  }

  get size(): number {
    return this.#seen.size;
  }

  /** Whether this text has been seen; it has from now on. */
  isRepeat(text: string): boolean {
    const key = hash53(text);
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    if (this.#seen.size > this.#keysMax) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    }
    return false;
  }

  /** Whether this text has been seen; nothing is remembered. */
  knows(text: string): boolean {
    return this.#seen.has(hash53(text));
  }
}

/** Two multiplicative hashes of 32 bits side by side (Knuth's multiplier and the one of FNV-1a), mixed at the end. */
const hash53 = (text: string): number => {
  let high = 0x811c9dc5;
  let low = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x9e3779b1);
  }
  high = Math.imul(high ^ (high >>> 15) ^ (low >>> 13), 0x85ebca6b);
  low = Math.imul(low ^ (low >>> 16) ^ (high >>> 11), 0xc2b2ae35);
  return ((high ^ (high >>> 16)) & 0x1fffff) * 0x1_0000_0000 + (low >>> 0);
};
