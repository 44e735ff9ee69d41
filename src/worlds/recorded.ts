import type { Input } from '../domain/input.ts';
import type { VenueProfile, World } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';
import { enabledProfiles } from './enabled-profiles.ts';
import { mergeRecordings, openRecording } from '../replay/merge.ts';
import type { OpenRecording } from '../replay/merge.ts';
import { readRecording } from '../replay/recording.adapter.ts';
import type { RecordingAbout, RecordingLine } from '../replay/recording.ts';
import { createReplayWorld } from '../replay/replay-world.adapter.ts';
import { knownVenues } from '../venues/registry.ts';
import { knownRelays } from '../venues/relays.ts';
import { createMatchedGateway } from './matched-gateway.ts';
import { relaySources } from './relay-setup.ts';
import { simulatedProfiles } from './simulated.ts';

export interface RecordedWorld {
  readonly world: World;
  readonly abouts: readonly RecordingAbout[];
  /** True when the recording holds turns, ticks, reports and flushes itself. */
  readonly holdsEverything: boolean;
  /** Venues met so far that no decoder knows: what they said was passed over. */
  readonly strangers: ReadonlySet<string>;
}

/** Recordings, merged, as a world of so many inputs at most. Throws the typed errors of replay/recording-errors.ts. */
export const recordedWorld = async (
  files: readonly string[],
  config: Config,
  inputsMax = Infinity,
): Promise<RecordedWorld> => {
  const recordings = await Promise.all(files.map((file) => openRecording(readRecording(file))));
  const abouts = recordings.map(({ about }) => about);
  const holdsEverything = abouts.length === 1 && abouts.every(isOfRun);
  const strangers = new Set<string>();
  const merged = mergeRecordings(holdsEverything ? recordings : recordings.map(feedsOnly));
  const inputs = noting(atMost(inputsMax, merged), strangers);
  const first = await inputs.next();
  const startAtMs = startOf(abouts) ?? ((first.done === true ? 0 : first.value.atMs) as AtMs);
  const profiles = profilesFor(abouts, config);
  const world = createReplayWorld({
    inputs: startingWith(first, inputs),
    startAtMs,
    venues: profiles,
    holds: holdsEverything ? 'complete' : 'frames',
    gateway: createMatchedGateway({ profiles, config, startAtMs }),
    sources: relaySources(profiles, config),
  });
  return { world, abouts, holdsEverything, strangers };
};

/** When a recorded run began; its first input may have come later. */
const startOf = (abouts: readonly RecordingAbout[]): AtMs | undefined => {
  const startAtMs = abouts.length === 1 ? abouts[0]?.['startAtMs'] : undefined;
  return typeof startAtMs === 'number' ? (startAtMs as AtMs) : undefined;
};

/** The enabled venues; invented ones, where invented ones were recorded. */
const profilesFor = (abouts: readonly RecordingAbout[], config: Config): readonly VenueProfile[] =>
  abouts.length > 0 && abouts.every((about) => about['source'] === 'simulated')
    ? simulatedProfiles(config, scenarioIn(abouts))
    : enabledProfiles(config);

/** The story that was recorded; several recordings of one world tell the same. */
const scenarioIn = (abouts: readonly RecordingAbout[]): string | undefined => {
  const named = abouts.find((about) => typeof about['scenario'] === 'string')?.['scenario'];
  return typeof named === 'string' ? named : undefined;
};

const isOfRun = (about: RecordingAbout): boolean => about['holds'] === 'inputs';

/** What the venues said, of a recorded run: merged with others, its orders and ticks are another engine's. */
const feedsOnly = ({ about, lines }: OpenRecording): OpenRecording =>
  isOfRun(about) ? { about, lines: onlyFeeds(lines) } : { about, lines };

async function* onlyFeeds(lines: AsyncIterator<RecordingLine>): AsyncGenerator<RecordingLine> {
  try {
    for (let next = await lines.next(); next.done !== true; next = await lines.next())
      if (next.value.kind !== 'input' || isFeed(next.value.input)) yield next.value;
  } finally {
    await lines.return?.();
  }
}

const isFeed = ({ kind }: Input): boolean =>
  kind === 'frame' || kind === 'rest' || kind === 'connection' || kind === 'offset' || kind === 'notice';

const KNOWN: ReadonlySet<string> = new Set([
  ...knownVenues.map(({ venue }) => venue),
  ...knownRelays.map(({ relay }) => relay),
]);

async function* noting(inputs: AsyncGenerator<Input>, strangers: Set<string>): AsyncGenerator<Input> {
  for await (const input of inputs) {
    if ('venue' in input && !KNOWN.has(input.venue)) strangers.add(input.venue);
    yield input;
  }
}

/** Nothing after the last is looked at: a killed run's recording is cut short there. */
async function* atMost<T>(max: number, all: AsyncGenerator<T>): AsyncGenerator<T> {
  let left = max;
  if (left > 0)
    for await (const one of all) {
      yield one;
      left -= 1;
      if (left <= 0) return;
    }
}

/** The generator again, with the input that was looked at first put back. */
async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
