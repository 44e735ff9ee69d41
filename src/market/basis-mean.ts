import type { AtMs } from '../domain/units.ts';

const STEP_MS = 300_000;
const SAMPLES_MAX = 288;
/** An hour of samples: a mean of less is no mean of a day. */
const SAMPLES_MIN = 12;

/** Mean of a route's basis over the last 24 h, one sample per 5-minute slot of engine time. */
export class BasisMean {
  readonly #samples: number[] = [];
  #next = 0;
  #sum = 0;
  #slot = -1;

  observe(basisBps: number, atMs: AtMs): void {
    const slot = Math.floor(atMs / STEP_MS);
    if (slot <= this.#slot) return;
    this.#slot = slot;
    this.#sum += basisBps - (this.#samples[this.#next] ?? 0);
    this.#samples[this.#next] = basisBps;
    this.#next = (this.#next + 1) % SAMPLES_MAX;
  }

  /** Basis points; `undefined` under an hour of samples. */
  get meanBps(): number | undefined {
    return this.#samples.length < SAMPLES_MIN ? undefined : this.#sum / this.#samples.length;
  }
}
