import type { Fact } from '../domain/fact.ts';
import { venueOf } from '../domain/ids.ts';
import type { JournalStore, VenueProfile } from '../domain/ports.ts';
import { fraction, ms, utcDay } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';
import { openEngine } from '../engine/engine.ts';
import type { HistoryReader } from '../history/history.ts';
import { HistorySteps } from '../worlds/history-steps.ts';
import { createHistoryWorld, historyProfiles } from '../worlds/history-world.ts';
import type { SpanMarket } from './span-markets.ts';

export interface HistoryRunParts {
  readonly history: HistoryReader;
  /** As the policy has it. */
  readonly config: Config;
  readonly fromMs: AtMs;
  readonly toMs: AtMs;
  readonly markets: readonly SpanMarket[];
  readonly store: JournalStore;
  readonly onInstant: (progress: { readonly atMs: AtMs; readonly counts: HistorySteps['counts'] }) => 'go-on' | 'stop';
}

/** Equity with the price profit of what is open. */
export interface EquityAtMarks {
  readonly atMs: AtMs;
  readonly usd: number;
}

export interface HistoryRun {
  readonly facts: readonly Fact[];
  readonly steps: HistorySteps;
  readonly profiles: readonly VenueProfile[];
  /** At the first instant of each UTC day, and at the end. */
  readonly atMarks: readonly EquityAtMarks[];
  readonly inputs: number;
  readonly signals: number;
}

/** A new estimate is not yet one for so long after a settlement: positions are not looked at before. */
const REVIEW_QUIET = { quietMs: 90_000, quietFraction: 0.05 };

/** The engine, unchanged, over the past; the journal is closed at the end. Throws what the history and the journal throw. */
export const runHistory = async (parts: HistoryRunParts): Promise<HistoryRun> => {
  const { history, fromMs, toMs, markets, store, onInstant } = parts;
  const config = historyConfig(parts.config);
  const keys = markets.flatMap(({ market, excluded }) => (excluded === undefined ? [market] : []));
  const steps = new HistorySteps({
    history,
    markets: keys,
    fromMs,
    toMs,
    depth: config.backtest,
    quietMs: Math.max(REVIEW_QUIET.quietMs, config.entry.quietAfterSettlementMs),
    quietFraction: Math.max(REVIEW_QUIET.quietFraction, config.entry.quietAfterSettlementFraction),
  });
  const profiles = historyProfiles(config, new Set(keys.map(venueOf)));
  const atMarks: EquityAtMarks[] = [];
  let day = utcDay(fromMs);
  const noteEquity = (atMs: AtMs): void => {
    const { equityUsd } = engine.status().account;
    if (equityUsd !== undefined) atMarks.push({ atMs, usd: equityUsd });
  };
  const world = createHistoryWorld({
    steps: steps.steps(),
    profiles,
    config,
    fromMs,
    toMs,
    onInstant: (atMs) => {
      const isNewDay = utcDay(atMs) > day;
      day = utcDay(atMs);
      if (isNewDay || atMs === toMs) noteEquity(atMs);
      return onInstant({ atMs, counts: steps.counts });
    },
  });
  const facts: Fact[] = [];
  const engine = openEngine({ world, store, config, speed: 'max' });
  engine.facts$.subscribe((fact) => facts.push(fact));
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  try {
    await engine.start();
    await engine.finished;
  } finally {
    await engine.stop();
  }
  const { counts, seq } = engine.status();
  return { facts, steps, profiles, atMarks, inputs: seq, signals: counts.signals };
};

/** Routes are judged when the past has something to say, and nobody is alerted of it. */
export const historyConfig = (config: Config): Config => ({
  ...config,
  engine: { ...config.engine, evaluateEveryMs: ms(0) },
  alerts: { ...config.alerts, aprMinFraction: fraction(100) },
});
