import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backpackProfile } from '../../../src/venues/backpack/profile.ts';
import { printFrames } from '../printed-events.ts';
import { decodeLines } from '../recorded-frames.ts';

const text = (file: string) => readFileSync(join(import.meta.dirname, '../../../fixtures', file), 'utf8');

const decoded = (...files: readonly string[]): string =>
  printFrames(decodeLines(files.map(text).join('\n'), backpackProfile.createDecoder()));

describe('backpack, hand-written frames', () => {
  it('keeps microseconds and milliseconds apart, rolls the estimate on at the hour, and refuses a settlement off the grid', () => {
    expect(decoded('frames/backpack/mark-price--across-the-hour.ndjson')).toMatchInlineSnapshot(`
      "
      instrument backpack:SOL/USDC:USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & mark backpack:SOL/USDC:USDC 173.35998175 at d20727 09:59:58
        & index backpack:SOL/USDC:USDC 173.44031179 at d20727 09:59:58
        & funding backpack:SOL/USDC:USDC predicted -0.000003964103927423605 per 1 h (venue-rule), seen d20727 09:59:58 for d20727 10:00:00
      mark backpack:SOL/USDC:USDC 173.35998175 at d20727 09:59:59
        & index backpack:SOL/USDC:USDC 173.44031179 at d20727 09:59:59
        & funding backpack:SOL/USDC:USDC predicted -0.000003964103927423605 per 1 h (venue-rule), seen d20727 09:59:59 for d20727 10:00:00
      mark backpack:SOL/USDC:USDC 173.36 at d20727 10:00:00
        & index backpack:SOL/USDC:USDC 173.44 at d20727 10:00:00
        & unused: markPrice SOL_USDC_PERP: the settlement has passed
      mark backpack:SOL/USDC:USDC 173.37 at d20727 10:00:01
        & index backpack:SOL/USDC:USDC 173.44 at d20727 10:00:01
        & funding backpack:SOL/USDC:USDC predicted 0.0000125 per 1 h (schedule), seen d20727 10:00:01 for d20727 11:00:00
      mark backpack:SOL/USDC:USDC 173.37 at d20727 10:00:02
        & index backpack:SOL/USDC:USDC 173.44 at d20727 10:00:02
        & rejected frame.rate-beyond-cap: markPrice SOL_USDC_PERP: the rate 0.0412, cap 0.04
      mark backpack:SOL/USDC:USDC 173.37 at d20727 10:00:03
        & index backpack:SOL/USDC:USDC 173.44 at d20727 10:00:03
        & rejected frame.interval-unknown: SOL_USDC_PERP: next settlement 1790854200000 does not fit an interval of 1 h
      mark backpack:SOL/USDC:USDC 173.37 at d20727 10:00:04
        & index backpack:SOL/USDC:USDC 173.44 at d20727 10:00:04
        & unused: SOL_USDC_PERP: next settlement 1790854200000 does not fit an interval of 1 h
      mark backpack:SOL/USDC:USDC 173.37 at d20727 10:00:05
        & index backpack:SOL/USDC:USDC 173.44 at d20727 10:00:05
        & rejected frame.bad-number: markPrice SOL_USDC_PERP: next funding time is 1790852400000000
      instrument backpack:SOL/USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & unused: markPrice SOL_USDC: the mark of a spot market
      unused: AAPL.US_USDC_PERP: a perpetual on a stock, indexed on itself off hours
      "
    `);
  });

  it('starts a book from a late snapshot and asks for a new one when a change is lost or cannot be', () => {
    expect(decoded('frames/backpack/depth--late-snapshot.ndjson')).toMatchInlineSnapshot(`
      "
      outgoing: sent by us
      instrument backpack:SOL/USDC:USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
      -
      book.snapshot backpack:SOL/USDC:USDC #102 bids 172 40 173.2 5 173.3 4 asks 173.5 1.5 173.6 9
        & book.delta backpack:SOL/USDC:USDC #104 bids  asks 173.5 2 173.41 0
      book.delta backpack:SOL/USDC:USDC #105 bids  asks 
      book.delta backpack:SOL/USDC:USDC #109 bids 173.3 0 173.35 1.2 asks 173.6 0
      book.gap backpack:SOL/USDC:USDC expected 110 received 112: rest-snapshot
      -
      book.snapshot backpack:SOL/USDC:USDC #113 bids 173.2 5 173.35 1.2 asks 173.5 2
      book.delta backpack:SOL/USDC:USDC #114 bids 173.34 6 asks 173.48 1
      rejected frame.crossed-book: depth SOL_USDC_PERP: bids reach the asks
        & book.gap backpack:SOL/USDC:USDC expected 114 received 115: rest-snapshot
      "
    `);
  });

  it('tells touches, takers, thousandfold coins, and liquidations without a side', () => {
    expect(decoded('frames/backpack/touch-trades-and-liquidations.ndjson')).toMatchInlineSnapshot(`
      "
      instrument backpack:SOL/USDC:USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & top backpack:SOL/USDC:USDC #6730019258 173.4 x 1.94 / 173.41 x 2.01 at d20727 09:00:00
      instrument backpack:SOL/USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & top backpack:SOL/USDC #7730019258 173.39 x 0.3 / 173.45 x 12.5 at d20727 09:00:00
      unused: bookTicker SOL_USDC_PERP: one side is empty
      rejected frame.crossed-book: bookTicker SOL_USDC_PERP: the bid 173.4 reaches the ask 173.4
      trade backpack:SOL/USDC:USDC buy 0.8 at 173.41 (10782547)
      instrument backpack:KPEPE/USDC:USDC PEPE x1000 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & trade backpack:KPEPE/USDC:USDC sell 5000 at 0.009012 (77)
      liquidation backpack:SOL/USDC:USDC of a unknown: 10 at 172.7
      liquidation backpack:SOL/USDC:USDC of a unknown: 4 at 172.6
      "
    `);
  });

  it('names every frame that carries no market data, and refuses what does not fit its stream', () => {
    expect(decoded('frames/backpack/control--errors-and-foreign-streams.ndjson')).toMatchInlineSnapshot(`
      "
      outgoing: sent by us
      error: 4006 Invalid stream
      error: 4008 Invalid depth window
      error: 4002 Parse error
      unused: ticker
      unused: openInterest
      unused: account
      unused: kline
      rejected frame.unknown-symbol: "depth.SOL_USDC_PERP" carries "BTC_USDC_PERP"
      rejected frame.unknown-channel: "trade.SOL_USDC_PERP" carries "depth"
      rejected frame.unknown-channel: the stream "premium.SOL_USDC_PERP"
      instrument backpack:SOL/USDC:USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & rejected frame.bad-number: trade SOL_USDC_PERP: T is 1790845200000
      rejected frame.not-json: the text "<html>blocked</html>"
      ack: request 1
      "
    `);
  });

  it('lists perpetuals on coins and spot, and passes over what is indexed on itself, predicted or dated', () => {
    expect(decoded('rest/backpack/get-markets--perpetuals-spot-and-others.ndjson')).toMatchInlineSnapshot(`
      "
      instrument backpack:SOL/USDC:USDC SOL x1 of 1 tick 0.01 lot 0.01 min 0 trading listed every 1 h cap 0.015
        & instrument backpack:KPEPE/USDC:USDC PEPE x1000 of 1 tick 0.000001 lot 1 min 0 trading listed every 8 h cap 0.01
        & instrument backpack:SOL/USDC SOL x1 of 1 tick 0.01 lot 0.01 min 0 trading listed
        & instrument backpack:NEW/USDC:USDC NEW x1 of 1 tick 0.0001 lot 1 min 0 halted listed every 1 h cap 0.015
        & instrument backpack:OLD/USDC:USDC OLD x1 of 1 tick 0.0001 lot 1 min 0 halted listed
        & rejected frame.interval-unknown: markets ODD_USDC_PERP: fundingInterval is 5400000
        & rejected frame.bad-number: markets NOTICK_USDC_PERP: tickSize is null
        & unused: markets: 3 that are neither spot nor perpetuals on coins
      mark backpack:SOL/USDC:USDC 173.43637296 at no time
        & index backpack:SOL/USDC:USDC 173.4405475 at no time
        & funding backpack:SOL/USDC:USDC predicted -0.000179157 per 1 h (instrument), seen d20727 09:00:00.010 for d20727 10:00:00
        & mark backpack:KPEPE/USDC:USDC 0.00901 at no time
        & index backpack:KPEPE/USDC:USDC 0.009005 at no time
        & funding backpack:KPEPE/USDC:USDC predicted 0.0001 per 8 h (instrument), seen d20727 09:00:00.010 for d20727 16:00:00
        & unused: markPrices OLD_USDC_PERP: the settlement has passed
        & unused: AAPL.US_USDC_PERP: indexed on itself off hours ("STOCK")
        & rejected frame.unknown-symbol: "GONE_USDC_PERP" is no symbol of the venue
      venue.time d20727 09:00:00.003
      venue.time d20727 09:00:00.013
      notice: status "Ok" null
      rejected frame.venue-error: /api/v1/depth: "INVALID_CLIENT_REQUEST" "Invalid market symbol"
      rejected frame.not-json: /api/v1/depth: "failed to parse parameter \`limit\`"
      unused: REST /api/v1/openInterest
      "
    `);
  });

  it('takes settled rates from the history, never the running interval at its head', () => {
    expect(decoded('rest/backpack/get-funding-rates--running-interval-first.ndjson')).toMatchInlineSnapshot(`
      "
      instrument backpack:SOL/USDC:USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & funding backpack:SOL/USDC:USDC settled -0.000003 per 1 h (schedule), seen d20727 08:00:00 for d20727 08:00:00
        & funding backpack:SOL/USDC:USDC settled 0.000010077 per 1 h (schedule), seen d20727 09:00:00 for d20727 09:00:00
      funding backpack:SOL/USDC:USDC settled 0.00012 per 8 h (schedule), seen d20319 16:00:00 for d20319 16:00:00
        & funding backpack:SOL/USDC:USDC settled 0.00011 per 8 h (schedule), seen d20320 00:00:00 for d20320 00:00:00
        & funding backpack:SOL/USDC:USDC settled 0.0001 per 8 h (schedule), seen d20320 08:00:00 for d20320 08:00:00
        & funding backpack:SOL/USDC:USDC settled 0.00002 per 1 h (schedule), seen d20320 09:00:00 for d20320 09:00:00
        & funding backpack:SOL/USDC:USDC settled 0.00001 per 1 h (schedule), seen d20320 10:00:00 for d20320 10:00:00
      mark backpack:SOL/USDC:USDC 173.36 at d20727 09:59:57
        & index backpack:SOL/USDC:USDC 173.44 at d20727 09:59:57
        & funding backpack:SOL/USDC:USDC predicted 0.000014 per 1 h (venue-rule), seen d20727 09:59:57 for d20727 10:00:00
      funding backpack:SOL/USDC:USDC settled 0.000010077 per 1 h (venue-rule), seen d20727 09:00:00 for d20727 09:00:00
      rejected frame.bad-number: fundingRates SOL_USDC_PERP: ends at "yesterday"
        & rejected frame.rate-beyond-cap: fundingRates SOL_USDC_PERP: the rate 0.5
        & rejected frame.unknown-symbol: fundingRates SOL_USDC_PERP: a row of "BTC_USDC_PERP"
      "
    `);
  });
});
