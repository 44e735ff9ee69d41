import type { Input } from '../../../domain/input.ts';
import { MS_PER_HOUR } from '../../../domain/units.ts';
import type { Published, SimMarket } from '../../sim-market.ts';
import { saidOf } from './funding.ts';
import { FUNDING_CAP, VENUE, kucoinInstrument, kucoinSteps } from './listings.ts';
import { NS_PER_MS, bookAnswer, contractList, settledAnswer } from './rest.ts';
import { shortText } from '../number-texts.ts';
import type { FrameTime, SimTrade, VenueWire } from '../venue-wire.ts';
import { changed, ladder, isPassed } from '../venue-wire.ts';

/** The sockets as our own client names them. */
type Conn = 'unified' | 'instrument' | 'execution';

const pair = (price: string, size: string): [string, string] => [price, size];

const send = (
  out: Input[],
  conn: Conn,
  { time, frame }: { readonly time: FrameTime; readonly frame: unknown },
): void => {
  out.push({ kind: 'frame', atMs: time.atMs, venue: VENUE, conn, frame });
};

/** Estimates come once a minute, with the prices of its second second. */
export const isFundingTime = ({ atMs, spanMs = 1 }: FrameTime): boolean =>
  isPassed(atMs, spanMs, { everyMs: 60_000, atMs: 1500 });

/** KuCoin Futures: books of the unified socket with dense sequences, prices and trades of classic ones, sizes in lots. */
export const kucoinWire: VenueWire = {
  venue: VENUE,
  lagMs: 35,
  depth: 0.7,
  intervalHours: 8,
  settlesOn: 'mark',
  fundingRule: (intervalHours, impactFraction) => ({
    intervalHours,
    interest: 0.0001,
    clamp: 0.0005,
    divisor: 8 / intervalHours,
    cap: FUNDING_CAP,
    weighting: 'rising',
    sampleEveryMs: 60_000,
    impactFraction,
  }),
  instrument: kucoinInstrument,
  steps: kucoinSteps,
  rateText: (rate) => shortText(rate.toFixed(6)),
  priceDecimals: ({ priceDecimals }) => priceDecimals + 1,
  // Each change of a level is a number of its own.
  idStep: (changedLevels) => Math.max(1, changedLevels),

  book: (market, time, out) => {
    const levels = { a: changed(market, 'asks', pair), b: changed(market, 'bids', pair) };
    const ids = { firstId: market.firstId, lastId: market.lastId };
    send(out, 'unified', { time, frame: bookFrame(market, 'delta', { ...ids, levels, time }) });
  },

  prices: (market, { now, time }, out) => {
    send(out, 'instrument', { time, frame: priceFrame(market, now, time) });
    if (!isFundingTime(time)) return;
    send(out, 'instrument', { time, frame: rateFrame(market, now, time) });
    send(out, 'unified', { time, frame: fundingFrame(market, now, time) });
  },

  trade: (market, { trade, time }, out) => send(out, 'execution', { time, frame: tradeFrame(market, trade, time) }),
  // Nobody is told of liquidations.
  liquidation: () => undefined,
  settledPoll: (market, time, out) => out.push(settledAnswer(market, time, 24 * MS_PER_HOUR)),
  lists: (markets, time, out) => out.push(contractList(markets, time)),

  opening: (markets, time, out) => {
    if (markets.length === 0) return;
    out.push(contractList(markets, time));
    for (const market of markets) out.push(settledAnswer(market, time));
    send(out, 'unified', { time, frame: { sessionId: 'simulated', message: 'welcome', pingInterval: 18_000 } });
    for (const conn of ['instrument', 'execution'] as const) {
      send(out, conn, { time, frame: { id: conn, type: 'welcome' } });
      send(out, conn, { time, frame: { id: '1', type: 'ack' } });
    }
    for (const market of markets) {
      send(out, 'unified', { time, frame: { id: '1', result: true } });
      send(out, 'unified', { time, frame: wholeBook(market, time) });
      send(out, 'unified', { time, frame: fundingFrame(market, market.published, time) });
      send(out, 'instrument', { time, frame: priceFrame(market, market.published, time) });
    }
  },

  snapshot: (market, time, out) => out.push(bookAnswer(market, time)),
};

interface BookSaid {
  readonly firstId: number;
  readonly lastId: number;
  readonly levels: { readonly a: readonly (readonly string[])[]; readonly b: readonly (readonly string[])[] };
  readonly time: FrameTime;
  readonly depth?: string;
}

/** Two milliseconds pass between the match and the push. */
const bookFrame = (market: SimMarket, t: 'snapshot' | 'delta', said: BookSaid) => ({
  T: 'obu.FUTURES',
  dp: said.depth ?? 'increment@10ms',
  t,
  P: said.time.venueAtMs * NS_PER_MS,
  d: {
    ...said.levels,
    C: said.lastId,
    s: market.instrument.nativeSymbol,
    M: (said.time.venueAtMs - 2) * NS_PER_MS,
    O: said.firstId,
  },
});

/** The first frame of a subscription; all levels there are, or so many of them. */
export const wholeBook = (market: SimMarket, time: FrameTime, levels?: number) => {
  const side = (name: 'bids' | 'asks') => ladder(market, name, pair).slice(0, levels);
  return bookFrame(market, 'snapshot', {
    firstId: market.lastId,
    lastId: market.lastId,
    levels: { a: side('asks'), b: side('bids') },
    time,
    ...(levels === undefined ? {} : { depth: String(levels) }),
  });
};

const fullSecond = (venueAtMs: number): number => venueAtMs - (venueAtMs % 1000);

/** Mark and index, with the full second they are of. */
const priceFrame = ({ instrument }: SimMarket, { mark, index }: Published, { venueAtMs }: FrameTime) => ({
  topic: `/contract/instrument:${instrument.nativeSymbol}`,
  type: 'message',
  subject: 'mark.index.price',
  data: { markPrice: Number(mark), indexPrice: Number(index), granularity: 1000, timestamp: fullSecond(venueAtMs) },
});

const rateFrame = (market: SimMarket, now: Published, { venueAtMs }: FrameTime) => ({
  topic: `/contract/instrument:${market.instrument.nativeSymbol}`,
  type: 'message',
  subject: 'funding.rate',
  data: {
    period: 1,
    granularity: 60_000,
    fundingRate: Number(saidOf(market, now, venueAtMs).rate),
    timestamp: fullSecond(venueAtMs),
  },
});

/** A row of `funding-fee`. */
export const fundingRow = (market: SimMarket, now: Published, venueAtMs: number) => {
  const { rate, lastRate, startAtMs } = saidOf(market, now, venueAtMs);
  return {
    s: market.instrument.nativeSymbol,
    fr: rate,
    ft: startAtMs,
    lfr: lastRate,
    nt: now.nextAtMs,
    gl: now.intervalHours * MS_PER_HOUR,
    fc: String(FUNDING_CAP),
    ff: String(-FUNDING_CAP),
  };
};

const fundingFrame = (market: SimMarket, now: Published, { venueAtMs }: FrameTime) => ({
  T: 'funding-fee',
  P: venueAtMs * NS_PER_MS,
  d: fundingRow(market, now, venueAtMs),
});

const tradeFrame = (market: SimMarket, trade: SimTrade, { venueAtMs }: FrameTime) => {
  const { tradeId, side, lots, ticks } = trade;
  const { nativeSymbol: symbol } = market.instrument;
  return {
    topic: `/contractMarket/execution:${symbol}`,
    type: 'message',
    subject: 'match',
    sn: tradeId,
    data: {
      symbol,
      sequence: tradeId,
      side,
      size: Number(market.sizeTexts.of(lots)),
      price: market.priceTexts.of(ticks),
      takerOrderId: String(2 * tradeId),
      makerOrderId: String(2 * tradeId + 1),
      tradeId: String(tradeId),
      ts: (venueAtMs - 1) * NS_PER_MS,
    },
  };
};
