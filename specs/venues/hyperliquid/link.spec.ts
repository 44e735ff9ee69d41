import { describe, expect, it } from 'vitest';
import type { RestCall } from '../../../src/connectivity/venue-link.ts';
import { lineOf } from '../../../src/connectivity/venue-link.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { MS_PER_HOUR, atMs } from '../../../src/domain/units.ts';
import { hyperliquidLink } from '../../../src/venues/hyperliquid/link.ts';
import { hyperliquidProfile } from '../../../src/venues/hyperliquid/profile.ts';

/** What the decoder makes of a list of names. */
const listed = (...universe: readonly object[]): readonly Instrument[] =>
  hyperliquidProfile
    .createDecoder()
    .rest({ universe }, { rest: 'POST /info {"type":"meta"}', atMs: atMs(1) })
    .flatMap((event) => (event.type === 'instrument' ? [event.instrument] : []));

const [PEPE, MATIC, ...others] = listed(
  { szDecimals: 0, name: 'kPEPE', maxLeverage: 10 },
  { szDecimals: 1, name: 'MATIC', maxLeverage: 20, isDelisted: true },
  { szDecimals: 2, name: 'xyz:TSLA', maxLeverage: 10 },
  { szDecimals: 2, name: '@107' },
  { szDecimals: 2, name: '#12090' },
);
if (PEPE === undefined || MATIC === undefined) throw new Error('nothing was listed');

const { rest } = hyperliquidLink;
const [socket] = hyperliquidLink.sockets;
const read = (frame: unknown) => socket?.read(frame);

describe('hyperliquid, how it is spoken to', () => {
  it('lists perpetuals of the first dex, a thousandfold coin by its multiplier, and nothing else', () => {
    expect(others).toEqual([]);
    expect([PEPE.coin, PEPE.multiplier, PEPE.symbol]).toEqual(['PEPE', 1000, 'KPEPE/USDC:USDC']);
    expect(MATIC.status).toBe('halted');
  });

  it('asks for fast books, contexts and trades of a coin, and for nothing of a delisted one', () => {
    expect(hyperliquidLink.channels(PEPE).map(({ topic, carries }) => `${topic} ${carries}`)).toEqual([
      'l2Book:kPEPE book',
      'activeAssetCtx:kPEPE funding',
      'trades:kPEPE trades',
    ]);
    expect(hyperliquidLink.channels(MATIC)).toEqual([]);
  });

  it('subscribes one topic a message', () => {
    expect(socket?.limits.topicsPerMessage).toBe(1);
    expect(socket?.subscribe(['l2Book:BTC'], 7)).toBe(
      '{"method":"subscribe","subscription":{"type":"l2Book","coin":"BTC","fast":true}}',
    );
    expect(socket?.unsubscribe(['trades:BTC'], 8)).toBe(
      '{"method":"unsubscribe","subscription":{"type":"trades","coin":"BTC"}}',
    );
  });

  it('stays within the limits of one address while every connection is replaced', () => {
    if (socket === undefined) throw new Error('no socket');
    const { topicsPerConnection, messages, messagesShared, connects } = socket.limits;
    // 178 live coins, three topics each.
    const connections = Math.ceil((178 * 3) / topicsPerConnection);
    expect(2 * connections).toBeLessThanOrEqual(10);
    expect(connections * topicsPerConnection).toBeLessThanOrEqual(1000);
    expect(messages).toEqual(messagesShared);
    expect(messagesShared).toEqual({ count: 2000, perMs: 60_000 });
    expect(connects).toEqual({ count: 30, perMs: 60_000 });
    if (socket.heartbeat.kind === 'text') expect(socket.heartbeat.text(1, 0)).toBe('{"method":"ping"}');
    expect(socket.silenceMs).toBeGreaterThan(2 * socket.heartbeat.everyMs);
  });

  it.each([
    [
      { channel: 'l2Book', data: { coin: 'BTC' } },
      { kind: 'data', topic: 'l2Book:BTC' },
    ],
    [
      { channel: 'activeAssetCtx', data: { coin: 'kPEPE' } },
      { kind: 'data', topic: 'activeAssetCtx:kPEPE' },
    ],
    [
      { channel: 'trades', data: [{ coin: 'BTC' }] },
      { kind: 'data', topic: 'trades:BTC' },
    ],
    [{ channel: 'pong' }, { kind: 'pong' }],
    [
      {
        channel: 'subscriptionResponse',
        data: { method: 'subscribe', subscription: { type: 'l2Book', coin: 'BTC', nSigFigs: null, fast: true } },
      },
      { kind: 'confirmed', topics: ['l2Book:BTC'] },
    ],
    [{ channel: 'subscriptionResponse', data: { method: 'unsubscribe', subscription: {} } }, { kind: 'other' }],
    [
      { channel: 'error', data: 'Already subscribed: {"type":"l2Book","coin":"SOL","nSigFigs":null,"fast":false}' },
      { kind: 'confirmed', topics: ['l2Book:SOL'] },
    ],
    [{ channel: 'error', data: 'Already unsubscribed: {"type":"bbo","coin":"SOL"}' }, { kind: 'other' }],
    [{ channel: 'trades', data: [] }, { kind: 'other' }],
    ['Websocket connection established.', { kind: 'other' }],
    [null, { kind: 'other' }],
  ])('reads %j', (frame, word) => {
    expect(read(frame)).toEqual(word);
  });

  it('tells a topic that was refused from a complaint about everything', () => {
    const quoted = '{"method":"subscribe","subscription":{"type":"bbo","coin":"BTC","nSigFigs":9}}';
    expect(
      read({ channel: 'error', data: `Error parsing JSON into valid websocket request: ${quoted}` }),
    ).toMatchObject({
      kind: 'refused',
      topics: ['bbo:BTC'],
      because: 'unknown',
    });
    expect(read({ channel: 'error', data: 'Error parsing JSON: {"method":' })).toMatchObject({ because: 'fatal' });
    expect(read({ channel: 'error', data: 'Too many subscriptions' })).toMatchObject({ because: 'rate-limited' });
  });
});

/** A page of settled rows. */
const page = (count: number, fromHour: number) =>
  Array.from({ length: count }, (_, at) => ({ coin: 'kPEPE', time: (fromHour + at) * MS_PER_HOUR + 31 }));

describe('hyperliquid, what it is asked over REST', () => {
  it('is everything in one call, books, history and its time, weighted as documented', () => {
    const history = rest.fundingHistory(PEPE, { fromMs: 1000, toMs: 9000 });
    const calls = [...rest.instruments(), ...rest.funding([PEPE]), rest.bookSnapshot(PEPE), history, rest.time()];
    expect(calls.map((call) => (call === undefined ? '' : `${call.weight} ${lineOf(call)}`))).toEqual([
      '20 POST /info {"type":"metaAndAssetCtxs"}',
      '20 POST /info {"type":"metaAndAssetCtxs"}',
      '2 POST /info {"type":"l2Book","coin":"kPEPE"}',
      '45 POST /info {"type":"fundingHistory","coin":"kPEPE","startTime":1000,"endTime":9000}',
      '2 POST /info {"type":"exchangeStatus"}',
    ]);
    expect(rest.funding([])).toEqual([]);
    expect(rest.buckets).toEqual({ info: { count: 1200, perMs: 60_000 } });
  });

  it('goes on behind the last row of a full page, up to the end asked for', () => {
    const call = rest.fundingHistory(PEPE, { fromMs: 0, toMs: 2000 * MS_PER_HOUR });
    if (call === undefined) throw new Error('no history');
    const next = (answer: unknown): RestCall | undefined => rest.nextPage(call, answer);
    expect(next(page(500, 1))?.body).toBe(
      `{"type":"fundingHistory","coin":"kPEPE","startTime":${500 * MS_PER_HOUR + 32},"endTime":${2000 * MS_PER_HOUR}}`,
    );
    expect(next(page(499, 1))).toBeUndefined();
    expect(next(page(500, 1501))).toBeUndefined();
    for (const rubbish of [null, 'null', {}, page(500, 1).map(() => ({}))]) expect(next(rubbish)).toBeUndefined();
  });
});

describe('hyperliquid, several connections', () => {
  const levels = [[{ px: '99', sz: '1', n: 1 }], [{ px: '101', sz: '2', n: 1 }]];
  const book = (time: number) => ({ channel: 'l2Book', data: { coin: 'BTC', time, levels } });

  it('keeps a book when another connection is lost, and begins anew when its own is', () => {
    const decoder = hyperliquidProfile.createDecoder();
    const heard = (time: number, conn: string) =>
      decoder.frame(book(time), { conn, atMs: atMs(1_790_928_009_000) }).at(-1)?.type;
    expect(heard(1_790_928_005_000, 'public#2')).toBe('book.snapshot');
    decoder.lost('public');
    expect(heard(1_790_928_004_000, 'public#2')).toBe('frame.control');
    decoder.lost('public#2');
    expect(heard(1_790_928_004_000, 'public#3')).toBe('book.snapshot');
  });
});
