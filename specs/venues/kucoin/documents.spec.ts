import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../src/domain/codec.ts';
import type { MarketEvent } from '../../../src/domain/market-event.ts';
import { atMs } from '../../../src/domain/units.ts';
import { createKucoinDecoder } from '../../../src/venues/kucoin/decoder.ts';
import { printEvent } from '../printed-events.ts';
import { hasRecording, readRecording, recordingTitle } from '../recorded-frames.ts';

const PAIRS = 'kucoin/pairs-crypto-msg-parser.json';
const EXAMPLES = 'kucoin/examples-official-sdk.json';

const json = (file: string): unknown => JSON.parse(readRecording(file));
const isAnswer = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && value.code === '200000';

/** Without the first sights of instruments that no list has named. */
const isNews = (event: MarketEvent): boolean => event.type !== 'instrument' || event.instrument.source === 'listed';

describe.skipIf(!hasRecording(PAIRS))(recordingTitle(PAIRS), () => {
  it('reads each frame of 2020 to 2022, or passes it over for a reason', () => {
    const rows = json(PAIRS);
    const told = (Array.isArray(rows) ? rows : []).filter(isRecord).flatMap((row) =>
      (Array.isArray(row.raw) ? row.raw : []).map((raw): string => {
        const frame: unknown = JSON.parse(String(raw));
        const events = isAnswer(frame)
          ? answered(frame)
          : createKucoinDecoder().frame(frame, { conn: 'x', atMs: atMs(1) });
        const lines = events.filter(isNews).map(printEvent);
        return `${String(row.module)} ${String(row.fn)}: ${lines.map((line) => line.slice(0, 110)).join(' & ')}`;
      }),
    );
    expect(told.join('\n')).toMatchInlineSnapshot(`
      "trade spot: trade kucoin:BTC/USDT buy 0.00013064 at 57659.6 (6057bb822e113d292396c272)
      trade linear_swap: trade kucoin:BTC/USDT:USDT buy 16 at 57850 (6057bc953c7feb667195bac9)
      trade inverse_swap: trade kucoin:BTC/USD:BTC buy 5000 at 57798 (6057bc693c7feb6705f9a248)
      trade inverse_future: unused: XBTMH21: a dated contract
      l2_event spot_update: 
      l2_event spot_sample_2: 
      l2_event inverse_swap_update: 
      l2_event linear_swap_update: 
      l2_event inverse_future_update: unused: XBTMM21: a dated contract
      l2_topk spot: book.snapshot kucoin:BTC/USDT #1653989906722 bids 31530.1 0.74468602 31530 0.27077267 31529.9 0.48567212 31528
      l2_topk inverse_swap: book.snapshot kucoin:BTC/USD:BTC #1638556032307 bids 31528 2856 31527 10034 31525 6266 31524 5043 31521 85 ask
      l2_topk linear_swap: book.snapshot kucoin:BTC/USDT:USDT #1643184485510 bids 31607 16350 31606 7183 31605 17234 31604 553 31603 620 
      l2_topk inverse_future: unused: XBTMM22: a dated contract
      bbo spot: top kucoin:BTC/USDT #1630218274617 31785.2 x 0.4645037 / 31785.3 x 1.0455757 at d19143 21:25:20.677
      bbo spot_2: top kucoin:DOT/USDT #1619386350765 10.4647 x 0.1416 / 10.4686 x 64.9647 at d19143 00:00:00.018
      bbo inverse_future: unused: XBTMM22: a dated contract
      bbo inverse_swap: top kucoin:BTC/USD:BTC #1638549733058 31741 x 5543 / 31742 x 500 at d19143 21:32:50.009
      bbo linear_swap: top kucoin:BTC/USDT:USDT #1643185147205 31766 x 20074 / 31767 x 1187 at d19143 21:33:27.465
      l3_event spot: unused: /spotMarket/level3:BTC-USDT
      l3_event inverse_future: unused: /contractMarket/level3v2:XBTMM22
      l3_event inverse_swap: unused: /contractMarket/level3v2:XBTUSDM
      l3_event linear_swap: unused: /contractMarket/level3v2:XBTUSDTM
      candlestick spot: unused: /market/candles:BTC-USDT_1week
      candlestick inverse_future: unused: /contractMarket/candle:XBTMM22_10080
      candlestick inverse_swap: unused: /contractMarket/candle:XBTUSDM_10080
      candlestick linear_swap: unused: /contractMarket/candle:XBTUSDTM_10080
      ticker spot: unused: /market/snapshot:BTC-USDT
      ticker inverse_future: unused: /contractMarket/snapshot:XBTMM22
      ticker inverse_swap: unused: /contractMarket/snapshot:XBTUSDM
      ticker linear_swap: unused: /contractMarket/snapshot:XBTUSDTM
      l2_snapshot spot: book.snapshot kucoin:BTC/USDT #1630423725254 bids 29701.4 1.1244206 29701.2 0.00006727 29700.1 0.49009689 asks
      l2_snapshot inverse_future: unused: XBTMM22: a dated contract
      l2_snapshot inverse_swap: book.snapshot kucoin:BTC/USD:BTC #1638901902423 bids 29625 15226 29624 6845 29623 2521 asks 29626 2521 29627 1
      l2_snapshot linear_swap: book.snapshot kucoin:BTC/USDT:USDT #1645045405918 bids 29640 13007 29639 1072 29638 169 asks 29641 30109 29642
      open_interest unknown: instrument kucoin:BTC/USDT:USDT BTC x1 of 0.001 tick 1 lot 1 min 0 trading listed & mark kucoin:BTC/USDT:USDT 29538.28 at no time & index kucoin:BTC/USDT:USDT 29538.62 at no time & unused: contracts XBTUSDTM: the coming settlement is undefined & instrument kucoin:BTC/USD:BTC BTC x1 of 1 tick 1 lot 1 min 0 trading listed & mark kucoin:BTC/USD:BTC 29519.05 at no time & index kucoin:BTC/USD:BTC 29515.53 at no time & unused: contracts XBTUSDM: the coming settlement is undefined"
    `);
  });
});

/** A bare answer, under the path that its members are of. */
const answered = (frame: Readonly<Record<string, unknown>>): readonly MarketEvent[] => {
  const path = Array.isArray(frame.data) ? '/api/v1/contracts/active' : '/api/v1/level2/snapshot';
  const isPair = isRecord(frame.data) && frame.data.time !== undefined;
  const rest = isPair ? 'GET /api/v3/market/orderbook/level2?symbol=BTC-USDT' : `GET ${path}`;
  return createKucoinDecoder().rest(frame, { rest, atMs: atMs(1) });
};

describe.skipIf(!hasRecording(EXAMPLES))(recordingTitle(EXAMPLES), () => {
  it('reads the public answers and frames of the documentation', () => {
    const file = json(EXAMPLES);
    const groups = isRecord(file) ? Object.values(file).filter(isRecord) : [];
    const told = groups.flatMap((group) =>
      Object.entries(group).flatMap(([name, value]) => {
        const line = LINES.find(([part]) => name.includes(`${part}RespModel`))?.[1];
        const decoder = createKucoinDecoder();
        const events =
          line === undefined
            ? isRecord(value) && 'topic' in value
              ? decoder.frame(value, { conn: 'x', atMs: atMs(1) })
              : undefined
            : decoder.rest(value, { rest: line, atMs: atMs(1_748_480_000_000) });
        if (events === undefined) return [];
        const lines = events.filter(isNews).map((event) => printEvent(event).slice(0, 130));
        const rest = lines.length > 3 ? ` and ${lines.length - 3} more` : '';
        return [`${name}: ${lines.slice(0, 3).join(' & ')}${rest}`];
      }),
    );
    expect(told.join('\n')).toMatchInlineSnapshot(`
      "TestFundingFeesGetCurrentFundingRateRespModel: funding kucoin:BTC/USDT:USDT predicted 0.000109 per 8 h (frame), seen d20237 00:53:20 for d20237 04:00:00
      TestFundingFeesGetPublicFundingHistoryRespModel: funding kucoin:BTC/USDT:USDT settled 0.000132 per 8 h (schedule), seen d19679 20:00:00 for d19679 20:00:00 & funding kucoin:BTC/USDT:USDT settled 0.000263 per 8 h (schedule), seen d19680 04:00:00 for d19680 04:00:00 & funding kucoin:BTC/USDT:USDT settled 0.00023 per 8 h (schedule), seen d19680 12:00:00 for d19680 12:00:00 and 66 more
      TestFuturesPrivateAllOrderRespModel: unused: /contractMarket/tradeOrders:XBTUSDTM
      TestFuturesPrivateAllPositionRespModel: unused: /contract/position:XBTUSDTM
      TestFuturesPrivateBalanceRespModel: unused: /contractAccount/wallet
      TestFuturesPrivateCrossLeverageRespModel: unused: /contract/crossLeverage
      TestFuturesPrivateMarginModeRespModel: unused: /contract/marginMode
      TestFuturesPrivateOrderRespModel: unused: /contractMarket/tradeOrders:XBTUSDTM
      TestFuturesPrivatePositionRespModel: unused: /contract/position:XBTUSDTM
      TestFuturesPrivateStopOrdersRespModel: unused: /contractMarket/advancedOrders
      TestFuturesPublicAnnouncementRespModel: notice: XBTUSDTM: settlement begins
      TestFuturesPublicExecutionRespModel: trade kucoin:BTC/USDT:USDT buy 2 at 90503.9 (1794100537695)
      TestFuturesPublicInstrumentRespModel: mark kucoin:BTC/USDT:USDT 90445.02 at d20045 03:05:29 & index kucoin:BTC/USDT:USDT 90445.02 at d20045 03:05:29
      TestFuturesPublicKlinesRespModel: unused: /contractMarket/limitCandle:XBTUSDTM_1min
      TestFuturesPublicOrderbookIncrementRespModel: 
      TestFuturesPublicOrderbookLevel50RespModel: book.snapshot kucoin:BTC/USDT:USDT #1709294490099 bids 89778.6 1534 89778.2 54 asks 89778.7 854 89779.2 4
      TestFuturesPublicOrderbookLevel5RespModel: book.snapshot kucoin:BTC/USDT:USDT #1709294294670 bids 89720.9 513 89720.8 12 89718.6 113 89718.4 19 89718.3 7 asks 89721 906 8972
      TestFuturesPublicSymbolSnapshotRespModel: unused: /contractMarket/snapshot:XBTUSDTM
      TestFuturesPublicTickerV1RespModel: top kucoin:BTC/USDT:USDT #1793133570931 90147.7 x 2186 / 90147.8 x 275 at d20042 14:00:15.637
      TestFuturesPublicTickerV2RespModel: top kucoin:BTC/USDT:USDT #1709284589209 88987.4 x 713 / 88987.5 x 1037 at d20042 10:12:06.461
      TestMarketGetSymbolRespModel: instrument kucoin:BTC/USDT:USDT BTC x1 of 0.001 tick 0.1 lot 1 min 0 trading listed every 8 h & mark kucoin:BTC/USDT:USDT 86378.69 at no time & index kucoin:BTC/USDT:USDT 86382.64 at no time and 1 more
      TestMarketGetAllSymbolsRespModel: instrument kucoin:BTC/USDT:USDT BTC x1 of 0.001 tick 0.1 lot 1 min 0 trading listed every 8 h & mark kucoin:BTC/USDT:USDT 86378.69 at no time & index kucoin:BTC/USDT:USDT 86382.64 at no time and 1 more
      TestMarketGetFullOrderBookRespModel: book.snapshot kucoin:BTC/USD:BTC #1697895963339 bids 66968 2 66964.8 25596 asks 66968.1 13501 66968.7 2032
      TestMarketGetPartOrderBookRespModel: book.snapshot kucoin:BTC/USD:BTC #1697895963339 bids 66968 2 66964.8 25596 asks 66968.1 13501 66968.7 2032
      TestMarketGetMarkPriceRespModel: mark kucoin:BTC/USDT:USDT 67687.08 at d20014 12:25:07 & index kucoin:BTC/USDT:USDT 67683.58 at d20014 12:25:07
      TestMarketGetServerTimeRespModel: venue.time d20014 14:00:30.774
      TestMarketGetServiceStatusRespModel: unused: REST /api/v1/status"
    `);
  });
});

/** Under which request the documentation shows which answer. */
const LINES = [
  ['GetCurrentFundingRate', 'GET /api/v1/funding-rate/XBTUSDTM/current'],
  ['GetPublicFundingHistory', 'GET /api/v1/contract/funding-rates?symbol=XBTUSDTM&from=1700310700000&to=1702310700000'],
  ['MarketGetSymbol', 'GET /api/v1/contracts/XBTUSDTM'],
  ['GetAllSymbols', 'GET /api/v1/contracts/active'],
  ['GetFullOrderBook', 'GET /api/v1/level2/snapshot?symbol=XBTUSDM'],
  ['GetPartOrderBook', 'GET /api/v1/level2/depth20?symbol=XBTUSDM'],
  ['GetMarkPrice', 'GET /api/v1/mark-price/XBTUSDTM/current'],
  ['GetServerTime', 'GET /api/v1/timestamp'],
  ['GetServiceStatus', 'GET /api/v1/status'],
] as const;
