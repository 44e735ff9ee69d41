import type { SimMarket } from '../../sim-market.ts';
import { bookSnapshot, fundingFrame, indexFrame, markFrame } from './wire.ts';
import type { Asked, Handler } from './answers.ts';
import {
  PARAMETER_ERROR,
  answered,
  isAnswer,
  limitAsked,
  marketAsked,
  missing,
  noInstrument,
  refusal,
} from './answers.ts';
import { indexOf, instrumentRow, settledRows, typeOf } from './rest.ts';
import type { VenueHouse } from '../venue-face.ts';
import type { FrameTime } from '../venue-wire.ts';

/** Contracts were listed when the venue opened; a day that no history reaches. */
const LISTED_MS = '1573557408000';
const TYPES: ReadonlySet<string> = new Set(['SPOT', 'MARGIN', 'SWAP', 'FUTURES', 'OPTION']);

const timeOf = (house: VenueHouse): FrameTime => ({ atMs: house.nowMs, venueAtMs: house.nowMs });

/** Markets of the type, underlying and instrument that a request names. */
const listed = (asked: Asked, { markets }: VenueHouse): readonly SimMarket[] =>
  markets.filter((market) => {
    const { nativeSymbol } = market.instrument;
    const isSpot = typeOf(market) === 'SPOT';
    return (
      [typeOf(market) as string, undefined].includes(asked('instType')) &&
      [nativeSymbol, undefined].includes(asked('instId')) &&
      [isSpot ? '' : indexOf(market), undefined].includes(asked('uly') ?? asked('instFamily'))
    );
  });

const instruments: Handler = (asked, house) => {
  const type = asked('instType');
  if (type === undefined) return missing('instType');
  if (!TYPES.has(type)) return refusal(PARAMETER_ERROR, 'Parameter instType error');
  if (type === 'OPTION' && asked('uly') === undefined && asked('instFamily') === undefined) return missing('uly');
  return answered(listed(asked, house).map((market, at) => ({ ...instrumentRow(market), ...listing(at) })));
};

/** What a row of the list holds besides what is traded by. */
const listing = (at: number) => ({
  alias: '',
  category: '1',
  contTdSwTime: LISTED_MS,
  instIdCode: 10_000 + at,
  lever: '50',
  listTime: LISTED_MS,
  maxLmtSz: '100000000',
  maxMktSz: '12000',
  optType: '',
  stk: '',
});

/** `ANY` names every swap. */
const fundingRate: Handler = (asked, house) => {
  const instId = asked('instId');
  if (instId === undefined) return missing('instId');
  const swaps = house.markets.filter(
    ({ instrument, funding }) => funding !== undefined && (instId === 'ANY' || instrument.nativeSymbol === instId),
  );
  if (swaps.length === 0) return noInstrument();
  return answered(swaps.flatMap((market) => fundingFrame(market, market.published, timeOf(house)).data));
};

/** Newest first; `before` asks for newer rows than it, `after` for older ones. */
const fundingHistory: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  if (isAnswer(market)) return market;
  if (market.funding === undefined) return noInstrument();
  const before = Number(asked('before') ?? -Infinity);
  const after = Number(asked('after') ?? Infinity);
  return answered(
    settledRows(market, house.nowMs)
      .filter(({ fundingTime: at }) => Number(at) > before && Number(at) < after)
      .slice(0, limitAsked(asked, { usual: 400, most: 400 })),
  );
};

const markPrice: Handler = (asked, house) => {
  if (asked('instType') === undefined) return missing('instType');
  const swaps = listed(asked, house).filter(({ funding }) => funding !== undefined);
  return answered(swaps.flatMap((market) => markFrame(market, market.published, timeOf(house)).data));
};

const indexTickers: Handler = (asked, house) => {
  const quote = asked('quoteCcy');
  const instId = asked('instId');
  if (quote === undefined && instId === undefined) return missing('quoteCcy or instId');
  const swaps = house.markets.filter(
    (market) =>
      market.funding !== undefined &&
      (quote === undefined || market.instrument.quote === quote) &&
      (instId === undefined || indexOf(market) === instId),
  );
  return answered(
    swaps.flatMap((market) =>
      indexFrame(market, market.published, timeOf(house)).data.map((row) => ({ ...row, ...REST_OF_DAY })),
    ),
  );
};

/** Nothing keeps a day of index prices here. */
const REST_OF_DAY = { open24h: '', high24h: '', low24h: '', sodUtc0: '', sodUtc8: '' };

/** A price ticker: neither funding nor mark nor index. Nothing keeps a day of prices here: the last one stands for all. */
export const tickerRow = (market: SimMarket, ts: number) => {
  const { instrument, book, priceTexts, sizeTexts } = market;
  const last = priceTexts.of(book.bidTicks);
  return {
    instType: typeOf(market),
    instId: instrument.nativeSymbol,
    last,
    lastSz: sizeTexts.of(1),
    askPx: priceTexts.of(book.askTicks),
    askSz: sizeTexts.of(book.lots('asks', 0)),
    bidPx: last,
    bidSz: sizeTexts.of(book.lots('bids', 0)),
    open24h: last,
    high24h: last,
    low24h: last,
    sodUtc0: last,
    sodUtc8: last,
    volCcy24h: '1000',
    vol24h: '1000',
    ts: String(ts),
  };
};

const tickers: Handler = (asked, house) => {
  if (asked('instType') === undefined) return missing('instType');
  return answered(listed(asked, house).map((market) => tickerRow(market, house.nowMs)));
};

const ticker: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  return isAnswer(market) ? market : answered([tickerRow(market, house.nowMs)]);
};

const books =
  (most: number): Handler =>
  (asked, house) => {
    const market = marketAsked(asked, house);
    if (isAnswer(market)) return market;
    const size = limitAsked(asked, { name: 'sz', usual: 1, most });
    return answered([bookRow(market, size, timeOf(house))]);
  };

/** A whole book of so many levels a side, as REST and the channels that are no chain tell it. */
export const bookRow = (market: SimMarket, size: number, time: FrameTime) => {
  const [row] = bookSnapshot(market, time).data;
  const { asks = [], bids = [], ts, seqId } = row ?? {};
  return { asks: asks.slice(0, size), bids: bids.slice(0, size), ts, seqId };
};

/** Trades that were told are not kept. */
const trades: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  return isAnswer(market) ? market : answered([]);
};

/** Requests that need no key. */
export const okxPublic: Readonly<Record<string, Handler>> = {
  '/api/v5/public/time': (_asked, house) => answered([{ ts: String(house.nowMs) }]),
  '/api/v5/public/instruments': instruments,
  '/api/v5/public/funding-rate': fundingRate,
  '/api/v5/public/funding-rate-history': fundingHistory,
  '/api/v5/public/mark-price': markPrice,
  '/api/v5/market/index-tickers': indexTickers,
  '/api/v5/market/tickers': tickers,
  '/api/v5/market/ticker': ticker,
  '/api/v5/market/books': books(400),
  '/api/v5/market/books-full': books(5000),
  '/api/v5/market/trades': trades,
  '/api/v5/system/status': () => answered([]),
};
