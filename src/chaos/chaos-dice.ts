import { Prng } from '../simulator/prng.ts';
import type { ChaosChances, ChaosFault } from './chaos-fault.ts';

/** The dice of one run: each purpose has its own stream, and every strike is counted. */
export class ChaosDice {
  readonly counts = new Map<string, number>();
  readonly #seed: number;
  readonly #chances: ChaosChances;
  readonly #streams = new Map<string, Prng>();
  #isOver = false;

  constructor(seed: number, chances: ChaosChances) {
    this.#seed = seed;
    this.#chances = chances;
  }

  /** Nothing goes wrong from here on. */
  end(): void {
    this.#isOver = true;
  }

  chance(fault: ChaosFault): number {
    return this.#isOver ? 0 : (this.#chances[fault] ?? 0);
  }

  strikes(fault: ChaosFault): boolean {
    const isStruck = this.stream(fault).next() < this.chance(fault);
    if (isStruck) this.struck(fault);
    return isStruck;
  }

  struck(fault: string): void {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
  }

  stream(purpose: string): Prng {
    const known = this.#streams.get(purpose) ?? new Prng(this.#seed, `chaos ${purpose}`);
    this.#streams.set(purpose, known);
    return known;
  }

  /** Even between both ends. */
  between(purpose: string, least: number, most: number): number {
    return least + Math.floor(this.stream(purpose).next() * (most - least));
  }

  pick<One>(purpose: string, from: readonly One[]): One | undefined {
    return from[this.stream(purpose).integer(Math.max(1, from.length))];
  }
}
