import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import { createVenueFeed } from '../../src/connectivity/venue-feed.ts';
import type { FeedInput, VenueFeed } from '../../src/connectivity/venue-feed.ts';
import { isRecord } from '../../src/domain/codec.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import { marketKey, symbolId } from '../../src/domain/ids.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import { atMs } from '../../src/domain/units.ts';
import { OrderBook } from '../../src/market/order-book.ts';
import { Prng } from '../../src/simulator/prng.ts';
import { deribitFace } from '../../src/simulator/wire/deribit/face.ts';
import { createMemoryNetwork } from '../../src/simulator/wire/memory-network.ts';
import { DERIBIT } from '../../src/venues/deribit/instruments.ts';
import { deribitLink } from '../../src/venues/deribit/link.ts';
import { deribitProfile } from '../../src/venues/deribit/profile.ts';
import { passTime } from '../connectivity/support/feed-stage.ts';
import { printEvent } from '../venues/printed-events.ts';

/** Two minutes before an hour ends. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 58));

const clock = createVirtualClock(START);
const network = createMemoryNetwork({
  faces: [deribitFace],
  profileOf: () => deribitProfile,
  seed: 9,
  scenario: 'wire',
  bookEveryMs: 500,
  clock,
});

/** What the engine would have of the venue: decoded events, books, and where connections were lost. */
const heard = {
  decoder: deribitProfile.createDecoder(),
  counts: new Map<string, number>(),
  faults: [] as string[],
  conns: new Set<string>(),
  books: new Map<MarketKey, OrderBook>(),
  hours: new Set<string>(),
  notices: [] as string[],
};

const take = (event: MarketEvent): void => {
  heard.counts.set(event.type, (heard.counts.get(event.type) ?? 0) + 1);
  if (event.type === 'frame.rejected' || event.type === 'book.gap') heard.faults.push(printEvent(event));
  if (event.type === 'funding' && event.funding.kind === 'settled')
    heard.hours.add(`${event.market} ${event.funding.settlementAtMs}`);
  if (event.type !== 'book.snapshot' && event.type !== 'book.delta') return;
  const book = heard.books.get(event.market) ?? new OrderBook();
  heard.books.set(event.market, book);
  if (event.type === 'book.snapshot') book.applySnapshot(event.bids, event.asks);
  else book.applyDelta(event.bids, event.asks);
};

const hear = (input: FeedInput): void => {
  if (input.kind === 'notice') heard.notices.push(JSON.stringify(input.notice));
  if (input.kind === 'connection' && input.status === 'lost') heard.decoder.lost(input.conn);
  if (input.kind === 'connection') heard.conns.add(`${input.conn} ${input.status}`);
  if (input.kind === 'rest') for (const event of heard.decoder.rest(input.frame, input)) take(event);
  if (input.kind === 'frame') for (const event of heard.decoder.frame(input.frame, input)) take(event);
};

const levels = (side: { count: number; prices: ArrayLike<number>; sizes: ArrayLike<number> } | undefined) =>
  Array.from({ length: side?.count ?? 0 }, (_, at) => [side?.prices[at], side?.sizes[at]]);

const expectSameBooks = (): void => {
  const { markets } = network.house;
  for (const { market } of markets.instruments())
    expect(levels(heard.books.get(market)?.depth('linear', 1).bids), market).toEqual(
      levels(markets.book(market)?.bids),
    );
};

let feed: VenueFeed;
beforeAll(async () => {
  const dice = new Prng(9, 'feed');
  feed = createVenueFeed({
    link: deribitLink,
    hosts: network.endpoints['deribit'] ?? {},
    transport: network.transport,
    clock,
    random: () => dice.next(),
    emit: hear,
    settings: { historyDelayMs: 5000 },
    readTime: (answer) => (isRecord(answer) && typeof answer['result'] === 'number' ? answer['result'] : undefined),
  });
  feed.start();
  feed.want(network.house.markets.instruments());
  await passTime(clock, 30_000, 50);
});
afterAll(() => {
  feed.stop();
  network.close();
});

describe('our own feed at the simulated Deribit', () => {
  it('subscribes nine markets with three channels each, in one request', () => {
    expect(feed.status().connections).toMatchObject([
      { conn: 'public', state: 'open.flowing', topics: 27, confirmed: 27 },
    ]);
    expect(network.counts('deribit')).toMatchObject({ sockets: { open: 1, cut: {} }, topics: { onSocket: 27 } });
  });

  it('has every book as the venue has it, and a month of hours of each market', async () => {
    // Not between a step of the venue and its frames on the way.
    await passTime(clock, 250 - (clock.now() % 500) + 500, 10);
    expectSameBooks();
    expect(heard.hours.size).toBeGreaterThanOrEqual(9 * 719);
    expect(heard.faults).toEqual([]);
  });

  it('gets a fresh book by subscribing it anew, without losing the others', async () => {
    const market = marketKey(DERIBIT, symbolId('BTC/USD:BTC'));
    const before = heard.counts.get('book.snapshot') ?? 0;
    feed.resync(market, 'resubscribe');
    await passTime(clock, 3000, 50);
    expect(heard.counts.get('book.snapshot')).toBe(before + 1);
    expect(feed.status().connections).toMatchObject([{ topics: 27, confirmed: 27 }]);
    await passTime(clock, 250 - (clock.now() % 500) + 500, 10);
    expectSameBooks();
  });

  it('answers heartbeats: the line stands over the hour, whose settled rates come', async () => {
    const before = heard.hours.size;
    await passTime(clock, 120_000, 50);
    expect(heard.hours.size).toBe(before + 9);
    expect([...heard.conns]).toEqual(['public open']);
  });

  it('comes back by itself when the venue was gone', async () => {
    network.pull('deribit');
    await passTime(clock, 5000, 50);
    network.restore('deribit');
    await passTime(clock, 20_000, 50);
    expect([...heard.conns]).toEqual(['public open', 'public lost']);
    expect(feed.status().connections).toMatchObject([{ state: 'open.flowing', topics: 27, confirmed: 27 }]);
    await passTime(clock, 250 - (clock.now() % 500) + 500, 10);
    expectSameBooks();
    expect(heard.faults).toEqual([]);
    expect(network.counts('deribit').rest.refused).toBe(0);
  });
});
