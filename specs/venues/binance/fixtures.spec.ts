import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBinanceDecoder } from '../../../src/venues/binance/decoder.ts';
import { printFrames } from '../printed-events.ts';
import { decodeLines } from '../recorded-frames.ts';

const decoded = (file: string): string =>
  printFrames(
    decodeLines(readFileSync(join(import.meta.dirname, '../../../fixtures', file), 'utf8'), createBinanceDecoder()),
  );

describe('binance, hand-written frames', () => {
  it('rolls the running rate on at a settlement, repeats it every second, and is silent in between', () => {
    expect(decoded('frames/binance/mark-price--across-a-settlement.ndjson')).toMatchInlineSnapshot(`
      "
      instrument binance:BTC/USDT:USDT BTC x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & mark binance:BTC/USDT:USDT 64010.5 at d20727 07:59:58
        & index binance:BTC/USDT:USDT 64008 at d20727 07:59:58
        & funding binance:BTC/USDT:USDT predicted 0.000125 per 8 h (venue-rule), seen d20727 07:59:58 for d20727 08:00:00
      mark binance:BTC/USDT:USDT 64010.5 at d20727 07:59:59
        & index binance:BTC/USDT:USDT 64008 at d20727 07:59:59
        & funding binance:BTC/USDT:USDT predicted 0.000125 per 8 h (venue-rule), seen d20727 07:59:59 for d20727 08:00:00
      mark binance:BTC/USDT:USDT 64011 at d20727 08:00:00
        & index binance:BTC/USDT:USDT 64008.1 at d20727 08:00:00
      mark binance:BTC/USDT:USDT 64011.2 at d20727 08:00:01
        & index binance:BTC/USDT:USDT 64008.3 at d20727 08:00:01
        & funding binance:BTC/USDT:USDT predicted -0.00002 per 8 h (schedule), seen d20727 08:00:01 for d20727 16:00:00
      "
    `);
  });

  it('starts a book from a late snapshot and asks for a new one when a delta is lost', () => {
    expect(decoded('frames/binance/depth--late-snapshot.ndjson')).toMatchInlineSnapshot(`
      "
      outgoing: sent by us
      ack: request 1
      instrument binance:ETH/USDT:USDT ETH x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
      -
      book.snapshot binance:ETH/USDT:USDT #118 bids 2500.1 3 2500 7 asks 2500.4 2 2500.5 4
        & book.delta binance:ETH/USDT:USDT #125 bids 2500.2 1.5 asks 2500.4 0
      top binance:ETH/USDT:USDT #125 2500.2 x 1.5 / 2500.5 x 4 at d20727 09:00:00.187
      book.delta binance:ETH/USDT:USDT #140 bids 2500.2 0 asks 
      book.gap binance:ETH/USDT:USDT expected 140 received 160: rest-snapshot
      book.snapshot binance:ETH/USDT:USDT #175 bids 2500.1 2 asks 2500.5 4
        & book.delta binance:ETH/USDT:USDT #180 bids  asks 2500.3 1
      "
    `);
  });

  it('tells takers, liquidated sides, perpetuals and delistings', () => {
    expect(decoded('frames/binance/trades-and-liquidations--sides.ndjson')).toMatchInlineSnapshot(`
      "
      instrument binance:BTC/USDT:USDT BTC x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & trade binance:BTC/USDT:USDT sell 0.25 at 64000.1 (501)
      instrument binance:BTC/USDT BTC x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & trade binance:BTC/USDT buy 0.01 at 63990 (77)
      top binance:BTC/USDT #3001 63989.99 x 1.2 / 63990 x 0.8 at no time
      instrument binance:1000PEPE/USDT:USDT PEPE x1000 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & liquidation binance:1000PEPE/USDT:USDT of a long: 20000 at 0.009012
      mark binance:1000PEPE/USDT:USDT 0.00901 at d20727 09:00:00
        & index binance:1000PEPE/USDT:USDT 0.009005 at d20727 09:00:00
        & funding binance:1000PEPE/USDT:USDT predicted 0.00005 per 4 h (schedule), seen d20727 09:00:00 for d20727 12:00:00
        & unused: BTCUSDT_261225: a dated contract
      instrument binance:OLD/USDT:USDT OLD x1 of 1 tick 0.00000001 lot 0.00000001 min 0 trading assumed
        & instrument binance:OLD/USDT:USDT OLD x1 of 1 tick 0.00000001 lot 0.00000001 min 0 halted assumed until d20735 09:00:00
        & status binance:OLD/USDT:USDT halted: contractInfo "PRE_SETTLE", delisted at 1791536400000
      unused: kline
      "
    `);
  });

  it('reads terms, the running rate and the settled series over REST', () => {
    expect(decoded('rest/binance/get-terms-and-history.ndjson')).toMatchInlineSnapshot(`
      "
      venue.time d20727 08:59:59.985
      instrument binance:BTC/USDT:USDT BTC x1 of 1 tick 0.1 lot 0.001 min 100 trading listed
        & instrument binance:1000PEPE/USDT:USDT PEPE x1000 of 1 tick 0.0000001 lot 1 min 5 trading listed
        & unused: exchangeInfo: 1 contracts that are no perpetuals on one coin
      instrument binance:1000PEPE/USDT:USDT PEPE x1000 of 1 tick 0.0000001 lot 1 min 5 trading listed every 4 h cap 0.02
      mark binance:1000PEPE/USDT:USDT 0.00901 at d20727 09:00:00.002
        & index binance:1000PEPE/USDT:USDT 0.009005 at d20727 09:00:00.002
        & funding binance:1000PEPE/USDT:USDT predicted 0.00005 per 4 h (instrument), seen d20727 09:00:00.002 for d20727 12:00:00
      funding binance:1000PEPE/USDT:USDT settled 0.0001 per 8 h (schedule), seen d20726 16:00:00 for d20726 16:00:00
        & funding binance:1000PEPE/USDT:USDT settled 0.0002 per 8 h (schedule), seen d20727 00:00:00.007 for d20727 00:00:00
        & funding binance:1000PEPE/USDT:USDT settled 0.01 per 4 h (instrument), seen d20727 02:00:00 for d20727 02:00:00, special
        & funding binance:1000PEPE/USDT:USDT settled -0.00005 per 4 h (schedule), seen d20727 04:00:00.003 for d20727 04:00:00
      top binance:BTC/USDT:USDT #1790845200004 64000 x 4 / 64000.1 x 9 at d20727 09:00:00.004
      rejected frame.venue-error: /fapi/v1/depth: -1121 "Invalid symbol."
      "
    `);
  });

  it('reads COIN-M: sizes in contracts, the index of mark price frames before that of the pair, the book by previous ids', () => {
    expect(decoded('frames/binance/coinm--prices-book-and-sides.ndjson')).toMatchInlineSnapshot(`
      "
      instrument binance:BTC/USD:BTC BTC x1 of 100 tick 0.00000001 lot 1 min 0 trading assumed
        & mark binance:BTC/USD:BTC 64010.5 at d20727 09:00:00
        & index binance:BTC/USD:BTC 64008 at d20727 09:00:00
        & funding binance:BTC/USD:BTC predicted 0.000125 per 8 h (venue-rule), seen d20727 09:00:00 for d20727 16:00:00
      unused: indexPrice beside markPrice
      instrument binance:ETH/USD:ETH ETH x1 of 10 tick 0.00000001 lot 1 min 0 trading assumed
        & mark binance:ETH/USD:ETH 2500.25 at d20727 09:00:00
        & funding binance:ETH/USD:ETH predicted -0.00003 per 8 h (venue-rule), seen d20727 09:00:00 for d20727 16:00:00
      index binance:ETH/USD:ETH 2500.15 at d20727 09:00:00.006
      mark binance:BTC/USD:BTC 64011 at d20727 09:00:01
        & index binance:BTC/USD:BTC 64008 at d20727 09:00:01
        & funding binance:BTC/USD:BTC predicted 0.000125 per 8 h (venue-rule), seen d20727 09:00:01 for d20727 16:00:00
        & unused: BTCUSD_261225: a dated contract
      -
      -
      book.snapshot binance:BTC/USD:BTC #1118 bids 64010 40 64009.9 310 asks 64010.2 7 64010.3 55
        & book.delta binance:BTC/USD:BTC #1118 bids 64010 40 asks 64010.2 7
        & book.delta binance:BTC/USD:BTC #1125 bids 64010.1 12 asks 64010.2 0
      top binance:BTC/USD:BTC #1125 64010.1 x 12 / 64010.3 x 55 at d20727 09:00:00.196
      book.gap binance:BTC/USD:BTC expected 1125 received 1139: rest-snapshot
      trade binance:BTC/USD:BTC sell 120 at 64010.1 (424)
      liquidation binance:ETH/USD:ETH of a short: 90 at 2501.2
      status binance:ETH/USD:ETH trading: contractInfo "TRADING"
      "
    `);
  });

  it('reads the terms of COIN-M, and leaves out what is no perpetual on one coin with a market of its own', () => {
    expect(decoded('rest/binance/get-coinm-terms-and-exclusions.ndjson')).toMatchInlineSnapshot(`
      "
      venue.time d20727 08:59:59.988
      ack: fundingInfo: 1 adjusted symbols
      instrument binance:BTC/USD:BTC BTC x1 of 100 tick 0.1 lot 1 min 0 trading listed
        & instrument binance:ETH/USD:ETH ETH x1 of 10 tick 0.01 lot 1 min 0 trading listed every 4 h cap 0.0075
        & instrument binance:XRP/USD:XRP XRP x1 of 10 tick 0.01 lot 1 min 0 halted listed
        & unused: exchangeInfo: 1 contracts that are no perpetuals on one coin
      mark binance:BTC/USD:BTC 64010.5 at d20727 09:00:00.002
        & index binance:BTC/USD:BTC 64008 at d20727 09:00:00.002
        & funding binance:BTC/USD:BTC predicted 0.000125 per 8 h (venue-rule), seen d20727 09:00:00.002 for d20727 16:00:00
        & mark binance:ETH/USD:ETH 2500.25 at d20727 09:00:00.002
        & index binance:ETH/USD:ETH 2500.15 at d20727 09:00:00.002
        & rejected frame.rate-beyond-cap: ETHUSD_PERP: rate 0.008, cap 0.0075
        & unused: BTCUSD_261225: a dated contract
      funding binance:BTC/USD:BTC settled -0.003 per 8 h (schedule), seen d20726 16:00:00 for d20726 16:00:00
        & funding binance:BTC/USD:BTC settled 0.0001 per 8 h (schedule), seen d20727 00:00:00.003 for d20727 00:00:00
        & funding binance:BTC/USD:BTC settled 0.0001 per 8 h (schedule), seen d20727 08:00:00 for d20727 08:00:00
      top binance:BTC/USD:BTC #1790845200004 64010.1 x 12 / 64010.3 x 55 at d20727 09:00:00.004
      instrument binance:1000SHIB/USDT:USDT SHIB x1000 of 1 tick 0.01 lot 1 min 5 trading listed
        & unused: exchangeInfo: 5 contracts that are no perpetuals on one coin
      unused: TSLAUSDT: a contract on a stock or a commodity
      unused: BTCDOMUSDT: a contract on "INDEX"
      unused: SOONUSDT: a pre-market contract
      unused: NEWUSDT: a pre-market contract
      unused: LATERUSDT: a contract not yet listed
      "
    `);
  });
});
