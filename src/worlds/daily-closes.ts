import type { DailyCloses } from '../domain/daily-closes.ts';
import type { MarketKey } from '../domain/ids.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { HistoryReader, Span } from '../history/history.ts';
import { coinOfMarket } from './history-instrument.ts';

/** Days before the day in hand: 30 returns need 31. */
const DAYS = 31;

/**
 * What a history holds of the last days' closing prices, by coin: of the market with the most of them, the first by its key
 * among equals. Coins without any are left out.
 */
export const dailyCloses = (
  history: Pick<HistoryReader, 'markets' | 'marks'>,
  nowMs: AtMs,
  isWanted: (coin: string) => boolean,
): Readonly<Record<string, DailyCloses>> => {
  const found = new Map<string, { readonly known: number; readonly closes: DailyCloses }>();
  const fromDay = Math.floor(nowMs / MS_PER_DAY) - DAYS;
  for (const market of history.markets()) {
    const coin = coinOfMarket(market);
    if (!isWanted(coin) || found.get(coin)?.known === DAYS) continue;
    const prices = Array.from({ length: DAYS }, (_, at) => lastPrice(history, market, fromDay + at));
    const known = prices.filter((price) => price !== null).length;
    if (known > (found.get(coin)?.known ?? 0)) found.set(coin, { known, closes: { market, fromDay, prices } });
  }
  return Object.fromEntries([...found].map(([coin, { closes }]) => [coin, closes]));
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
