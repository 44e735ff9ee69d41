import type { SettledRates } from '../domain/settled-rates.ts';
import { MS_PER_DAY } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import { gapsWithin } from '../history/funding-coverage.ts';
import type { HistoryReader } from '../history/history.ts';
import { coinOfMarket } from './history-instrument.ts';

/** What statistics of rates look back on. */
const DAYS = 30;

/**
 * The settled rates a history holds of the last 30 days, by market. A market with a gap in them is left out: rates are taken
 * newest last, so what the venue itself tells could not fill it any more. What came after the last row the venue tells.
 */
export const settledRates = (
  history: Pick<HistoryReader, 'markets' | 'fundingRows'>,
  nowMs: AtMs,
  isWanted: (coin: string) => boolean,
): Readonly<Record<string, SettledRates>> => {
  const found: Record<string, SettledRates> = {};
  const fromMs = nowMs - DAYS * MS_PER_DAY;
  for (const market of history.markets()) {
    if (!isWanted(coinOfMarket(market))) continue;
    const rows = [...history.fundingRows(market, fromMs, nowMs)].filter(({ special }) => special !== true);
    const last = rows.at(-1);
    if (last === undefined || gapsWithin(history, market, { fromMs, toMs: last.atMs }).length > 0) continue;
    found[market] = rows.map(({ atMs, rate, intervalHours }) => [atMs, Number(rate), intervalHours] as const);
  }
  return found;
};
