import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import type { VenueDecoder, VenueProfile } from '../../src/domain/ports.ts';
import { eventFaults } from './event-faults.ts';
import { spoiled, steps } from './rubbish.ts';
import type { Step } from './rubbish.ts';
import type { Sample } from './venue-samples.ts';
import { decodeSample } from './venue-samples.ts';

const BATCH = 1000;
const FAULTS_KEPT = 20;

/** One decoder that is given spoiled frames for a long time; what it does wrong is kept with the step that led to it. */
export class LongRun {
  readonly faults: string[] = [];
  frames = 0;
  events = 0;
  rejected = 0;
  readonly #decoder: VenueDecoder;
  readonly #profile: VenueProfile;
  readonly #samples: readonly Sample[];
  readonly #collect: () => void;

  constructor(profile: VenueProfile, samples: readonly Sample[]) {
    this.#profile = profile;
    this.#samples = samples;
    this.#decoder = profile.createDecoder();
    setFlagsFromString('--expose-gc');
    this.#collect = runInNewContext('gc') as () => void;
  }

  take(count: number): void {
    for (let taken = 0; taken < count; taken += BATCH) {
      // Numbered, so that a run can be had again.
      const batch = fc.sample(steps(this.#samples), { numRuns: BATCH, seed: this.frames });
      for (const step of batch) this.#step(step);
    }
  }

  /** What is held after everything else was collected. */
  heapMb(): number {
    for (let round = 0; round < 4; round += 1) this.#collect();
    return process.memoryUsage().heapUsed / 1e6;
  }

  #step(step: Step): void {
    this.frames += 1;
    const sample = spoiled(this.#samples, step);
    try {
      for (const event of decodeSample(this.#decoder, sample, sample.frame)) {
        this.events += 1;
        if (event.type === 'frame.rejected') this.rejected += 1;
        for (const fault of eventFaults(event, this.#profile.venue)) this.#blame(step, fault);
      }
    } catch (error) {
      this.#blame(step, `thrown: ${String(error)}`);
    }
  }

  #blame(step: Step, fault: string): void {
    if (this.faults.length < FAULTS_KEPT) this.faults.push(`${fault} at ${JSON.stringify(step).slice(0, 300)}`);
  }
}
