import type { Input } from '../../domain/input.ts';
import { venueId } from '../../domain/ids.ts';
import type { SimMarket } from '../sim-market.ts';
import type { FrameTime } from './venue-wire.ts';
import { step } from './venue-wire.ts';

const VENUE = venueId('bybit');

const answer = ({ atMs, venueAtMs }: FrameTime, rest: string, result: unknown): Input => ({
  kind: 'rest',
  atMs,
  venue: VENUE,
  rest,
  frame: { retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: venueAtMs },
});

/** Instruments of both categories. */
export const bybitLists = (markets: readonly SimMarket[], time: FrameTime, out: Input[]): void => {
  for (const category of ['linear', 'spot'] as const) {
    const list = markets.filter(({ instrument }) => instrument.kind === category).map(row);
    out.push(
      answer(time, `GET /v5/market/instruments-info?category=${category}&limit=1000`, {
        category,
        list,
        nextPageCursor: '',
      }),
    );
  }
};

/** Instruments, settled rates, acknowledgements. */
export const bybitOpening = (markets: readonly SimMarket[], time: FrameTime, out: Input[]): void => {
  bybitLists(markets, time, out);
  for (const market of markets) if (market.funding !== undefined) out.push(bybitSettled(market, time, 200));
  for (const conn of ['linear', 'spot']) {
    const frame = { success: true, ret_msg: '', conn_id: 'simulated', req_id: 'open', op: 'subscribe' };
    out.push({ kind: 'frame', atMs: time.atMs, venue: VENUE, conn, frame });
  }
};

/** The last rows of a settled series, newest first. */
export const bybitSettled = (market: SimMarket, time: FrameTime, limit: number): Input => {
  const { nativeSymbol: symbol } = market.instrument;
  const list = market
    .settledRates(time.venueAtMs)
    .slice(-limit)
    .reverse()
    .map(({ atMs, rate }) => ({ symbol, fundingRate: rate, fundingRateTimestamp: String(atMs) }));
  const line = `GET /v5/market/funding/history?category=linear&symbol=${symbol}&endTime=${time.venueAtMs}&limit=${limit}`;
  return answer(time, line, { category: 'linear', list });
};

const row = ({ instrument, steps }: SimMarket) => {
  const { nativeSymbol: symbol, coin, kind, fundingIntervalHours = 8, fundingCap = 0 } = instrument;
  const tickSize = step(steps.priceDecimals);
  const lot = step(steps.sizeDecimals);
  const notional = String(steps.minNotional ?? 5);
  const common = { symbol, status: 'Trading', baseCoin: coin, quoteCoin: 'USDT' };
  if (kind === 'spot') {
    const lotSizeFilter = { basePrecision: lot, quotePrecision: '0.0000001', minOrderQty: lot, minOrderAmt: notional };
    return { ...common, lotSizeFilter, priceFilter: { tickSize } };
  }
  return {
    ...common,
    contractType: 'LinearPerpetual',
    deliveryTime: '0',
    settleCoin: 'USDT',
    priceFilter: { minPrice: tickSize, maxPrice: '1999999', tickSize },
    lotSizeFilter: { maxOrderQty: '1000000', minOrderQty: lot, qtyStep: lot, minNotionalValue: notional },
    fundingInterval: fundingIntervalHours * 60,
    upperFundingRate: String(fundingCap),
    lowerFundingRate: String(-fundingCap),
    isPreListing: false,
  };
};
