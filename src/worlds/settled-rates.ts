import type { SettledRates } from '../domain/settled-rates.ts';
import { MS_PER_DAY } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import { gapsWithin } from '../history/funding-coverage.ts';
import type { HistoryReader } from '../history/history.ts';
import { coinOfMarket } from './history-instrument.ts';

/** Statistics look back 30 days from the end of the day before; its first bucket begins before them. */
const DAYS = 32;

/**
 * The settled rates a history holds of the last days, a market a step; nothing where that is left out: with a gap in its rows,
 * or none. What came after the last row the venue tells.
 */
export function* settledRates(
  history: Pick<HistoryReader, 'markets' | 'fundingRows'>,
  nowMs: AtMs,
  isWanted: (coin: string) => boolean,
): Generator<readonly [key: string, rates: SettledRates] | undefined, void, void> {
  const fromMs = nowMs - DAYS * MS_PER_DAY;
  for (const market of history.markets()) {
    if (!isWanted(coinOfMarket(market))) continue;
    const rows = [...history.fundingRows(market, fromMs, nowMs)].filter(({ special }) => special !== true);
    const last = rows.at(-1);
    const isWhole = last !== undefined && gapsWithin(history, market, { fromMs, toMs: last.atMs }).length === 0;
    yield isWhole
      ? [market, rows.map(({ atMs, rate, intervalHours }) => [atMs, Number(rate), intervalHours] as const)]
      : undefined;
  }
}
