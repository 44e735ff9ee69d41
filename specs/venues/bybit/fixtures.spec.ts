import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBybitDecoder } from '../../../src/venues/bybit/decoder.ts';
import { printFrames } from '../printed-events.ts';
import { decodeLines } from '../recorded-frames.ts';

const decoded = (file: string): string =>
  printFrames(
    decodeLines(readFileSync(join(import.meta.dirname, '../../../fixtures', file), 'utf8'), createBybitDecoder()),
  );

describe('bybit, hand-written frames', () => {
  it('merges partial tickers and waits at a settlement until rate and time have both rolled on', () => {
    expect(decoded('frames/bybit/tickers--across-a-settlement.ndjson')).toMatchInlineSnapshot(`
      "
      outgoing: sent by us
      ack: subscribe
      instrument bybit:BTC/USDT:USDT BTC x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & mark bybit:BTC/USDT:USDT 64010.5 at d20727 07:59:58.030
        & index bybit:BTC/USDT:USDT 64008 at d20727 07:59:58.030
        & funding bybit:BTC/USDT:USDT predicted 0.0001 per 8 h (frame), seen d20727 07:59:58.030 for d20727 08:00:00
        & top bybit:BTC/USDT:USDT #9001 64010 x 2.5 / 64010.1 x 1.1 at d20727 07:59:58.030
      top bybit:BTC/USDT:USDT #9002 64010 x 2.4 / 64010.1 x 1.1 at d20727 07:59:58.130
      mark bybit:BTC/USDT:USDT 64010.6 at d20727 07:59:59.130
        & index bybit:BTC/USDT:USDT 64008 at d20727 07:59:59.130
        & funding bybit:BTC/USDT:USDT predicted 0.0001 per 8 h (frame), seen d20727 07:59:59.130 for d20727 08:00:00
      mark bybit:BTC/USDT:USDT 64010.6 at d20727 08:00:00.130
        & index bybit:BTC/USDT:USDT 64008 at d20727 08:00:00.130
      funding bybit:BTC/USDT:USDT predicted -0.00002 per 8 h (frame), seen d20727 08:00:00.230 for d20727 16:00:00
      pong: pong
      "
    `);
  });

  it('asks for a new book when an id is missing and takes id 1 as a snapshot', () => {
    expect(decoded('frames/bybit/orderbook--gap-and-restart.ndjson')).toMatchInlineSnapshot(`
      "
      instrument bybit:BTC/USDT:USDT BTC x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & book.snapshot bybit:BTC/USDT:USDT #500 bids 64000 1 63999.9 2 asks 64000.1 3
      book.delta bybit:BTC/USDT:USDT #501 bids 63999.9 0 asks 
      book.gap bybit:BTC/USDT:USDT expected 502 received 503: resubscribe
      -
      book.snapshot bybit:BTC/USDT:USDT #540 bids 64000 6 asks 64000.2 1
      book.snapshot bybit:BTC/USDT:USDT #1 bids 64001 1 asks 64001.1 1
      book.delta bybit:BTC/USDT:USDT #2 bids  asks 64001.1 0 64001.2 2
      instrument bybit:BTC/USDT BTC x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & top bybit:BTC/USDT #7 63995 x 1 / 63995.1 x 1 at d20727 09:00:00.946
      "
    `);
  });

  it('tells takers and liquidated sides, and leaves block trades out', () => {
    expect(decoded('frames/bybit/trades-and-liquidations--sides.ndjson')).toMatchInlineSnapshot(`
      "
      instrument bybit:BTC/USDT:USDT BTC x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & trade bybit:BTC/USDT:USDT buy 0.01 at 64000.1 (t-1)
        & unused: a block trade
      instrument bybit:SHIB1000/USDT:USDT SHIB x1000 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & liquidation bybit:SHIB1000/USDT:USDT of a long: 1000 at 0.0125
        & liquidation bybit:SHIB1000/USDT:USDT of a short: 500 at 0.0126
      unused: kline.1.BTCUSDT
      "
    `);
  });

  it('reads terms in minutes, the running rate and the settled series over REST', () => {
    expect(decoded('rest/bybit/get-terms-and-history.ndjson')).toMatchInlineSnapshot(`
      "
      venue.time d20727 08:59:59.980
      instrument bybit:BTC/USDT:USDT BTC x1 of 1 tick 0.1 lot 0.001 min 5 trading listed every 8 h cap 0.005
        & instrument bybit:BTC/USDC:USDC BTC x1 of 1 tick 0.1 lot 0.001 min 5 trading listed every 8 h cap 0.005
        & instrument bybit:SHIB1000/USDT:USDT SHIB x1000 of 1 tick 0.1 lot 0.001 min 5 trading listed every 4 h cap 0.005
        & instrument bybit:INJ/USDT:USDT INJ x1 of 1 tick 0.1 lot 0.001 min 5 trading listed every 1 h cap 0.005 until d20735 09:00:00
        & unused: instruments-info: 1 contracts that are no perpetuals on one coin
      instrument bybit:BTC/USDT BTC x1 of 1 tick 0.1 lot 0.000001 min 5 trading listed
      mark bybit:INJ/USDT:USDT 12.345 at d20727 09:00:00.002
        & index bybit:INJ/USDT:USDT 12.34 at d20727 09:00:00.002
        & funding bybit:INJ/USDT:USDT predicted -0.0005 per 1 h (instrument), seen d20727 09:00:00.002 for d20727 10:00:00
        & top bybit:INJ/USDT:USDT #0 12.34 x 10 / 12.35 x 12 at d20727 09:00:00.002
      funding bybit:INJ/USDT:USDT settled 0.0001 per 8 h (schedule), seen d20727 00:00:00 for d20727 00:00:00
        & funding bybit:INJ/USDT:USDT settled -0.005 per 8 h (schedule), seen d20727 08:00:00 for d20727 08:00:00
        & funding bybit:INJ/USDT:USDT settled -0.0004 per 1 h (schedule), seen d20727 09:00:00 for d20727 09:00:00
      book.snapshot bybit:BTC/USDT:USDT #88 bids 64000 1 asks 64000.1 2
      rejected frame.venue-error: /v5/market/tickers: 10001 "Not supported symbols"
      "
    `);
  });

  it('counts inverse contracts in USD, and leaves out stocks, dated contracts and those before their opening', () => {
    expect(decoded('frames/bybit/inverse--sizes-in-usd.ndjson')).toMatchInlineSnapshot(`
      "
      instrument bybit:BTC/USD:BTC BTC x1 of 1 tick 0.5 lot 1 min 0 trading listed every 8 h cap 0.00375
        & unused: instruments-info: 1 contracts that are no perpetuals on one coin
      instrument bybit:ETH/USD:ETH ETH x1 of 1 tick 0.05 lot 1 min 0 trading listed every 8 h cap 0.00375 until d20735 09:00:00
        & unused: instruments-info: 1 contracts that are no perpetuals on one coin
      instrument bybit:1000PEPE/USDT:USDT PEPE x1000 of 1 tick 0.01 lot 1 min 5 trading listed every 8 h
        & unused: instruments-info: 2 contracts that are no perpetuals on one coin
      mark bybit:BTC/USD:BTC 64010.5 at d20727 09:00:00.008
        & index bybit:BTC/USD:BTC 64008 at d20727 09:00:00.008
        & funding bybit:BTC/USD:BTC predicted -0.00015 per 8 h (frame), seen d20727 09:00:00.008 for d20727 16:00:00
        & top bybit:BTC/USD:BTC #20856433578 64010 x 340549 / 64010.5 x 70817 at d20727 09:00:00.008
      funding bybit:BTC/USD:BTC predicted -0.00014 per 8 h (frame), seen d20727 09:00:00.108 for d20727 16:00:00
        & top bybit:BTC/USD:BTC #20856433579 64010 x 340549 / 64010.5 x 70000 at d20727 09:00:00.108
      book.snapshot bybit:BTC/USD:BTC #71 bids 64010 340549 64009.5 1200 asks 64010.5 70817
      book.delta bybit:BTC/USD:BTC #72 bids 64009.5 0 asks 64010.5 70000
      trade bybit:BTC/USD:BTC sell 250 at 64010 (i-1)
      liquidation bybit:BTC/USD:BTC of a long: 15000 at 63500
        & liquidation bybit:BTC/USD:BTC of a short: 700 at 64500.5
      rejected frame.unknown-symbol: "BTCUSDT" is no inverse symbol
      unused: SOONUSDT: a contract before its opening
      unused: SOONUSDT: a contract before its opening
      mark bybit:ETH/USD:ETH 3100.1 at d20727 09:00:00.200
        & index bybit:ETH/USD:ETH 3100 at d20727 09:00:00.200
        & funding bybit:ETH/USD:ETH predicted 0.0001 per 4 h (frame), seen d20727 09:00:00.200 for d20727 16:00:00
        & top bybit:ETH/USD:ETH #0 3100 x 340549 / 3100.05 x 70817 at d20727 09:00:00.200
      funding bybit:BTC/USD:BTC settled 0.0001 per 8 h (schedule), seen d20727 00:00:00 for d20727 00:00:00
        & funding bybit:BTC/USD:BTC settled -0.00012 per 8 h (schedule), seen d20727 08:00:00 for d20727 08:00:00
      book.snapshot bybit:ETH/USD:ETH #88 bids 3100 900 asks 3100.05 40
      "
    `);
  });
});
