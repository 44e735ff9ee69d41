import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sleep } from '../../src/clock/wall-clock.adapter.ts';
import type { FeedNotice } from '../../src/domain/input.ts';
import { venueId } from '../../src/domain/ids.ts';
import type { MarketKind } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { ApprovedOrder, Fill, OrderReport } from '../../src/domain/order.ts';
import type { GatewayPace } from '../../src/execution/venue-line.ts';
import { LiveRoom, must } from './live-room.ts';
import type { LiveRoomOptions } from './live-room.ts';
import { LIVE_CASES, comparable, fillsIn, isEnd, totalOf } from './live-story.ts';
import type { LiveCase } from './live-story.ts';
import { StreamTap } from './stream-tap.ts';

/** Nothing is looked at while a stream is heard; without one at once and often. */
const LISTENING: Partial<GatewayPace> = {
  openPollMs: 200,
  heardLooksMs: [],
  heardPollMs: 600_000,
  heardIdlePollMs: 600_000,
  sendTimeoutMs: 400,
};

interface StreamCase extends LiveCase {
  readonly kind?: MarketKind;
  /** What frames of the account have in them and no others. */
  readonly news: RegExp;
  readonly topics: number;
  /** What an order costs: fees that only lists tell make them be read at once. */
  readonly requests?: number;
}

const caseOf = (venue: string): LiveCase => must(LIVE_CASES[venue]);
const FUTURES_NEWS = /"e":"(ORDER_TRADE|ACCOUNT)_UPDATE"/;

const STREAMS = {
  binance: { ...caseOf('binance'), news: FUTURES_NEWS, topics: 1 },
  'binance, COIN-M': {
    venue: 'binance',
    kind: 'inverse',
    symbol: 'BTC/USD:BTC',
    quantity: text(5),
    news: FUTURES_NEWS,
    topics: 1,
  },
  'binance, spot': {
    venue: 'binance',
    kind: 'spot',
    symbol: 'BTC/USDT',
    quantity: text('0.05'),
    news: /"e":"executionReport"/,
    topics: 1,
  },
  bybit: { ...caseOf('bybit'), news: /"topic":"(order|execution)"/, topics: 2 },
  okx: { ...caseOf('okx'), news: /"channel":"orders".*"data"/, topics: 2 },
  hyperliquid: { ...caseOf('hyperliquid'), news: /"channel":"(orderUpdates|userFills)"/, topics: 3 },
  deribit: { ...caseOf('deribit'), news: /"channel":"user.changes/, topics: 1 },
  backpack: { ...caseOf('backpack'), news: /"stream":"account.orderUpdate"/, topics: 1 },
  kucoin: { ...caseOf('kucoin'), news: /"topic":"\/contractMarket\/tradeOrders:/, topics: 2, requests: 3 },
} as const satisfies Readonly<Record<string, StreamCase>>;

const kindsOf = (reports: readonly OrderReport[]): readonly string[] => [...new Set(reports.map(({ kind }) => kind))];
const noticesIn = ({ inputs }: LiveRoom): readonly FeedNotice[] =>
  inputs.flatMap((input) => (input.kind === 'notice' ? [input.notice] : []));
const requestsOf = (room: LiveRoom, venue: string): number => room.served.counts(venue).rest.requests;

const done = async (room: LiveRoom, order: ApprovedOrder): Promise<void> => {
  expect(kindsOf(await room.submit(order, isEnd))).toEqual(['accepted', 'fill', 'done']);
};

const byTime = (trades: readonly Fill[]): readonly unknown[] =>
  comparable(trades.toSorted((a, b) => a.venueAtMs - b.venueAtMs));

/** Listened to from the first order on, and quiet. */
const openRoom = async ({ topics }: StreamCase, options: LiveRoomOptions): Promise<LiveRoom> => {
  const room = new LiveRoom({ pace: LISTENING, ...options });
  await room.open();
  const before = requestsOf(room, options.venue);
  await room.until(() => room.served.counts(options.venue).topics.subscribed >= topics);
  // what the venue has confirmed is on its way, and half a second later the lists are looked at once: fills and payments
  for (let waitedMs = 0; waitedMs < 5000 && requestsOf(room, options.venue) < before + 2; waitedMs += 100)
    await sleep(100);
  await sleep(400);
  return room;
};

const CASES: readonly (readonly [string, StreamCase])[] = Object.entries(STREAMS);

describe.each(CASES)('the private stream of %s', (_, streamCase) => {
  const { venue, kind = 'linear', symbol, quantity, news, requests = 1 } = streamCase;
  const tap = new StreamTap();
  const faults = { scripted: [{ venue: venueId(venue), nth: 2, fault: 'late-ack' }] } as const;
  let room: LiveRoom;
  beforeAll(async () => {
    room = await openRoom(streamCase, { venue, kind, symbol, transport: tap, faults });
  });
  afterAll(() => room.close());

  it('tells of an order to its end before anybody looks, to the last digit', async () => {
    const order = await room.order({ quantity });
    const before = requestsOf(room, venue);
    const reports = await room.submit(order, isEnd);
    expect(requestsOf(room, venue) - before).toBe(requests);
    expect(kindsOf(reports)).toEqual(['accepted', 'fill', 'done']);
    expect(reports.at(-1)).toMatchObject({ status: 'filled', filledQuantity: quantity });
    expect(comparable(fillsIn(reports))).toEqual(comparable(room.truth().fills));
    // a list says the very same
    expect(fillsIn([await room.probe(order)])).toEqual(fillsIn(reports));
  });

  it('leaves no doubt of an order whose answer comes too late', async () => {
    const order = await room.order({ quantity });
    await room.submit(order, isEnd);
    // waits until the send is given up
    await room.probe(order);
    expect(kindsOf(room.reports(order.clientOrderId))).toEqual(['accepted', 'fill', 'done', 'found']);
  });

  it('tells how an order ends that somebody cancels', async () => {
    const order = await room.order({ quantity, timeInForce: 'gtc', limitPrice: await room.price('bid', 0.9) });
    await room.submit(order, ({ kind }) => kind === 'accepted');
    const other = room.gatewayOfAnotherLife();
    await other.ready();
    other.perform({ kind: 'cancel', clientOrderId: order.clientOrderId, market: order.market }, room.clock.now());
    await room.until(() => room.reports(order.clientOrderId).some(isEnd));
    other.stop();
    expect(room.reports(order.clientOrderId).find(isEnd)).toMatchObject({ status: 'cancelled', filledQuantity: '0' });
  });

  it('counts once what comes twice and the wrong way round', async () => {
    const held: (() => void)[] = [];
    tap.meet = (text, deliver) => (news.test(text) ? held.push(() => deliver(text)) : deliver(text));
    const order = await room.order({ quantity });
    await room.submit(order, ({ kind }) => kind === 'accepted');
    await room.until(() => held.length >= 2);
    tap.meet = undefined;
    for (const deliver of held.toReversed()) for (const again of [deliver, deliver]) again();
    await room.until(() => room.reports(order.clientOrderId).some(isEnd));
    for (const deliver of held) deliver();
    const reports = room.reports(order.clientOrderId);
    expect(kindsOf(reports)).toEqual(['accepted', 'fill', 'done']);
    expect(reports.filter(({ kind }) => kind !== 'fill')).toHaveLength(2);
    expect(totalOf(fillsIn(reports))).toBe(quantity);
  });

  it('is stood in for by looks while it is cut, and comes back by itself', async () => {
    tap.isShut = true;
    tap.cut();
    const fallbacks = () => noticesIn(room).flatMap((one) => (one.type === 'fallback' ? [one.state] : []));
    await room.until(() => fallbacks().length > 0);
    const reports = await room.submit(await room.order({ quantity }), isEnd);
    expect(kindsOf(reports)).toEqual(['accepted', 'fill', 'done']);
    tap.isShut = false;
    await room.until(() => fallbacks().includes('ends'));
    const again = await room.submit(await room.order({ quantity, side: 'sell' }), isEnd);
    expect(kindsOf(again)).toEqual(['accepted', 'fill', 'done']);
    // over all of it each trade came once
    const fills = room.inputs.flatMap((input) =>
      input.kind === 'report' && input.report.kind === 'fill' ? [input.report.fill] : [],
    );
    expect(comparable(fills)).toEqual(comparable(room.truth().fills));
  });
});

describe('a private stream that is not to be relied on', () => {
  const { venue, symbol, quantity, news } = STREAMS.bybit;

  it('is found out by looks where it keeps things to itself, and made anew', async () => {
    const tap = new StreamTap();
    tap.meet = (text, deliver) => (news.test(text) ? undefined : deliver(text));
    const pace = { ...LISTENING, heardPollMs: 200 };
    const room = await openRoom(STREAMS.bybit, { venue, symbol, pace, transport: tap });
    await done(room, await room.order({ quantity }));
    await done(room, await room.order({ quantity, side: 'sell' }));
    await room.until(() => tap.opened === 2);
    await room.close();
  });

  it('tells each trade once and right, whatever is lost, doubled, delayed or cut short of what it says', async () => {
    const probabilities = { drop: 0.15, delay: 0.1, duplicate: 0.15, reorder: 0.15, malformed: 0.15, disconnect: 0.1 };
    const room = new LiveRoom({ venue, symbol, pace: { ...LISTENING, heardPollMs: 200 }, faults: { probabilities } });
    await room.open();
    for (let at = 0; at < 8; at += 1)
      await done(room, await room.order({ quantity, side: at % 2 === 0 ? 'buy' : 'sell' }));
    const fills = room.inputs.flatMap((input) => (input.kind === 'report' ? fillsIn([input.report]) : []));
    expect(byTime(fills)).toEqual(byTime(room.truth().fills));
    await room.close();
  });

  it('is given up with a sentence where its login is refused, and its orders are looked at', async () => {
    const tap = new StreamTap();
    tap.meet = (text, deliver) =>
      deliver(text.includes('"op":"auth"') ? '{"success":false,"ret_msg":"Params Error","op":"auth"}' : text);
    const room = new LiveRoom({ venue, symbol, pace: LISTENING, transport: tap });
    await room.open();
    await room.until(() => noticesIn(room).length > 0);
    expect(noticesIn(room)[0]).toEqual({ type: 'authentication-failed', where: 'private', message: 'Params Error' });
    await done(room, await room.order({ quantity }));
    expect(tap.opened).toBe(1);
    await room.close();
  });
});

describe.each(['binance', 'bybit', 'okx', 'deribit', 'kucoin'])('a wrong key at %s', (venue) => {
  it('is said once in a sentence that holds nothing of it', async () => {
    const { symbol } = must(LIVE_CASES[venue]);
    const room = new LiveRoom({ venue, symbol, streams: 'none' });
    await room.open();
    const env = { [`HEDGEROW_${venue.toUpperCase()}_KEY`]: 'somebody-elses-key' };
    const other = room.createGateway({ env, streams: 'private' });
    await room.until(() => noticesIn(room).length > 0);
    expect(noticesIn(room)[0]).toMatchObject({ type: 'authentication-failed', where: 'private' });
    expect(JSON.stringify(room.inputs)).not.toContain('somebody-elses-key');
    other.stop();
    await room.close();
  });
});
