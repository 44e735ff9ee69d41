import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instrument } from '../../src/domain/instrument.ts';
import { hyperliquidFace } from '../../src/simulator/wire/hyperliquid/face.ts';
import { hyperliquidLink } from '../../src/venues/hyperliquid/link.ts';
import { hyperliquidProfile } from '../../src/venues/hyperliquid/profile.ts';
import { FeedRoom } from './feed-room.ts';

const room = new FeedRoom({ face: hyperliquidFace, link: hyperliquidLink, profile: hyperliquidProfile });

beforeAll(async () => {
  room.open();
  // Long enough for a month of every coin within the venue's budget, and short of the hour.
  await room.pass(100_000);
});
afterAll(() => room.close());

const connections = () =>
  room.feed.status().connections.map(({ conn, state, topics, confirmed }) => ({ conn, state, topics, confirmed }));

/** Coins whose five best levels are not the venue's. */
const differing = () => room.differing(5);

const perpetuals = (): readonly Instrument[] => room.instruments();

describe('our own feed at the simulated Hyperliquid', () => {
  it('carries three topics a coin on one connection', () => {
    const topics = 3 * perpetuals().length;
    expect(connections()).toEqual([{ conn: 'public', state: 'open.flowing', topics, confirmed: topics }]);
  });

  it('has the best levels of every book, a rate of every coin, and a month of settled ones', async () => {
    await room.settle();
    expect(differing()).toEqual([]);
    expect([...room.predicted].sort()).toEqual(
      perpetuals()
        .map(({ market }) => market)
        .sort(),
    );
    for (const { market } of perpetuals())
      expect([...room.settled.keys()].filter((key) => key.startsWith(`${market} `)).length).toBeGreaterThanOrEqual(720);
    expect(room.faults).toEqual([]);
  });

  it('hears what was charged at a settlement, on a line that stands', async () => {
    const before = room.settled.size;
    await room.pass(400_000);
    expect(room.settled.size).toBe(before + perpetuals().length);
    expect(room.connections.filter((happened) => happened.endsWith('lost'))).toEqual([]);
  });

  it('comes back by itself when the venue was gone', async () => {
    const before = connections();
    room.network.pull('hyperliquid');
    await room.pass(5000);
    room.network.restore('hyperliquid');
    await room.pass(20_000);
    await room.settle();
    expect(connections()).toEqual(before);
    expect(differing()).toEqual([]);
    expect(room.network.counts('hyperliquid')).toMatchObject({ sockets: { refused: 0 }, rest: { refused: 0 } });
  });
});
