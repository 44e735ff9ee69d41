import type { Candle } from '../price-trails.ts';

export type { Candle } from '../price-trails.ts';

const MINUTE_MS = 60_000;

/** Minutes put together: open of the first, close of the last. Oldest first, as they come. */
export const byMinutes = (candles: readonly Candle[], minutes: number): readonly Candle[] => {
  const spanMs = minutes * MINUTE_MS;
  const wide: Candle[] = [];
  for (const { startMs, open, high, low, close } of candles) {
    const at = Math.floor(startMs / spanMs) * spanMs;
    const last = wide.at(-1);
    if (last?.startMs !== at) wide.push({ startMs: at, open, high, low, close });
    else wide[wide.length - 1] = { ...last, high: Math.max(last.high, high), low: Math.min(last.low, low), close };
  }
  return wide;
};

/** With a newer look at the price in them, and with later candles in place of those held. */
export const withPrice = (candles: readonly Candle[], atMs: number, price: number): readonly Candle[] => {
  const startMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const last = candles.at(-1);
  if (last !== undefined && startMs < last.startMs) return candles;
  if (last?.startMs !== startMs) return [...candles, { startMs, open: price, high: price, low: price, close: price }];
  const grown = { ...last, high: Math.max(last.high, price), low: Math.min(last.low, price), close: price };
  return [...candles.slice(0, -1), grown];
};

/** What is held, with what came in place of it from its first minute on. */
export const joined = (held: readonly Candle[], came: readonly Candle[]): readonly Candle[] => {
  const [first] = came;
  return first === undefined ? held : [...held.filter(({ startMs }) => startMs < first.startMs), ...came];
};
