import { backpackProfile } from '../../../venues/backpack/profile.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { Handler } from './answers.ts';
import { NOT_FOUND, answered, badParameter, isAnswer, marketAsked, marketsAsked, pageAnswered } from './answers.ts';
import { marketRow } from './listings.ts';
import { depthBody, fundingRateRows, markPriceRow } from './rest.ts';
import type { VenueHouse } from '../venue-face.ts';

const DEPTH_LIMITS: ReadonlySet<string> = new Set(['5', '10', '20', '50', '100', '500', '1000']);

const markets: Handler = (asked, house) => {
  const listed = marketsAsked(asked, house);
  return 'status' in listed ? listed : answered(listed.map(marketRow));
};

const market: Handler = (asked, house) => {
  const found = marketAsked(asked, house);
  return isAnswer(found) ? found : answered(marketRow(found));
};

/** Perpetuals alone have marks here. */
const markPrices: Handler = (asked, house) => {
  const listed = marketsAsked(asked, house);
  return 'status' in listed
    ? listed
    : answered(listed.filter(({ funding }) => funding !== undefined).map(markPriceRow), { age: '0' });
};

const fundingRates: Handler = (asked, house) => {
  const found = marketAsked(asked, house);
  if (isAnswer(found)) return found;
  if (found.funding === undefined) return NOT_FOUND;
  return pageAnswered(fundingRateRows(found, house.nowMs), asked, { usual: 100, most: 10_000 });
};

const depth: Handler = (asked, house) => {
  const found = marketAsked(asked, house);
  if (isAnswer(found)) return found;
  const limit = asked('limit') ?? '1000';
  return DEPTH_LIMITS.has(limit) ? answered(depthBody(found, house.nowMs, Number(limit))) : badParameter('limit');
};

/** Nothing keeps a day of prices here: they lie within one percent of now, volumes are round numbers. */
const day = (found: SimMarket) => {
  const last = found.priceTexts.of(found.book.bidTicks);
  const of = (share: number): string => found.priceTexts.of(Math.round(found.book.bidTicks * share));
  return { last, first: of(0.995), high: of(1.005), low: of(0.99), volume: '1000', trades: 32_259 };
};

const quoteVolumeOf = ({ last, volume }: ReturnType<typeof day>): string => (Number(last) * Number(volume)).toFixed(4);

/** A row of `GET tickers`; there is no best bid or ask in it. */
const tickerRow = (found: SimMarket) => {
  const told = day(found);
  const change = Number(told.last) - Number(told.first);
  return {
    symbol: found.instrument.nativeSymbol,
    firstPrice: told.first,
    lastPrice: told.last,
    priceChange: change.toFixed(found.steps.priceDecimals),
    priceChangePercent: (change / Number(told.first)).toFixed(6),
    high: told.high,
    low: told.low,
    volume: told.volume,
    quoteVolume: quoteVolumeOf(told),
    trades: String(told.trades),
  };
};

/** `ticker` of the socket, once a second. */
export const tickerFrame = (found: SimMarket, venueAtMs: number) => {
  const told = day(found);
  const s = found.instrument.nativeSymbol;
  const { last: c, first: o, high: h, low: l, volume: v, trades: n } = told;
  const data = { E: venueAtMs * 1000 + 727, V: quoteVolumeOf(told), c, e: 'ticker', h, l, n, o, s, v };
  return { data, stream: `ticker.${s}` };
};

/** `bookTicker` of the socket: the touch, in the id space of the book. */
export const touchFrame = ({ book, instrument, priceTexts, sizeTexts, lastId }: SimMarket, venueAtMs: number) => {
  const s = instrument.nativeSymbol;
  const data = {
    A: sizeTexts.of(book.lots('asks', 0)),
    B: sizeTexts.of(book.lots('bids', 0)),
    E: venueAtMs * 1000 + 285,
    T: venueAtMs * 1000 + 74,
    a: priceTexts.of(book.askTicks),
    b: priceTexts.of(book.bidTicks),
    e: 'bookTicker',
    s,
    u: lastId,
  };
  return { data, stream: `bookTicker.${s}` };
};

const OPEN_INTEREST = '1273.85';

/** `openInterest` of the socket, once a minute. */
export const openInterestFrame = ({ instrument: { nativeSymbol: s } }: SimMarket, venueAtMs: number) => ({
  data: { e: 'openInterest', E: venueAtMs * 1000, s, o: OPEN_INTEREST },
  stream: `openInterest.${s}`,
});

const tickers: Handler = (asked, house) => {
  const listed = marketsAsked(asked, house);
  return 'status' in listed ? listed : answered(listed.map(tickerRow));
};

const ticker: Handler = (asked, house) => {
  const found = marketAsked(asked, house);
  return isAnswer(found) ? found : answered(tickerRow(found));
};

const openInterest: Handler = (asked, house) => {
  const listed = marketsAsked(asked, house);
  if ('status' in listed) return listed;
  const timestamp = house.nowMs;
  return answered(
    listed.map(({ instrument }) => ({ openInterest: OPEN_INTEREST, symbol: instrument.nativeSymbol, timestamp })),
  );
};

const TRADES_KEPT = 200;

/** Trades are not kept here: the last numbers, one a second, at the touch of now. */
const trades: Handler = (asked, house) => {
  const found = marketAsked(asked, house);
  if (isAnswer(found)) return found;
  return pageAnswered(
    Array.from({ length: TRADES_KEPT }, (_, at) => tradeRow(found, at, house)),
    asked,
    { usual: 100, most: 1000 },
  );
};

const tradeRow = ({ book, priceTexts, sizeTexts, tradeId }: SimMarket, ago: number, { nowMs }: VenueHouse) => {
  const isBuyerMaker = (tradeId - ago) % 2 === 0;
  const price = priceTexts.of(isBuyerMaker ? book.bidTicks : book.askTicks);
  const quantity = sizeTexts.of(1 + (ago % 7));
  return {
    id: tradeId - ago,
    isBuyerMaker,
    price,
    quantity,
    quoteQuantity: (Number(price) * Number(quantity)).toFixed(6),
    timestamp: nowMs - ago * 1000,
  };
};

/** Coins with one chain each, for clients that list them. */
const assets: Handler = (_asked, house) => {
  const coins = new Set(['USDC', ...house.markets.map(({ instrument }) => instrument.coin)]);
  return answered(
    [...coins].map((symbol) => ({
      symbol,
      displayName: symbol,
      tokens: [
        {
          blockchain: 'Solana',
          displayName: symbol,
          depositEnabled: true,
          minimumDeposit: '0.0001',
          withdrawEnabled: true,
          minimumWithdrawal: '0.01',
          maximumWithdrawal: null,
          withdrawalFee: '0.01',
        },
      ],
    })),
  );
};

const lending: Handler = () =>
  answered([
    { symbol: 'USDC', borrowInterestRate: '0.062', lendInterestRate: '0.041', utilization: '0.7', fee: '0.15' },
  ]);

const feeTiers: Handler = () => {
  const { spot, linear } = backpackProfile.fees;
  const tier = ({ maker, taker }: typeof spot) => [{ tier: 1, makerFee: String(maker), takerFee: String(taker) }];
  return answered({ spot: tier(spot), futures: tier(linear) });
};

/** Public requests by path. */
export const backpackPublic: Readonly<Record<string, Handler>> = {
  '/api/v1/assets': assets,
  '/api/v1/borrowLend/markets': lending,
  '/api/v1/depth': depth,
  '/api/v1/fundingRates': fundingRates,
  '/api/v1/market': market,
  '/api/v1/markets': markets,
  '/api/v1/markPrices': markPrices,
  '/api/v1/openInterest': openInterest,
  '/api/v1/ping': () => answered('pong'),
  '/api/v1/status': () => answered({ message: null, status: 'Ok' }),
  '/api/v1/ticker': ticker,
  '/api/v1/tickers': tickers,
  '/api/v1/time': (_asked, { nowMs }) => answered(nowMs),
  '/api/v1/trades': trades,
  '/api/v1/trades/history': trades,
  '/wapi/v1/feeTiers': feeTiers,
};
