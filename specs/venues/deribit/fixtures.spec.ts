import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deribitProfile } from '../../../src/venues/deribit/profile.ts';
import { printFrames } from '../printed-events.ts';
import { decodeLines } from '../recorded-frames.ts';

const text = (file: string) => readFileSync(join(import.meta.dirname, '../../../fixtures', file), 'utf8');

const decoded = (...files: readonly string[]): string =>
  printFrames(decodeLines(files.map(text).join('\n'), deribitProfile.createDecoder()));

describe('deribit, hand-written frames', () => {
  it('takes the rate in force as current, per 8 hours by the venue’s rule, and never the trailing one', () => {
    expect(decoded('frames/deribit/ticker--continuous-funding.ndjson')).toMatchInlineSnapshot(`
      "
      instrument deribit:SOL/USDC:USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & mark deribit:SOL/USDC:USDC 231.5 at d20728 08:00:00
        & index deribit:SOL/USDC:USDC 231.41 at d20728 08:00:00
        & funding deribit:SOL/USDC:USDC current 0.000138 per 8 h (venue-rule), seen d20728 08:00:00 for d20728 09:00:00
      -
      mark deribit:SOL/USDC:USDC 231.5 at d20728 08:00:01.200
        & index deribit:SOL/USDC:USDC 231.41 at d20728 08:00:01.200
        & funding deribit:SOL/USDC:USDC current 0.000138 per 8 h (venue-rule), seen d20728 08:00:01.200 for d20728 09:00:00
      mark deribit:SOL/USDC:USDC 231.44 at d20728 08:00:02.200
        & index deribit:SOL/USDC:USDC 231.41 at d20728 08:00:02.200
        & funding deribit:SOL/USDC:USDC current 0 per 8 h (venue-rule), seen d20728 08:00:02.200 for d20728 09:00:00
      mark deribit:SOL/USDC:USDC 231.43 at d20728 08:59:59
        & index deribit:SOL/USDC:USDC 231.6 at d20728 08:59:59
        & funding deribit:SOL/USDC:USDC current -0.000484 per 8 h (venue-rule), seen d20728 08:59:59 for d20728 09:00:00
      mark deribit:SOL/USDC:USDC 231.43 at d20728 09:00:00
        & index deribit:SOL/USDC:USDC 231.6 at d20728 09:00:00
        & funding deribit:SOL/USDC:USDC current -0.000484 per 8 h (venue-rule), seen d20728 09:00:00 for d20728 10:00:00
      funding deribit:SOL/USDC:USDC current -0.0004840241796200345 per 8 h (venue-rule), seen d20728 09:00:00.100 for d20728 10:00:00
      funding deribit:SOL/USDC:USDC current -0.000031 per 8 h (venue-rule), seen d20728 09:00:00.200 for d20728 10:00:00
      mark deribit:SOL/USDC:USDC 231.43 at d20728 09:00:01
        & index deribit:SOL/USDC:USDC 231.6 at d20728 09:00:01
        & rejected frame.rate-beyond-cap: ticker.SOL_USDC-PERPETUAL.agg2: current_funding is 0.51, plausible 0.05
      mark deribit:SOL/USDC:USDC 231.43 at d20728 09:00:02
        & index deribit:SOL/USDC:USDC 231.6 at d20728 09:00:02
        & rejected frame.missing-field: ticker.SOL_USDC-PERPETUAL.agg2: current_funding is missing
      mark deribit:SOL/USDC:USDC 231.43 at d20728 09:00:03
        & index deribit:SOL/USDC:USDC 231.6 at d20728 09:00:03
        & rejected frame.bad-number: ticker.SOL_USDC-PERPETUAL.agg2: current_funding is null
      status deribit:SOL/USDC:USDC halted: the venue's state is "halted"
        & mark deribit:SOL/USDC:USDC 231.43 at d20728 09:00:04
        & index deribit:SOL/USDC:USDC 231.6 at d20728 09:00:04
        & funding deribit:SOL/USDC:USDC current -0.000031 per 8 h (venue-rule), seen d20728 09:00:04 for d20728 10:00:00
      status deribit:SOL/USDC:USDC trading: the venue's state is "open"
      instrument deribit:BTC/USD:BTC BTC x1 of 1 tick 0.00000001 lot 1 min 0 trading assumed
        & mark deribit:BTC/USD:BTC 90020.5 at d20728 09:00:05
        & index deribit:BTC/USD:BTC 90010.12 at d20728 09:00:05
        & funding deribit:BTC/USD:BTC current 0 per 8 h (venue-rule), seen d20728 09:00:05 for d20728 10:00:00
      "
    `);
  });

  it('follows the chain over jumps, notices the one lost change, and lets a whole book in only where none is in step', () => {
    expect(decoded('frames/deribit/book--chain-grouped-and-gap.ndjson')).toMatchInlineSnapshot(`
      "
      instrument deribit:SOL/USDC:USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & book.snapshot deribit:SOL/USDC:USDC #5000 bids 231.4 5 231.3 90 230.8 33 asks 231.5 12 231.6 40 231.9 7
      book.delta deribit:SOL/USDC:USDC #5007 bids 231.4 6 230.8 35 asks 231.5 0
      book.delta deribit:SOL/USDC:USDC #5031 bids 231.2 1.5 asks 
      unused: book.SOL_USDC-PERPETUAL.none.10.100ms: a deeper book is in step
      unused: book.SOL_USDC-PERPETUAL.agg2: book.SOL_USDC-PERPETUAL.100ms is in step
      book.gap deribit:SOL/USDC:USDC expected 5031 received 5035: resubscribe
      -
      book.snapshot deribit:SOL/USDC:USDC #5046 bids 231.3 90 231.2 1.5 asks 231.55 3 231.6 40
      book.snapshot deribit:SOL/USDC:USDC #41 bids 231.3 90 asks 231.55 3
      book.delta deribit:SOL/USDC:USDC #44 bids 231.35 4 asks 
      rejected frame.bad-number: book.SOL_USDC-PERPETUAL.100ms: bids holds the action "replace"
        & book.gap deribit:SOL/USDC:USDC expected 44 received 49: resubscribe
      book.snapshot deribit:SOL/USDC:USDC #61 bids 231.2 8 asks 231.6 2
      rejected frame.crossed-book: book.SOL_USDC-PERPETUAL.100ms: bids reach the asks
        & book.gap deribit:SOL/USDC:USDC expected 61 received 70: resubscribe
      instrument deribit:BTC/USD:BTC BTC x1 of 1 tick 0.00000001 lot 1 min 0 trading assumed
        & book.snapshot deribit:BTC/USD:BTC #80 bids 90019.5 117660 asks 90020 186520
      "
    `);
  });

  it('tells who took and who was liquidated, and passes over foreign instruments', () => {
    expect(
      decoded('rest/deribit/get-instruments--perpetuals.ndjson', 'frames/deribit/trades-and-liquidations--sides.ndjson')
        .split('\n')
        .slice(15)
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "  & funding deribit:BTC/USD:BTC current 0 per 8 h (venue-rule), seen d20728 08:00:01.090 for d20728 09:00:00
      venue.time d20728 08:00:01.199
      trade deribit:SOL/USDC:USDC sell 31 at 231.4 (SOL_USDC-77001)
        & trade deribit:SOL/USDC:USDC buy 31 at 231.5 (SOL_USDC-77002)
      trade deribit:SOL/USDC:USDC sell 31 at 231.4 (SOL_USDC-77003)
        & liquidation deribit:SOL/USDC:USDC of a long: 31 at 231.4
      trade deribit:SOL/USDC:USDC sell 31 at 231.4 (SOL_USDC-77004)
        & liquidation deribit:SOL/USDC:USDC of a short: 31 at 231.4
      trade deribit:SOL/USDC:USDC buy 31 at 231.4 (SOL_USDC-77005)
        & liquidation deribit:SOL/USDC:USDC of a short: 31 at 231.4
        & liquidation deribit:SOL/USDC:USDC of a long: 31 at 231.4
      trade deribit:BTC/USD:BTC sell 750 at 90019.5 (403691825)
        & unused: BTC-26MAR27 is a dated future
      rejected frame.bad-number: trades.SOL_USDC-PERPETUAL.100ms: direction is "none"
        & rejected frame.bad-price: trades.SOL_USDC-PERPETUAL.100ms: price is 0
        & rejected frame.bad-number: trades.SOL_USDC-PERPETUAL.100ms: trade_id is 7
      top deribit:SOL/USDC:USDC #1790928000600 231.4 x 5 / 231.5 x 12 at d20728 08:00:00.600
      unused: quote.SOL_USDC-PERPETUAL: one side is empty
      index deribit:SOL/USDC:USDC 231.44 at d20728 08:00:00.800
      unused: deribit_price_index "xrp_usdc": no perpetual follows it
      "
    `);
  });

  it('names every frame that carries no market data, and refuses what it does not know', () => {
    expect(decoded('frames/deribit/control--replies-errors-heartbeat.ndjson')).toMatchInlineSnapshot(`
      "
      outgoing: {"jsonrpc":"2.0","id":2,"method":"public/set_heartbeat","...
      ack: "ok"
      ack: ["book.SOL_USDC-PERPETUAL.100ms","ticker.SOL_USDC-PERPETU...
      pong: heartbeat "test_request"
      ack: id 4
      error: 13778 raw_subscriptions_not_available_for_unauthorized
      error: -32602 Invalid params ("channels": "wrong format")
      error: 10028 too_many_requests
      unused: BTC-27MAR27-90000-C is an option
      unused: BTC-FS-26MAR27_PERP is a combination
      unused: BTC_USDC is a spot pair
      unused: platform_state
      unused: chart.trades.BTC-PERPETUAL.1
      rejected frame.unknown-channel: channel "bookz.BTC-PERPETUAL.100ms"
      rejected frame.unknown-symbol: "a/b" is not in the venue's list
      rejected frame.not-json: the text "<html>blocked</html>"
      "
    `);
  });

  it('counts quantities as the venue’s amounts, in lots of contract_size, and refuses rows that contradict themselves', () => {
    expect(decoded('rest/deribit/get-instruments--perpetuals.ndjson')).toMatchInlineSnapshot(`
      "
      instrument deribit:BTC/USD:BTC BTC x1 of 1 tick 0.5 lot 10 min 0 trading listed
        & instrument deribit:ETH/USD:ETH ETH x1 of 1 tick 0.05 lot 1 min 0 trading listed
        & instrument deribit:SOL/USDC:USDC SOL x1 of 1 tick 0.01 lot 0.1 min 0 trading listed
        & instrument deribit:1000PEPE/USDC:USDC PEPE x1000 of 1 tick 0.000001 lot 1000 min 0 trading listed
        & instrument deribit:OLD/USDC:USDC OLD x1 of 1 tick 0.5 lot 10 min 0 halted listed
        & rejected frame.unknown-symbol: get_instruments ODD_USDC-PERPETUAL: instrument_type is "reversed", settled in USDC
        & rejected frame.bad-price: get_instruments NOTICK_USDC-PERPETUAL: tick_size is 0
        & rejected frame.bad-number: get_instruments NOLOT_USDC-PERPETUAL: contract_size is null
        & rejected frame.missing-field: get_instruments: a row is null
        & unused: get_instruments: 1 of kind dated future, only perpetuals are read
        & unused: get_instruments: 1 of kind option, only perpetuals are read
      rejected frame.unknown-symbol: "XRP_USDC-PERPETUAL" is not in the venue's list
      mark deribit:BTC/USD:BTC 90020.5 at d20728 08:00:01.090
        & index deribit:BTC/USD:BTC 90010.12 at d20728 08:00:01.090
        & funding deribit:BTC/USD:BTC current 0 per 8 h (venue-rule), seen d20728 08:00:01.090 for d20728 09:00:00
      venue.time d20728 08:00:01.199
      "
    `);
  });

  it('takes what each hour cost, not the overlapping 8 hours, and reads summaries, books and errors', () => {
    expect(decoded('rest/deribit/get-terms-and-history.ndjson')).toMatchInlineSnapshot(`
      "
      instrument deribit:SOL/USDC:USDC SOL x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & rejected frame.rate-beyond-cap: get_funding_rate_history SOL_USDC-PERPETUAL: interest_1h is 0.02
        & rejected frame.bad-number: get_funding_rate_history SOL_USDC-PERPETUAL: interest_1h is null
        & funding deribit:SOL/USDC:USDC settled -4.739622041017375e-7 per 1 h (venue-rule), seen d20728 06:00:00 for d20728 06:00:00
        & funding deribit:SOL/USDC:USDC settled 0.000012 per 1 h (venue-rule), seen d20728 07:00:00.024 for d20728 07:00:00
        & funding deribit:SOL/USDC:USDC settled 0 per 1 h (venue-rule), seen d20728 08:00:00 for d20728 08:00:00
      ack: get_funding_rate_history SOL_USDC-PERPETUAL: no rows
      mark deribit:SOL/USDC:USDC 231.5 at d20728 08:00:00.019
        & index deribit:SOL/USDC:USDC 231.41 at d20728 08:00:00.019
        & funding deribit:SOL/USDC:USDC current 0.000138 per 8 h (venue-rule), seen d20728 08:00:00.019 for d20728 09:00:00
        & unused: SOL_USDC-26MAR27 is a dated future
      book.snapshot deribit:SOL/USDC:USDC #5046 bids 231.4 5 231.3 90 asks 231.5 12
      rejected frame.venue-error: ticker: -32602 Invalid params ("instrument_name": "wrong format")
      unused: get_index_price
      rejected frame.unknown-channel: method "get_everything"
      rejected frame.venue-error: get_time was answered with "<html>451</html>"
      "
    `);
  });
});
