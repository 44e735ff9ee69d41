import type { Input } from '../../domain/input.ts';
import { venueId } from '../../domain/ids.ts';
import { MS_PER_DAY } from '../../domain/units.ts';
import type { SimMarket } from '../sim-market.ts';
import type { FrameTime } from './venue-wire.ts';
import { ladder, step } from './venue-wire.ts';

const VENUE = venueId('binance');
/** Perpetuals carry a delivery date in 2100. */
const NEVER_MS = 4_133_404_800_000;

const answer = ({ atMs }: FrameTime, rest: string, frame: unknown): Input => ({
  kind: 'rest',
  atMs,
  venue: VENUE,
  rest,
  frame,
});

/** Instruments and funding terms. */
export const binanceLists = (markets: readonly SimMarket[], time: FrameTime, out: Input[]): void => {
  const spots = markets.filter(({ instrument }) => instrument.kind === 'spot');
  const perpetuals = markets.filter(({ instrument }) => instrument.kind === 'linear');
  out.push(
    answer(time, 'GET /fapi/v1/exchangeInfo', {
      timezone: 'UTC',
      serverTime: time.venueAtMs,
      symbols: perpetuals.map(row),
    }),
    answer(time, 'GET /api/v3/exchangeInfo', { timezone: 'UTC', serverTime: time.venueAtMs, symbols: spots.map(row) }),
    answer(time, 'GET /fapi/v1/fundingInfo', perpetuals.flatMap(terms)),
  );
};

/** Instruments, funding terms, settled rates, acknowledgements, prices of now, books: in that order. */
export const binanceOpening = (markets: readonly SimMarket[], time: FrameTime, out: Input[]): void => {
  binanceLists(markets, time, out);
  const perpetuals = markets.filter(({ instrument }) => instrument.kind === 'linear');
  for (const market of perpetuals) out.push(binanceSettled(market, time, 1000));
  for (const conn of ['usdm-public', 'usdm-market', 'spot'])
    out.push({ kind: 'frame', atMs: time.atMs, venue: VENUE, conn, frame: { result: null, id: 1 } });
  out.push(
    answer(
      time,
      'GET /fapi/v1/premiumIndex',
      perpetuals.map((market) => premium(market, time)),
    ),
  );
  for (const market of markets) out.push(binanceSnapshot(market, time));
};

/** The last rows of a settled series, ascending. */
export const binanceSettled = (market: SimMarket, time: FrameTime, limit: number): Input => {
  const { nativeSymbol: symbol } = market.instrument;
  const rows = market
    .settledRates(time.venueAtMs)
    .slice(-limit)
    .map(({ atMs, rate }) => ({ symbol, fundingRate: rate, fundingTime: atMs, markPrice: '', rateType: 'Regular' }));
  const from = limit > 2 ? `&startTime=${time.venueAtMs - 31 * MS_PER_DAY}` : '';
  return answer(time, `GET /fapi/v1/fundingRate?symbol=${symbol}${from}&limit=${limit}`, rows);
};

/** The whole book over REST, which the next change of the stream follows. */
export const binanceSnapshot = (market: SimMarket, time: FrameTime): Input => {
  const { nativeSymbol, kind } = market.instrument;
  const bids = ladder(market, 'bids', (price, size) => [price, size]);
  const asks = ladder(market, 'asks', (price, size) => [price, size]);
  const { lastId: lastUpdateId } = market;
  if (kind === 'spot')
    return answer(time, `GET /api/v3/depth?symbol=${nativeSymbol}&limit=1000`, { lastUpdateId, bids, asks });
  const E = time.venueAtMs;
  const book = { lastUpdateId, E, T: E - 2, bids, asks };
  return answer(time, `GET /fapi/v1/depth?symbol=${nativeSymbol}&limit=1000`, book);
};

const row = ({ instrument, steps }: SimMarket) => {
  const { nativeSymbol: symbol, coin, kind } = instrument;
  const tickSize = step(steps.priceDecimals);
  const stepSize = step(steps.sizeDecimals);
  const minNotional = String(steps.minNotional ?? 5);
  const filters = [
    { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '1000000', tickSize },
    { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: '1000000', stepSize },
    kind === 'spot'
      ? { filterType: 'NOTIONAL', minNotional, applyMinToMarket: true }
      : { filterType: 'MIN_NOTIONAL', notional: minNotional },
  ];
  const common = { symbol, status: 'TRADING', baseAsset: coin, quoteAsset: 'USDT', filters };
  if (kind === 'spot') return { ...common, isSpotTradingAllowed: true };
  const contract = { pair: symbol, contractType: 'PERPETUAL', deliveryDate: NEVER_MS, marginAsset: 'USDT' };
  return { ...common, ...contract, underlyingType: 'COIN' };
};

const terms = ({ instrument }: SimMarket) => {
  const { fundingIntervalHours, fundingCap = 0, nativeSymbol: symbol } = instrument;
  if (fundingIntervalHours === undefined) return [];
  const cap = fundingCap.toFixed(8);
  const caps = { adjustedFundingRateCap: cap, adjustedFundingRateFloor: `-${cap}` };
  return [{ symbol, ...caps, fundingIntervalHours, disclaimer: false }];
};

const premium = ({ instrument, published }: SimMarket, { venueAtMs }: FrameTime) => ({
  symbol: instrument.nativeSymbol,
  markPrice: published.mark,
  indexPrice: published.index,
  estimatedSettlePrice: published.mark,
  lastFundingRate: published.rate,
  interestRate: '0.00010000',
  nextFundingTime: published.nextAtMs,
  time: venueAtMs,
});
