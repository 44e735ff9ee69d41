import { describe, expect, it } from 'vitest';
import { actorId, venueId } from '../../src/domain/ids.ts';
import type { Market } from '../../src/market/market.ts';
import {
  BYBIT,
  BYBIT_SOL,
  HYPERLIQUID,
  HYPERLIQUID_SOL,
  MarketRoom,
  NINE,
  bybitBook,
  bybitDelta,
  bybitTicker,
  fedRoom,
  hyperliquidBook,
  listedRoom,
} from './market-room.ts';

const market = (room: MarketRoom, key: typeof BYBIT_SOL): Market => room.feeds.markets.of(key);
const stateOf = (room: MarketRoom, key: typeof BYBIT_SOL): string | undefined =>
  room.registry.state(actorId(`market/${key}`));

describe('frames on their way to market actors', () => {
  it('become one live market each: decoded, folded, handed over at the turn', () => {
    const room = fedRoom();
    expect([stateOf(room, BYBIT_SOL), stateOf(room, HYPERLIQUID_SOL)]).toEqual(['live', 'live']);
    expect(market(room, BYBIT_SOL).mid).toBe(100);
    expect(room.feeds.counts).toMatchObject({ rejected: 0, gaps: 0 });
  });

  it('reach their actor no sooner than the turn, and once however many came', () => {
    const room = listedRoom();
    const seen: string[] = [];
    room.feeds.views$.subscribe(({ key }) => seen.push(key));
    const accept = (frame: unknown) =>
      room.feeds.accept({ kind: 'frame', seq: 1, atMs: room.nowMs, venue: BYBIT, conn: 'public', frame });
    accept(bybitBook(NINE));
    accept(bybitDelta(NINE, 2, [['99.99', '400']]));
    accept(bybitDelta(NINE, 3, [['99.99', '300']]));
    expect(seen).toEqual([]);
    room.turn();
    expect(seen).toEqual([BYBIT_SOL]);
    // folded at full rate all the same: the last delta counts
    expect(market(room, BYBIT_SOL).depth()?.bids.sizes[0]).toBe(300);
  });

  it('make no actor of an instrument that is only listed', () => {
    const room = listedRoom();
    expect(room.feeds.markets.find(BYBIT_SOL)?.instrument?.coin).toBe('SOL');
    expect(room.registry.ids()).toEqual([]);
  });

  it('that cannot be read are counted by venue and code, and told at once', () => {
    const room = listedRoom();
    const told: string[] = [];
    room.feeds.notable$.subscribe((event) => told.push(event.type));
    room.frame(BYBIT, 'not json').frame(HYPERLIQUID, { channel: 'nonsense' });
    expect(told).toEqual(['frame.rejected', 'frame.rejected']);
    expect(room.feeds.counts.rejected).toBe(2);
    expect([...room.feeds.counts.rejectedByCode]).toEqual([
      ['frame.not-json', 1],
      ['frame.unknown-channel', 1],
    ]);
    expect(room.feeds.health().map(({ venue, rejected }) => [venue, rejected])).toEqual([
      [BYBIT, 1],
      [HYPERLIQUID, 1],
    ]);
  });

  it('of a venue that is not enabled are left alone', () => {
    const room = listedRoom();
    const before = room.feeds.counts.frames;
    room.frame(venueId('nowhere'), bybitBook(NINE));
    expect(room.feeds.counts.frames).toBe(before);
  });

  it('whose sequence broke cost the book, and a fresh one is asked for', () => {
    const room = fedRoom();
    const output = room.within(() => {
      const frame = bybitDelta(NINE, 7, [['99.99', '1']]);
      room.feeds.accept({ kind: 'frame', seq: 1, atMs: room.nowMs, venue: BYBIT, conn: 'public', frame });
    });
    expect(output.requests).toEqual([{ kind: 'resync', market: BYBIT_SOL, recovery: 'resubscribe' }]);
    expect(output.batch?.facts).toMatchObject([{ type: 'feed.gap', body: { expected: 2, received: 7 } }]);
    room.turn();
    expect(stateOf(room, BYBIT_SOL)).toBe('awaiting');
    room.frame(BYBIT, bybitBook(NINE, 20));
    expect(stateOf(room, BYBIT_SOL)).toBe('live');
  });
});

describe('silence and loss', () => {
  it('make a market stale after the longest silence of its venue (10 s), and a word makes it live again', () => {
    const room = fedRoom().wait(9900);
    expect(stateOf(room, HYPERLIQUID_SOL)).toBe('live');
    room.wait(100);
    expect(stateOf(room, HYPERLIQUID_SOL)).toBe('stale');
    expect(stateOf(room, BYBIT_SOL)).toBe('live');
    room.frame(HYPERLIQUID, hyperliquidBook(room.nowMs));
    expect(stateOf(room, HYPERLIQUID_SOL)).toBe('live');
  });

  it('do not take calm for silence: a market whose book is repeated stays live', () => {
    const room = fedRoom();
    for (let second = 0; second < 30; second += 1) room.wait(1000).frame(HYPERLIQUID, hyperliquidBook(room.nowMs));
    expect(stateOf(room, HYPERLIQUID_SOL)).toBe('live');
  });

  it('of a connection take down the markets it fed and no other', () => {
    const room = fedRoom().lose(BYBIT);
    expect([stateOf(room, BYBIT_SOL), stateOf(room, HYPERLIQUID_SOL)]).toEqual(['down', 'live']);
    expect(market(room, BYBIT_SOL).funding).toBeUndefined();
    // the old sequence is forgotten with the connection: a delta without a snapshot is nothing
    room.frame(BYBIT, bybitDelta(room.nowMs, 2, [['99.99', '1']]));
    expect(market(room, BYBIT_SOL).mid).toBeUndefined();
    room.frame(BYBIT, bybitBook(room.nowMs, 50));
    expect(stateOf(room, BYBIT_SOL)).toBe('live');
  });

  it('of a connection nobody spoke on change nothing', () => {
    const room = fedRoom().lose(BYBIT, 'private');
    expect(stateOf(room, BYBIT_SOL)).toBe('live');
  });

  it('of a halted market does not end its halt when the connection is back', () => {
    const room = fedRoom();
    const list = market(room, BYBIT_SOL);
    room.within(() =>
      list.fold({ type: 'status', market: BYBIT_SOL, status: 'halted', reason: 'delisting' }, { atMs: room.nowMs }),
    );
    room.frame(BYBIT, bybitTicker(room.nowMs, '0.001'));
    expect(stateOf(room, BYBIT_SOL)).toBe('halted');
    room.lose(BYBIT).frame(BYBIT, bybitBook(room.nowMs, 50));
    expect(stateOf(room, BYBIT_SOL)).toBe('halted');
  });
});

describe('the clock of a venue', () => {
  it('is unknown before its first frame with a time, then learnt from the fastest one', () => {
    const room = listedRoom();
    expect(room.feeds.offsetMs(BYBIT)).toBeUndefined();
    // it says 1,270 ms more than our clock, then 1,250 ms: the first travelled faster
    room.frame(BYBIT, bybitBook(room.nowMs + 1270));
    room.frame(BYBIT, bybitBook(room.nowMs + 1250, 2));
    expect(room.feeds.offsetMs(BYBIT)).toBe(1270);
  });

  it('that was measured outranks the learnt one', () => {
    const room = fedRoom();
    room.feeds.measureOffset(BYBIT, -80);
    expect(room.feeds.offsetMs(BYBIT)).toBe(-80);
    expect(room.feeds.offsetMs(HYPERLIQUID)).toBe(0);
  });

  it('is not learnt from answers over REST, whose way is another', () => {
    const room = new MarketRoom();
    room.rest(BYBIT, 'GET /v5/market/time', { retCode: 0, retMsg: 'OK', result: {}, time: NINE });
    expect(room.feeds.offsetMs(BYBIT)).toBeUndefined();
  });
});
