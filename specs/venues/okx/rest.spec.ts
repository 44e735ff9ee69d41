import { describe, expect, it } from 'vitest';
import { atMs } from '../../../src/domain/units.ts';
import { okxProfile } from '../../../src/venues/okx/profile.ts';
import { printEvent } from '../printed-events.ts';

const asked = (decoder = okxProfile.createDecoder()) => ({
  decoder,
  rest: (path: string, frame: unknown) =>
    decoder.rest(frame, { rest: `GET /api/v5/${path}`, atMs: atMs(1_790_928_000_000) }).map(printEvent),
});

const SWAP = {
  ctMult: '1',
  ctType: 'linear',
  ctVal: '0.01',
  ctValCcy: 'BTC',
  instId: 'BTC-USDT-SWAP',
  instType: 'SWAP',
  lotSz: '0.01',
  minSz: '0.01',
  settleCcy: 'USDT',
  state: 'live',
  tickSz: '0.1',
  uly: 'BTC-USDT',
};
const ok = (data: readonly unknown[]) => ({ code: '0', msg: '', data });

describe('okx REST answers', () => {
  it('refuses a symbol that is not in the list once the whole list was read', () => {
    const { rest } = asked();
    rest('public/instruments?instType=SWAP', ok([SWAP]));
    expect(
      rest('public/mark-price?instType=SWAP', ok([{ instId: 'XYZ-USDT-SWAP', markPx: '1', ts: '1790928000000' }])),
    ).toEqual(['rejected frame.unknown-symbol: "XYZ-USDT-SWAP" is not in the venue\'s list']);
  });

  it('does not take the list of one underlying for the whole one', () => {
    const { rest } = asked();
    rest('public/instruments?instType=SWAP&uly=BTC-USDT', ok([SWAP]));
    expect(rest('public/mark-price', ok([{ instId: 'XYZ-USDT-SWAP', markPx: '1', ts: '1790928000000' }]))).toHaveLength(
      2,
    );
  });

  it('says the venue’s own refusal with code and words', () => {
    const { rest } = asked();
    expect(rest('public/mark-price', { code: '50011', data: [], msg: 'Too Many Requests' })).toEqual([
      'rejected frame.venue-error: /api/v5/public/mark-price: code "50011", "Too Many Requests"',
    ]);
    expect(rest('public/mark-price', '<html>')).toEqual([
      'rejected frame.venue-error: /api/v5/public/mark-price was answered with "<html>"',
    ]);
  });

  it('reads the clock, a book, the index and funding now, and names what it does not use', () => {
    const { rest } = asked();
    rest('public/instruments?instType=SWAP', ok([SWAP]));
    const row = {
      fundingRate: '0.0001',
      fundingTime: '1790956800000',
      instId: 'BTC-USDT-SWAP',
      nextFundingTime: '1790985600000',
      ts: '1790928000000',
    };
    const book = { asks: [['101', '2', '0', '1']], bids: [['99', '3', '0', '1']], ts: '1790928000000' };
    expect([
      ...rest('public/time', ok([{ ts: '1790928000500' }])),
      ...rest('market/books?instId=BTC-USDT-SWAP&sz=50', ok([book])),
      ...rest('market/index-tickers?quoteCcy=USDT', ok([{ instId: 'BTC-USDT', idxPx: '100', ts: '1790928000000' }])),
      ...rest('public/funding-rate?instId=ANY', ok([row])),
      ...rest('market/tickers?instType=SWAP', ok([])),
      ...rest('trade/order', ok([])),
    ]).toMatchInlineSnapshot(`
      [
        "venue.time d20728 08:00:00.500",
        "book.snapshot okx:BTC/USDT:USDT #1790928000000 bids 99 3 asks 101 2",
        "index okx:BTC/USDT:USDT 100 at d20728 08:00:00",
        "funding okx:BTC/USDT:USDT predicted 0.0001 per 8 h (frame), seen d20728 08:00:00 for d20728 16:00:00",
        "unused: /api/v5/market/tickers",
        "rejected frame.unknown-channel: request "/api/v5/trade/order"",
      ]
    `);
  });
});
