import { beforeEach, describe, expect, it } from 'vitest';
import { createBybitDecoder } from '../../../src/venues/bybit/decoder.ts';
import type { Listener } from '../listener.ts';
import { HOUR, MIDNIGHT, listenTo } from '../listener.ts';

let listener: Listener;
beforeEach(() => {
  listener = listenTo(createBybitDecoder());
});

const heard = (frame: unknown, conn = 'linear') => listener.heard(frame, conn);
const answered = (rest: string, result: object, retCode = 0) =>
  listener.answered(rest, { retCode, retMsg: retCode === 0 ? 'OK' : 'no', result, time: MIDNIGHT });

const ticker = (type: 'snapshot' | 'delta', fields: object, ts = MIDNIGHT) => ({
  topic: 'tickers.BTCUSDT',
  type,
  data: { symbol: 'BTCUSDT', ...fields },
  cs: 1,
  ts,
});

const FULL = {
  markPrice: '64000',
  indexPrice: '63990',
  fundingRate: '0.0001',
  nextFundingTime: String(MIDNIGHT + 8 * HOUR),
  fundingIntervalHour: '8',
  fundingCap: '0.005',
};

/** The funding part of what a frame gave. */
const rates = (frame: unknown): readonly string[] =>
  heard(frame).filter((line) => !line.startsWith('mark') && !line.startsWith('index'));

const linear = (fields: object) => ({
  category: 'linear',
  list: [
    {
      symbol: 'BTCUSDT',
      contractType: 'LinearPerpetual',
      status: 'Trading',
      baseCoin: 'BTC',
      quoteCoin: 'USDT',
      settleCoin: 'USDT',
      deliveryTime: '0',
      priceFilter: { tickSize: '0.1' },
      lotSizeFilter: { qtyStep: '0.001', minOrderQty: '0.001', minNotionalValue: '5' },
      ...fields,
    },
  ],
});
const LIST = 'GET /v5/market/instruments-info?category=linear';

describe('the running rate', () => {
  it('keeps its sign: positive means that longs pay', () => {
    expect(rates(ticker('snapshot', { ...FULL, fundingRate: '-0.00021' }))[0]).toContain('-0.00021 per 8 h (frame)');
  });

  it('stays what it was when a delta leaves it out', () => {
    heard(ticker('snapshot', FULL));
    expect(rates(ticker('delta', { fundingRate: '0.0002' }))[0]).toContain('predicted 0.0002 per 8 h (frame)');
    expect(rates(ticker('delta', { markPrice: '64001' }))).toEqual([]);
    expect(rates(ticker('delta', { markPrice: '64002' }, MIDNIGHT + 1000))[0]).toContain('predicted 0.0002 per 8 h');
  });

  it('is forgotten by a new snapshot and by a lost socket', () => {
    heard(ticker('snapshot', FULL));
    expect(rates(ticker('snapshot', { markPrice: '64000' }, MIDNIGHT + 2000))).toEqual([]);
    heard(ticker('snapshot', FULL));
    listener.decoder.lost('linear');
    expect(rates(ticker('delta', { markPrice: '64000' }, MIDNIGHT + 4000))).toEqual([]);
  });

  it('reads hours in the ticker and minutes in the instrument list', () => {
    answered(LIST, linear({ fundingInterval: 240 }));
    const { fundingIntervalHour: _hours, ...withoutInterval } = FULL;
    // 240 minutes / 60 = 4 hours.
    expect(rates(ticker('snapshot', withoutInterval))[0]).toContain('per 4 h (instrument)');
    expect(rates(ticker('snapshot', FULL))[0]).toContain('per 8 h (frame)');
    expect(rates(ticker('delta', { fundingIntervalHour: '1' }))[0]).toContain('per 1 h (frame)');
  });

  it('does not take 8 minutes for an interval, and reports an unknown one once', () => {
    answered(LIST, linear({ fundingInterval: 8 }));
    const { fundingIntervalHour: _hours, ...withoutInterval } = FULL;
    expect(rates(ticker('snapshot', withoutInterval))).toEqual([
      'rejected frame.interval-unknown: BTCUSDT: neither ticker nor instrument list names a funding interval',
    ]);
    expect(rates(ticker('delta', { fundingRate: '0.0002' }))[0]).toMatch(/^unused: BTCUSDT: neither/);
    expect(rates(ticker('delta', { fundingIntervalHour: '8' }))[0]).toContain('predicted 0.0002 per 8 h (frame)');
  });

  it('refuses what lies beyond the cap: of the ticker, else of the list, else of all contracts', () => {
    expect(rates(ticker('snapshot', { ...FULL, fundingRate: '-0.005' }))[0]).toContain('predicted -0.005');
    const beyond = ticker('snapshot', { ...FULL, fundingRate: '-0.0051' });
    expect(rates(beyond)).toEqual(['rejected frame.rate-beyond-cap: BTCUSDT: rate -0.0051, cap 0.005']);
    answered(LIST, linear({ fundingInterval: 480, upperFundingRate: '0.003', lowerFundingRate: '-0.003' }));
    const listed = ticker('snapshot', { ...FULL, fundingCap: '', fundingRate: '0.0031' });
    expect(rates(listed)).toEqual(['rejected frame.rate-beyond-cap: BTCUSDT: rate 0.0031, cap 0.003']);
    const unknown = { ...ticker('snapshot', { ...FULL, symbol: 'ETHUSDT', fundingCap: '', fundingRate: '0.051' }) };
    expect(rates(unknown)).toEqual(['rejected frame.rate-beyond-cap: ETHUSDT: rate 0.051, cap 0.05']);
  });

  it('is none where the venue sends the empty text', () => {
    expect(rates(ticker('snapshot', { ...FULL, fundingRate: '', nextFundingTime: '' }))).toEqual([]);
  });
});

describe('the best bid and ask of a ticker', () => {
  const TOP = { bid1Price: '10', bid1Size: '1', ask1Price: '11', ask1Size: '2' };

  it('serves until a deeper book flows', () => {
    expect(heard(ticker('snapshot', TOP))).toHaveLength(1);
    heard(book('snapshot', 5));
    expect(heard(ticker('delta', TOP))).toEqual([]);
  });

  it('is refused when it is crossed', () => {
    expect(heard(ticker('snapshot', { ...TOP, ask1Price: '10' }))).toEqual([
      'rejected frame.crossed-book: tickers BTCUSDT: bid 10 is not below ask 10',
    ]);
  });
});

const book = (type: 'snapshot' | 'delta', u: number, depth = 50, asks: readonly unknown[] = [['11', '1']]) => ({
  topic: `orderbook.${depth}.BTCUSDT`,
  type,
  ts: MIDNIGHT,
  data: { s: 'BTCUSDT', b: [['10', '1']], a: asks, u, seq: 1 },
});
