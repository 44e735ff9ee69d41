import type { EngineStatus, PositionStatus } from '../engine/view/status.ts';
import type { MetricsTally } from './metrics-tally.ts';
import { MetricsText } from './metrics-text.ts';

/** What the process itself measures. */
export interface ProcessReading {
  readonly rssBytes: number;
  readonly uptimeSeconds: number;
  /** Since the last reading, seconds. */
  readonly loopDelay: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly pages: number;
}

export interface MetricsParts {
  readonly status: EngineStatus;
  readonly tally: MetricsTally;
  readonly process: ProcessReading;
  /** Facts of the journal, and of those that were told here; the difference is what is behind. */
  readonly journalSeq: number | undefined;
  readonly toldSeq: number | undefined;
  /** Age of the oldest fact whose flush was not acknowledged, ms. */
  readonly journalLagMs: number | undefined;
}

/** Everything at one instant in Prometheus' text format 0.0.4. Ages are of the engine's clock, which may be virtual. */
export const metricsText = (parts: MetricsParts): string => {
  const out = new MetricsText();
  engine(out, parts);
  journal(out, parts);
  feeds(out, parts.status);
  money(out, parts);
  positions(out, parts.status.positions);
  latencies(out, parts.tally);
  own(out, parts.process);
  return out.text;
};

const engine = (out: MetricsText, { status, tally }: MetricsParts): void => {
  const { world, operator, guard, counts, seq, openOrders, failClosed, positions: held } = status;
  out.gauge('hedgerow_info', 'Always 1; the world the engine runs in.', [[{ world }, 1]]);
  out.gauge('hedgerow_operator_state', 'Always 1; the operator state as label.', [[{ state: operator }, 1]]);
  out.gauge('hedgerow_guard_state', 'Always 1; the drawdown guard state as label.', [[{ state: guard }, 1]]);
  out.gauge(
    'hedgerow_fail_closed',
    '1 for each reason no new risk is taken for.',
    failClosed.map((reason) => [{ reason }, 1]),
  );
  out.counter('hedgerow_inputs_total', 'Inputs handled over all lives of the journal.', [[{}, seq]]);
  out.counter('hedgerow_frames_total', 'Frames decoded since the start of this process.', [[{}, counts.frames]]);
  out.counter('hedgerow_signals_total', 'Routes evaluated since the start of this process.', [[{}, counts.signals]]);
  out.counter('hedgerow_orders_total', 'Orders sent since the start of this process.', [[{}, counts.orders]]);
  out.gauge('hedgerow_open_orders', 'Orders whose end is not known yet.', [[{}, openOrders]]);
  out.gauge(
    'hedgerow_positions',
    'Positions that are not merely scanning, by state.',
    tallied(held.map(({ state }) => state)).map(([state, count]) => [{ state }, count]),
  );
  out.counter(
    'hedgerow_transitions_total',
    'State changes of actors since this process began to serve.',
    [...tally.transitions].map(([key, count]) => {
      const [machine = '', state = ''] = key.split(' ');
      return [{ machine, state }, count] as const;
    }),
  );
};

const journal = (out: MetricsText, { journalSeq, toldSeq, journalLagMs }: MetricsParts): void => {
  if (journalLagMs !== undefined)
    out.gauge('hedgerow_journal_lag_seconds', 'Age of the oldest fact that is not acknowledged as flushed.', [
      [{}, journalLagMs / 1000],
    ]);
  if (journalSeq === undefined) return;
  out.counter('hedgerow_journal_facts_total', 'Facts in the journal.', [[{}, journalSeq]]);
  if (toldSeq !== undefined)
    out.gauge('hedgerow_journal_lag_facts', 'Facts in the journal that have not been told yet.', [
      [{}, Math.max(0, journalSeq - toldSeq)],
    ]);
};

const feeds = (out: MetricsText, { nowMs, feeds: told }: EngineStatus): void => {
  const ages = told.flatMap(({ venue, lastFrameAtMs }) =>
    lastFrameAtMs === undefined ? [] : [[{ venue }, Math.max(0, nowMs - lastFrameAtMs) / 1000] as const],
  );
  out.gauge('hedgerow_feed_staleness_seconds', 'Since the last frame of a venue.', ages);
  out.counter(
    'hedgerow_feed_frames_total',
    'Frames of a venue.',
    told.map(({ venue, frames }) => [{ venue }, frames]),
  );
  out.counter(
    'hedgerow_feed_rejected_total',
    'Frames that could not be read.',
    told.map(({ venue, rejected }) => [{ venue }, rejected]),
  );
  out.gauge(
    'hedgerow_clock_offset_seconds',
    "A venue's clock minus ours.",
    told.flatMap(({ venue, offsetMs }) => (offsetMs === undefined ? [] : [[{ venue }, offsetMs / 1000] as const])),
  );
  out.gauge(
    'hedgerow_markets',
    'Markets by venue and state of their actor.',
    told.flatMap(({ venue, markets }) =>
      Object.entries(markets).map(([state, count]) => [{ venue, state }, count] as const),
    ),
  );
};

const money = (out: MetricsText, { status: { account, drawdown, margins }, tally }: MetricsParts): void => {
  if (account.equityUsd !== undefined)
    out.gauge('hedgerow_equity_usd', 'Equity at the marks.', [[{}, account.equityUsd]]);
  out.gauge('hedgerow_capital_usd', 'Capital brought in.', [[{}, account.capitalUsd]]);
  out.gauge('hedgerow_funding_settled_usd', 'Settled funding of all cycles.', [[{}, account.fundingUsd]]);
  out.gauge('hedgerow_fees_usd', 'Fees of all cycles, costs positive.', [[{}, -account.feesUsd]]);
  out.counter('hedgerow_cycles_closed_total', 'Cycles that came to their end.', [[{}, account.closedCycles]]);
  if (drawdown !== undefined)
    out.gauge('hedgerow_guard_realized_pause_usd', 'Realized equity at which the guard pauses.', [
      [{}, drawdown.realizedPauseUsd],
    ]);
  const paid = [...tally.funding.values()];
  out.gauge(
    'hedgerow_funding_credited',
    'Credited by venues since this process began to serve, in coin.',
    paid.map(({ venue, coin, credited }) => [{ venue, coin }, credited]),
  );
  out.gauge(
    'hedgerow_funding_error',
    'Credited less what was predicted last for the same settlements, in coin.',
    paid.map(({ venue, coin, error }) => [{ venue, coin }, error]),
  );
  out.counter(
    'hedgerow_funding_payments_total',
    'Payments since this process began to serve.',
    paid.map(({ venue, coin, payments }) => [{ venue, coin }, payments]),
  );
  out.gauge('hedgerow_margin_drift', '1 while a venue carries too little margin beside the others.', [
    [{}, margins.drift === undefined ? 0 : 1],
  ]);
};

const positions = (out: MetricsText, held: readonly PositionStatus[]): void => {
  const each = (value: (position: PositionStatus) => number | undefined) =>
    held.flatMap((position) => {
      const figure = value(position);
      return figure === undefined ? [] : [[{ coin: position.coin }, figure] as const];
    });
  out.gauge(
    'hedgerow_position_notional_usd',
    'Notional of one leg.',
    each(({ notionalUsd }) => notionalUsd),
  );
  out.gauge(
    'hedgerow_position_net_usd',
    'What the cycle in hand has earned, everything included.',
    each(({ netUsd }) => netUsd),
  );
  out.gauge(
    'hedgerow_naked_usd',
    'What stands unhedged.',
    each(({ naked }) => naked?.nakedUsd),
  );
  out.gauge(
    'hedgerow_naked_seconds',
    'How long something stood unhedged in the cycle in hand.',
    each(({ naked }) => naked && naked.totalMs / 1000),
  );
  out.gauge(
    'hedgerow_naked_usd_seconds',
    'Unhedged notional times time in the cycle in hand.',
    each(({ naked }) => naked?.usdSeconds),
  );
  const legs = held.flatMap(({ coin, legs: both }) =>
    both.map((leg) => ({ labels: { coin, leg: leg.leg, market: leg.market }, margin: leg.margin })),
  );
  out.gauge(
    'hedgerow_liquidation_distance',
    'From the mark to liquidation, a fraction of the mark.',
    legs.flatMap(({ labels, margin }) =>
      margin?.distanceFraction === undefined ? [] : [[labels, margin.distanceFraction] as const],
    ),
  );
  out.gauge(
    'hedgerow_margin_ratio',
    'Equity over maintenance margin: liquidated at 1.',
    legs.flatMap(({ labels, margin }) =>
      margin?.marginRatio === undefined ? [] : [[labels, margin.marginRatio] as const],
    ),
  );
};

const latencies = (out: MetricsText, { work, intentToWire, wireToAnswer, wireToFill }: MetricsTally): void => {
  out.histogram(
    'hedgerow_frame_to_decision_seconds',
    'From frames handed to the engine until routes are judged and gated, process clock.',
    work['frame-to-decision'].read(),
  );
  out.histogram(
    'hedgerow_signal_to_order_seconds',
    'From ranked routes to the order handed to the gateway, process clock.',
    work['signal-to-order'].read(),
  );
  out.histogram(
    'hedgerow_journal_commit_seconds',
    'From facts handed to the journal to the end of their transaction, process clock.',
    work['journal-commit'].read(),
  );
  out.histogram(
    'hedgerow_intent_to_wire_seconds',
    'From an intent to its order on the wire, engine clock.',
    intentToWire.read(),
  );
  out.histogram(
    'hedgerow_wire_to_answer_seconds',
    "From the wire to the venue's first word, engine clock.",
    wireToAnswer.read(),
  );
  out.histogram('hedgerow_wire_to_fill_seconds', 'From the wire to the first fill, engine clock.', wireToFill.read());
};

const own = (out: MetricsText, { rssBytes, uptimeSeconds, loopDelay, pages }: ProcessReading): void => {
  out.gauge('hedgerow_process_resident_memory_bytes', 'Resident memory.', [[{}, rssBytes]]);
  out.gauge('hedgerow_process_uptime_seconds', 'Since the process began.', [[{}, uptimeSeconds]]);
  out.gauge('hedgerow_event_loop_delay_seconds', 'Delay of the event loop since the last scrape.', [
    [{ at: 'p50' }, loopDelay.p50],
    [{ at: 'p99' }, loopDelay.p99],
    [{ at: 'max' }, loopDelay.max],
  ]);
  out.gauge('hedgerow_pages', 'Pages that are connected.', [[{}, pages]]);
};

const tallied = (names: readonly string[]): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts];
};
