import { createVirtualClock } from '../../../src/clock/virtual-clock.adapter.ts';
import type { VirtualClock } from '../../../src/clock/virtual-clock.adapter.ts';
import { breathe } from '../../../src/clock/wall-clock.adapter.ts';
import type { FeedSettings } from '../../../src/connectivity/feed-settings.ts';
import { createVenueFeed } from '../../../src/connectivity/venue-feed.ts';
import type { FeedInput, VenueFeed } from '../../../src/connectivity/venue-feed.ts';
import { isRecord } from '../../../src/domain/codec.ts';
import { Prng } from '../../../src/simulator/prng.ts';
import type { LinkOptions } from './test-link.ts';
import { testLink } from './test-link.ts';
import { TestVenue } from './test-venue.ts';

export const START_MS = Date.UTC(2026, 0, 1, 0, 30);

/** One feed and the venue it speaks to, in virtual time. */
export interface FeedStage {
  readonly clock: VirtualClock;
  readonly venue: TestVenue;
  readonly feed: VenueFeed;
  readonly inputs: FeedInput[];
  /** Lets time pass. */
  readonly run: (durationMs: number) => Promise<void>;
  /** What was emitted, as short lines, without frames. */
  readonly told: () => readonly string[];
  /** Data frames of a topic that came through. */
  readonly frames: (topic: string) => readonly Readonly<Record<string, unknown>>[];
}

export interface StageOptions extends LinkOptions {
  readonly settings?: Partial<FeedSettings>;
  readonly seed?: number;
}

export const stageFeed = ({ settings, seed = 1, ...link }: StageOptions = {}): FeedStage => {
  const clock = createVirtualClock(START_MS);
  const venue = new TestVenue(clock);
  const inputs: FeedInput[] = [];
  const dice = new Prng(seed, 'feed');
  const feed = createVenueFeed({
    link: testLink(link),
    transport: venue,
    clock,
    random: () => dice.next(),
    emit: (input) => inputs.push(input),
    readTime: (answer) => (isRecord(answer) && typeof answer['now'] === 'number' ? answer['now'] : undefined),
    ...(settings === undefined ? {} : { settings }),
  });
  return {
    clock,
    venue,
    feed,
    inputs,
    run: (durationMs) => passTime(clock, durationMs),
    told: () => inputs.flatMap(lineOf),
    frames: (topic) =>
      inputs.flatMap((input) =>
        input.kind === 'frame' && isRecord(input.frame) && input.frame['topic'] === topic ? [input.frame] : [],
      ),
  };
};

/** Moves virtual time in steps small enough that answers and their consequences keep their order. */
export const passTime = async (clock: VirtualClock, durationMs: number, stepMs = 10): Promise<void> => {
  const endMs = clock.now() + durationMs;
  while (clock.now() < endMs) {
    clock.moveTo(Math.min(endMs, clock.now() + stepMs));
    // Promises of the last step settle before the next.
    await breathe();
  }
};

const lineOf = (input: FeedInput): readonly string[] => {
  const seconds = ((input.atMs - START_MS) / 1000).toFixed(2);
  switch (input.kind) {
    case 'connection':
      return [`${seconds} ${input.conn} ${input.status}`];
    case 'rest':
      return [`${seconds} ${input.rest}`];
    case 'offset':
      return [`${seconds} offset ${input.offsetMs}`];
    case 'notice': {
      const { type, ...body } = input.notice;
      return [`${seconds} ${type} ${Object.values(body).join(' ')}`];
    }
    case 'frame':
    default:
      return [];
  }
};
