import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marketKey, symbolId } from '../../src/domain/ids.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { bybitFace } from '../../src/simulator/wire/bybit/face.ts';
import { bybitLink } from '../../src/venues/bybit/link.ts';
import { bybitProfile } from '../../src/venues/bybit/profile.ts';
import { FeedRoom } from './feed-room.ts';

const room = new FeedRoom({ face: bybitFace, link: bybitLink, profile: bybitProfile });

/** One that the venue does not list any more. */
const gone = (): Instrument => {
  const listed = room.instruments().find(({ symbol }) => symbol === 'SOL/USDT:USDT');
  if (listed === undefined) throw new Error('SOL is not listed');
  const symbol = symbolId('GONE/USDT:USDT');
  return { ...listed, symbol, market: marketKey(listed.venue, symbol), nativeSymbol: 'GONEUSDT' };
};

beforeAll(async () => {
  room.open([gone()]);
  await room.pass(30_000);
});
afterAll(() => room.close());

const connections = () =>
  room.feed.status().connections.map(({ conn, state, topics, confirmed }) => ({ conn, state, topics, confirmed }));

/** All but what the venue says to a question for the settled rates of the unknown symbol. */
const otherFaults = () => room.faults.filter((fault) => !fault.includes('funding/history: 10001'));

const refused = () =>
  room.feed
    .status()
    .connections.flatMap((connection) => connection.refused)
    .sort();

describe('our own feed at the simulated Bybit', () => {
  it('has a socket a category, and gives up the one symbol that is unknown, not those asked for with it', () => {
    expect(connections()).toEqual([
      { conn: 'linear', state: 'open.flowing', topics: 32, confirmed: 28 },
      { conn: 'inverse', state: 'open.flowing', topics: 8, confirmed: 8 },
      { conn: 'spot', state: 'open.flowing', topics: 6, confirmed: 6 },
    ]);
    expect(refused()).toEqual(
      ['allLiquidation', 'orderbook.50', 'publicTrade', 'tickers'].map((channel) => `${channel}.GONEUSDT`),
    );
  });

  it('has every book as the venue has it, a rate of every perpetual, and a month of settled ones', async () => {
    await room.settle();
    expect(room.differing()).toEqual([]);
    const perpetuals = room.instruments().filter(({ kind }) => kind !== 'spot');
    expect([...room.predicted].sort()).toEqual(perpetuals.map(({ market }) => market).sort());
    for (const { market } of perpetuals)
      expect([...room.settled.keys()].filter((key) => key.startsWith(`${market} `)).length).toBeGreaterThanOrEqual(90);
    expect(otherFaults()).toEqual([]);
  });

  it('gets a fresh book by subscribing it anew, without losing the others', async () => {
    const [first] = room.instruments();
    if (first === undefined) throw new Error('nothing is listed');
    const before = room.counts.get('book.snapshot') ?? 0;
    room.feed.resync(first.market, 'resubscribe');
    await room.pass(3000);
    await room.settle();
    expect(room.counts.get('book.snapshot')).toBe(before + 1);
    expect(room.differing()).toEqual([]);
  });

  it('hears what was charged at a settlement, on lines that stand', async () => {
    const before = room.settled.size;
    await room.pass(400_000);
    expect(room.settled.size).toBe(before + room.instruments().filter(({ kind }) => kind !== 'spot').length);
    expect(room.connections.filter((happened) => happened.endsWith('lost'))).toEqual([]);
  });

  it('comes back by itself when the venue was gone', async () => {
    const before = connections();
    room.network.pull('bybit');
    await room.pass(5000);
    expect(connections().some(({ state }) => state === 'open.flowing')).toBe(false);
    room.network.restore('bybit');
    await room.pass(20_000);
    await room.settle();
    expect(connections()).toEqual(before);
    expect(room.differing()).toEqual([]);
    expect(otherFaults()).toEqual([]);
    expect(room.network.counts('bybit')).toMatchObject({ sockets: { refused: 0, cut: {} }, rest: { refused: 0 } });
  });
});
