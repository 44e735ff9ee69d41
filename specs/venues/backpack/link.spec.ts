import { describe, expect, it } from 'vitest';
import type { RestCall } from '../../../src/connectivity/venue-link.ts';
import { lineOf } from '../../../src/connectivity/venue-link.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { atMs } from '../../../src/domain/units.ts';
import { backpackLink } from '../../../src/venues/backpack/link.ts';
import { backpackProfile } from '../../../src/venues/backpack/profile.ts';

const listed = (symbol: string, marketType: string): Instrument => {
  const [baseSymbol = '', quoteSymbol = ''] = symbol.split('_');
  const filters = { price: { tickSize: '0.1' }, quantity: { stepSize: '1' } };
  const row = { symbol, baseSymbol, quoteSymbol, marketType, filters, orderBookState: 'Open' };
  const [event] = backpackProfile.createDecoder().rest([row], { rest: 'GET /api/v1/markets', atMs: atMs(1) });
  if (event?.type !== 'instrument') throw new Error(`no instrument: ${JSON.stringify(event)}`);
  return event.instrument;
};

const LINEAR = listed('kPEPE_USDC_PERP', 'PERP');
const SPOT = listed('SOL_USDC', 'SPOT');
const { rest, sockets } = backpackLink;
const [socket] = sockets;

const topicsOf = (instrument: Instrument) =>
  backpackLink.channels(instrument).map(({ socket: name, topic, carries }) => `${name} ${topic}: ${carries}`);

const HOUR = 3_600_000;
const NEWEST = Date.UTC(2026, 8, 23, 4);
/** A page of hourly rows, newest first, that begins so many hours before the newest. */
const page = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    symbol: LINEAR.nativeSymbol,
    fundingRate: '0.0000125',
    intervalEndTimestamp: new Date(NEWEST - (from + at) * HOUR).toISOString().slice(0, 19),
  }));

const historySince = (hours: number): RestCall => {
  const call = rest.fundingHistory(LINEAR, { fromMs: NEWEST - hours * HOUR, toMs: NEWEST });
  if (call === undefined) throw new Error('no history');
  return call;
};

describe('the channels of a market', () => {
  it('are books and trades, with prices and rate of perpetuals, and liquidations apart', () => {
    expect([...topicsOf(LINEAR), ...topicsOf(SPOT)]).toEqual([
      'public depth.kPEPE_USDC_PERP: book',
      'public markPrice.kPEPE_USDC_PERP: funding',
      'public trade.kPEPE_USDC_PERP: trades',
      'liquidations liquidation: liquidations',
      'public depth.SOL_USDC: book',
      'public bookTicker.SOL_USDC: top',
      'public trade.SOL_USDC: trades',
    ]);
  });

  it('are asked for without an id, which would not be echoed', () => {
    expect(socket?.subscribe(['depth.SOL_USDC', 'trade.SOL_USDC'], 7)).toBe(
      '{"method":"SUBSCRIBE","params":["depth.SOL_USDC","trade.SOL_USDC"]}',
    );
    expect(socket?.unsubscribe(['trade.SOL_USDC'], 8)).toBe('{"method":"UNSUBSCRIBE","params":["trade.SOL_USDC"]}');
  });
});

describe('what a frame says about the session', () => {
  it.each([
    [
      { stream: 'depth.SOL_USDC', data: {} },
      { kind: 'data', topic: 'depth.SOL_USDC' },
    ],
    [
      { id: null, error: { code: 4006, message: 'Invalid stream' } },
      { kind: 'refused', reason: '4006 Invalid stream', because: 'unknown' },
    ],
    [
      { id: null, error: { code: 4002 } },
      { kind: 'refused', reason: '4002 ', because: 'unknown' },
    ],
    [{ result: null, id: 1 }, { kind: 'other' }],
    ['<html>', { kind: 'other' }],
    [null, { kind: 'other' }],
    [{ error: 'no' }, { kind: 'other' }],
  ])('%j', (frame, word) => {
    expect(socket?.read(frame)).toEqual(word);
  });
});

describe('requests', () => {
  it('are named as they are decoded', () => {
    expect(rest.instruments().map(lineOf)).toEqual(['GET /api/v1/markets']);
    expect(rest.bookSnapshot(SPOT)?.path).toBe('/api/v1/depth?symbol=SOL_USDC&limit=1000');
    expect(rest.time()?.path).toBe('/api/v1/time');
    expect(rest.funding([LINEAR, SPOT]).map(lineOf)).toEqual(['GET /api/v1/markPrices']);
    expect(rest.funding([SPOT])).toEqual([]);
  });

  it('page the history backwards until its beginning was reached', () => {
    const first = historySince(1500);
    expect(first.path).toBe('/api/v1/fundingRates?symbol=kPEPE_USDC_PERP&limit=1000');
    const second = rest.nextPage(first, page(0, 1000));
    expect(second?.path).toBe('/api/v1/fundingRates?symbol=kPEPE_USDC_PERP&limit=1000&offset=1000');
    expect(second !== undefined && rest.nextPage(second, page(1000, 1000))).toBeUndefined();
    expect(rest.nextPage(historySince(900), page(0, 1000))).toBeUndefined();
  });

  it('end with the last page, or with one that cannot be read', () => {
    const call = historySince(5000);
    expect(rest.nextPage(call, page(0, 999))).toBeUndefined();
    expect(rest.nextPage(call, { code: 'SERVER_ERROR' })).toBeUndefined();
    expect(rest.nextPage(call, [...page(0, 999), { intervalEndTimestamp: 'never' }])).toBeUndefined();
    expect(rest.fundingHistory(SPOT, { fromMs: 0, toMs: 1 })).toBeUndefined();
  });
});
