import type { DailyCloses } from '../domain/daily-closes.ts';
import type { MarketKey } from '../domain/ids.ts';
import { MS_PER_DAY, MS_PER_HOUR, utcDay } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { HistoryReader, Span } from '../history/history.ts';
import { coinOfMarket } from './history-instrument.ts';

/** Days before the day in hand: 30 returns need 31. */
const DAYS = 31;

/**
 * What a history holds of the last days' closing prices, by coin: of the market with the most of them, the first by its key
 * among equals. A step reads one market; it gives nothing before its coin's last, or where a coin has none.
 */
export function* dailyCloses(
  history: Pick<HistoryReader, 'markets' | 'marks'>,
  nowMs: AtMs,
  isWanted: (coin: string) => boolean,
): Generator<readonly [coin: string, closes: DailyCloses] | undefined, void, void> {
  const fromDay = utcDay(nowMs) - DAYS;
  for (const [coin, markets] of marketsByCoin(history, isWanted)) {
    let best: { readonly known: number; readonly closes: DailyCloses } | undefined;
    for (const market of markets) {
      if (market !== markets[0]) yield undefined;
      const prices = Array.from({ length: DAYS }, (_, at) => lastPrice(history, market, fromDay + at));
      const known = prices.filter((price) => price !== null).length;
      if (known > (best?.known ?? 0)) best = { known, closes: { market, fromDay, prices } };
      if (known === DAYS) break;
    }
    yield best === undefined ? undefined : [coin, best.closes];
  }
}

const marketsByCoin = (
  history: Pick<HistoryReader, 'markets'>,
  isWanted: (coin: string) => boolean,
): ReadonlyMap<string, readonly MarketKey[]> => {
  const found = new Map<string, MarketKey[]>();
  for (const market of history.markets()) {
    const coin = coinOfMarket(market);
    if (!isWanted(coin)) continue;
    const markets = found.get(coin);
    if (markets === undefined) found.set(coin, [market]);
    else markets.push(market);
  }
  return found;
};

const lastPrice = (history: Pick<HistoryReader, 'marks'>, market: MarketKey, day: number): number | null => {
  const endMs = (day + 1) * MS_PER_DAY;
  // of most markets the last hour tells; a whole day is many rows
  return (
    lastWithin(history, market, { fromMs: endMs - MS_PER_HOUR, toMs: endMs }) ??
    lastWithin(history, market, { fromMs: endMs - MS_PER_DAY, toMs: endMs })
  );
};

const lastWithin = (
  history: Pick<HistoryReader, 'marks'>,
  market: MarketKey,
  { fromMs, toMs }: Span,
): number | null => {
  let last: number | null = null;
  for (const { mark, close } of history.marks(market, fromMs, toMs)) last = mark ?? close ?? last;
  return last;
};
