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
      relayProfile('holysheep', preset).createDecoder(terms),
    ),
  );

describe('holysheep, hand-written frames', () => {
  it('takes the estimate, the record’s own time and a known interval, and says why it takes nothing else', () => {
    expect(decoded('frames/holysheep/stream--rates-heartbeats-errors.ndjson', 'holysheep-c-stream'))
      .toMatchInlineSnapshot(`
      "
      outgoing: {"action":"subscribe","symbols":["SOLUSDT"]}
      pong: heartbeat
      funding binance:SOL/USDT:USDT predicted 0.000095 per 8 h (instrument), seen d20728 08:00:01 for d20728 16:00:00
      funding bybit:SOL/USDT:USDT predicted -0.00021 per 8 h (instrument), seen d20728 08:00:01.300 for d20728 16:00:00
      rejected frame.missing-field: stream: binance:SOL/USDT:USDT has no rate
      funding binance:SOL/USDT:USDT predicted 0 per 8 h (instrument), seen d20728 08:00:01 for d20728 16:00:00
      rejected frame.unknown-symbol: stream: "NEWUSDT" of binance is no market known here
      rejected frame.unknown-symbol: stream: "SOLUSDT" of kraken is no market known here
      rejected frame.missing-field: stream: exchange is missing
      rejected frame.interval-unknown: stream: the relay states no interval and none is known of binance:ODD/USDT:USDT
      rejected frame.rate-beyond-cap: stream: the rate of binance:SOL/USDT:USDT is 0.9, cap 0.02
      rejected frame.untimely: stream: its time is 57900 ms in the future
      rejected frame.untimely: stream: it is 62200 ms old, at most 30000 are allowed
      rejected frame.untimely: stream: the next funding time passed 2300 ms ago
      rejected frame.untimely: stream: the next funding time is 172797600 ms ahead
      rejected frame.bad-number: stream: next funding time is "2026-10-02T16:00:00"
      error: {"error":"invalid api key","code":401}
      rejected frame.not-json: the text "<html>Bad gateway</html>"
      rejected frame.unknown-channel: the frame {"what":"else"}
      "
    `);
  });

  it('takes a market without an exchange for the venue of its form, and the settlement that the venue named', () => {
    expect(decoded('rest/holysheep/get-market--a.ndjson', 'holysheep-a')).toMatchInlineSnapshot(`
      "
      funding binance:SOL/USDT:USDT predicted 0.00012 per 8 h (instrument), seen d20728 08:00:01 for d20728 16:00:00
      rejected frame.missing-field: /market/funding: binance:SOL/USDT:USDT has no rate
      rejected frame.interval-unknown: /market/funding: the relay states no interval and none is known of binance:ODD/USDT:USDT
      book.snapshot binance:SOL/USDT:USDT #1790928001200 bids 231.3 10 231.2 4 asks 231.4 8 231.5 2.25
      rejected frame.crossed-book: /market/orderbook: the book of binance:SOL/USDT:USDT is crossed
      rejected frame.untimely: /market/orderbook: it is 7800 ms old, at most 5000 are allowed
      rejected frame.venue-error: /market/orderbook: {"error":{"message":"upstream timed out"}}
      rejected frame.unknown-channel: the path of "GET /market/trades?symbol=SOLUSDT"
      "
    `);
  });

  it('reads lists of either name, and tells an empty one from a failure', () => {
    expect(decoded('rest/holysheep/get-funding-rates--b-and-c.ndjson', 'holysheep-b')).toMatchInlineSnapshot(`
      "
      funding binance:SOL/USDT:USDT predicted 0.00013 per 8 h (instrument), seen d20728 08:00:01 for d20728 16:00:00
        & rejected frame.missing-field: /funding-rates/binance: binance:SOL/USDT:USDT has no rate
        & rejected frame.missing-field: /funding-rates/binance: a rate is 7
      book.snapshot bybit:SOL/USDT:USDT #1790928001100 bids 231.3 10 asks 231.4 8
      rejected frame.unknown-channel: the path of "GET /crypto/funding-rates?exchanges=binance,bybit"
      rejected frame.unknown-channel: the path of "GET /crypto/funding-rates?exchanges=binance"
      rejected frame.venue-error: /crypto/funding-rates: {"success":false,"error":"quota"}
      rejected frame.unknown-channel: the path of "GET /crypto/funding-rates?exchanges=binance"
      rejected frame.unknown-channel: the path of "GET /crypto/funding-rates?exchanges=binance"
      "
    `);
    expect(decoded('rest/holysheep/get-funding-rates--b-and-c.ndjson', 'holysheep-c')).toMatchInlineSnapshot(`
      "
      rejected frame.unknown-channel: the path of "GET /funding-rates/binance"
      rejected frame.unknown-channel: the path of "GET /orderbook/bybit/SOLUSDT"
      funding binance:SOL/USDT:USDT predicted 0.000095 per 8 h (instrument), seen d20728 08:00:01 for d20728 16:00:00
        & funding bybit:SOL/USDT:USDT predicted 0.000095 per 8 h (instrument), seen d20728 08:00:00.900 for d20728 16:00:00
      unused: /crypto/funding-rates: an empty list
      rejected frame.venue-error: /crypto/funding-rates: {"success":false,"error":"quota"}
      rejected frame.missing-field: /crypto/funding-rates: neither data nor rates is a list in {"message":"ok"}
      rejected frame.untimely: /crypto/funding-rates: it is 85615201600 ms old, at most 30000 are allowed
      "
    `);
  });
});
