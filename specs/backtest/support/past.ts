import { marketKey, symbolId, venueId } from '../../../src/domain/ids.ts';
import type { MarketKey } from '../../../src/domain/ids.ts';
import { text } from '../../../src/domain/money.ts';
import { MS_PER_HOUR, atMs, hours } from '../../../src/domain/units.ts';
import { parseConfig } from '../../../src/engine/config/config.ts';
import type { BacktestResult } from '../../../src/backtest/backtest-result.ts';
import { runBacktest } from '../../../src/backtest/run-backtest.ts';
import type { BacktestOptions } from '../../../src/backtest/run-backtest.ts';
import type { HistoryReader, RowDraft } from '../../../src/history/history.ts';
import { createMemoryHistory } from '../../../src/history/memory.ts';
import { knownVenues } from '../../../src/venues/registry.ts';

/** Midnight of a day on which nothing special happened. */
export const DAY = Date.UTC(2026, 2, 2);
export const hour = (count: number): number => DAY + count * MS_PER_HOUR;

export const binance = marketKey(venueId('binance'), symbolId('ABC/USDT:USDT'));
export const bybit = marketKey(venueId('bybit'), symbolId('ABC/USDT:USDT'));

interface Settled {
  /** Hours after `DAY`. */
  readonly at: number;
  readonly rate: number | string;
  readonly mark?: number | undefined;
  readonly intervalHours?: number;
}

export const settled = (market: MarketKey, rows: readonly Settled[]): readonly RowDraft[] =>
  rows.map(({ at, rate, mark, intervalHours }) => ({
    kind: 'funding',
    market,
    atMs: atMs(hour(at)),
    rate: text(rate),
    ...(mark === undefined ? {} : { mark: text(mark) }),
    ...(intervalHours === undefined ? {} : { intervalHours: hours(intervalHours) }),
  }));

export const pastOf = (...rows: readonly (readonly RowDraft[])[]): HistoryReader => {
  const store = createMemoryHistory();
  const entry = store.begin({ source: 'spec', atMs: atMs(DAY) }, 'refuse');
  for (const [place, row] of rows.flat().entries()) entry.add(row, place);
  entry.commit();
  return store;
};

/**
 * Fees of 5 bps, a spread of 2 bps and legs of 10,004 USD at the dearest price an order accepts: with a price of 100 that
 * is 100 coins, bought at 100.01 and sold at 99.99.
 */
export const ROUND_NUMBERS = `
venues: { everyVenue: { fees: { linear: { makerBps: 2, takerBps: 5 } } } }
limits: { legNotionalMaxUsd: 10004 }
`;

export const configOf = (yaml = ROUND_NUMBERS) =>
  parseConfig({ text: yaml, preset: 'institutional', knownVenues: knownVenues.map(({ venue }) => venue) });

/** From `DAY` on for so many hours. */
export const backtest = (
  history: HistoryReader,
  lastsHours: number,
  options: Partial<Omit<BacktestOptions, 'history'>> = {},
): Promise<BacktestResult> =>
  runBacktest({
    history,
    config: configOf(),
    fromMs: atMs(DAY),
    toMs: atMs(hour(lastsHours)),
    ...options,
  });
