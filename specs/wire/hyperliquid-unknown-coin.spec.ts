import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import { createVenueFeed } from '../../src/connectivity/venue-feed.ts';
import type { FeedInput } from '../../src/connectivity/venue-feed.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { marketKey, symbolId } from '../../src/domain/ids.ts';
import { Prng } from '../../src/simulator/prng.ts';
import { hyperliquidFace } from '../../src/simulator/wire/hyperliquid/face.ts';
import { createMemoryNetwork } from '../../src/simulator/wire/memory-network.ts';
import { hyperliquidLink } from '../../src/venues/hyperliquid/link.ts';
import { hyperliquidProfile } from '../../src/venues/hyperliquid/profile.ts';
import { passTime } from '../connectivity/support/feed-stage.ts';

const UNKNOWN = 'NOSUCH';

/** Seven coins that the venue lists and, at one place among them, one that it does not: 24 topics. */
const feedWithUnknownAt = (place: number, seed = 9) => {
  const clock = createVirtualClock(Date.UTC(2026, 0, 5, 7, 30));
  const network = createMemoryNetwork({
    faces: [hyperliquidFace],
    profileOf: () => hyperliquidProfile,
    seed,
    scenario: 'wide',
    bookEveryMs: 500,
    clock,
  });
  const inputs: FeedInput[] = [];
  const dice = new Prng(seed, 'feed');
  const feed = createVenueFeed({
    link: hyperliquidLink,
    hosts: network.endpoints['hyperliquid'] ?? {},
    transport: network.transport,
    clock,
    random: () => dice.next(),
    emit: (input) => inputs.push(input),
  });
  const known = network.house.markets
    .instruments()
    .filter(({ kind }) => kind === 'linear')
    .slice(0, 7);
  const unknown = known.slice(0, 1).map((instrument): Instrument => {
    const symbol = symbolId(`${UNKNOWN}/USDC:USDC`);
    return { ...instrument, nativeSymbol: UNKNOWN, symbol, market: marketKey(instrument.venue, symbol) };
  });
  feed.start();
  feed.want([...known.slice(0, place), ...unknown, ...known.slice(place)]);
  return {
    pass: (forMs: number) => passTime(clock, forMs, 20),
    attempts: () => network.counts('hyperliquid').sockets.attempts,
    status: () => feed.status().connections.map(({ state, topics, confirmed }) => ({ state, topics, confirmed })),
    refusals: () =>
      inputs.flatMap((input) =>
        input.kind === 'notice' && input.notice.type === 'channel-refused' ? [input.notice] : [],
      ),
    close: () => {
      feed.stop();
      network.close();
    },
  };
};

describe('one unknown coin among 24 topics, for which Hyperliquid cuts the connection without a word', () => {
  it.each([0, 3, 7])('at place %i is found by halves and left; the rest is live within a minute', async (place) => {
    const feed = feedWithUnknownAt(place);
    await feed.pass(60_000);
    expect(feed.status()).toEqual([{ state: 'open.flowing', topics: 24, confirmed: 21 }]);
    expect(feed.refusals()).toEqual([
      { type: 'channel-refused', conn: 'public', topic: `l2Book:${UNKNOWN}`, reason: expect.stringContaining('cut') },
    ]);
    const attempts = feed.attempts();
    expect(attempts).toBeLessThan(12);
    await feed.pass(120_000);
    expect(feed.attempts()).toBe(attempts);
    feed.close();
  });
});
