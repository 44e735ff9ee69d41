import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { relayProfile } from '../../../src/venues/relays.ts';
import { printFrames } from '../printed-events.ts';
import { decodeLines } from '../recorded-frames.ts';
import { terms } from '../relay-terms.ts';

const decoded = (file: string, preset: string): string =>
  printFrames(
    decodeLines(
      readFileSync(join(import.meta.dirname, '../../../fixtures', file), 'utf8'),
      relayProfile('tickdb', preset).createDecoder(terms),
    ),
  );

describe('tickdb, hand-written frames', () => {
  it('keeps the rates of two exchanges apart under one symbol, takes zero for a rate and nothing for none', () => {
    expect(decoded('frames/tickdb/market--t1.ndjson', 'tickdb-t1')).toMatchInlineSnapshot(`
      "
      outgoing: {"cmd":"subscribe","channel":"funding","symbol":"SOL.USDT"}
      ack: {"code":0,"message":"subscribed"}
      pong: ping
      funding binance:SOL/USDT:USDT predicted 0.0001 per 8 h (instrument), seen d20728 08:00:01 for d20728 16:00:00
        & index binance:SOL/USDT:USDT 231.41 at no time
      funding bybit:SOL/USDT:USDT predicted 0 per 8 h (instrument), seen d20728 08:00:01.100 for d20728 16:00:00
      rejected frame.missing-field: funding: binance:SOL/USDT:USDT has no rate
      funding binance:SOL/USDT:USDT predicted 0.0001 per 8 h (instrument), seen d20728 08:00:01.300 for d20728 16:00:00
        & rejected frame.bad-price: funding: index_price is -1
      mark binance:SOL/USDT:USDT 231.37 at no time
      unused: ticker "SOL.USDT": a last price alone
      book.snapshot binance:SOL/USDT:USDT #1790928001600 bids 231.3 1.2 asks 231.4 0.8
      rejected frame.missing-field: depth: asks is null, not levels
      error: 3001, too many requests: {"code":3001,"retry_after":5}
      unused: trade
      rejected frame.unknown-channel: the frame {"channel":"news"}
      rejected frame.not-json: the text "pong"
      "
    `);
  });

  it('reads nested frames, takes a last price for no price and its books for spot', () => {
    expect(decoded('frames/tickdb/realtime--t2.ndjson', 'tickdb-t2')).toMatchInlineSnapshot(`
      "
      outgoing: {"cmd":"subscribe","data":{"channel":"depth","symbols":["...
      outgoing: {"cmd":"ping"}
      pong: pong
      unused: ticker "SOLUSDT": a last price alone
      book.snapshot binance:SOL/USDT #1790928000150 bids 231.1 0.4 asks 231.2 0.7
      rejected frame.unknown-symbol: depth: "AAPL.US" of binance is no market known here
      rejected frame.missing-field: depth: data is 7
      error: 1001, the key is not valid: {"code":1001,"message":"invalid key"}
      error: 429, too many requests: {"success":false,"error":"Rate limit exceeded","code":429...
      "
    `);
  });

  it('learns intervals from the distance of settled rows, and a settlement from the schedule', () => {
    expect(decoded('rest/tickdb/get-market--t1-and-t2.ndjson', 'tickdb-t1')).toMatchInlineSnapshot(`
      "
      funding binance:SOL/USDT:USDT settled 0.0001 per 8 h (schedule), seen d20727 16:00:00 for d20727 16:00:00
        & funding binance:SOL/USDT:USDT settled 0.00012 per 8 h (schedule), seen d20728 00:00:00 for d20728 00:00:00
        & funding binance:SOL/USDT:USDT settled 0.00013 per 8 h (schedule), seen d20728 08:00:00 for d20728 08:00:00
        & rejected frame.missing-field: /v1/market/funding/history: a row has no rate
      rejected frame.interval-unknown: /v1/market/funding/history: rows of binance:ODD/USDT:USDT without an interval
      unused: /v1/market/funding/history: an empty list
      rejected frame.missing-field: /v1/market/funding/current: no next funding time, and none is known
      unused: /v1/market/funding/schedule: binance:DOGE/USDT:USDT settles 14398600 ms from now
      funding binance:DOGE/USDT:USDT predicted 0.0001 per 4 h (instrument), seen d20728 08:00:01.500 for d20728 12:00:00
      rejected frame.missing-field: /v1/market/funding/current: binance:DOGE/USDT:USDT has no rate
      rejected frame.untimely: /v1/market/funding/schedule: binance:SOL/USDT:USDT is said to settle -1701 ms from now
      rejected frame.unknown-channel: the path of "GET /v1/market/depth?symbol=SOLUSDT&limit=10"
      rejected frame.venue-error: /v1/market/depth: the symbol is not known: {"code":2002,"message":"unknown symbol"}
      rejected frame.venue-error: /v1/market/funding/current: too many requests: {"code":3001,"retry_after":5}
      "
    `);
    expect(decoded('rest/tickdb/get-market--t1-and-t2.ndjson', 'tickdb-t2')).toMatchInlineSnapshot(`
      "
      rejected frame.unknown-channel: the path of "GET /v1/market/funding/history?symbol=SOL.USDT&start_tim...
      rejected frame.unknown-channel: the path of "GET /v1/market/funding/history?symbol=ODD.USDT"
      rejected frame.unknown-channel: the path of "GET /v1/market/funding/history?symbol=SOL.USDT"
      rejected frame.unknown-channel: the path of "GET /v1/market/funding/current?symbol=DOGE.USDT"
      rejected frame.unknown-channel: the path of "GET /v1/market/funding/schedule?symbol=DOGE.USDT"
      rejected frame.unknown-channel: the path of "GET /v1/market/funding/current?symbol=DOGE.USDT"
      rejected frame.unknown-channel: the path of "GET /v1/market/funding/current?symbol=DOGE.USDT"
      rejected frame.unknown-channel: the path of "GET /v1/market/funding/schedule?symbol=SOL.USDT"
      book.snapshot binance:SOL/USDT #1790928001700 bids 231.1 19700 asks 231.2 1200
      rejected frame.venue-error: /v1/market/depth: the symbol is not known: {"code":2002,"message":"unknown symbol"}
      rejected frame.venue-error: /v1/market/funding/current: too many requests: {"code":3001,"retry_after":5}
      "
    `);
  });
});
