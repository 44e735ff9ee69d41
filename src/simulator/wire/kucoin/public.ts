import { kindOf } from '../../../domain/ids.ts';
import { MS_PER_HOUR } from '../../../domain/units.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { Handler } from './answers.ts';
import { NOT_FOUND, answered, isAnswer, marketOfSymbol, refusal } from './answers.ts';
import { saidOf } from './funding.ts';
import { FUNDING_CAP, contractRow, currencyOf, rateSymbolOf } from './listings.ts';
import { NS_PER_MS, bookData, settledRows } from './rest.ts';
import type { VenueHouse } from '../venue-face.ts';

/** `ticker` of REST and of the classic socket: best prices and, for want of a memory of trades, the bid as the last. */
export const tickerRow = (market: SimMarket, nowMs: number) => {
  const { instrument, book, priceTexts, sizeTexts, lastId } = market;
  return {
    sequence: lastId,
    symbol: instrument.nativeSymbol,
    side: 'sell',
    size: 1,
    tradeId: String(market.tradeId),
    price: priceTexts.of(book.bidTicks),
    bestBidPrice: priceTexts.of(book.bidTicks),
    bestBidSize: Number(sizeTexts.of(book.lots('bids', 0))),
    bestAskPrice: priceTexts.of(book.askTicks),
    bestAskSize: Number(sizeTexts.of(book.lots('asks', 0))),
    ts: nowMs * NS_PER_MS,
  };
};

const ofMarket =
  (tell: (market: SimMarket, house: VenueHouse) => unknown): Handler =>
  (asked, house, named) => {
    const market = marketOfSymbol(named === '' ? asked('symbol') : named, house);
    return isAnswer(market) ? market : answered(tell(market, house));
  };

const markPrice = ({ instrument, published }: SimMarket, { nowMs }: VenueHouse) => ({
  symbol: instrument.nativeSymbol,
  granularity: 1000,
  timePoint: nowMs - (nowMs % 1000),
  value: Number(published.mark),
  indexPrice: Number(published.index),
});

/** The running rate, under the rate's own symbol. */
const currentRate = (market: SimMarket, { nowMs }: VenueHouse) => {
  const { published } = market;
  const { rate, lastRate, startAtMs } = saidOf(market, published, nowMs);
  return {
    symbol: rateSymbolOf(market),
    granularity: published.intervalHours * MS_PER_HOUR,
    timePoint: startAtMs,
    value: Number(rate),
    dailyInterestRate: 0.0003,
    fundingRateCap: FUNDING_CAP,
    fundingRateFloor: -FUNDING_CAP,
    period: 1,
    fundingTime: published.nextAtMs,
    lastTimeFundingRate: Number(lastRate),
  };
};

/** Running rates of all contracts, of the unified API; rates come under symbols of their own as well. */
const unifiedRates: Handler = (asked, house) => {
  const symbol = asked('symbol');
  const shown = house.markets.filter(({ instrument }) => symbol === undefined || instrument.nativeSymbol === symbol);
  const rows = shown.flatMap((market) => {
    const { published, instrument } = market;
    const granularity = published.intervalHours * MS_PER_HOUR;
    const { rate, startAtMs } = saidOf(market, published, house.nowMs);
    const row = {
      symbol: instrument.nativeSymbol,
      nextFundingRate: rate,
      fundingTime: published.nextAtMs,
      fundingRateCap: String(FUNDING_CAP),
      fundingRateFloor: String(-FUNDING_CAP),
      currentGranularity: granularity,
      newGranularity: granularity,
      newGranularityStartTime: startAtMs,
    };
    return [row, { ...row, symbol: rateSymbolOf(market) }];
  });
  return answered(rows);
};

/** All three are required. */
const fundingRates: Handler = (asked, house) => {
  const [from, to] = [asked('from'), asked('to')];
  if (from === undefined || to === undefined) return refusal('400100', 'Param from and to are required.');
  const market = marketOfSymbol(asked('symbol'), house);
  if (isAnswer(market)) return market;
  return answered(settledRows(market, { fromMs: Number(from), toMs: Math.min(Number(to), house.nowMs) }));
};

const LEVELS: Readonly<Record<string, number>> = { depth20: 20, depth100: 100, snapshot: Infinity };

const book: Handler = (asked, house, named) => {
  const levels = LEVELS[named === '' ? 'snapshot' : named];
  if (levels === undefined) return NOT_FOUND;
  const market = marketOfSymbol(asked('symbol'), house);
  if (isAnswer(market)) return market;
  const data = bookData(market, house.nowMs);
  return answered({ ...data, bids: data.bids.slice(0, levels), asks: data.asks.slice(0, levels) });
};

const contract: Handler = (_asked, house, named) => {
  const market = house.market(named);
  return market === undefined
    ? refusal('404000', `contract ${named.slice(0, 40)} does not exist`)
    : answered(contractRow(market, house.nowMs));
};

/** Coins as the spot API lists them. */
const currencies: Handler = (_asked, house) => {
  const coins = new Set(house.markets.flatMap(({ instrument }) => [instrument.coin as string, instrument.settle]));
  return answered(
    [...coins].map((coin) => ({
      currency: coin,
      name: coin,
      fullName: coin,
      precision: 8,
      confirms: null,
      contractAddress: null,
      isMarginEnabled: false,
      isDebitEnabled: false,
      chains: [],
    })),
  );
};

/** Funding is settled in XBT where the venue says so. */
export const settleCurrencyOf = ({ instrument }: SimMarket): string =>
  kindOf(instrument.market) === 'inverse' ? currencyOf(instrument.settle) : instrument.settle;

/** Requests that need no key: path, handler, weight. `*` stands for the part that names something. */
export const kucoinPublic: Readonly<Record<string, readonly [Handler, number]>> = {
  '/api/v1/timestamp': [(_asked, house) => answered(house.nowMs), 2],
  '/api/v1/status': [() => answered({ msg: '', status: 'open' }), 4],
  '/api/v1/contracts/active': [
    (_asked, house) => answered(house.markets.map((market) => contractRow(market, house.nowMs))),
    3,
  ],
  '/api/v1/contracts/*': [contract, 3],
  '/api/v1/ticker': [ofMarket((market, { nowMs }) => tickerRow(market, nowMs)), 2],
  '/api/v1/allTickers': [(_asked, house) => answered(house.markets.map((market) => tickerRow(market, house.nowMs))), 5],
  '/api/v1/level2/snapshot': [book, 3],
  '/api/v1/level2/*': [book, 5],
  '/api/v1/mark-price/*/current': [ofMarket(markPrice), 3],
  '/api/v1/funding-rate/*/current': [ofMarket(currentRate), 2],
  '/api/v1/contract/funding-rates': [fundingRates, 5],
  '/api/v1/trade/history': [ofMarket(() => []), 5],
  '/api/ua/v2/market/funding-rate': [unifiedRates, 2],
  '/api/v3/currencies': [currencies, 3],
};
