import type { SettledRates } from '../domain/settled-rates.ts';
import { MS_PER_DAY } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { MarketKey } from '../domain/ids.ts';
import { gapsWithin } from '../history/funding-coverage.ts';
import type { FundingRow, HistoryReader } from '../history/history.ts';
import { coinOfMarket } from './history-instrument.ts';

/**
 * Statistics look back 30 days from the end of the day before, and their first bucket begins before them: the rows of 32 days,
 * or, where the history holds no more, of 30.
 */
const DAYS = [32, 30] as const;

/**
 * The settled rates a history holds of the last days, a market a step; nothing where that is left out: with a gap in its rows,
 * or none. What came after the last row the venue tells.
 */
export function* settledRates(
  history: Pick<HistoryReader, 'markets' | 'fundingRows'>,
  nowMs: AtMs,
  isWanted: (coin: string) => boolean,
): Generator<readonly [key: string, rates: SettledRates] | undefined, void, void> {
  for (const market of history.markets()) {
    if (!isWanted(coinOfMarket(market))) continue;
    const rows = wholeRows(history, market, nowMs);
    const rates = rows?.map(({ atMs, rate, intervalHours }) => [atMs, Number(rate), intervalHours] as const);
    yield rates === undefined ? undefined : [market, rates];
  }
}

/** The rows of as many days as none is missing in; `undefined` where one is in the fewest. */
const wholeRows = (
  history: Pick<HistoryReader, 'fundingRows'>,
  market: MarketKey,
  nowMs: AtMs,
): readonly FundingRow[] | undefined => {
  const [most] = DAYS;
  const all = [...history.fundingRows(market, nowMs - most * MS_PER_DAY, nowMs)].filter(
    ({ special }) => special !== true,
  );
  const last = all.at(-1);
  if (last === undefined) return undefined;
  for (const days of DAYS) {
    const fromMs = nowMs - days * MS_PER_DAY;
    const rows = all.filter(({ atMs }) => atMs >= fromMs);
    const before = { fundingRows: () => rows.slice(0, -1) };
    if (rows.length > 0 && gapsWithin(before, market, { fromMs, toMs: last.atMs }).length === 0) return rows;
  }
  return undefined;
};
