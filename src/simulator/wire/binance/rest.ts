import type { Input } from '../../../domain/input.ts';
import type { MarketKind } from '../../../domain/ids.ts';
import { symbolParts, venueId } from '../../../domain/ids.ts';
import { text } from '../../../domain/money.ts';
import { MS_PER_DAY } from '../../../domain/units.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { FrameTime } from '../venue-wire.ts';
import { ladder, step } from '../venue-wire.ts';

const VENUE = venueId('binance');
/** Perpetuals carry a delivery date in 2100. */
const NEVER_MS = 4_133_404_800_000;

/** Path of each product's REST interface. */
export const PREFIX: Readonly<Record<MarketKind, string>> = {
  linear: '/fapi/v1',
  inverse: '/dapi/v1',
  spot: '/api/v3',
};

const answer = ({ atMs }: FrameTime, rest: string, frame: unknown): Input => ({
  kind: 'rest',
  atMs,
  venue: VENUE,
  rest,
  frame,
});

const ofKind = (markets: readonly SimMarket[], wanted: MarketKind): readonly SimMarket[] =>
  markets.filter(({ instrument }) => instrument.kind === wanted);

/** Instruments and funding terms; of COIN-M only where a scenario lists it. */
export const binanceLists = (markets: readonly SimMarket[], time: FrameTime, out: Input[]): void => {
  const list = (kind: MarketKind): Input => {
    const symbols = ofKind(markets, kind).map(instrumentRow);
    return answer(time, `GET ${PREFIX[kind]}/exchangeInfo`, { timezone: 'UTC', serverTime: time.venueAtMs, symbols });
  };
  const terms = (kind: MarketKind): Input =>
    answer(time, `GET ${PREFIX[kind]}/fundingInfo`, ofKind(markets, kind).flatMap(termsRows));
  out.push(list('linear'), list('spot'), terms('linear'));
  if (ofKind(markets, 'inverse').length > 0) out.push(list('inverse'), terms('inverse'));
};

/** Instruments, funding terms, settled rates, acknowledgements, prices of now, books: in that order. */
export const binanceOpening = (markets: readonly SimMarket[], time: FrameTime, out: Input[]): void => {
  binanceLists(markets, time, out);
  const kinds = (['linear', 'inverse'] as const).filter((kind) => ofKind(markets, kind).length > 0);
  for (const kind of kinds) for (const market of ofKind(markets, kind)) out.push(binanceSettled(market, time, 1000));
  for (const conn of ['usdm-public', 'usdm-market', ...(kinds.includes('inverse') ? ['coinm'] : []), 'spot'])
    out.push({ kind: 'frame', atMs: time.atMs, venue: VENUE, conn, frame: { result: null, id: 1 } });
  for (const kind of kinds) {
    const rows = ofKind(markets, kind).map((market) => premiumRow(market, time.venueAtMs));
    out.push(answer(time, `GET ${PREFIX[kind]}/premiumIndex`, rows));
  }
  for (const market of markets) out.push(binanceSnapshot(market, time));
};

/** The last rows of a settled series, ascending. */
export const binanceSettled = (market: SimMarket, time: FrameTime, limit: number): Input => {
  const { nativeSymbol: symbol, kind } = market.instrument;
  const rows = settledRows(market, time.venueAtMs).slice(-limit);
  const from = limit > 2 ? `&startTime=${time.venueAtMs - 31 * MS_PER_DAY}` : '';
  return answer(time, `GET ${PREFIX[kind]}/fundingRate?symbol=${symbol}${from}&limit=${limit}`, rows);
};

/** All rows of a settled series that the venue remembers, ascending. */
export const settledRows = (market: SimMarket, nowMs: number) => {
  const { nativeSymbol: symbol, kind } = market.instrument;
  const kinds = kind === 'linear' ? { rateType: 'Regular' } : undefined;
  return market
    .settledRates(nowMs)
    .map(({ atMs, rate }) => ({ symbol, fundingRate: rate, fundingTime: atMs, markPrice: '', ...kinds }));
};

/** The whole book over REST, which the next change of the stream follows. */
export const binanceSnapshot = (market: SimMarket, time: FrameTime): Input => {
  const { nativeSymbol, kind } = market.instrument;
  const line = `GET ${PREFIX[kind]}/depth?symbol=${nativeSymbol}&limit=1000`;
  return answer(time, line, depthAnswer(market, time.venueAtMs, 1000));
};

/** At most so many levels a side. */
export const depthAnswer = (market: SimMarket, E: number, limit: number) => {
  const { nativeSymbol: symbol, kind } = market.instrument;
  const bids = ladder(market, 'bids', (price, size) => [price, size]).slice(0, limit);
  const asks = ladder(market, 'asks', (price, size) => [price, size]).slice(0, limit);
  const { lastId: lastUpdateId } = market;
  if (kind === 'spot') return { lastUpdateId, bids, asks };
  const names = kind === 'inverse' ? { symbol, pair: pairOf(symbol) } : undefined;
  return { lastUpdateId, ...names, E, T: E - 2, bids, asks };
};

/** `BTCUSD` of `BTCUSD_PERP`; on USD-M and spot the symbol itself. */
export const pairOf = (nativeSymbol: string): string => nativeSymbol.replace(/_PERP$/, '');

/** A row of `exchangeInfo`. */
export const instrumentRow = ({ instrument, steps }: SimMarket) => {
  const { nativeSymbol: symbol, kind, quote, settle } = instrument;
  const tickSize = step(steps.priceDecimals);
  const stepSize = step(steps.sizeDecimals);
  const minNotional = String(steps.minNotional ?? 5);
  const filters = [
    { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '1000000', tickSize },
    { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: '1000000', stepSize },
    ...(kind === 'spot' ? [{ filterType: 'NOTIONAL', minNotional, applyMinToMarket: true }] : []),
    ...(kind === 'linear' ? [{ filterType: 'MIN_NOTIONAL', notional: minNotional }] : []),
  ];
  const coins = { baseAsset: symbolParts(instrument.symbol).base, quoteAsset: quote };
  const contract = { pair: pairOf(symbol), contractType: 'PERPETUAL', deliveryDate: NEVER_MS, marginAsset: settle };
  if (kind === 'spot') return { symbol, status: 'TRADING', ...coins, filters, isSpotTradingAllowed: true };
  if (kind === 'linear') return { symbol, status: 'TRADING', ...coins, filters, ...contract, underlyingType: 'COIN' };
  const contractSize = Number(text(instrument.contractSize));
  return { symbol, contractStatus: 'TRADING', contractSize, ...coins, filters, ...contract, underlyingType: 'COIN' };
};

/** The rows of `fundingInfo` for one market: none where its terms are the ordinary ones. */
export const termsRows = ({ instrument }: SimMarket) => {
  const { fundingIntervalHours, fundingCap = 0, nativeSymbol: symbol } = instrument;
  if (fundingIntervalHours === undefined) return [];
  const cap = fundingCap.toFixed(8);
  const caps = { adjustedFundingRateCap: cap, adjustedFundingRateFloor: `-${cap}` };
  return [{ symbol, ...caps, fundingIntervalHours, disclaimer: false }];
};

/** A row of `premiumIndex`. */
export const premiumRow = ({ instrument, published }: SimMarket, nowMs: number) => ({
  symbol: instrument.nativeSymbol,
  ...(instrument.kind === 'inverse' ? { pair: pairOf(instrument.nativeSymbol) } : undefined),
  markPrice: published.mark,
  indexPrice: published.index,
  estimatedSettlePrice: published.mark,
  lastFundingRate: published.rate,
  interestRate: '0.00010000',
  nextFundingTime: published.nextAtMs,
  time: nowMs,
});
