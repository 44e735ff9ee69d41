import type { BookDepth, BookSide } from '../domain/book.ts';
import type { AtMs } from '../domain/units.ts';
import type { SpreadReading } from './route-view.ts';

/** Samples looked back on, one a second of engine time (economics 4). */
export const LOOKBACK = 100;
/** Above this adjustment on a leg: alert, and new size halves. */
export const WIDENED_ADJUSTMENT = 3;
/** Above this pressure an elevated rate counts as confirmed. */
export const CONFIRMING_PRESSURE = 2;
const PRESSURE_LEVELS = 5;

/** Ring of the last samples of one market. Plain state, changed in place by `sampleSpread`. */
export interface SpreadMonitor {
  /** Index of the engine second of the last sample; -1 before the first. */
  second: number;
  /** Where the next sample goes; the oldest one once the ring is full. */
  next: number;
  readonly spreadsBps: number[];
  readonly mids: number[];
  /** The reading as of the last sample. */
  reading: SpreadReading | undefined;
}

export const spreadMonitor = (): SpreadMonitor => ({
  second: -1,
  next: 0,
  spreadsBps: [],
  mids: [],
  reading: undefined,
});

/**
 * Takes the first quote of each engine second as its sample and returns the reading; further quotes of the same second,
 * and crossed or non-positive ones, change nothing. O(lookback) once a second, O(1) otherwise. Economics 4.
 */
export const sampleSpread = (
  monitor: SpreadMonitor,
  quote: { readonly bid: number; readonly ask: number; readonly atMs: AtMs },
): SpreadReading | undefined => {
  const second = Math.floor(quote.atMs / 1000);
  if (second <= monitor.second || !(quote.bid > 0) || quote.ask < quote.bid) return monitor.reading;
  const mid = (quote.bid + quote.ask) / 2;
  const spreadBps = (1e4 * (quote.ask - quote.bid)) / mid;
  monitor.second = second;
  monitor.spreadsBps[monitor.next] = spreadBps;
  monitor.mids[monitor.next] = mid;
  monitor.next = (monitor.next + 1) % LOOKBACK;
  monitor.reading = readingOf(monitor, spreadBps);
  return monitor.reading;
};

/** Rate per unit of adjustment, a fraction per the rate's own interval; `undefined` when the adjustment is 0. */
export const riskAdjustedRate = (rate: number, adjustment: number): number | undefined =>
  adjustment === 0 ? undefined : rate / adjustment;

/** Bid sizes over ask sizes of the top 5 levels; `undefined` without both sides. Economics 4. */
export const bookPressure = ({ bids, asks }: Pick<BookDepth, 'bids' | 'asks'>): number | undefined => {
  const bidSize = topSize(bids);
  const askSize = topSize(asks);
  return bidSize > 0 && askSize > 0 ? bidSize / askSize : undefined;
};

const readingOf = (monitor: SpreadMonitor, spreadBps: number): SpreadReading => {
  const samples = monitor.spreadsBps.length;
  let sum = 0;
  for (const spread of monitor.spreadsBps) sum += spread;
  const baseBps = sum / samples;
  const widening = baseBps === 0 ? 1 : spreadBps / baseBps;
  const volPct = volatilityPct(monitor);
  return { spreadBps, baseBps, widening, volPct, adjustment: widening * (1 + 0.5 * volPct), samples };
};

/** Sample standard deviation of simple mid returns, per cent; 0 under two returns. */
const volatilityPct = ({ mids, next }: SpreadMonitor): number => {
  const returns: number[] = [];
  const oldest = mids.length < LOOKBACK ? 0 : next;
  let last = mids[oldest];
  for (let offset = 1; offset < mids.length; offset += 1) {
    const mid = mids[(oldest + offset) % LOOKBACK];
    if (mid !== undefined && last !== undefined) returns.push(mid / last - 1);
    last = mid;
  }
  if (returns.length < 2) return 0;
  const mean = returns.reduce((total, value) => total + value, 0) / returns.length;
  const squares = returns.reduce((total, value) => total + (value - mean) ** 2, 0);
  return 100 * Math.sqrt(squares / (returns.length - 1));
};

const topSize = ({ sizes, count }: BookSide): number => {
  let total = 0;
  for (let level = 0; level < Math.min(count, PRESSURE_LEVELS); level += 1) total += sizes[level] ?? 0;
  return total;
};
