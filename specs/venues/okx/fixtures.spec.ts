import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { okxProfile } from '../../../src/venues/okx/profile.ts';
import { printFrames } from '../printed-events.ts';
import { decodeLines } from '../recorded-frames.ts';

const text = (file: string) => readFileSync(join(import.meta.dirname, '../../../fixtures', file), 'utf8');

const decoded = (...files: readonly string[]): string => {
  return printFrames(decodeLines(files.map(text).join('\n'), okxProfile.createDecoder()));
};

describe('okx, hand-written frames', () => {
  it('takes the interval from the next two settlements, and says a charged rate once with the interval it was for', () => {
    expect(decoded('frames/okx/funding-rate--across-a-change-of-interval.ndjson')).toMatchInlineSnapshot(`
      "
      instrument okx:SOL/USDT:USDT SOL x1 of 1 tick 0.00000001 lot 1 min 0 trading assumed
        & funding okx:SOL/USDT:USDT settled 0.0000871 per 8 h (frame), seen d20728 00:00:00 for d20728 00:00:00
        & funding okx:SOL/USDT:USDT predicted -0.000312 per 4 h (frame), seen d20728 07:59:00 for d20728 08:00:00
      funding okx:SOL/USDT:USDT predicted -0.000334 per 4 h (frame), seen d20728 07:59:55 for d20728 08:00:00
      unused: funding-rate SOL-USDT-SWAP: the settlement has passed
      funding okx:SOL/USDT:USDT settled -0.000334 per 8 h (frame), seen d20728 08:00:00 for d20728 08:00:00
        & funding okx:SOL/USDT:USDT predicted -0.000101 per 4 h (frame), seen d20728 08:00:30 for d20728 12:00:00
      funding okx:SOL/USDT:USDT predicted -0.000098 per 4 h (frame), seen d20728 08:01:30 for d20728 12:00:00
      rejected frame.rate-beyond-cap: funding-rate SOL-USDT-SWAP: fundingRate is 0.0081, allowed -0.0075 to 0.0075
      rejected frame.interval-unknown: funding-rate SOL-USDT-SWAP: fundingTime "1790942400000", nextFundingTime "1790942400000"
      unused: funding-rate SOL-USDT-SWAP: no rate, the swap is new or suspended
      "
    `);
  });

  it('follows the chain over jumps, keep-alives and a restart, and notices the one lost update', () => {
    expect(decoded('frames/okx/books--keep-alive-reset-and-gap.ndjson')).toMatchInlineSnapshot(`
      "
      instrument okx:SOL/USDT:USDT SOL x1 of 1 tick 0.00000001 lot 1 min 0 trading assumed
        & book.snapshot okx:SOL/USDT:USDT #5000 bids 231.3 5 231.2 90 230.8 33 asks 231.4 12 231.5 40 231.9 7
      book.delta okx:SOL/USDT:USDT #5007 bids 231.3 6 asks 231.4 0
      book.delta okx:SOL/USDT:USDT #5007 bids  asks 
      book.delta okx:SOL/USDT:USDT #12 bids  asks 231.6 2
      book.delta okx:SOL/USDT:USDT #15 bids 231.3 0 asks 
      book.gap okx:SOL/USDT:USDT expected 15 received 17: resubscribe
      -
      book.snapshot okx:SOL/USDT:USDT #31 bids 231.2 88 asks 231.5 3 231.6 2
      book.delta okx:SOL/USDT:USDT #33 bids 231.25 4 asks 
      "
    `);
  });

  it('names every frame that carries no market data, and refuses what it does not know', () => {
    expect(decoded('frames/okx/control--acknowledgements-errors-restart.ndjson')).toMatchInlineSnapshot(`
      "
      outgoing: sent by us
      ack: subscribe {"channel":"books","instId":"SOL-USDT-SWAP"}
      pong: pong
      error: 60018 channel bookz does not exist
      notice: 64008 The connection closes for an upgrade
      ack: channel-conn-count "books"
      unused: open-interest
      unused: candle1m
      rejected frame.not-json: the text "<html>blocked</html>"
      rejected frame.unknown-channel: channel "bookz"
      "
    `);
  });

  it('reads contract sizes, skips what cannot be traded, and gives an index to the swaps that follow it', () => {
    expect(
      decoded('rest/okx/get-instruments--swaps.ndjson', 'frames/okx/prices--mark-index-touch-trade-liquidation.ndjson'),
    ).toMatchInlineSnapshot(`
      "
      instrument okx:SOL/USDT:USDT SOL x1 of 1 tick 0.01 lot 0.01 min 0 trading listed
        & instrument okx:SOL/USD:SOL SOL x1 of 10 tick 0.01 lot 1 min 0 trading listed
        & instrument okx:PEPE/USDT:USDT PEPE x1 of 10000000 tick 0.000000001 lot 0.1 min 0 trading listed
        & instrument okx:OLD/USDT:USDT OLD x1 of 1 tick 0.01 lot 0.01 min 0 halted listed until d20729 08:00:00
        & unused: instruments: TESTC-USDT-SWAP is a test instrument
        & rejected frame.unknown-symbol: instruments ODD-USDT-SWAP: ctValCcy is "USDT", expected ODD
        & rejected frame.bad-number: instruments NOTICK-USDT-SWAP: tickSz is ""
        & unused: instruments: 1 of type "FUTURES", only perpetual swaps and spot are read
      mark okx:SOL/USDT:USDT 231.37 at d20728 08:00:00
      -
      mark okx:SOL/USDT:USDT 231.37 at d20728 08:00:01.200
      index okx:SOL/USDT:USDT 231.41 at d20728 08:00:01.300
      unused: index-tickers "XRP-EUR": no swap follows it
      top okx:SOL/USDT:USDT #900 231.3 x 5 / 231.4 x 12 at d20728 08:00:01.320
      trade okx:SOL/USD:SOL sell 4 at 231.3 (77001)
      liquidation okx:SOL/USDT:USDT of a long: 31 at 229.8
        & liquidation okx:SOL/USDT:USDT of a short: 2 at 233.1
      "
    `);
  });

  it('takes the charged rate of the history, each with the interval that its neighbours show', () => {
    expect(decoded('rest/okx/get-funding-rate-history--interval-change.ndjson')).toMatchInlineSnapshot(`
      "
      instrument okx:SOL/USDT:USDT SOL x1 of 1 tick 0.00000001 lot 1 min 0 trading assumed
        & funding okx:SOL/USDT:USDT settled 0.0001 per 8 h (schedule), seen d20727 16:00:00 for d20727 16:00:00
        & funding okx:SOL/USDT:USDT settled 0.0001 per 8 h (schedule), seen d20728 00:00:00 for d20728 00:00:00
        & funding okx:SOL/USDT:USDT settled -0.000334 per 8 h (schedule), seen d20728 08:00:00 for d20728 08:00:00
        & funding okx:SOL/USDT:USDT settled -0.0001 per 4 h (schedule), seen d20728 12:00:00 for d20728 12:00:00
        & funding okx:SOL/USDT:USDT settled 0.00002 per 4 h (schedule), seen d20728 16:00:00 for d20728 16:00:00
      "
    `);
  });

  it('counts inverse swaps in contracts of USD, reads spot, and leaves out what is before its opening', () => {
    expect(decoded('frames/okx/inverse-and-spot--sizes-in-contracts.ndjson')).toMatchInlineSnapshot(`
      "
      instrument okx:BTC/USD:BTC BTC x1 of 100 tick 0.1 lot 1 min 0 trading listed
        & instrument okx:ETH/USD:ETH ETH x1 of 10 tick 0.01 lot 1 min 0 trading listed
        & instrument okx:BTC/USDT:USDT BTC x1 of 0.01 tick 0.1 lot 0.01 min 0 trading listed
        & instrument okx:PEPE/USDT:USDT PEPE x1 of 10000000 tick 0.000000001 lot 0.1 min 0 trading listed
        & unused: instruments: "SOON-USDT-SWAP" is a contract before its opening
        & instrument okx:LATER/USDT:USDT LATER x1 of 1 tick 0.1 lot 1 min 0 halted listed
      instrument okx:BTC/USDT BTC x1 of 1 tick 0.1 lot 0.00000001 min 0 trading listed
        & instrument okx:PRE/USDT PRE x1 of 1 tick 0.0001 lot 0.01 min 0 halted listed
      funding okx:BTC/USD:BTC settled 0.000043123456789 per 8 h (frame), seen d20728 16:00:00 for d20728 16:00:00
        & funding okx:BTC/USD:BTC predicted -0.0000812345678901 per 8 h (frame), seen d20728 17:00:00.098 for d20729 00:00:00
      funding okx:ETH/USD:ETH predicted 0.0001 per 8 h (frame), seen d20728 17:00:00.108 for d20729 00:00:00
      unused: SOON-USDT-SWAP: a contract before its opening
      mark okx:BTC/USD:BTC 64010.5 at d20728 17:00:00.129
      index okx:BTC/USD:BTC 64008 at d20728 17:00:00.139
      book.snapshot okx:BTC/USD:BTC #7000 bids 64010.5 256 64010.1 9 asks 64010.6 415
      book.delta okx:BTC/USD:BTC #7004 bids 64010.1 0 asks 
      book.snapshot okx:BTC/USDT #9 bids 64010.9 0.25 asks 64011 0.5
      trade okx:BTC/USD:BTC buy 15 at 64010.6 (5001)
      liquidation okx:BTC/USD:BTC of a long: 120 at 63700
        & liquidation okx:BTC/USD:BTC of a short: 4 at 64700
      funding okx:BTC/USD:BTC settled 0.0001 per 8 h (schedule), seen d20728 08:00:00 for d20728 08:00:00
        & funding okx:BTC/USD:BTC settled 0.0000431 per 8 h (schedule), seen d20728 16:00:00 for d20728 16:00:00
      book.snapshot okx:ETH/USD:ETH #3 bids 3100 900 asks 3100.1 40
      index okx:ETH/USD:ETH 3100.05 at d20728 17:00:00.318
      "
    `);
  });
});
