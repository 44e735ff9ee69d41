import type { Clock } from '../../../src/clock/clock.ts';
import type { Transport } from '../../../src/connectivity/transport.ts';
import type { VenueId } from '../../../src/domain/ids.ts';
import { venueFaces } from '../../../src/simulator/wire/faces.ts';
import type { VenueCounts } from '../../../src/simulator/wire/venue-counts.ts';
import type { FaceLimits, VenueFace } from '../../../src/simulator/wire/venue-face.ts';
import { venueLinks } from '../../../src/venues/links.ts';
import { venueProfile } from '../../../src/venues/registry.ts';
import { StormStage } from './storm-stage.ts';

/** Venues that can be pulled down, over whatever network. */
export interface Sky {
  readonly clock: Clock;
  readonly transport: Transport;
  hosts(venue: VenueId): Readonly<Record<string, string>>;
  pull(venue: VenueId): Promise<void>;
  restore(venue: VenueId): Promise<void>;
  counts(venue: VenueId): VenueCounts;
  /** Lets time pass. */
  pass(durationMs: number): Promise<void>;
}

export interface WeatherSettings {
  readonly symbols: number;
  readonly outageMs: number;
  readonly betweenDropsMs: number;
  /** Whether the time after a return is passed in full, or only until every market is live. */
  readonly afterReturn: 'in-full' | 'until-live';
  readonly seed: number;
}

const LOOK_MS = 100;

export const stormFaces: readonly VenueFace[] = venueLinks.map(({ venue }) => {
  const face = venueFaces.find((each) => each.venue === venue);
  if (face === undefined) throw new Error(`${venue} has no simulated face`);
  return face;
});

/** Every venue with its feed and the engine's own fold behind it, and what became of them at each drop. */
export class Weather {
  readonly stages: ReadonlyMap<VenueId, StormStage>;
  /** How long after each return of its venue every market had a book again, ms. */
  readonly waits = new Map<VenueId, (number | 'never')[]>(venueLinks.map(({ venue }) => [venue, []]));
  /** Markets that still had a book while their venue was down. */
  readonly lit: string[] = [];
  readonly #sky: Sky;
  readonly #settings: WeatherSettings;

  constructor(sky: Sky, settings: WeatherSettings) {
    this.#sky = sky;
    this.#settings = settings;
    const { clock, transport } = sky;
    const { seed } = settings;
    this.stages = new Map(
      venueLinks.map((link) => {
        const { venue } = link;
        const profile = venueProfile(venue);
        return [venue, new StormStage({ link, profile, hosts: sky.hosts(venue), transport, clock, seed })];
      }),
    );
  }

  /** Everything is followed and every market has a book, or time is up. */
  async raise(atMostMs: number): Promise<void> {
    for (const { feed } of this.stages.values()) feed.start();
    await this.#pass(atMostMs, () => [...this.stages.values()].every(({ listed }) => listed >= this.#settings.symbols));
    for (const stage of this.stages.values()) stage.follow(this.#settings.symbols);
    await this.#pass(atMostMs, (live) => live.size === this.stages.size);
  }

  /** Nothing happens. */
  async calm(durationMs: number): Promise<void> {
    await this.#pass(durationMs);
  }

  /** Every venue goes away at once, and comes back. */
  async drop(): Promise<void> {
    const { afterReturn, betweenDropsMs, outageMs } = this.#settings;
    await Promise.all([...this.stages.keys()].map((venue) => this.#sky.pull(venue)));
    await this.#pass(outageMs);
    for (const stage of this.stages.values()) this.lit.push(...stage.lit());
    await Promise.all([...this.stages.keys()].map((venue) => this.#sky.restore(venue)));
    const isEnough = (live: ReadonlyMap<VenueId, number>): boolean =>
      afterReturn === 'until-live' && live.size === this.stages.size;
    const live = await this.#pass(betweenDropsMs - outageMs, isEnough);
    for (const [venue, waits] of this.waits) waits.push(live.get(venue) ?? 'never');
  }

  stop(): void {
    for (const { feed } of this.stages.values()) feed.stop();
  }

  /** A line a venue: how long it took, and how much of each limit was used at the most. */
  report(): string {
    return stormFaces.map((face) => this.#lineOf(face)).join('\n');
  }

  /** Limits that were broken, by the venue's own count. */
  breaches(face: VenueFace): readonly string[] {
    const { sockets } = this.#sky.counts(face.venue);
    const over = uses(this.#sky.counts(face.venue), face.limits).filter(({ used, limit }) => used > limit);
    return [
      ...over.map(({ what, used, limit }) => `${what}: ${used} of ${limit}`),
      ...Object.entries(sockets.cut).map(([cause, times]) => `cut for ${cause}: ${times}`),
    ];
  }

  #lineOf(face: VenueFace): string {
    const waits = this.waits.get(face.venue) ?? [];
    const known = waits.filter((wait) => wait !== 'never').toSorted((a, b) => a - b);
    const most = uses(this.#sky.counts(face.venue), face.limits).map(
      ({ what, used, limit }) => `${what} ${used}/${limit}`,
    );
    return [
      face.venue.padEnd(12),
      `live again after ${known[known.length >> 1] ?? '-'} ms (median), ${known.at(-1) ?? '-'} ms (longest)`.padEnd(58),
      most.join(', '),
    ].join(' ');
  }

  /** Lets time pass, until `isEnough`; when each venue had no dark market any more. */
  async #pass(
    durationMs: number,
    isEnough: (live: ReadonlyMap<VenueId, number>) => boolean = () => false,
  ): Promise<ReadonlyMap<VenueId, number>> {
    const live = new Map<VenueId, number>();
    const startMs = this.#sky.clock.now();
    while (this.#sky.clock.now() - startMs < durationMs && !isEnough(live)) {
      await this.#sky.pass(LOOK_MS);
      for (const [venue, stage] of this.stages) {
        stage.turn();
        if (!live.has(venue) && stage.isLive()) live.set(venue, this.#sky.clock.now() - startMs);
      }
    }
    return live;
  }
}

interface Use {
  readonly what: string;
  readonly used: number;
  readonly limit: number;
}

const uses = ({ sockets, messages, topics, rest }: VenueCounts, limits: FaceLimits): readonly Use[] => [
  { what: 'connections', used: sockets.attemptsInWindow, limit: limits.connects.count },
  { what: 'messages', used: messages.inWindow, limit: limits.messages.count },
  { what: 'topics', used: topics.onSocket, limit: limits.topicsPerSocket },
  ...Object.entries(rest.weights).flatMap(([bucket, { inWindow }]) => {
    const limit = limits.rest[bucket]?.count;
    return inWindow === 0 || limit === undefined ? [] : [{ what: `${bucket} weight`, used: inWindow, limit }];
  }),
];
