import type { Json } from '../domain/codec.ts';

/**
 * The only dice: a stream of draws with a name of its own, so that what one process draws never moves another's. A small
 * fast counting generator (sfc32) whose words come from seed and name; exact arithmetic only, every machine draws alike.
 */
export class Prng {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `seed` any integer; the name tells streams of one seed apart. */
  constructor(seed: number, name: string) {
    this.#a = hashOf(seed, `a|${name}`);
    this.#b = hashOf(seed, `b|${name}`);
    this.#c = hashOf(seed, `c|${name}`);
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.next();
  }

  /** Even in [0, 1), in steps of 2^-32. */
  next(): number {
    const drawn = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + drawn) | 0;
    return (drawn >>> 0) / 2 ** 32;
  }

  /** A whole number in [0, below); `below` at most 2^32. */
  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Mean 0, standard deviation 1, within ±3.47: four even draws, summed and scaled. Extremes are left to jumps. */
  normal(): number {
    return (this.next() + this.next() + this.next() + this.next() - 2) * SQRT_3;
  }

  save(): Json {
    return [this.#a, this.#b, this.#c, this.#counter];
  }

  /** Exact: the draws that follow are those that followed `save`. Throws RangeError for anything else. */
  restore(state: Json | undefined): void {
    const words: readonly unknown[] = Array.isArray(state) ? state : [];
    const [a, b, c, counter] = words;
    if (typeof a !== 'number' || typeof b !== 'number' || typeof c !== 'number' || typeof counter !== 'number')
      throw new RangeError(`not the state of a generator: ${JSON.stringify(state)?.slice(0, 60)}`);
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = counter;
  }
}

const WARM_UP_ROUNDS = 12;
const SQRT_3 = Math.sqrt(3);

/** FNV-1a over a text, mixed as murmur3 ends: 32 bits, signed. */
const hashOf = (seed: number, text: string): number => {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
};
