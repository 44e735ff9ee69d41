import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKucoinDecoder } from '../../../src/venues/kucoin/decoder.ts';
import { printFrames } from '../printed-events.ts';
import { decodeLines } from '../recorded-frames.ts';

const decoded = (...files: readonly string[]): string => {
  const text = files.map((file) => readFileSync(join(import.meta.dirname, '../../../fixtures', file), 'utf8'));
  return printFrames(decodeLines(text.join('\n'), createKucoinDecoder()));
};

describe('kucoin, hand-written frames', () => {
  it('takes estimate, interval and settlement from one frame, says nothing new for 90 s after a settlement, and its rate once', () => {
    expect(decoded('frames/kucoin/funding--across-a-settlement-and-a-switch.ndjson')).toMatchInlineSnapshot(`
      "
      instrument kucoin:SOL/USDT:USDT SOL x1 of 1 tick 0.00000001 lot 1 min 0 trading assumed
        & funding kucoin:SOL/USDT:USDT predicted 0.000213 per 8 h (frame), seen d20727 07:59:01 for d20727 08:00:00
      funding kucoin:SOL/USDT:USDT predicted 0.000214 per 8 h (schedule), seen d20727 07:59:02 for d20727 08:00:00
      unused: funding.rate SOLUSDTM: granularity 28800000, no running estimate
      notice: SOLUSDTM: settlement begins
      unused: funding-fee SOLUSDTM: no estimate within 90 s of a settlement
      funding kucoin:SOL/USDT:USDT settled 0.000209 per 8 h (schedule), seen d20727 08:00:00 for d20727 08:00:00
      unused: funding-fee SOLUSDTM: no estimate within 90 s of a settlement
      funding kucoin:SOL/USDT:USDT predicted -0.000041 per 4 h (frame), seen d20727 08:02:01 for d20727 12:00:00
      funding kucoin:SOL/USDT:USDT predicted -0.000052 per 4 h (frame), seen d20727 08:03:01 for d20727 12:00:00
        & unused: funding-fee-all-symbols: 1 contracts that are not listed here
      unused: funding-fee SOLUSDTM: no estimate within 90 s of a settlement
      funding kucoin:SOL/USDT:USDT predicted 0.0000125 per 4 h (frame), seen d20727 12:02:01 for d20727 16:00:00
        & funding kucoin:SOL/USDT:USDT settled -0.000055 per 4 h (schedule), seen d20727 12:00:00 for d20727 12:00:00
      funding kucoin:SOL/USDT:USDT predicted 0.0000125 per 4 h (frame), seen d20727 12:03:01 for d20727 16:00:00
      rejected frame.rate-beyond-cap: funding-fee SOLUSDTM: rate 0.021, allowed -0.02 to 0.02
      "
    `);
  });

  it('begins a book on the stream, continues it over either socket, and mends a gap with a REST snapshot', () => {
    expect(decoded('frames/kucoin/book--stream-snapshot-gap-and-rest-snapshot.ndjson')).toMatchInlineSnapshot(`
      "
      instrument kucoin:SOL/USDT:USDT SOL x1 of 1 tick 0.00000001 lot 1 min 0 trading assumed
      book.snapshot kucoin:SOL/USDT:USDT #1001 bids 140.1 8 140 55 asks 140.2 30 140.3 12
      book.delta kucoin:SOL/USDT:USDT #1004 bids 140.1 9 asks 140.2 0
      book.delta kucoin:SOL/USDT:USDT #1005 bids  asks 140.25 4
      book.delta kucoin:SOL/USDT:USDT #1006 bids 140.05 3 asks 
      book.delta kucoin:SOL/USDT:USDT #1007 bids  asks 
      unused: level2Depth SOLUSDTM: a deeper book is in step
      book.gap kucoin:SOL/USDT:USDT expected 1008 received 1010: rest-snapshot
      book.snapshot kucoin:SOL/USDT:USDT #1009 bids 140.1 5 140.05 3 asks 140.25 4
        & book.delta kucoin:SOL/USDT:USDT #1011 bids 140.1 2 asks 
      book.delta kucoin:SOL/USDT:USDT #1012 bids 140.1 1 asks 
      rejected frame.crossed-book: obu SOLUSDTM: best bid is not below best ask
        & book.gap kucoin:SOL/USDT:USDT expected 1012 received 1013: rest-snapshot
      "
    `);
  });

  it('reads prices and trades of both sockets, each trade once, and passes dated contracts over', () => {
    expect(decoded('frames/kucoin/prices--mark-index-touch-trades.ndjson')).toMatchInlineSnapshot(`
      "
      instrument kucoin:SOL/USDT:USDT SOL x1 of 1 tick 0.00000001 lot 1 min 0 trading assumed
        & mark kucoin:SOL/USDT:USDT 140.17 at d20727 09:00:00
        & index kucoin:SOL/USDT:USDT 140.21 at d20727 09:00:00
      -
      mark kucoin:SOL/USDT:USDT 140.19 at d20727 09:00:01
        & index kucoin:SOL/USDT:USDT 140.21 at d20727 09:00:01
      top kucoin:SOL/USDT:USDT #77 140.1 x 9 / 140.2 x 30 at d20727 09:00:01.090
      top kucoin:SOL/USDT:USDT #78 140.1 x 8 / 140.2 x 30 at d20727 09:00:01.185
      trade kucoin:SOL/USDT:USDT buy 2 at 140.2 (501)
      -
      trade kucoin:SOL/USDT:USDT sell 1 at 140.1 (502)
      instrument kucoin:BTC/USD:BTC BTC x1 of 1 tick 0.00000001 lot 1 min 0 trading assumed
        & trade kucoin:BTC/USD:BTC sell 5000 at 85000.5 (9)
      unused: XBTMZ26: a dated contract
      "
    `);
  });

  it('tells acknowledgements, pongs and errors from market data', () => {
    expect(decoded('frames/kucoin/control--welcome-acknowledgements-errors.ndjson')).toMatchInlineSnapshot(`
      "
      outgoing: sent by us
      ack: welcome
      ack: "1"
      pong: pong
      error: 404 "topic does not exist"
      error: 401 "token is expired"
      error: 509 "exceed max permits per 10 seconds"
      ack: welcome
      ack: "1"
      error: "symbols are not supported for topic obu"
      pong: pong
      unused: /contractMarket/snapshot:SOLUSDTM
      rejected frame.unknown-channel: "/contractMarket/level4:SOLUSDTM" "level4"
      rejected frame.unknown-channel: the channel "kline.FUTURES"
      rejected frame.not-json: "<html>Error 1015</html>"
      "
    `);
  });

  it('lists perpetuals of coins with their lots, and reads running and settled rates of both eras', () => {
    expect(decoded('rest/kucoin/get-terms-and-history.ndjson')).toMatchInlineSnapshot(`
      "
      venue.time d20727 08:59:59.980
      instrument kucoin:BTC/USDT:USDT BTC x1 of 0.001 tick 0.1 lot 1 min 0 trading listed every 8 h cap 0.003
        & mark kucoin:BTC/USDT:USDT 84478.96 at no time
        & index kucoin:BTC/USDT:USDT 84526.25 at no time
        & funding kucoin:BTC/USDT:USDT predicted 0.000081 per 8 h (frame), seen d20727 09:00:00.001 for d20727 16:00:00
        & instrument kucoin:BTC/USDC:USDC BTC x1 of 0.0001 tick 0.1 lot 1 min 0 trading listed every 8 h cap 0.003
        & mark kucoin:BTC/USDC:USDC 84478.96 at no time
        & index kucoin:BTC/USDC:USDC 84526.25 at no time
        & funding kucoin:BTC/USDC:USDC predicted 0.000081 per 8 h (frame), seen d20727 09:00:00.001 for d20727 16:00:00
        & instrument kucoin:BTC/USD:BTC BTC x1 of 1 tick 0.1 lot 1 min 0 trading listed every 8 h cap 0.003
        & mark kucoin:BTC/USD:BTC 84478.96 at no time
        & index kucoin:BTC/USD:BTC 84526.25 at no time
        & funding kucoin:BTC/USD:BTC predicted 0.000081 per 8 h (frame), seen d20727 09:00:00.001 for d20727 16:00:00
        & instrument kucoin:1000BONK/USDT:USDT BONK x1000 of 100 tick 0.000001 lot 1 min 0 trading listed every 1 h cap 0.02
        & mark kucoin:1000BONK/USDT:USDT 0.0131 at no time
        & index kucoin:1000BONK/USDT:USDT 0.0131 at no time
        & unused: contracts 1000BONKUSDTM: no estimate within 90 s of a settlement
        & instrument kucoin:OLD/USDT:USDT OLD x1 of 0.001 tick 0.1 lot 1 min 0 trading listed every 8 h cap 0.003
        & mark kucoin:OLD/USDT:USDT 2.5 at no time
        & index kucoin:OLD/USDT:USDT 2.5 at no time
        & funding kucoin:OLD/USDT:USDT predicted 0.0002 per 8 h (frame), seen d20727 09:00:00.001 for d20727 16:00:00
        & instrument kucoin:PAUSE/USDT:USDT PAUSE x1 of 0.001 tick 0.1 lot 1 min 0 halted listed every 8 h cap 0.003
        & funding kucoin:PAUSE/USDT:USDT predicted 0.000081 per 8 h (frame), seen d20727 09:00:00.001 for d20727 16:00:00
        & rejected frame.missing-field: contracts: QUANTOUSDTM is linear and settles in "XBT"
        & unused: contracts: 4 that are dated, not opened, self-indexed or on no coin
      mark kucoin:BTC/USDT:USDT 84478.96 at no time
        & index kucoin:BTC/USDT:USDT 84526.25 at no time
        & instrument kucoin:BTC/USDC:USDC BTC x1 of 0.0001 tick 0.1 lot 1 min 0 halted listed every 8 h cap 0.003
      funding kucoin:BTC/USDT:USDT predicted -0.000071 per 8 h (frame), seen d20727 09:00:00.003 for d20727 16:00:00
      funding kucoin:1000BONK/USDT:USDT settled 0.00005 per 4 h (schedule), seen d20727 00:00:00 for d20727 00:00:00
        & funding kucoin:1000BONK/USDT:USDT settled 0.0001 per 4 h (schedule), seen d20727 04:00:00 for d20727 04:00:00
        & funding kucoin:1000BONK/USDT:USDT settled -0.02 per 4 h (schedule), seen d20727 08:00:00 for d20727 08:00:00
        & funding kucoin:1000BONK/USDT:USDT settled -0.011 per 1 h (schedule), seen d20727 09:00:00 for d20727 09:00:00
      ack: funding-rates: an empty list
      mark kucoin:BTC/USDT:USDT 84479.5 at d20727 09:00:00
        & index kucoin:BTC/USDT:USDT 84527 at d20727 09:00:00
      book.snapshot kucoin:BTC/USD:BTC #5 bids 84478 2936 asks 84478.1 13501
      rejected frame.venue-error: /api/v1/level2/snapshot: "200003" "Invalid symbol."
      rejected frame.venue-error: /api/v1/contracts/active: "429000" "Too many requests"
      instrument kucoin:BTC/USDT BTC x1 of 1 tick 0.1 lot 0.00000001 min 0.1 trading listed
      book.snapshot kucoin:BTC/USDT #10 bids 84470 0.5 asks 84470.1 1.25
      funding kucoin:BTC/USDT:USDT predicted -0.000004 per 8 h (frame), seen d20727 09:00:00.012 for d20727 16:00:00
        & rejected frame.rate-beyond-cap: market/funding-rate 1000BONKUSDTM: rate 0.03, allowed -0.003 to 0.003
      "
    `);
  });
});
