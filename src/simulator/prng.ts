import { keyedDraw } from './keyed-draw.ts';

/** Four 32-bit words: all there is to a stream of draws. */
export type PrngState = readonly [number, number, number, number];

/**
 * A stream of draws with a name of its own: what one process draws never moves another's. Small fast counting generator
 * (sfc32); its words come from the seed and the name. Only exact arithmetic, so that every machine draws the same.
 */
export class Prng {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(seed: number, name: string) {
    const draw = keyedDraw(seed);
    this.#a = (draw(`${name}|a`) * 2 ** 32) | 0;
    this.#b = (draw(`${name}|b`) * 2 ** 32) | 0;
    this.#c = (draw(`${name}|c`) * 2 ** 32) | 0;
    this.#counter = 1;
    for (let round = 0; round < 12; round++) this.uniform();
  }

  /** Even in [0, 1), in steps of 2^-32. */
  uniform(): number {
    const drawn = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + drawn) | 0;
    return (drawn >>> 0) / 2 ** 32;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Mean 0, standard deviation 1, within ±3.5: the sum of four even draws, scaled. Extremes are the jumps' business. */
  normal(): number {
    return (this.uniform() + this.uniform() + this.uniform() + this.uniform() - 2) * Math.sqrt(3);
  }

  save(): PrngState {
    return [this.#a, this.#b, this.#c, this.#counter];
  }

  restore([a, b, c, counter]: PrngState): void {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = counter;
  }
}
