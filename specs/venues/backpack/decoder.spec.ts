import { beforeEach, describe, expect, it } from 'vitest';
import { backpackProfile } from '../../../src/venues/backpack/profile.ts';
import type { Listener } from '../listener.ts';
import { HOUR, MIDNIGHT, listenTo } from '../listener.ts';

const SOL = 'SOL_USDC_PERP';

let listener: Listener;
beforeEach(() => {
  listener = listenTo(backpackProfile.createDecoder());
});

const stream = (name: string, data: Readonly<Record<string, unknown>>, conn = 'public') =>
  listener.heard({ stream: name, data }, conn);

const depth = (U: number, u: number, row: Readonly<Record<string, unknown>> = {}) =>
  stream(`depth.${SOL}`, { e: 'depth', E: MIDNIGHT * 1000, T: MIDNIGHT * 1000, s: SOL, U, u, b: [], a: [], ...row });

const snapshot = (lastUpdateId: unknown, row: Readonly<Record<string, unknown>> = {}) =>
  listener.answered(`GET /api/v1/depth?symbol=${SOL}&limit=1000`, {
    asks: [['101', '1']],
    bids: [['99', '1']],
    lastUpdateId,
    timestamp: MIDNIGHT * 1000,
    ...row,
  });

const price = (atMs: number, n: number, f = '0.0001') =>
  stream(`markPrice.${SOL}`, { e: 'markPrice', E: atMs * 1000, T: atMs * 1000, s: SOL, p: '100', i: '100', f, n }).at(
    -1,
  );

const markets = (fundingInterval: number) =>
  listener.answered('GET /api/v1/markets', [
    {
      symbol: SOL,
      baseSymbol: 'SOL',
      quoteSymbol: 'USDC',
      marketType: 'PERP',
      filters: { price: { tickSize: '0.01' }, quantity: { stepSize: '0.01', minQuantity: '0.1' } },
      fundingInterval,
      orderBookState: 'Open',
    },
  ]);

describe('backpack books', () => {
  const whole = 'book.snapshot backpack:SOL/USDC:USDC #10 bids 99 1 asks 101 1';

  it('take a snapshot that is ahead of the socket, and wait for the change after it', () => {
    expect(depth(8, 8)).toEqual([]);
    expect(snapshot('10')).toEqual([whole]);
    expect(depth(9, 10)).toEqual([]);
    expect(depth(11, 12)).toEqual(['book.delta backpack:SOL/USDC:USDC #12 bids  asks ']);
    expect(depth(13, 13)).toHaveLength(1);
  });

  it('ask for a newer snapshot when the kept changes begin after it', () => {
    depth(12, 12);
    expect(snapshot(10)).toEqual(['book.gap backpack:SOL/USDC:USDC expected 11 received 12: rest-snapshot']);
    expect(snapshot(12)).toEqual(['book.snapshot backpack:SOL/USDC:USDC #12 bids 99 1 asks 101 1']);
  });

  it.each([
    ['a price of 0', { b: [['0', '1']] }, 'frame.bad-price: depth SOL_USDC_PERP: b holds the price "0"'],
    ['a negative size', { a: [['101', '-1']] }, 'frame.bad-number: depth SOL_USDC_PERP: a holds the size "-1"'],
    ['no bids', { b: null }, 'frame.missing-field: depth SOL_USDC_PERP: b is null, not levels'],
    ['ids that fall', { U: 13, u: 11 }, 'frame.bad-number: depth SOL_USDC_PERP: u is 11'],
    ['a time in ms', { T: MIDNIGHT }, `frame.bad-number: depth SOL_USDC_PERP: T is ${MIDNIGHT}`],
  ])('are unusable after a change with %s', (_, row, reason) => {
    snapshot('10');
    const [rejected, gap, ...more] = depth(11, 11, row);
    expect([rejected, more]).toEqual([`rejected ${reason}`, []]);
    expect(gap).toContain('book.gap backpack:SOL/USDC:USDC expected 10');
    expect(depth(12, 12)).toEqual([]);
  });

  it('are asked for again when a snapshot cannot be believed', () => {
    expect(snapshot('10', { bids: [['102', '1']] })).toEqual([
      'rejected frame.crossed-book: depth SOL_USDC_PERP: bids reach the asks',
      'book.gap backpack:SOL/USDC:USDC expected 0 received 10: rest-snapshot',
    ]);
    expect(snapshot('ten')[0]).toBe('rejected frame.bad-number: depth SOL_USDC_PERP: lastUpdateId is "ten"');
  });

  it('are forgotten with their socket, not with another', () => {
    snapshot('10');
    depth(11, 11);
    listener.decoder.lost('public#2');
    expect(depth(12, 12)).toHaveLength(1);
    listener.decoder.lost('public');
    expect(depth(13, 13)).toEqual([]);
  });

  it('are read in windows too, of symbols with points in them as well', () => {
    const data = { e: 'depth', E: MIDNIGHT * 1000, s: SOL, U: 1, u: 4, b: [], a: [] };
    expect(stream(`depth.200ms.${SOL}`, data)).toEqual([]);
    expect(stream(`depth.200ms.${SOL}`, { ...data, s: 'BTC_USDC_PERP' })).toEqual([
      'rejected frame.unknown-symbol: "depth.200ms.SOL_USDC_PERP" carries "BTC_USDC_PERP"',
    ]);
    expect(stream('depth.200ms.AAPL.US_USDC_PERP', { ...data, s: 'AAPL.US_USDC_PERP' })).toEqual([
      'unused: AAPL.US_USDC_PERP: a perpetual on a stock, indexed on itself off hours',
    ]);
  });
});

describe('backpack funding', () => {
  it('keeps the interval of the list, in hours', () => {
    markets(8 * HOUR);
    expect(price(MIDNIGHT + HOUR, MIDNIGHT + 8 * HOUR)).toContain('predicted 0.0001 per 8 h (instrument)');
  });

  it('refuses a settlement that the interval of the list cannot have, and says so once', () => {
    markets(HOUR);
    const reason = `SOL_USDC_PERP: next settlement ${MIDNIGHT + 8 * HOUR} does not fit an interval of 1 h`;
    expect(price(MIDNIGHT + 5000, MIDNIGHT + 8 * HOUR)).toBe(`rejected frame.interval-unknown: ${reason}`);
    expect(price(MIDNIGHT + 6000, MIDNIGHT + 8 * HOUR)).toBe(`unused: ${reason}`);
  });

  it('believes a settlement that it saw pass before a list that may be old, until the list changes', () => {
    markets(8 * HOUR);
    expect(price(MIDNIGHT - 1000, MIDNIGHT)).toContain('per 8 h (instrument)');
    expect(price(MIDNIGHT + 1000, MIDNIGHT + HOUR)).toContain('per 1 h (schedule)');
    markets(8 * HOUR);
    expect(price(MIDNIGHT + 2000, MIDNIGHT + HOUR)).toContain('per 1 h (schedule)');
    markets(HOUR);
    expect(price(MIDNIGHT + 3000, MIDNIGHT + HOUR)).toContain('per 1 h (instrument)');
  });

  it('is hourly where the list states no interval', () => {
    expect(price(MIDNIGHT + 1000, MIDNIGHT + HOUR)).toContain('per 1 h (venue-rule)');
  });

  it('says nothing again within a second, and all of it after a lost socket', () => {
    expect(price(MIDNIGHT, MIDNIGHT + HOUR)).toContain('funding');
    expect(price(MIDNIGHT + 400, MIDNIGHT + HOUR)).toBeUndefined();
    listener.decoder.lost('public');
    expect(price(MIDNIGHT + 500, MIDNIGHT + HOUR)).toContain('funding');
  });

  it.each([
    [{ f: undefined }, 'frame.missing-field: markPrice SOL_USDC_PERP: funding rate is missing'],
    [{ f: 'NaN' }, 'frame.bad-number: markPrice SOL_USDC_PERP: funding rate is "NaN"'],
    [{ n: undefined }, 'frame.missing-field: markPrice SOL_USDC_PERP: next funding time is missing'],
    [{ p: '0' }, 'frame.bad-price: markPrice SOL_USDC_PERP: mark price is "0"'],
    [{ i: '' }, 'frame.bad-number: markPrice SOL_USDC_PERP: index price is ""'],
    [{ T: undefined, E: undefined }, 'frame.missing-field: markPrice SOL_USDC_PERP: T is missing'],
  ])('without a number it needs is refused: %j', (row, reason) => {
    const data = { e: 'markPrice', T: MIDNIGHT * 1000, s: SOL, p: '1', i: '1', f: '0', n: MIDNIGHT + HOUR, ...row };
    expect(stream(`markPrice.${SOL}`, data).at(-1)).toBe(`rejected ${reason}`);
  });
});

describe('a list that was read', () => {
  it('ends assumptions about symbols', () => {
    markets(HOUR);
    expect(stream('bookTicker.XYZ_USDC', { e: 'bookTicker', s: 'XYZ_USDC' })).toEqual([
      'rejected frame.unknown-symbol: "XYZ_USDC" is no symbol of the venue',
    ]);
  });

  it('that is empty does not', () => {
    listener.answered('GET /api/v1/markets', []);
    expect(stream('bookTicker.XYZ_USDC', { e: 'bookTicker', s: 'XYZ_USDC', b: null, a: null })).toEqual([
      'unused: bookTicker XYZ_USDC: one side is empty',
    ]);
  });
});
