import type { AtMs } from '../domain/units.ts';
import type { FeedSettings } from './feed-settings.ts';
import type { RestClient } from './rest-client.ts';
import type { RestCall } from './venue-link.ts';

/** One reading of a venue's clock. */
export interface TimeSample {
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  readonly venueAtMs: number;
}

export interface OffsetEstimate {
  /** Venue clock minus ours, ms. */
  readonly offsetMs: number;
  /** The truth is within this, either way: half the round trip. */
  readonly errorMs: number;
}

/**
 * The best of a few readings: the one with the shortest round trip, taken to have been read half-way. `undefined` without
 * a reading.
 */
export const bestOffset = (samples: readonly TimeSample[]): OffsetEstimate | undefined => {
  let best: OffsetEstimate | undefined;
  for (const { sentAtMs, receivedAtMs, venueAtMs } of samples) {
    const errorMs = (receivedAtMs - sentAtMs) / 2;
    if (errorMs < 0 || !Number.isFinite(venueAtMs)) continue;
    if (best === undefined || errorMs < best.errorMs)
      best = { offsetMs: Math.round(venueAtMs - (sentAtMs + errorMs)), errorMs };
  }
  return best;
};

/** Clocks drift by less than this in a minute: what differs by more, and by more than it may err, is an outlier. */
const DRIFT_MS = 50;

/** Leaves out what does not fit: an estimate that contradicts the last one counts once the next agrees with it. */
export class OffsetFilter {
  #last: OffsetEstimate | undefined;
  #suspect: OffsetEstimate | undefined;

  /** The offset to go by from now on; `undefined` when this estimate is left out. */
  take(estimate: OffsetEstimate): number | undefined {
    const isFitting = [this.#last ?? estimate, this.#suspect].some(
      (known) =>
        known !== undefined &&
        Math.abs(known.offsetMs - estimate.offsetMs) <= known.errorMs + estimate.errorMs + DRIFT_MS,
    );
    this.#suspect = isFitting ? undefined : estimate;
    if (!isFitting) return undefined;
    this.#last = estimate;
    return estimate.offsetMs;
  }
}

export interface TimeProbeParts {
  readonly client: RestClient;
  readonly call: RestCall;
  readonly read: (answer: unknown) => number | undefined;
  readonly settings: Pick<FeedSettings, 'timeEveryMs' | 'timeSamples'>;
  readonly measured: (offsetMs: number) => void;
}

/** Looks come every second or so: what lies further apart is a clock that was set, or a process that slept. */
const JUMP_MS = 30_000;

/** Asks the venue's time a few times, every minute, and at once when ours has jumped. */
export class TimeProbe {
  readonly #parts: TimeProbeParts;
  #filter = new OffsetFilter();
  #lookedAtMs: AtMs | undefined;
  #dueAtMs = 0;
  #isBusy = false;

  constructor(parts: TimeProbeParts) {
    this.#parts = parts;
  }

  tick(nowMs: AtMs): void {
    if (nowMs - (this.#lookedAtMs ?? nowMs) > JUMP_MS) {
      // what was known of the venue's clock was measured against another one of ours
      this.#filter = new OffsetFilter();
      this.#dueAtMs = nowMs;
    }
    this.#lookedAtMs = nowMs;
    if (this.#isBusy || nowMs < this.#dueAtMs) return;
    this.#dueAtMs = nowMs + this.#parts.settings.timeEveryMs;
    void this.#measure();
  }

  async #measure(): Promise<void> {
    const { client, call, read, settings, measured } = this.#parts;
    this.#isBusy = true;
    const samples: TimeSample[] = [];
    for (let taken = 0; taken < settings.timeSamples; taken += 1) {
      // One after the other: together they would delay each other.
      const outcome = await client.ask(call, 'time');
      const venueAtMs = outcome.kind === 'answer' ? read(outcome.answer) : undefined;
      if (venueAtMs === undefined) break;
      samples.push({ sentAtMs: outcome.sentAtMs, receivedAtMs: outcome.atMs, venueAtMs });
    }
    this.#isBusy = false;
    const best = bestOffset(samples);
    const offsetMs = best === undefined ? undefined : this.#filter.take(best);
    if (offsetMs !== undefined) measured(offsetMs);
  }
}
