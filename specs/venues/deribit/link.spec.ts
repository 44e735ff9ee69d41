import { describe, expect, it } from 'vitest';
import { lineOf } from '../../../src/connectivity/venue-link.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { atMs } from '../../../src/domain/units.ts';
import { deribitLink } from '../../../src/venues/deribit/link.ts';
import { deribitProfile } from '../../../src/venues/deribit/profile.ts';
import { listenTo } from '../listener.ts';

const DAY = 86_400_000;

/** What the decoder makes of a name it has no list for. */
const named = (name: string): Instrument => {
  const params = { channel: `ticker.${name}.agg2`, data: { timestamp: 1 } };
  const events = deribitProfile
    .createDecoder()
    .frame({ method: 'subscription', params }, { conn: 'public', atMs: atMs(1) });
  const instrument = events.find((event) => event.type === 'instrument')?.instrument;
  if (instrument === undefined) throw new Error(`no instrument: ${JSON.stringify(events)}`);
  return instrument;
};

const INVERSE = named('BTC-PERPETUAL');
const LINEAR = named('SOL_USDC-PERPETUAL');
const [socket] = deribitLink.sockets;
const said = (frame: object) => socket?.read({ jsonrpc: '2.0', ...frame });

describe('the channels of a perpetual', () => {
  it('are the fastest public book, a ticker a second and the trades that carry liquidations', () => {
    expect(
      [INVERSE, LINEAR]
        .flatMap((instrument) => deribitLink.channels(instrument))
        .map(({ topic, carries, conflation }) => `${topic}: ${carries}, ${conflation}`),
    ).toEqual([
      'book.BTC-PERPETUAL.100ms: book, none',
      'ticker.BTC-PERPETUAL.agg2: funding, latest',
      'trades.BTC-PERPETUAL.100ms: trades, none',
      'book.SOL_USDC-PERPETUAL.100ms: book, none',
      'ticker.SOL_USDC-PERPETUAL.agg2: funding, latest',
      'trades.SOL_USDC-PERPETUAL.100ms: trades, none',
    ]);
  });

  it('are none on spot', () => {
    expect(deribitLink.channels({ ...LINEAR, kind: 'spot' })).toEqual([]);
  });

  it('fill a message with less than 32 KiB, whatever the name', () => {
    const topic = `book.${'X'.repeat(100)}.100ms`;
    const topics = Array.from({ length: socket?.limits.topicsPerMessage ?? 0 }, () => topic);
    expect(topics.length).toBeGreaterThan(0);
    expect(socket?.subscribe(topics, 1).length).toBeLessThan(32_768);
  });

  it('ask for no more credits than come back', () => {
    const { count = 0, perMs = 0 } = socket?.limits.messages ?? {};
    expect(count * 3000).toBeLessThanOrEqual(30_000);
    expect((count * 3000) / (perMs / 1000)).toBeLessThanOrEqual(10_000);
  });
});

describe('a session', () => {
  it('begins with a heartbeat, and subscribes many channels in one request', () => {
    expect(socket?.greeting).toEqual([
      '{"jsonrpc":"2.0","id":0,"method":"public/set_heartbeat","params":{"interval":10}}',
    ]);
    expect(socket?.subscribe(['book.BTC-PERPETUAL.100ms', 'ticker.BTC-PERPETUAL.agg2'], 7)).toBe(
      '{"jsonrpc":"2.0","id":7,"method":"public/subscribe","params":{"channels":["book.BTC-PERPETUAL.100ms","ticker.BTC-PERPETUAL.agg2"]}}',
    );
  });

  it('takes the channels of a reply as those that stand, whatever their order', () => {
    expect(said({ id: 7, result: ['ticker.A.agg2', 'book.A.100ms'], usDiff: 1 })).toEqual({
      kind: 'confirmed',
      topics: ['ticker.A.agg2', 'book.A.100ms'],
    });
    expect(said({ id: 7, result: [] })).toEqual({ kind: 'confirmed', topics: [] });
  });

  it('does not take the reply to an unsubscription for a subscription', () => {
    const asked: unknown = JSON.parse(socket?.unsubscribe(['book.A.100ms'], 8) ?? '');
    expect(asked).toMatchObject({ method: 'public/unsubscribe', params: { channels: ['book.A.100ms'] } });
    const { id } = asked as { id: number };
    expect(said({ id, result: ['book.A.100ms'] })).toEqual({ kind: 'other' });
  });

  it('answers a test request at once, and takes the reply and a plain heartbeat as signs of life', () => {
    expect(said({ method: 'heartbeat', params: { type: 'test_request' } })).toEqual({
      kind: 'answer',
      text: '{"jsonrpc":"2.0","id":0,"method":"public/test","params":{}}',
    });
    expect(said({ id: 0, result: { version: '1.2.26' } })).toEqual({ kind: 'pong' });
    expect(said({ method: 'heartbeat', params: { type: 'heartbeat' } })).toEqual({ kind: 'pong' });
    expect(said({ id: 0, result: 'ok' })).toEqual({ kind: 'other' });
  });

  it.each([
    [10_028, 'too_many_requests', { because: 'rate-limited', retryAfterMs: 1000 }],
    [13_778, 'raw_subscriptions_not_available_for_unauthorized', { because: 'authentication' }],
    [-32_602, 'Invalid params', { because: 'unknown' }],
  ])('says why %s refused', (code, message, why) => {
    expect(said({ id: 3, error: { code, message } })).toEqual({
      kind: 'refused',
      id: 3,
      reason: `${code} ${message}`,
      ...why,
    });
  });

  it('names the topic of data, and is silent about the rest', () => {
    expect(said({ method: 'subscription', params: { channel: 'quote.A', data: {} } })).toEqual({
      kind: 'data',
      topic: 'quote.A',
    });
    for (const frame of ['<html>', null, {}, { method: 'subscription' }, { method: 'heartbeat', params: 1 }])
      expect(socket?.read(frame)).toEqual({ kind: 'other' });
  });
});

describe('requests', () => {
  const { rest } = deribitLink;

  it('cover a longer history in windows of 30 days that overlap by the hour between them, and end', () => {
    const fromMs = 1_790_000_000_000;
    const paths: string[] = [];
    let call = rest.fundingHistory(LINEAR, { fromMs, toMs: fromMs + 65 * DAY });
    while (call !== undefined) {
      paths.push(call.path.split('&').slice(1).join(' '));
      call = rest.nextPage(call, { result: [] });
    }
    expect(paths).toEqual([
      `start_timestamp=${fromMs - 1} end_timestamp=${fromMs + 30 * DAY}`,
      `start_timestamp=${fromMs + 30 * DAY - 1} end_timestamp=${fromMs + 60 * DAY}`,
      `start_timestamp=${fromMs + 60 * DAY - 1} end_timestamp=${fromMs + 65 * DAY}`,
    ]);
  });

  it('end where an answer cannot be read', () => {
    const call = rest.fundingHistory(LINEAR, { fromMs: 0, toMs: 90 * DAY });
    if (call === undefined) throw new Error('no call');
    expect(rest.nextPage(call, { error: { code: 10_028 } })).toBeUndefined();
    expect(rest.nextPage(call, '<html>')).toBeUndefined();
    const [list] = rest.instruments();
    expect(list === undefined ? 'no call' : rest.nextPage(list, { result: [] })).toBeUndefined();
  });

  it('ask once a settlement coin for running rates', () => {
    expect(rest.funding([INVERSE, LINEAR, named('ETH_USDC-PERPETUAL')]).map(lineOf)).toEqual([
      'GET /api/v2/public/get_book_summary_by_currency?currency=BTC&kind=future',
      'GET /api/v2/public/get_book_summary_by_currency?currency=USDC&kind=future',
    ]);
  });

  it('are all read by the decoder', () => {
    const calls = [
      ...rest.instruments(),
      ...rest.funding([LINEAR]),
      rest.fundingHistory(LINEAR, { fromMs: 0, toMs: DAY }),
      rest.bookSnapshot(LINEAR),
      rest.time(),
    ].flatMap((call) => (call === undefined ? [] : [lineOf(call)]));
    const { answered } = listenTo(deribitProfile.createDecoder());
    expect(calls.map((line) => answered(line, { result: null })[0])).toEqual([
      'rejected frame.missing-field: get_instruments: result is null',
      'rejected frame.missing-field: get_book_summary_by_currency: result is null',
      'rejected frame.missing-field: get_funding_rate_history SOL_USDC-PERPETUAL: result is null',
      'rejected frame.missing-field: instrument_name is undefined',
      'rejected frame.bad-number: get_time: result is null',
    ]);
  });

  it('wait after an answer that says too many', () => {
    expect(rest.throttled?.({ error: { code: 10_028, message: 'too_many_requests' } })).toEqual({ retryAfterMs: 1000 });
    expect(rest.throttled?.({ error: { code: 11_050 } })).toBeUndefined();
  });
});
