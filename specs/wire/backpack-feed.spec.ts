import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marketKey, symbolId } from '../../src/domain/ids.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { backpackFace } from '../../src/simulator/wire/backpack/face.ts';
import { backpackLink } from '../../src/venues/backpack/link.ts';
import { backpackProfile } from '../../src/venues/backpack/profile.ts';
import { FeedRoom } from './feed-room.ts';

const room = new FeedRoom({ face: backpackFace, link: backpackLink, profile: backpackProfile });

/** One that the venue does not list any more: it is met with silence. */
const gone = (): Instrument => {
  const [listed] = room.instruments();
  if (listed === undefined) throw new Error('nothing is listed');
  const symbol = symbolId('GONE/USDC:USDC');
  return { ...listed, symbol, market: marketKey(listed.venue, symbol), nativeSymbol: 'GONE_USDC_PERP' };
};

beforeAll(async () => {
  room.open([gone()]);
  await room.pass(60_000);
});
afterAll(() => room.close());

const connections = () => room.feed.status().connections.map(({ conn, state }) => `${conn} ${state}`);

describe('our own feed at the simulated Backpack', () => {
  it('has one socket for all markets and one for liquidations, and complains of the market that stays silent', () => {
    expect(connections()).toEqual(['public open.flowing', 'liquidations open.flowing']);
    const silent = room.notices.filter((notice) => notice.includes('channel-silent'));
    expect(silent.length).toBeGreaterThan(0);
    expect(silent.filter((notice) => !notice.includes('GONE_USDC_PERP'))).toEqual([]);
    expect(room.notices.some((notice) => notice.includes('Invalid market symbol'))).toBe(true);
  });

  it('has every book as the venue has it, a rate of every perpetual, and a month of settled ones', async () => {
    await room.settle();
    expect(room.differing()).toEqual([]);
    const markets = room.instruments().map(({ market }) => market);
    expect([...room.predicted].sort()).toEqual([...markets].sort());
    for (const market of markets)
      expect([...room.settled.keys()].filter((key) => key.startsWith(`${market} `)).length).toBeGreaterThanOrEqual(740);
    expect(room.faults).toEqual([]);
  });

  it('gets a fresh book over REST, without losing the others', async () => {
    const [first] = room.instruments();
    if (first === undefined) throw new Error('nothing is listed');
    const { rest: before } = room.network.counts('backpack');
    room.feed.resync(first.market, 'rest-snapshot');
    await room.pass(3000);
    await room.settle();
    expect(room.network.counts('backpack').rest.requests).toBeGreaterThan(before.requests);
    expect(room.differing()).toEqual([]);
  });

  it('hears what was charged at the hour, not what is estimated for the next', async () => {
    const before = room.settled.size;
    await room.pass(400_000);
    expect(room.settled.size).toBe(before + room.instruments().length);
  });

  it('comes back by itself when the venue was gone', async () => {
    room.network.pull('backpack');
    await room.pass(5000);
    expect(connections().some((connection) => connection.endsWith('open.flowing'))).toBe(false);
    room.network.restore('backpack');
    await room.pass(20_000);
    await room.settle();
    expect(connections()).toEqual(['public open.flowing', 'liquidations open.flowing']);
    expect(room.differing()).toEqual([]);
    expect(room.faults).toEqual([]);
    expect(room.network.counts('backpack')).toMatchObject({ sockets: { refused: 0, cut: {} }, rest: { refused: 0 } });
  });
});
