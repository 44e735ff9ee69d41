import type { Input } from '../../../domain/input.ts';
import type { SimMarket } from '../../sim-market.ts';
import { HISTORY_KEPT_MS } from '../../sim-market.ts';
import { VENUE, contractRow } from './listings.ts';
import type { FrameTime } from '../venue-wire.ts';
import { ladder } from '../venue-wire.ts';

export const NS_PER_MS = 1_000_000;

const answer = ({ atMs }: FrameTime, rest: string, data: unknown): Input => ({
  kind: 'rest',
  atMs,
  venue: VENUE,
  rest,
  frame: { code: '200000', data },
});

export const contractList = (markets: readonly SimMarket[], time: FrameTime): Input =>
  answer(
    time,
    'GET /api/v1/contracts/active',
    markets.map((market) => contractRow(market, time.venueAtMs)),
  );

/** Settled rates within an interval, newest first. */
export const settledRows = (market: SimMarket, { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) =>
  market
    .settledRates(toMs)
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .reverse()
    .map(({ atMs: timepoint, rate }) => ({
      symbol: market.instrument.nativeSymbol,
      fundingRate: Number(rate),
      timepoint,
    }));

/** The settled series from so long ago on. */
export const settledAnswer = (market: SimMarket, time: FrameTime, backMs = HISTORY_KEPT_MS): Input => {
  const range = { fromMs: time.venueAtMs - backMs, toMs: time.venueAtMs };
  const line = `symbol=${market.instrument.nativeSymbol}&from=${range.fromMs}&to=${range.toMs}`;
  return answer(time, `GET /api/v1/contract/funding-rates?${line}`, settledRows(market, range));
};

const pair = (price: string, size: string): [number, number] => [Number(price), Number(size)];

/** The whole book as REST tells it: numbers, sizes in lots, the time in ns. */
export const bookData = (market: SimMarket, venueAtMs: number) => ({
  sequence: market.lastId,
  symbol: market.instrument.nativeSymbol,
  bids: ladder(market, 'bids', pair),
  asks: ladder(market, 'asks', pair),
  ts: venueAtMs * NS_PER_MS,
});

export const bookAnswer = (market: SimMarket, time: FrameTime): Input =>
  answer(
    time,
    `GET /api/v1/level2/snapshot?symbol=${market.instrument.nativeSymbol}`,
    bookData(market, time.venueAtMs),
  );
