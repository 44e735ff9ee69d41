import type { AtMs } from '../domain/units.ts';
import { SlotRing } from './slot-ring.ts';

const STEP_MS = 300_000;
const SLOTS = 288;
/** An hour of samples: a mean of less is no mean of a day. */
const SAMPLES_MIN = 12;

/** Mean of a route's basis over the last 24 h, one sample per 5-minute slot of engine time. */
export class BasisMean {
  readonly #samples = new SlotRing(SLOTS);

  observe(basisBps: number, atMs: AtMs): void {
    const slot = Math.floor(atMs / STEP_MS);
    if (slot <= this.#samples.newest) return;
    this.#samples.moveTo(slot);
    this.#samples.keep(basisBps);
  }

  /** Basis points; `undefined` under an hour of samples. */
  get meanBps(): number | undefined {
    return this.#samples.count < SAMPLES_MIN ? undefined : this.#samples.sum / this.#samples.count;
  }
}
