import { beforeEach, describe, expect, it } from 'vitest';
import { isRecord } from '../../../../src/domain/codec.ts';
import { atMs } from '../../../../src/domain/units.ts';
import { API_KEY, API_SECRET } from '../../../../src/simulator/wire/venue-face.ts';
import { deribitLink } from '../../../../src/venues/deribit/link.ts';
import { deribitProfile } from '../../../../src/venues/deribit/profile.ts';
import { printEvent } from '../../../venues/printed-events.ts';
import { DeribitRoom, START, outcomeOf } from './room.ts';
import { answerOf, request } from '../house-under-test.ts';

const BTC = 'BTC-PERPETUAL';
const SOL = 'SOL_USDC-PERPETUAL';
const ETH = 'ETH_USDC-PERPETUAL';

const channelsOf = (frames: readonly Readonly<Record<string, unknown>>[]): readonly string[] => [
  ...new Set(frames.flatMap(({ params }) => (isRecord(params) && 'channel' in params ? [String(params.channel)] : []))),
];

let room: DeribitRoom;
beforeEach(() => {
  room = new DeribitRoom();
});

describe('the socket of the simulated deribit', () => {
  it('names the channels that stand, in an order of its own, and leaves out wrong ones', () => {
    const client = room.connect();
    const asked = [
      `book.${BTC}.100ms`,
      'book.NOPE-PERPETUAL.100ms',
      `ticker.${BTC}.agg2`,
      `ticker.${BTC}.5s`,
      'quotes',
    ];
    expect(client.call('public/subscribe', { channels: asked })).toEqual([`ticker.${BTC}.agg2`, `book.${BTC}.100ms`]);
    // Whole first, then what changes.
    expect(client.take().map(({ params }) => (params as { channel: string }).channel)).toEqual([
      `book.${BTC}.100ms`,
      `ticker.${BTC}.agg2`,
    ]);
    room.move(3000);
    expect(channelsOf(client.take())).toEqual([`book.${BTC}.100ms`, `ticker.${BTC}.agg2`]);
    expect(client.call('public/unsubscribe', { channels: [`book.${BTC}.100ms`, 'quotes'] })).toEqual([
      `book.${BTC}.100ms`,
    ]);
    room.move(3000);
    expect(channelsOf(client.take())).toEqual([`ticker.${BTC}.agg2`]);
  });

  it('serves every channel that our decoder reads, each under its own name', () => {
    const client = room.connect();
    const channels = [
      `book.${SOL}.agg2`,
      `ticker.${SOL}.100ms`,
      `perpetual.${SOL}.100ms`,
      `quote.${SOL}`,
      'deribit_price_index.sol_usdc',
      `trades.${SOL}.100ms`,
      'trades.future.USDC.100ms',
      `book.${BTC}.none.10.100ms`,
    ];
    expect(new Set(client.call('public/subscribe', { channels }) as string[])).toEqual(new Set(channels));
    room.move(120_000);
    const frames = client.take();
    expect(new Set(channelsOf(frames))).toEqual(new Set(channels));
    const decoder = deribitProfile.createDecoder();
    const [list] = deribitLink.rest.instruments();
    decoder.rest(answerOf(room.venue, request(list?.path ?? '')).body, {
      rest: `GET ${list?.path ?? ''}`,
      atMs: atMs(room.now),
    });
    const events = frames.flatMap((frame) => decoder.frame(frame, { conn: 'public', atMs: atMs(room.now) }));
    expect(events.filter(({ type }) => type === 'frame.rejected' || type === 'book.gap').map(printEvent)).toEqual([]);
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(['book.snapshot', 'book.delta', 'mark', 'index', 'funding', 'top', 'trade']),
    );
  });

  it('is fed to our link: what it says of the session is understood', () => {
    const [socket] = deribitLink.sockets;
    const client = room.connect();
    for (const text of socket?.greeting ?? []) client.say(text);
    const [instrument] = room.venue.markets.map(({ instrument: one }) => one);
    const topics = instrument === undefined ? [] : deribitLink.channels(instrument).map(({ topic }) => topic);
    client.say(socket?.subscribe(topics, 7) ?? '');
    const words = client.take().map((frame) => socket?.read(frame));
    expect(words.slice(0, 2)).toEqual([{ kind: 'other' }, { kind: 'confirmed', topics: [...topics].reverse() }]);
    expect(words.slice(2).every((word) => word?.kind === 'data')).toBe(true);
    room.move(10_500);
    const question = client
      .take()
      .map((frame) => socket?.read(frame))
      .find((word) => word?.kind === 'answer');
    client.say(question?.kind === 'answer' ? question.text : '');
    expect(client.take().map((frame) => socket?.read(frame))).toEqual([{ kind: 'pong' }]);
    client.say(socket?.unsubscribe(topics, 8) ?? '');
    expect(client.take().map((frame) => socket?.read(frame))).toEqual([{ kind: 'other' }]);
  });

  it('wants a login for raw channels and for the account', () => {
    const client = room.connect();
    expect(client.call('public/subscribe', { channels: [`book.${BTC}.raw`] })).toMatchObject({
      error: { code: 13_778 },
    });
    expect(client.call('private/subscribe', { channels: ['user.portfolio.btc'] })).toMatchObject({
      error: { code: 13_009 },
    });
    expect(client.call('private/get_positions')).toMatchObject({ error: { code: 13_009 } });
    const key = { grant_type: 'client_credentials', client_id: API_KEY };
    expect(client.call('public/auth', { ...key, client_secret: 'wrong' })).toMatchObject({ error: { code: 13_004 } });
    expect(client.call('public/auth', { ...key, client_secret: API_SECRET })).toMatchObject({ token_type: 'bearer' });
    expect(client.call('public/subscribe', { channels: [`book.${BTC}.raw`, 'user.portfolio.btc'] })).toEqual([
      `book.${BTC}.raw`,
    ]);
    expect(client.call('private/subscribe', { channels: ['user.portfolio.btc'] })).toEqual(['user.portfolio.btc']);
    expect(client.call('private/get_positions')).toEqual([]);
  });

  it('asks for a sign of life at the interval the client wants, and closes ten seconds after silence', () => {
    const client = room.connect();
    expect(client.call('public/set_heartbeat', { interval: 5 })).toMatchObject({ error: { code: -32_602 } });
    expect(client.call('public/set_heartbeat', { interval: 10 })).toBe('ok');
    room.move(11_000);
    expect(client.take()).toEqual([{ jsonrpc: '2.0', method: 'heartbeat', params: { type: 'test_request' } }]);
    expect(client.call('public/test')).toMatchObject({ version: expect.any(String) });
    room.move(11_000);
    expect(client.take()).toHaveLength(1);
    expect(client.end).toBeUndefined();
    room.move(11_000);
    expect(client.end).toBe('4000 heartbeat close');
  });

  it('takes ten subscriptions at once, and closes at the eleventh', () => {
    const client = room.connect();
    for (let nth = 0; nth < 10; nth += 1) expect(client.call('public/subscribe', { channels: [] })).toEqual([]);
    expect(client.call('public/subscribe', { channels: [] })).toEqual({
      error: { code: 10_028, message: 'too_many_requests' },
    });
    expect(client.end).toBe('4001 too_many_requests');
    const patient = room.connect();
    for (let nth = 0; nth < 30; nth += 1) {
      expect(patient.call('public/subscribe', { channels: [] })).toEqual([]);
      room.move(1000);
    }
  });

  it('tells an account’s orders, fills, changes and portfolio to those who logged in', () => {
    const client = room.connect();
    client.call('public/auth', { grant_type: 'client_credentials', client_id: API_KEY, client_secret: API_SECRET });
    const channels = [
      `user.orders.${BTC}.raw`,
      `user.trades.${BTC}.raw`,
      'user.changes.future.any.raw',
      'user.portfolio.btc',
    ];
    client.call('private/subscribe', { channels });
    const bought = client.call('private/buy', { instrument_name: BTC, amount: 100, type: 'market', label: 'mine' });
    expect(bought).toMatchObject({ order: { order_state: 'filled', filled_amount: 100, label: 'mine' } });
    const frames = client.take();
    expect(new Set(channelsOf(frames))).toEqual(new Set(channels));
    expect(client.call('private/get_position', { instrument_name: BTC })).toMatchObject({
      direction: 'buy',
      size: 100,
    });
  });

  it('answers what is no request, and no method of its own, with an error', () => {
    const client = room.connect();
    client.say('hello');
    expect(client.take()).toMatchObject([{ error: { code: -32_600 } }]);
    expect(client.call('public/everything')).toMatchObject({ error: { code: -32_601 } });
  });
});

describe('the same methods over HTTP', () => {
  const SIGNED = { authorization: `deri-hmac-sha256 id=${API_KEY},ts=1,sig=ab,nonce=n` };

  it('answer a request of any form, and errors with HTTP 400', () => {
    const named = request('/api/v2/public/get_time');
    expect(outcomeOf(answerOf(room.venue, named).body)).toBe(START);
    const body = JSON.stringify({ jsonrpc: '2.0', id: 5, method: 'public/get_time', params: {} });
    const posted = answerOf(room.venue, request('/api/v2', { method: 'POST', body }));
    expect(posted.body).toMatchObject({ id: 5, result: START });
    const wrong = answerOf(room.venue, request('/api/v2/public/ticker?instrument_name=NOPE'));
    expect([wrong.status, outcomeOf(wrong.body)]).toEqual([400, { error: { code: 13_020, message: 'not_found' } }]);
    expect(answerOf(room.venue, request('/v5/market/time')).status).toBe(404);
  });

  it('give the trailing value of any span, hours and parts of them', () => {
    const hour = 3_600_000;
    const value = (from: number, to: number) =>
      Number(
        room.outcome(
          `public/get_funding_rate_value?instrument_name=${ETH}&start_timestamp=${from}&end_timestamp=${to}`,
        ),
      );
    const seven = START - hour / 2;
    const rows = room.outcome(
      `public/get_funding_rate_history?instrument_name=${ETH}&start_timestamp=${seven - 2 * hour - 1}&end_timestamp=${seven}`,
    ) as readonly { readonly timestamp: number; readonly interest_1h: number }[];
    expect(rows.map(({ timestamp }) => timestamp)).toEqual([seven - 2 * hour, seven - hour, seven]);
    expect(value(seven - hour, seven)).toBeCloseTo(rows[2]?.interest_1h ?? NaN, 12);
    expect(value(seven - 1.5 * hour, seven)).toBeCloseTo(
      (rows[2]?.interest_1h ?? NaN) + (rows[1]?.interest_1h ?? NaN) / 2,
      12,
    );
    // Half an hour at -6 bps of premium: 3.5 bps per 8 h beyond the damper.
    expect(value(seven, START)).toBeCloseTo((-0.00035 * 0.5) / 8, 7);
  });

  it('want a key for the account, and count what they are asked', () => {
    expect(room.outcome('private/get_open_orders')).toMatchObject({ error: { code: 13_009 } });
    expect(room.outcome('private/get_open_orders', { authorization: 'bearer nonsense' })).toMatchObject({
      error: { code: 13_004 },
    });
    expect(room.outcome('private/get_open_orders', SIGNED)).toEqual([]);
    const answers = Array.from({ length: 21 }, () =>
      answerOf(room.venue, request('/api/v2/private/cancel_all', { headers: SIGNED })),
    );
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
    expect(outcomeOf(answers.at(-1)?.body)).toMatchObject({ error: { code: 10_028 } });
  });

  it('list a balance for every coin that margins something', () => {
    const summaries = room.outcome('private/get_account_summaries', SIGNED);
    expect(summaries).toMatchObject({
      summaries: [
        { currency: 'BTC', margin_model: 'segregated_sm' },
        { currency: 'ETH', initial_margin: 0 },
        { currency: 'USDC', equity: 100_000, available_funds: 100_000 },
      ],
    });
  });
});
