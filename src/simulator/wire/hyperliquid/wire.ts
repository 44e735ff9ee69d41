import type { Input } from '../../../domain/input.ts';
import { venueId } from '../../../domain/ids.ts';
import { MS_PER_HOUR } from '../../../domain/units.ts';
import type { Published, SimMarket } from '../../sim-market.ts';
import { HISTORY_KEPT_MS } from '../../sim-market.ts';
import { shortText } from '../number-texts.ts';
import { RATE_PER_HOUR_MAX, hyperliquidInstrument, hyperliquidSteps } from './listings.ts';
import type { FrameTime, VenueWire } from '../venue-wire.ts';
import { ladder } from '../venue-wire.ts';

const VENUE = venueId('hyperliquid');
/** Rows of one page of the settled series, counted from its start. */
const PAGE_ROWS = 500;
/** Settled rows carry a stamp some ms late. */
const STAMP_LATE_MS = 31;

export interface Level {
  readonly px: string;
  readonly sz: string;
  readonly n: number;
}
const level = (px: string, sz: string): Level => ({ px, sz, n: 1 });

const send = (out: Input[], { atMs }: FrameTime, frame: unknown): void => {
  out.push({ kind: 'frame', atMs, venue: VENUE, conn: 'public', frame });
};

const answer = ({ atMs }: FrameTime, body: object, frame: unknown): Input => ({
  kind: 'rest',
  atMs,
  venue: VENUE,
  rest: `POST /info ${JSON.stringify(body)}`,
  frame,
});

/** Hyperliquid perpetuals: whole books, one context a second, hourly funding on the oracle. Liquidations are not public. */
export const hyperliquidWire: VenueWire = {
  venue: VENUE,
  lagMs: 180,
  depth: 0.8,
  intervalHours: 1,
  settlesOn: 'index',
  fundingRule: (_intervalHours, impactFraction) => ({
    intervalHours: 1,
    interest: 0.0001,
    clamp: 0.0005,
    divisor: 8,
    cap: RATE_PER_HOUR_MAX,
    weighting: 'even',
    sampleEveryMs: 5000,
    impactFraction,
  }),
  instrument: hyperliquidInstrument,
  steps: hyperliquidSteps,
  rateText: (rate) => shortText(rate.toFixed(10), 'short-point'),
  priceDecimals: ({ quotedDecimals = 0 }) => quotedDecimals + 1,
  idStep: () => 1,

  book: (market, time, out) => send(out, time, book(market, time)),

  prices: (market, { now, time }, out) => {
    const { nativeSymbol } = market.instrument;
    send(out, time, { channel: 'activeAssetCtx', data: { coin: nativeSymbol, ctx: context(market, now) } });
  },

  trade: (market, { trade, time }, out) => {
    const row = {
      coin: market.instrument.nativeSymbol,
      side: trade.side === 'buy' ? 'B' : 'A',
      px: market.priceTexts.of(trade.ticks),
      sz: market.sizeTexts.of(trade.lots),
      time: time.venueAtMs,
      hash: `0x${trade.tradeId.toString(16).padStart(64, '0')}`,
      tid: trade.tradeId,
      users: ['0x0000000000000000000000000000000000000001', '0x0000000000000000000000000000000000000002'],
    };
    send(out, time, { channel: 'trades', data: [row] });
  },

  liquidation: () => {},

  settledPoll: (market, time, out) => {
    const [first] = market.settledRates(time.venueAtMs).slice(-2);
    if (first !== undefined) out.push(settledPage(market, time, first.atMs));
  },

  lists: (markets, time, out) => {
    out.push(answer(time, { type: 'metaAndAssetCtxs' }, [metaOf(markets), markets.map(publishedContext)]));
  },

  opening: (markets, time, out) => {
    hyperliquidWire.lists(markets, time, out);
    for (const market of markets) {
      const [first] = market.settledRates(time.venueAtMs);
      const fromMs = first?.atMs ?? time.venueAtMs - HISTORY_KEPT_MS;
      out.push(settledPage(market, time, fromMs));
      out.push(settledPage(market, time, fromMs + PAGE_ROWS * MS_PER_HOUR));
    }
    for (const market of markets) {
      const coin = market.instrument.nativeSymbol;
      for (const type of ['l2Book', 'activeAssetCtx', 'trades'])
        send(out, time, {
          channel: 'subscriptionResponse',
          data: { method: 'subscribe', subscription: { type, coin } },
        });
      send(out, time, { channel: 'activeAssetCtx', data: { coin, ctx: publishedContext(market) } });
      send(out, time, book(market, time));
    }
  },

  snapshot: (market, time, out) => send(out, time, book(market, time)),
};

/** The list of names; a contract's place in it is its number in orders. */
export const metaOf = (markets: readonly SimMarket[]) => ({
  universe: markets.map(({ instrument, steps }) => ({
    szDecimals: steps.sizeDecimals,
    name: instrument.nativeSymbol,
    maxLeverage: 20,
  })),
  marginTables: [],
});

/** What was last said of a contract. */
export const publishedContext = (market: SimMarket) => context(market, market.published);

/** A whole book of 20 levels a side, or what there is of them. */
export const bookOf = (market: SimMarket, venueAtMs: number) => ({
  coin: market.instrument.nativeSymbol,
  time: venueAtMs,
  levels: [ladder(market, 'bids', level), ladder(market, 'asks', level)] as const,
});

const book = (market: SimMarket, { venueAtMs }: FrameTime) => ({ channel: 'l2Book', data: bookOf(market, venueAtMs) });

const context = ({ book, steps, funding }: SimMarket, now: Published) => {
  const decimals = (steps.quotedDecimals ?? 0) + 1;
  const impact = funding?.rule.impactFraction ?? 0;
  return {
    funding: now.rate,
    openInterest: '100000.0',
    prevDayPx: now.index,
    dayNtlVlm: '100000000.0',
    premium: (funding?.lastPremiumIndex ?? 0).toFixed(10),
    oraclePx: now.index,
    markPx: now.mark,
    midPx: book.mid.toFixed(decimals),
    impactPxs: [(book.mid * (1 - impact)).toFixed(decimals), (book.mid * (1 + impact)).toFixed(decimals)],
    dayBaseVlm: '100000.0',
  };
};

/** A page of the settled series, ascending, counted forward from `startTime`. */
export const settledRows = (
  market: SimMarket,
  {
    nowMs,
    startTime,
    endTime = Infinity,
  }: { readonly nowMs: number; readonly startTime: number; readonly endTime?: number },
) =>
  market
    .settledRates(nowMs)
    .filter(({ atMs }) => atMs >= startTime && atMs <= endTime)
    .slice(0, PAGE_ROWS)
    .map(({ atMs, rate, premium }) => ({
      coin: market.instrument.nativeSymbol,
      fundingRate: rate,
      premium: premium.toFixed(10),
      time: atMs + STAMP_LATE_MS,
    }));

const settledPage = (market: SimMarket, time: FrameTime, startTime: number): Input =>
  answer(
    time,
    { type: 'fundingHistory', coin: market.instrument.nativeSymbol, startTime },
    settledRows(market, { nowMs: time.venueAtMs, startTime }),
  );
