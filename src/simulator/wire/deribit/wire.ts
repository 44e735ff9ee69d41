import type { Input } from '../../../domain/input.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { coinId, marketKey, symbolId, venueId } from '../../../domain/ids.ts';
import { ZERO, decimal } from '../../../domain/money.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../../../domain/units.ts';
import type { CoinListing } from '../../listings.ts';
import type { SimLiquidation } from '../../liquidation-process.ts';
import type { Published, SimMarket } from '../../sim-market.ts';
import { HISTORY_KEPT_MS } from '../../sim-market.ts';
import {
  DAMPER,
  RATE_CAP,
  changedSides,
  contractSizeOf,
  historyRows,
  instrumentRow,
  openingSides,
  tickerRow,
} from './rows.ts';
import type { FrameTime, Listed, SimTrade, VenueWire } from '../venue-wire.ts';
import { lotsOfUsd, step } from '../venue-wire.ts';

const VENUE = venueId('deribit');
/** One answer of the settled series covers so much. */
const PAGE_MS = 30 * MS_PER_DAY;
/** Coins with inverse perpetuals; decimals of their tick and of their lot in USD: 10 USD on BTC, 1 on ETH. */
const INVERSE: Readonly<Record<string, { readonly priceDecimals: number; readonly sizeDecimals: number }>> = {
  BTC: { priceDecimals: 1, sizeDecimals: -1 },
  ETH: { priceDecimals: 2, sizeDecimals: 0 },
};

const send = (out: Input[], { atMs }: FrameTime, frame: unknown): void => {
  out.push({ kind: 'frame', atMs, venue: VENUE, conn: 'public', frame });
};

/** A notification of a channel. */
export const notification = (channel: string, data: unknown) => ({
  jsonrpc: '2.0',
  method: 'subscription',
  params: { channel, data },
});

const answer = ({ atMs, venueAtMs }: FrameTime, method: string, result: unknown): Input => ({
  kind: 'rest',
  atMs,
  venue: VENUE,
  rest: `GET /api/v2/public/${method}`,
  frame: { jsonrpc: '2.0', result, ...stamps(venueAtMs) },
});

/** Microseconds of the server's clock that every reply carries. */
export const stamps = (venueAtMs: number) => ({
  usIn: venueAtMs * 1000,
  usOut: venueAtMs * 1000 + 400,
  usDiff: 400,
  testnet: false,
});

/** Deribit perpetuals, inverse and linear: chained books, a ticker a second, funding that accrues all the time. */
export const deribitWire: VenueWire = {
  venue: VENUE,
  lagMs: 26,
  depth: 0.7,
  // What has accrued is posted hourly.
  intervalHours: 1,
  settlesOn: 'index',
  fundingRule: (_intervalHours, impactFraction) => ({
    intervalHours: 1,
    interest: 0,
    clamp: DAMPER,
    divisor: 8,
    cap: RATE_CAP / 8,
    weighting: 'even',
    sampleEveryMs: 1000,
    impactFraction,
    accrual: 'continuous',
  }),
  instrument: ({ coin, kind, steps }: Listed): Instrument => {
    const isInverse = kind === 'inverse';
    const quote = isInverse ? 'USD' : 'USDC';
    const settle = isInverse ? coin : quote;
    const symbol = symbolId(`${coin}/${quote}:${settle}`);
    const lot = decimal(step(steps.sizeDecimals));
    return {
      market: marketKey(VENUE, symbol),
      venue: VENUE,
      symbol,
      nativeSymbol: isInverse ? `${coin}-PERPETUAL` : `${coin}_USDC-PERPETUAL`,
      coin: coinId(coin),
      kind,
      quote,
      settle,
      multiplier: 1,
      contractSize: decimal(1),
      tickSize: decimal(step(steps.priceDecimals)),
      lotSize: lot,
      minQuantity: lot.times(steps.minLots ?? 1),
      minNotional: ZERO,
      status: 'trading',
      source: 'listed',
    };
  },
  steps: (listing, kind) => {
    if (kind === 'inverse') return INVERSE[listing.coin];
    return kind === 'linear' ? linearSteps(listing) : undefined;
  },
  rateText: (rate) => rate.toFixed(14),
  priceDecimals: ({ priceDecimals }) => priceDecimals + 1,
  // One counter for all instruments: ids of one book jump.
  idStep: (changedLevels) => 3 + 7 * changedLevels,

  book: (market, time, out) => {
    const { nativeSymbol: name } = market.instrument;
    const data = {
      timestamp: time.venueAtMs,
      type: 'change',
      change_id: market.lastId,
      instrument_name: name,
      ...changedSides(market),
      prev_change_id: market.previousId,
    };
    send(out, time, notification(bookChannel(name), data));
  },

  prices: (market, { now, time }, out) => send(out, time, ticker(market, now, time)),

  trade: (market, { trade, time }, out) => {
    const row = tradeRow(market, trade, time);
    send(out, time, notification(`trades.${row.instrument_name}.100ms`, [row]));
  },

  liquidation: (market, { liquidation, time }, out) => {
    const row = { ...tradeRow(market, forcedTrade(market, liquidation), time), liquidation: 'T' };
    // The wire counts no trades of its own; book ids are never given twice.
    row.trade_id = `${row.trade_id}${market.lastId}`;
    send(out, time, notification(`trades.${row.instrument_name}.100ms`, [row]));
  },

  settledPoll: (market, time, out) =>
    out.push(historyAnswer(market, time, { fromMs: time.venueAtMs - 2 * MS_PER_HOUR, toMs: time.venueAtMs })),

  lists: (markets, time, out) =>
    out.push(answer(time, 'get_instruments?currency=any&kind=future', markets.map(instrumentRow))),

  opening: (markets, time, out) => {
    deribitWire.lists(markets, time, out);
    const toMs = time.venueAtMs;
    const fromMs = toMs - HISTORY_KEPT_MS;
    for (const market of markets) {
      out.push(historyAnswer(market, time, { fromMs, toMs: fromMs + PAGE_MS }));
      out.push(historyAnswer(market, time, { fromMs: fromMs + PAGE_MS, toMs }));
    }
    send(out, time, { jsonrpc: '2.0', id: 0, result: 'ok', ...stamps(toMs) });
    for (const market of markets) {
      send(out, time, subscribed(market, time));
      send(out, time, ticker(market, market.published, time));
      send(out, time, bookSnapshot(market, time));
    }
  },

  snapshot: (market, time, out) => {
    send(out, time, subscribed(market, time));
    send(out, time, bookSnapshot(market, time));
  },
};

/** Five significant digits, also where a coin costs less than a cent: its price then comes with an exponent. */
const linearSteps = ({ openingPrice }: CoinListing) => {
  const digits = Math.floor(Math.log10(openingPrice));
  return { priceDecimals: Math.max(1, 4 - digits), sizeDecimals: Math.min(4, Math.max(0, digits)) };
};

const bookChannel = (name: string): string => `book.${name}.100ms`;

const subscribed = ({ instrument }: SimMarket, { venueAtMs }: FrameTime) => {
  const name = instrument.nativeSymbol;
  const result = [`trades.${name}.100ms`, `ticker.${name}.agg2`, bookChannel(name)];
  return { jsonrpc: '2.0', id: 1, result, ...stamps(venueAtMs) };
};

export const ticker = (market: SimMarket, now: Published, { venueAtMs }: FrameTime) =>
  notification(`ticker.${market.instrument.nativeSymbol}.agg2`, tickerRow(market, now, venueAtMs));

/** The first frame of an incremental subscription: the book as the last `change` left it. */
export const bookSnapshot = (market: SimMarket, { venueAtMs }: FrameTime) => {
  const { nativeSymbol: name } = market.instrument;
  return notification(bookChannel(name), {
    timestamp: venueAtMs,
    type: 'snapshot',
    change_id: market.lastId,
    instrument_name: name,
    ...openingSides(market),
  });
};

const tradeRow = (market: SimMarket, trade: SimTrade, { venueAtMs }: FrameTime) => {
  const { instrument, published, priceTexts, sizeTexts } = market;
  const amount = Number(sizeTexts.of(trade.lots));
  return {
    timestamp: venueAtMs - 1,
    price: Number(priceTexts.of(trade.ticks)),
    amount,
    direction: trade.side,
    index_price: Number(published.index),
    instrument_name: instrument.nativeSymbol,
    trade_seq: trade.tradeId,
    mark_price: Number(published.mark),
    tick_direction: trade.side === 'buy' ? 0 : 2,
    contracts: Math.round(amount / contractSizeOf(market)),
    trade_id: `${instrument.settle === 'BTC' ? '' : `${instrument.settle}-`}${trade.tradeId}`,
  };
};

/** A position closed at the touch: a long is sold. */
const forcedTrade = (market: SimMarket, { liquidated, usd }: SimLiquidation): SimTrade => {
  const { book, tradeId } = market;
  const ticks = liquidated === 'long' ? book.bidTicks : book.askTicks;
  return { side: liquidated === 'long' ? 'sell' : 'buy', ticks, lots: lotsOfUsd(market, usd, ticks), tradeId };
};

const historyAnswer = (
  market: SimMarket,
  time: FrameTime,
  range: { readonly fromMs: number; readonly toMs: number },
): Input => {
  const span = `start_timestamp=${range.fromMs}&end_timestamp=${range.toMs}`;
  const line = `get_funding_rate_history?instrument_name=${market.instrument.nativeSymbol}&${span}`;
  return answer(time, line, historyRows(market, range));
};
