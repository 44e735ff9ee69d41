import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import type { VenueLink } from '../../src/connectivity/venue-link.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import type { VenueDecoder, VenueProfile } from '../../src/domain/ports.ts';
import { venueLinks } from '../../src/venues/links.ts';
import { eventFaults } from './event-faults.ts';
import { spoiled, steps } from './rubbish.ts';
import type { Step } from './rubbish.ts';
import type { Sample } from './venue-samples.ts';
import { decodeSample } from './venue-samples.ts';

const BATCH = 1000;
const FAULTS_KEPT = 20;

/** What a link says of a frame or an answer; it may not throw either, and needs words for what it refuses. */
const wordFaults = (link: VenueLink | undefined, sample: Sample): readonly string[] => {
  if (link === undefined) return [];
  if (sample.kind === 'rest') {
    const [method = '', path = ''] = sample.rest.split(' ');
    const call = { method: method === 'POST' ? 'POST' : 'GET', host: '', path, bucket: '', weight: 1 } as const;
    const next = link.rest.nextPage(call, sample.frame);
    link.rest.throttled?.(sample.frame, sample.atMs);
    return next === undefined || next.path.length <= PATH_MAX ? [] : ['a page at an address without end'];
  }
  return link.sockets.flatMap((socket) => {
    const word = socket.read(sample.frame);
    return word.kind === 'refused' && word.reason.length > REASON_MAX ? ['a refusal without end'] : [];
  });
};

/** A new decoder of a venue, and how it is spoken to. */
export const partsOf = (profile: VenueProfile) => ({
  decoder: profile.createDecoder(),
  link: venueLinks.find(({ venue }) => venue === profile.venue),
  venue: profile.venue,
});

const PATH_MAX = 2000;
const REASON_MAX = 300;

/** What a decoder and a link make of one spoiled frame and should not. */
export const stepFaults = (
  { decoder, link, venue }: { decoder: VenueDecoder; link: VenueLink | undefined; venue: string },
  sample: Sample,
  heard: (event: MarketEvent) => void = () => undefined,
): readonly string[] => {
  const faults = [...wordFaults(link, sample)];
  for (const event of decodeSample(decoder, sample, sample.frame)) {
    heard(event);
    faults.push(...eventFaults(event, venue));
  }
  return faults;
};

/** One decoder that is given spoiled frames for a long time; what it does wrong is kept with the step that led to it. */
export class LongRun {
  readonly faults: string[] = [];
  frames = 0;
  events = 0;
  rejected = 0;
  readonly #parts: ReturnType<typeof partsOf>;
  readonly #samples: readonly Sample[];
  readonly #collect: () => void;

  constructor(profile: VenueProfile, samples: readonly Sample[]) {
    this.#samples = samples;
    this.#parts = partsOf(profile);
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
      const faults = stepFaults(this.#parts, sample, ({ type }) => {
        this.events += 1;
        if (type === 'frame.rejected') this.rejected += 1;
      });
      for (const fault of faults) this.#blame(step, fault);
    } catch (error) {
      this.#blame(step, `thrown: ${String(error)}`);
    }
  }

  #blame(step: Step, fault: string): void {
    if (this.faults.length < FAULTS_KEPT) this.faults.push(`${fault} at ${JSON.stringify(step).slice(0, 300)}`);
  }
}
