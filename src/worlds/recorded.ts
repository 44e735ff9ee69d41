import type { MarketLoan, VenueProfile, World } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { Config } from '../engine/config.ts';
import { venueConfig } from '../engine/config.ts';
import { feesOf } from '../engine/config-settings.ts';
import { mergeRecordings, openRecording } from '../replay/merge.ts';
import { readRecording } from '../replay/recording.adapter.ts';
import type { RecordingAbout } from '../replay/recording.ts';
import { createReplayWorld } from '../replay/replay-world.adapter.ts';
import { createBookGateway } from '../simulator/book-gateway.adapter.ts';
import type { BookGateway } from '../simulator/book-gateway.adapter.ts';
import { knownVenues } from '../venues/registry.ts';

export interface RecordedWorld {
  readonly world: World;
  readonly abouts: readonly RecordingAbout[];
  /** True when the recording holds turns, ticks, reports and flushes itself. */
  readonly holdsEverything: boolean;
}

/** Recordings, merged, as a world. Throws the typed errors of replay/recording-errors.ts. */
export const recordedWorld = async (files: readonly string[], config: Config): Promise<RecordedWorld> => {
  const recordings = await Promise.all(files.map((file) => openRecording(readRecording(file))));
  const abouts = recordings.map(({ about }) => about);
  const holdsEverything = abouts.length === 1 && abouts[0]?.['holds'] === 'inputs';
  const inputs = mergeRecordings(recordings);
  const first = await inputs.next();
  const startAtMs = (first.done === true ? 0 : first.value.atMs) as AtMs;
  const lent: MarketLoan = { books: () => undefined, instruments: () => undefined, marks: () => undefined };
  const profiles = knownVenues
    .filter(({ venue }) => venueConfig(config, venue).enabled)
    .map((profile): VenueProfile => ({ ...profile, fees: feesOf(config, profile) }));
  const gateway = createBookGateway({
    profiles,
    books: (market) => lent.books(market),
    instruments: (market) => lent.instruments(market),
    marks: (market) => lent.marks(market),
    seed: config.engine.seed,
    nowMs: startAtMs,
    capitalUsd: Number(config.everyVenue.capitalUsd),
  });
  const world = createReplayWorld({
    inputs: startingWith(first, inputs),
    startAtMs,
    venues: profiles,
    holds: holdsEverything ? 'complete' : 'frames',
    gateway: replayGateway(gateway, lent),
  });
  return { world, abouts, holdsEverything };
};

const replayGateway = (gateway: BookGateway, lent: MarketLoan): Parameters<typeof createReplayWorld>[0]['gateway'] => ({
  perform: (request, nowMs) => gateway.perform(request, nowMs),
  nextAtMs: () => {
    const nextMs = gateway.nextAtMs();
    return nextMs === Infinity ? undefined : (nextMs as AtMs);
  },
  advanceTo: (atMs) => gateway.advanceTo(atMs),
  followBooks: (atMs) => gateway.followBooks(atMs),
  lendBooks: (loan) => Object.assign(lent, loan),
});

/** The generator again, with the input that was looked at first put back. */
async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
