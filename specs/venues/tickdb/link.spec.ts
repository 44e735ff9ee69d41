import { describe, expect, it } from 'vitest';
import { lineOf } from '../../../src/connectivity/venue-link.ts';
import type { RestCall, VenueLink } from '../../../src/connectivity/venue-link.ts';
import { MS_PER_HOUR } from '../../../src/domain/units.ts';
import { createSimMarkets } from '../../../src/simulator/sim-markets.ts';
import { relayKey } from '../../../src/venues/relay-key.ts';
import { relayProfile } from '../../../src/venues/relays.ts';
import { EIGHT } from '../relay-terms.ts';

const linkOf = (preset: string) => {
  const profile = relayProfile('tickdb', preset);
  return profile.link(relayKey(profile.key, { TICKDB_API_KEY: 'simulated-key' }));
};
const sol = createSimMarkets({ seed: 7 })
  .instruments()
  .filter(({ coin, venue }) => coin === 'SOL' && (venue === 'binance' || venue === 'bybit'));
const [binance] = sol.filter(({ market }) => market === 'binance:SOL/USDT:USDT');

const topicsOf = (preset: string) =>
  sol.flatMap((one) => linkOf(preset).channels(one)).map(({ topic, market }) => `${topic} ${market ?? 'any'}`);

/** All pages of a history of hourly rows, served as the relay might: oldest or newest first. */
const pagesOf = (link: VenueLink, order: 'oldest' | 'newest', hours: number): readonly number[] => {
  if (binance === undefined) throw new Error('the scenario lists no SOL on Binance');
  const seen: number[] = [];
  let call: RestCall | undefined = link.rest.fundingHistory(binance, {
    fromMs: EIGHT + 1,
    toMs: EIGHT + hours * MS_PER_HOUR,
  });
  for (let page = 0; call !== undefined && page < 50; page += 1) {
    const query: URLSearchParams = new URLSearchParams(call.path.slice(call.path.indexOf('?')));
    const [from, to] = [Number(query.get('start_time')), Number(query.get('end_time'))];
    const all = Array.from({ length: hours }, (_, at) => EIGHT + (at + 1) * MS_PER_HOUR).filter(
      (at) => at >= from && at <= to,
    );
    const rows = (order === 'oldest' ? all : all.reverse()).slice(0, 100);
    seen.push(...rows);
    call = link.rest.nextPage(call, { data: rows.map((timestamp) => ({ rate: 0, timestamp })) });
  }
  return seen;
};

describe('tickdb, how it is spoken to', () => {
  it('subscribes one symbol a message in form t1, many in t2', () => {
    const [t1] = linkOf('tickdb-t1').sockets;
    const [t2] = linkOf('tickdb-t2').sockets;
    expect(t1?.path).toBe('/ws/v1/market?api_key=simulated-key');
    expect(t1?.limits.topicsPerMessage).toBe(1);
    expect(t1?.subscribe(['funding:SOL.USDT'], 1)).toBe('{"cmd":"subscribe","channel":"funding","symbol":"SOL.USDT"}');
    expect(t2?.path).toBe('/v1/realtime?api_key=simulated-key');
    expect(t2?.subscribe(['depth:SOLUSDT', 'depth:BTCUSDT'], 1)).toBe(
      '{"cmd":"subscribe","data":{"channel":"depth","symbols":["SOLUSDT","BTCUSDT"]}}',
    );
  });

  it('takes unnamed books for Binance’s only, and rates for those of every venue', () => {
    expect(topicsOf('tickdb-t1').sort()).toEqual([
      'depth:SOL.USDT binance:SOL/USDT:USDT',
      'funding:SOL.USDT any',
      'funding:SOL.USDT any',
      'ticker:SOL.USDT binance:SOL/USDT:USDT',
    ]);
    expect(topicsOf('tickdb-t2')).toEqual(['depth:SOLUSDT binance:SOL/USDT']);
  });

  it('answers the server’s ping in t1, and pings each second in t2', () => {
    const [t1] = linkOf('tickdb-t1').sockets;
    const [t2] = linkOf('tickdb-t2').sockets;
    expect(t1?.read({ cmd: 'ping' })).toEqual({ kind: 'answer', text: '{"cmd":"pong"}' });
    expect(t1?.heartbeat).toEqual({ kind: 'protocol', everyMs: 20_000 });
    expect(t2?.heartbeat.kind === 'text' ? [t2.heartbeat.everyMs, t2.heartbeat.text(1, 0)] : undefined).toEqual([
      1000,
      '{"cmd":"ping"}',
    ]);
    expect(t2?.read({ cmd: 'pong' })).toEqual({ kind: 'pong' });
  });

  it('tells data, a refused key, a wait and an unknown symbol apart', () => {
    const [socket] = linkOf('tickdb-t1').sockets;
    const read = (frame: unknown) => socket?.read(frame);
    expect(read({ channel: 'depth', symbol: 'SOL.USDT' })).toEqual({ kind: 'data', topic: 'depth:SOL.USDT' });
    expect(read({ code: 1001, message: 'no' })).toMatchObject({ because: 'authentication' });
    expect(read({ code: 3001, retry_after: 7 })).toMatchObject({ because: 'rate-limited', retryAfterMs: 7000 });
    expect(read({ code: 3001 })).toMatchObject({ because: 'rate-limited', retryAfterMs: 5000 });
    expect(read({ code: 2002 })).toMatchObject({ because: 'unknown' });
    expect(read({ code: 4002 })).toMatchObject({ because: 'fatal' });
    expect(read({ code: 0 })).toEqual({ kind: 'other' });
  });

  it('reads a wait from an answer of HTTP 200, of either shape', () => {
    const { rest } = linkOf('tickdb-t2');
    expect(rest.throttled?.({ code: 3001, retry_after: 2 })).toEqual({ retryAfterMs: 2000 });
    expect(rest.throttled?.({ code: 429, reset_at: 1_790_928_030 }, 1_790_928_000_000)).toEqual({
      retryAfterMs: 30_000,
    });
    expect(rest.throttled?.({ code: 0 })).toBeUndefined();
  });

  it('asks for the schedule and the rate now, and for books of spot', () => {
    expect(linkOf('tickdb-t1').rest.funding(sol).map(lineOf)).toEqual([
      'GET /v1/market/funding/schedule?symbol=SOL.USDT',
      'GET /v1/market/funding/current?symbol=SOL.USDT',
    ]);
    const books = sol.flatMap((one) => linkOf('tickdb-t2').rest.bookSnapshot(one) ?? []);
    expect(books.map(lineOf)).toEqual(['GET /v1/market/depth?symbol=SOLUSDT&limit=10']);
  });

  it('reads a whole history, whichever end it is counted from', () => {
    for (const order of ['oldest', 'newest'] as const) {
      const seen = pagesOf(linkOf('tickdb-t1'), order, 750);
      expect(new Set(seen).size).toBe(750);
      expect(seen).toHaveLength(750);
    }
  });

  it('stops where a page holds rows it did not ask for, or none', () => {
    const { rest } = linkOf('tickdb-t1');
    const call = binance === undefined ? undefined : rest.fundingHistory(binance, { fromMs: 1000, toMs: 2000 });
    if (call === undefined) throw new Error('no history of SOL');
    const row = { rate: 0, timestamp: 1_790_928_000_000 };
    expect(rest.nextPage(call, { data: Array.from({ length: 100 }, () => row) })).toBeUndefined();
    expect(rest.nextPage(call, { data: [] })).toBeUndefined();
    expect(rest.nextPage(call, '<html>')).toBeUndefined();
  });
});
