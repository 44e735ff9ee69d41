import { beforeEach, describe, expect, it } from 'vitest';
import { createBinanceDecoder } from '../../../src/venues/binance/decoder.ts';
import type { Listener } from '../listener.ts';
import { HOUR, MIDNIGHT, listenTo } from '../listener.ts';

let listener: Listener;
beforeEach(() => {
  listener = listenTo(createBinanceDecoder());
});

const heard = (frame: unknown, conn = 'usdm-market') => listener.heard(frame, conn);
const answered = (rest: string, frame: unknown) => listener.answered(rest, frame);

const markPrice = (fields: object = {}) => ({
  e: 'markPriceUpdate',
  E: MIDNIGHT + 7 * HOUR,
  s: 'BTCUSDT',
  p: '64000.0',
  i: '63990.0',
  r: '0.0001',
  T: MIDNIGHT + 8 * HOUR,
  ...fields,
});

/** The funding part of what a mark price frame gave. */
const rates = (fields: object = {}): readonly string[] =>
  heard(markPrice(fields)).filter((line) => !line.startsWith('mark') && !line.startsWith('index'));

/** How many events a mark price frame gives, `ms` after 07:00. */
const at = (ms: number, fields: object = {}) => heard(markPrice({ E: MIDNIGHT + 7 * HOUR + ms, ...fields })).length;

describe('the running rate', () => {
  it('keeps its sign: positive means that longs pay', () => {
    expect(rates({ r: '-0.00021' })[0]).toContain('predicted -0.00021 per 8 h (venue-rule)');
  });

  it('leaves dated contracts and contracts without funding out', () => {
    expect(heard(markPrice({ s: 'BTCUSDT_261225', r: '', T: 0 }))).toEqual([
      'unused: BTCUSDT_261225: a dated contract',
    ]);
    expect(heard(markPrice({ r: '', T: 0 }))).toEqual(['unused: markPrice: BTCUSDT is not a perpetual']);
  });

  it('takes interval and cap of the funding list, 8 h for what the list leaves out', () => {
    answered('GET /fapi/v1/fundingInfo', [
      { symbol: 'ETHUSDT', fundingIntervalHours: 4, adjustedFundingRateCap: '0.02', adjustedFundingRateFloor: '-0.02' },
    ]);
    answered('GET /fapi/v1/exchangeInfo', { symbols: [perpetual('ETHUSDT', 'ETH'), perpetual('BTCUSDT', 'BTC')] });
    expect(rates({ s: 'ETHUSDT' })[0]).toContain('per 4 h (instrument)');
    expect(rates()[0]).toContain('per 8 h (venue-rule)');
    expect(rates({ s: 'ETHUSDT', r: '0.0201' })).toEqual([
      'rejected frame.rate-beyond-cap: ETHUSDT: rate 0.0201, cap 0.02',
    ]);
  });

  it('refuses a rate no venue ever charged where no cap is known', () => {
    expect(rates({ r: '0.0375' })[0]).toContain('predicted 0.0375');
    expect(rates({ r: '179.1' })).toEqual(['rejected frame.rate-beyond-cap: BTCUSDT: rate 179.1, cap 0.04']);
  });

  it('learns an interval from a settlement seen live', () => {
    answered('GET /fapi/v1/fundingInfo', []);
    expect(rates({ E: MIDNIGHT + 8 * HOUR - 1000 })[0]).toContain('per 8 h (venue-rule)');
    // At 08:00 the next settlement becomes 09:00: 9 - 8 = 1 hour, whatever the list said.
    expect(rates({ E: MIDNIGHT + 8 * HOUR + 1000, T: MIDNIGHT + 9 * HOUR })[0]).toContain('per 1 h (schedule)');
    // From 09:00 to 12:00 are 3 hours, no interval in use, and 12:00 is not on the grid of the list's 8 h.
    rates({ E: MIDNIGHT + 9 * HOUR - 1000, T: MIDNIGHT + 9 * HOUR });
    expect(rates({ E: MIDNIGHT + 9 * HOUR + 1000, T: MIDNIGHT + 12 * HOUR })[0]).toContain('frame.interval-unknown');
  });

  it('refuses a rate whose settlement contradicts the interval, once, until the list is read again', () => {
    answered('GET /fapi/v1/fundingInfo', []);
    const moved = { T: MIDNIGHT + 10 * HOUR };
    expect(rates(moved)[0]).toContain('rejected frame.interval-unknown: BTCUSDT: next settlement');
    expect(rates(moved)[0]).toMatch(/^unused: BTCUSDT: next settlement/);
    answered('GET /fapi/v1/fundingInfo', [{ symbol: 'BTCUSDT', fundingIntervalHours: 2 }]);
    // 10:00 lies on the grid of 2 h, but 07:00 to 10:00 is further than 2 h.
    expect(rates(moved)[0]).toContain('rejected frame.interval-unknown');
    expect(rates({ ...moved, E: MIDNIGHT + 9 * HOUR })[0]).toContain('per 2 h (instrument)');
  });

  it('takes the longest interval that fits while no list was read', () => {
    expect(rates({ T: MIDNIGHT + 12 * HOUR, E: MIDNIGHT + 9 * HOUR })[0]).toContain('per 4 h (schedule)');
    expect(rates({ s: 'ETHUSDT', T: MIDNIGHT + 9 * HOUR, E: MIDNIGHT + 8.5 * HOUR })[0]).toContain(
      'per 1 h (schedule)',
    );
  });

  it('says an unchanged value again after a second of the venue, and a changed one at once', () => {
    expect([at(0), at(500), at(600, { p: '64000.1' }), at(1000), at(1001)]).toEqual([3, 0, 1, 3, 0]);
  });
});

const perpetual = (symbol: string, baseAsset: string, fields: object = {}) => ({
  symbol,
  contractType: 'PERPETUAL',
  deliveryDate: 4_133_404_800_000,
  status: 'TRADING',
  baseAsset,
  quoteAsset: 'USDT',
  marginAsset: 'USDT',
  filters: [
    { filterType: 'PRICE_FILTER', tickSize: '0.10' },
    { filterType: 'LOT_SIZE', stepSize: '0.001', minQty: '0.002' },
    { filterType: 'MIN_NOTIONAL', notional: '100' },
  ],
  ...fields,
});

describe('a lost socket', () => {
  it('lets the rate be said again at once', () => {
    expect(rates()).toHaveLength(1);
    expect(rates()).toHaveLength(0);
    listener.decoder.lost('usdm-market');
    expect(rates()).toHaveLength(1);
  });
});
