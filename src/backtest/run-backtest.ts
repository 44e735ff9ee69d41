import type { JournalStore } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';
import type { HistoryReader } from '../history/history.ts';
import { createMemoryJournal } from '../journal/memory.adapter.ts';
import { birthIdOf } from '../worlds/birth-id.ts';
import { BacktestError } from './backtest-error.ts';
import type { BacktestResult } from './backtest-result.ts';
import { runHistory } from './history-run.ts';
import { withPolicy } from './policies.ts';
import type { PolicyName } from './policies.ts';
import { resultOf } from './result-of.ts';
import { refuseGapsOf, spanMarkets } from './span-markets.ts';

export interface BacktestOptions {
  readonly history: HistoryReader;
  readonly config: Config;
  /** The span, its end left out. */
  readonly fromMs: AtMs;
  readonly toMs: AtMs;
  /** The engine's own unless named. */
  readonly policy?: PolicyName;
  /** Settlements missing in the span: refused unless allowed, and then said in the result. */
  readonly gaps?: 'refused' | 'allowed';
  /** Opens where the run is journaled, once nothing speaks against it: a new journal, closed at the end; in memory when absent. */
  readonly openStore?: () => JournalStore;
  /** After every instant; its figures are no part of the result. */
  readonly onProgress?: (progress: BacktestProgress) => void;
  /** Asked at every instant; a run that is stopped rejects with a BacktestError. */
  readonly isStopped?: () => boolean;
}

export interface BacktestProgress {
  readonly atMs: AtMs;
  /** Of the span, 0..1. */
  readonly fraction: number;
  /** Rows told so far, and the market events made of them. */
  readonly rows: number;
  readonly events: number;
}

/**
 * Runs the engine over the past and says what it came to; deterministic. The history stays open. Throws BacktestError,
 * HistoryGapError where settlements are missing, and what the history and the journal throw.
 */
export const runBacktest = async (options: BacktestOptions): Promise<BacktestResult> => {
  const { history, fromMs, toMs, policy = 'carry', isStopped } = options;
  if (!(toMs > fromMs))
    throw new BacktestError('backtest.span', 'the span is empty: its end must come after its beginning');
  const config = withPolicy(options.config, policy);
  const markets = spanMarkets(history, config, { fromMs, toMs });
  if (markets.every(({ excluded }) => excluded !== undefined)) throw nothingToTrade(markets);
  if (options.gaps !== 'allowed') refuseGapsOf(markets);
  const store = options.openStore?.() ?? createMemoryJournal({ birthId: birthIdOf(config.engine.seed) });
  const { birthId } = store;
  let isCut = false;
  const run = await runHistory({
    history,
    config,
    fromMs,
    toMs,
    markets,
    store,
    onInstant: ({ atMs, counts: { rows, events } }) => {
      const told = rows.funding + rows.mark + rows.book + rows.liquidation;
      options.onProgress?.({ atMs, fraction: (atMs - fromMs) / (toMs - fromMs), rows: told, events });
      isCut ||= isStopped?.() === true;
      return isCut ? 'stop' : 'go-on';
    },
  });
  if (isCut) throw new BacktestError('backtest.stopped', 'stopped before its end: there is no result');
  const journal = { birthId, headHash: store.headHash };
  return resultOf({ run, markets, config, policy, fromMs, toMs, journal });
};

const nothingToTrade = (markets: ReturnType<typeof spanMarkets>): BacktestError => {
  const [first] = markets;
  const why = first === undefined ? 'it is empty' : `${first.market}, for one: ${first.excluded}`;
  return new BacktestError(
    'backtest.no-markets',
    `the history has no two markets of one coin to trade in this span (${why}); see what is there with hedgerow history coverage`,
  );
};
