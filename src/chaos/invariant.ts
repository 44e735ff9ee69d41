/** What must hold in every run, by name, in the words of a failure's report. */
export const INVARIANTS = {
  'sent-once': 'no client id is sent twice',
  intended: 'no order without its flushed intent',
  owned: 'no exposure without a position that owns it',
  'naked-bound': 'naked notional times time stays within its bound, downtime apart',
  limits: 'gross, per-leg, per-venue and correlated limits hold, pending orders included',
  'decided-rightly': 'no new risk on stale data, while paused, or before every venue has spoken',
  'reduce-only': 'what reduces never increases',
  balanced: 'the ledger balances to zero',
  attributed: 'attribution adds up exactly',
  booked: "the ledger equals the venues' statements",
  settled: 'after faults stop every position ends hedged or flat',
  restart: 'a restart finds the state that was left',
  sound: 'no actor fails and the engine ends only when it is killed',
} as const satisfies Readonly<Record<string, string>>;

export type InvariantName = keyof typeof INVARIANTS;

/** An invariant does not hold: the run is over. */
export class InvariantBroken extends Error {
  readonly invariant: InvariantName;
  readonly seen: string;

  constructor(invariant: InvariantName, seen: string) {
    super(`${INVARIANTS[invariant]}: ${seen}`);
    this.invariant = invariant;
    this.seen = seen;
  }
}
