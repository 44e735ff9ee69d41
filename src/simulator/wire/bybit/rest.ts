import type { Input } from '../../../domain/input.ts';
import type { MarketKind } from '../../../domain/ids.ts';
import { symbolParts, venueId } from '../../../domain/ids.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { FrameTime } from '../venue-wire.ts';
import { step } from '../venue-wire.ts';

const VENUE = venueId('bybit');

const answer = ({ atMs, venueAtMs }: FrameTime, rest: string, result: unknown): Input => ({
  kind: 'rest',
  atMs,
  venue: VENUE,
  rest,
  frame: { retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: venueAtMs },
});

/** Categories in the order in which a client asks; inverse only where there is any. */
const categoriesOf = (markets: readonly SimMarket[]): readonly MarketKind[] =>
  (['linear', 'spot', 'inverse'] as const).filter(
    (category) => category !== 'inverse' || markets.some(({ instrument }) => instrument.kind === category),
  );

/** Instruments of all categories. */
export const bybitLists = (markets: readonly SimMarket[], time: FrameTime, out: Input[]): void => {
  for (const category of categoriesOf(markets)) {
    const list = markets.filter(({ instrument }) => instrument.kind === category).map(instrumentRow);
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
  for (const conn of categoriesOf(markets)) {
    const frame = { success: true, ret_msg: '', conn_id: 'simulated', req_id: 'open', op: 'subscribe' };
    out.push({ kind: 'frame', atMs: time.atMs, venue: VENUE, conn, frame });
  }
};

/** The last rows of a settled series, newest first. */
export const bybitSettled = (market: SimMarket, time: FrameTime, limit: number): Input => {
  const { nativeSymbol: symbol, kind: category } = market.instrument;
  const list = settledRows(market, time.venueAtMs).slice(0, limit);
  const line = `GET /v5/market/funding/history?category=${category}&symbol=${symbol}&endTime=${time.venueAtMs}&limit=${limit}`;
  return answer(time, line, { category, list });
};

/** All rows of a settled series that the venue remembers, newest first. */
export const settledRows = (market: SimMarket, nowMs: number) => {
  const { nativeSymbol: symbol } = market.instrument;
  return market
    .settledRates(nowMs)
    .map(({ atMs, rate }) => ({ symbol, fundingRate: rate, fundingRateTimestamp: String(atMs) }))
    .reverse();
};

/** A row of `instruments-info`. */
export const instrumentRow = ({ instrument, steps }: SimMarket) => {
  const { nativeSymbol: symbol, kind, quote, settle, fundingIntervalHours = 8, fundingCap = 0 } = instrument;
  const isInverse = kind === 'inverse';
  const tickSize = step(steps.priceDecimals);
  const lot = step(steps.sizeDecimals);
  const notional = String(steps.minNotional ?? 5);
  const common = { symbol, status: 'Trading', baseCoin: symbolParts(instrument.symbol).base, quoteCoin: quote };
  if (kind === 'spot') {
    const lotSizeFilter = { basePrecision: lot, quotePrecision: '0.0000001', minOrderQty: lot, minOrderAmt: notional };
    return { ...common, lotSizeFilter, priceFilter: { tickSize } };
  }
  return {
    ...common,
    contractType: isInverse ? 'InversePerpetual' : 'LinearPerpetual',
    deliveryTime: '0',
    settleCoin: settle,
    priceFilter: { minPrice: tickSize, maxPrice: '1999999', tickSize },
    lotSizeFilter: {
      maxOrderQty: isInverse ? '25000000' : '1000000',
      minOrderQty: lot,
      qtyStep: lot,
      ...(isInverse ? undefined : { minNotionalValue: notional }),
    },
    fundingInterval: fundingIntervalHours * 60,
    upperFundingRate: String(fundingCap),
    lowerFundingRate: String(-fundingCap),
    isPreListing: false,
  };
};
