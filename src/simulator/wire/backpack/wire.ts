import type { Input } from '../../../domain/input.ts';
import type { Published, SimMarket } from '../../sim-market.ts';
import { BACKPACK, FUNDING_CAP, backpackInstrument, backpackSteps, marketRow } from './listings.ts';
import { depthBody, fundingRateRows, markPriceRow } from './rest.ts';
import { shortText } from '../number-texts.ts';
import type { FrameTime, VenueWire } from '../venue-wire.ts';
import { bankruptcyTicks, changed, lotsOfUsd } from '../venue-wire.ts';

const pair = (price: string, size: string): [string, string] => [price, size];

const send = (out: Input[], { atMs }: FrameTime, told: { readonly stream: string; readonly data: object }): void => {
  const conn = told.stream.startsWith('liquidation') ? 'liquidations' : 'public';
  out.push({ kind: 'frame', atMs, venue: BACKPACK, conn, frame: { data: told.data, stream: told.stream } });
};

const answer = ({ atMs }: FrameTime, path: string, frame: unknown): Input => ({
  kind: 'rest',
  atMs,
  venue: BACKPACK,
  rest: `GET /api/v1/${path}`,
  frame,
});

/** Event and engine time, microseconds. */
const times = ({ venueAtMs }: FrameTime) => ({ E: venueAtMs * 1000 + 289, T: venueAtMs * 1000 + 74 });

/** Order numbers of the two sides of a trade. */
const ORDERS_FROM = 5_000_000_000;

/** Backpack perpetuals in USDC: dense ids, hourly funding, no acknowledgement and no snapshot on the socket. */
export const backpackWire: VenueWire = {
  venue: BACKPACK,
  lagMs: 60,
  depth: 0.5,
  intervalHours: 1,
  settlesOn: 'mark',
  // The premium is that of the mark itself, not of impact prices; the 8-hour interest stands inside the division.
  fundingRule: (intervalHours) => ({
    intervalHours,
    interest: 0.0001,
    clamp: 0.0005,
    divisor: 8 / intervalHours,
    cap: FUNDING_CAP,
    weighting: 'even',
    sampleEveryMs: 1000,
    impactFraction: 0,
  }),
  instrument: backpackInstrument,
  steps: backpackSteps,
  rateText: (rate) => shortText(rate.toFixed(9)),
  priceDecimals: () => 8,
  idStep: (changedLevels) => Math.max(1, changedLevels),

  book: (market, time, out) => {
    const s = market.instrument.nativeSymbol;
    const data = {
      ...times(time),
      U: market.firstId,
      a: changed(market, 'asks', pair),
      b: changed(market, 'bids', pair),
      e: 'depth',
      s,
      u: market.lastId,
    };
    send(out, time, { stream: `depth.${s}`, data });
  },

  prices: (market, { now, time }, out) => send(out, time, markPrice(market, now, time)),

  trade: (market, { trade, time }, out) => {
    const s = market.instrument.nativeSymbol;
    const data = {
      ...times(time),
      a: String(ORDERS_FROM + 2 * trade.tradeId),
      b: String(ORDERS_FROM + 2 * trade.tradeId + 1),
      e: 'trade',
      m: trade.side === 'sell',
      p: market.priceTexts.of(trade.ticks),
      q: market.sizeTexts.of(trade.lots),
      s,
      t: trade.tradeId,
    };
    send(out, time, { stream: `trade.${s}`, data });
  },

  liquidation: (market, { liquidation, time }, out) => {
    const ticks = bankruptcyTicks(market, liquidation);
    const data = {
      E: times(time).E,
      S: liquidation.liquidated === 'long' ? 'Ask' : 'Bid',
      T: market.lastId,
      e: 'liquidation',
      p: market.priceTexts.of(ticks),
      q: market.sizeTexts.of(lotsOfUsd(market, liquidation.usd, ticks)),
      s: market.instrument.nativeSymbol,
    };
    send(out, time, { stream: 'liquidation', data });
  },

  settledPoll: (market, time, out) => out.push(history(market, time, 3)),

  lists: (markets, time, out) => out.push(answer(time, 'markets', markets.map(marketRow))),

  opening: (markets, time, out) => {
    if (markets.length === 0) return;
    backpackWire.lists(markets, time, out);
    out.push(answer(time, 'markPrices', markets.map(markPriceRow)));
    for (const market of markets) out.push(history(market, time, 1000));
    for (const market of markets) {
      send(out, time, markPrice(market, market.published, time));
      out.push(snapshot(market, time));
    }
  },

  snapshot: (market, time, out) => out.push(snapshot(market, time)),
};

const markPrice = ({ instrument }: SimMarket, now: Published, time: FrameTime) => {
  const s = instrument.nativeSymbol;
  const data = { ...times(time), e: 'markPrice', f: now.rate, i: now.index, n: now.nextAtMs, p: now.mark, s };
  return { stream: `markPrice.${s}`, data };
};

const history = (market: SimMarket, time: FrameTime, limit: number): Input => {
  const rows = fundingRateRows(market, time.venueAtMs).slice(0, limit);
  return answer(time, `fundingRates?symbol=${market.instrument.nativeSymbol}&limit=${limit}`, rows);
};

const snapshot = (market: SimMarket, time: FrameTime): Input =>
  answer(time, `depth?symbol=${market.instrument.nativeSymbol}&limit=1000`, depthBody(market, time.venueAtMs));
