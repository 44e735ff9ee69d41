import type { MarketKind } from '../../../domain/ids.ts';
import type { SimMarket } from '../../sim-market.ts';
import { FUNDING_CAP } from './listings.ts';
import { bookSnapshot, crossSeq } from './wire.ts';
import { instrumentRow, settledRows } from './rest.ts';
import type { Asked, Handler } from './answers.ts';
import {
  PARAMETER_ERROR,
  answered,
  categoryOf,
  isAnswer,
  limitAsked,
  marketAsked,
  pageOf,
  refusal,
} from './answers.ts';
import type { VenueHouse } from '../venue-face.ts';

/** Contracts were listed when the venue opened; a day that no history reaches. */
const LAUNCHED_MS = 1_585_526_400_000;

const time: Handler = (_asked, house) => {
  const seconds = Math.floor(house.nowMs / 1000);
  return answered(house, { timeSecond: String(seconds), timeNano: `${house.nowMs}000000` });
};

/** Only what trades is listed unless a status is asked for; nothing is in another status here. */
const instruments: Handler = (asked, house) => {
  const category = asked('category');
  if (category === 'option') return answered(house, { category, list: [], nextPageCursor: '' });
  const kind = categoryOf(asked);
  if (kind === undefined) return refusal(house, PARAMETER_ERROR, 'params error: Category is invalid');
  const symbol = asked('symbol');
  const baseCoin = asked('baseCoin');
  const status = asked('status') ?? 'Trading';
  const rows = listedOf(house, kind)
    .filter(({ instrument }) => symbol === undefined || instrument.nativeSymbol === symbol)
    .map(wholeInstrument)
    .filter((row) => row.status === status && (baseCoin === undefined || row.baseCoin === baseCoin));
  const limit = limitAsked(asked, { usual: 500, most: 1000 });
  return answered(house, { category: kind, ...pageOf(rows, asked, limit) });
};

const wholeInstrument = (market: SimMarket) => {
  const row = instrumentRow(market);
  if (market.instrument.kind === 'spot') return { ...row, innovation: '0', marginTrading: 'utaOnly' };
  return {
    ...row,
    launchTime: String(LAUNCHED_MS),
    deliveryFeeRate: '',
    priceScale: String(market.steps.priceDecimals),
    leverageFilter: { minLeverage: '1', maxLeverage: '50.00', leverageStep: '0.01' },
    unifiedMarginTrade: true,
    copyTrading: 'none',
    preListingInfo: null,
    symbolType: '',
  };
};

const tickers: Handler = (asked, house) => {
  const category = categoryOf(asked);
  if (category === undefined) return refusal(house, PARAMETER_ERROR, 'params error: Category is invalid');
  const symbol = asked('symbol');
  const listed = listedOf(house, category).filter(
    ({ instrument }) => symbol === undefined || instrument.nativeSymbol === symbol,
  );
  if (symbol !== undefined && listed.length === 0) return refusal(house, PARAMETER_ERROR, 'Not supported symbols');
  return answered(house, { category, list: category === 'spot' ? listed.map(spotTicker) : listed.map(tickerRow) });
};

/** Nothing keeps a day of prices here: the last one stands for all of them, volumes are round numbers. */
const day = (last: string) => ({
  lastPrice: last,
  prevPrice24h: last,
  price24hPcnt: '0',
  highPrice24h: last,
  lowPrice24h: last,
  turnover24h: '1000000',
  volume24h: '1000',
});

/** A perpetual's ticker as the stream last said it. */
const tickerRow = ({ instrument, published, priceTexts, sizeTexts }: SimMarket) => ({
  symbol: instrument.nativeSymbol,
  ...day(priceTexts.of(published.bidTicks)),
  prevPrice1h: priceTexts.of(published.bidTicks),
  indexPrice: published.index,
  markPrice: published.mark,
  openInterest: '1000',
  openInterestValue: '1000000',
  fundingRate: published.rate,
  nextFundingTime: String(published.nextAtMs),
  fundingIntervalHour: String(published.intervalHours),
  fundingCap: String(FUNDING_CAP),
  bid1Price: priceTexts.of(published.bidTicks),
  bid1Size: sizeTexts.of(published.bidLots),
  ask1Price: priceTexts.of(published.askTicks),
  ask1Size: sizeTexts.of(published.askLots),
  predictedDeliveryPrice: '',
  basisRate: '',
  basis: '',
  deliveryFeeRate: '',
  deliveryTime: '0',
  preOpenPrice: '',
  preQty: '',
  curPreListingPhase: '',
});

const spotTicker = ({ instrument, book, priceTexts, sizeTexts }: SimMarket) => ({
  symbol: instrument.nativeSymbol,
  bid1Price: priceTexts.of(book.bidTicks),
  bid1Size: sizeTexts.of(book.lots('bids', 0)),
  ask1Price: priceTexts.of(book.askTicks),
  ask1Size: sizeTexts.of(book.lots('asks', 0)),
  ...day(priceTexts.of(book.bidTicks)),
  usdIndexPrice: priceTexts.of(book.bidTicks),
});

/** The stream's ticker of a spot pair: neither best bid nor best ask. */
export const spotTickerFrame = (market: SimMarket, ts: number) => {
  const { instrument, book, priceTexts } = market;
  const last = priceTexts.of(book.bidTicks);
  const data = { symbol: instrument.nativeSymbol, ...day(last), usdIndexPrice: last };
  return { topic: `tickers.${instrument.nativeSymbol}`, ts, type: 'snapshot', cs: crossSeq(market), data };
};

/** Newest first; a beginning without an end is an error. */
const fundingHistory: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  if (isAnswer(market)) return market;
  const startMs = Number(asked('startTime') ?? 0);
  const endTime = asked('endTime');
  if (asked('startTime') !== undefined && endTime === undefined)
    return refusal(house, PARAMETER_ERROR, 'params error: endTime is required with startTime');
  const endMs = Number(endTime ?? house.nowMs);
  const list = settledRows(market, house.nowMs)
    .filter(({ fundingRateTimestamp: at }) => Number(at) >= startMs && Number(at) <= endMs)
    .slice(0, limitAsked(asked, { usual: 200, most: 200 }));
  return answered(house, { category: market.instrument.kind, list });
};

const orderBook: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  if (isAnswer(market)) return market;
  const isSpot = market.instrument.kind === 'spot';
  const limit = limitAsked(asked, { usual: isSpot ? 1 : 25, most: 1000 });
  const { data, cts } = bookSnapshot(market, { atMs: house.nowMs, venueAtMs: house.nowMs });
  return answered(house, { ...data, b: data.b.slice(0, limit), a: data.a.slice(0, limit), ts: house.nowMs, cts });
};

const listedOf = ({ markets }: VenueHouse, kind: MarketKind): readonly SimMarket[] =>
  markets.filter(({ instrument }) => instrument.kind === kind);

/** Trades that were told are not kept. */
const trades: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  return isAnswer(market) ? market : answered(house, { category: market.instrument.kind, list: [] });
};

const status: Handler = (_asked: Asked, house) => answered(house, { list: [] });

/** Requests that need no key. */
export const bybitPublic: Readonly<Record<string, Handler>> = {
  '/v5/market/time': time,
  '/v5/market/instruments-info': instruments,
  '/v5/market/tickers': tickers,
  '/v5/market/funding/history': fundingHistory,
  '/v5/market/orderbook': orderBook,
  '/v5/market/recent-trade': trades,
  '/v5/system/status': status,
};
