import type { SimMarket } from '../../sim-market.ts';
import type { WireAnswer } from '../venue-face.ts';
import type { Ask } from './answers.ts';
import { askedMarkets, fault, isAnswer, lacks, marketsOf, namedMarket, ok, rangeOf, wholeOf } from './answers.ts';
import { depthAnswer, instrumentRow, pairOf, premiumRow, settledRows, termsRows } from './rest.ts';
import { touchOf } from './touch.ts';

/** Public REST of fapi, dapi and spot; `undefined` for what is not public. */
export const publicAnswer = (ask: Ask): WireAnswer | undefined => {
  if (ask.method !== 'GET') return undefined;
  return EVERYWHERE[ask.path]?.(ask) ?? (ask.kind === 'spot' ? undefined : FUTURES[ask.path]?.(ask));
};

type Handler = (ask: Ask) => WireAnswer;

/** One row for a named symbol and a list otherwise; COIN-M always answers with a list. */
const rows = (ask: Ask, row: (market: SimMarket, ask: Ask) => unknown): WireAnswer => {
  const markets = askedMarkets(ask);
  if (isAnswer(markets)) return markets;
  const answered = markets.map((market) => row(market, ask));
  return ok(ask.fields.has('symbol') && ask.kind !== 'inverse' ? answered[0] : answered);
};

const EVERYWHERE: Readonly<Record<string, Handler>> = {
  ping: () => ok({}),
  time: ({ house }) => ok({ serverTime: house.nowMs }),
  exchangeInfo: (ask) =>
    ok({
      timezone: 'UTC',
      serverTime: ask.house.nowMs,
      ...(ask.kind === 'linear' ? { futuresType: 'U_MARGINED' } : undefined),
      rateLimits: RATE_LIMITS[ask.kind],
      exchangeFilters: [],
      symbols: marketsOf(ask).map(listingRow),
    }),
  depth: (ask) => {
    const market = namedMarket(ask);
    if (isAnswer(market)) return market;
    const limit = wholeOf(ask.fields, 'limit') ?? 500;
    if (ask.kind !== 'spot' && !FUTURES_LIMITS.includes(limit))
      return fault(-4021, `${limit} is not valid depth limit`);
    return ok(depthAnswer(market, ask.house.nowMs, limit));
  },
  'ticker/bookTicker': (ask) => rows(ask, bookTickerRow),
  'ticker/price': (ask) => rows(ask, priceRow),
  'ticker/24hr': (ask) => rows(ask, dayRow),
};

const FUTURES: Readonly<Record<string, Handler>> = {
  premiumIndex: (ask) => rows(ask, (market, { house }) => premiumRow(market, house.nowMs)),
  fundingInfo: (ask) => ok(marketsOf(ask).flatMap(termsRows)),
  fundingRate: (ask) => {
    if (ask.kind === 'inverse' && !ask.fields.has('symbol')) return lacks('symbol');
    const markets = askedMarkets(ask);
    if (isAnswer(markets)) return markets;
    const all = markets.flatMap((market) => settledRows(market, ask.house.nowMs));
    all.sort((a, b) => a.fundingTime - b.fundingTime);
    return ok(rangeOf(all, ask.fields, { atMs: ({ fundingTime }) => fundingTime, limit: 100 }));
  },
  constituents: (ask) => {
    const symbol = ask.fields.get('symbol');
    const market = marketsOf(ask).find(({ instrument }) => pairOf(instrument.nativeSymbol) === symbol);
    if (market === undefined) return fault(-1121, 'Invalid symbol.');
    // The simulated index is one number: a basket of one.
    const only = { exchange: 'simulated', symbol, price: market.published.index, weight: '1.00000000' };
    return ok({ symbol, time: ask.house.nowMs, constituents: [only] });
  },
};

const FUTURES_LIMITS = [5, 10, 20, 50, 100, 500, 1000];

const weightLimit = (limit: number) => ({
  rateLimitType: 'REQUEST_WEIGHT',
  interval: 'MINUTE',
  intervalNum: 1,
  limit,
});
const ORDER_LIMITS = [
  { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300 },
];
const RATE_LIMITS = {
  linear: [weightLimit(2400), ...ORDER_LIMITS],
  inverse: [weightLimit(2400), ...ORDER_LIMITS],
  spot: [weightLimit(6000)],
};

/** A row of `exchangeInfo` with what strangers read of it: precisions, which are neither tick nor lot, and order types. */
const listingRow = (market: SimMarket) => {
  const { kind } = market.instrument;
  const { priceDecimals, sizeDecimals } = market.steps;
  const row = instrumentRow(market);
  const lots = row.filters.find(({ filterType }) => filterType === 'LOT_SIZE');
  const filters = [...row.filters, { ...lots, filterType: 'MARKET_LOT_SIZE' }];
  if (kind === 'spot')
    return { ...row, filters, baseAssetPrecision: 8, quotePrecision: 8, ...SPOT_TRAITS, permissionSets: [['SPOT']] };
  const precisions = { pricePrecision: priceDecimals, quantityPrecision: sizeDecimals };
  return { ...row, filters, ...precisions, baseAssetPrecision: 8, quotePrecision: 8, ...FUTURES_TRAITS };
};

const SPOT_TRAITS = {
  orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
  isMarginTradingAllowed: false,
  permissions: [],
};
const FUTURES_TRAITS = {
  onboardDate: 1_569_398_400_000,
  maintMarginPercent: '1.0000',
  requiredMarginPercent: '5.0000',
  underlyingSubType: [],
  triggerProtect: '0.0500',
  liquidationFee: '0.012000',
  orderTypes: ['LIMIT', 'MARKET'],
  timeInForce: ['GTC', 'IOC', 'FOK', 'GTX'],
};

const pairField = ({ instrument }: SimMarket) =>
  instrument.kind === 'inverse' ? { pair: pairOf(instrument.nativeSymbol) } : undefined;

const bookTickerRow = (market: SimMarket, { house }: Ask) => {
  const { b: bidPrice, B: bidQty, a: askPrice, A: askQty } = touchOf(market);
  const { nativeSymbol: symbol, kind } = market.instrument;
  const row = { symbol, ...pairField(market), bidPrice, bidQty, askPrice, askQty };
  return kind === 'spot' ? row : { lastUpdateId: market.lastId, ...row, time: house.nowMs };
};

const priceRow = (market: SimMarket, { house }: Ask) => {
  const row = { symbol: market.instrument.nativeSymbol, ...pairField(market), price: touchOf(market).b };
  return market.instrument.kind === 'spot' ? row : { ...row, time: house.nowMs };
};

/** The simulated venue keeps no statistics of a day: every price of it is the one of now, every volume 0. */
const dayRow = (market: SimMarket, { house }: Ask) => {
  const { b: now, B: lastQty, a: askPrice, A: askQty } = touchOf(market);
  const isSpot = market.instrument.kind === 'spot';
  return {
    symbol: market.instrument.nativeSymbol,
    ...pairField(market),
    priceChange: '0',
    priceChangePercent: '0.000',
    weightedAvgPrice: now,
    lastPrice: now,
    lastQty,
    openPrice: now,
    highPrice: now,
    lowPrice: now,
    volume: '0',
    ...(market.instrument.kind === 'inverse' ? { baseVolume: '0' } : { quoteVolume: '0' }),
    ...(isSpot ? { bidPrice: now, bidQty: lastQty, askPrice, askQty } : undefined),
    openTime: house.nowMs - 86_400_000,
    closeTime: house.nowMs,
    firstId: market.tradeId,
    lastId: market.tradeId,
    count: 1,
  };
};
