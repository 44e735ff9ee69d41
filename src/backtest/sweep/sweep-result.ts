import type { Json } from '../../domain/codec.ts';
import type { Assumption, Attribution, Figures } from '../backtest-result.ts';
import type { PolicyName } from '../policies.ts';
import type { ObjectiveName } from './objective.ts';
import type { Settings } from './sweep-grid.ts';

/**
 * What a sweep came to: plain JSON, the same bytes for the same history, configuration and grid, whatever the number of
 * threads. Without walk-forward splits `runs` are over the whole span; with them each split has its own and `runs` is empty.
 */
export interface SweepResult {
  readonly type: 'sweep';
  readonly version: 1;
  readonly policy: { readonly name: PolicyName; readonly rule: string };
  readonly fromMs: number;
  readonly toMs: number;
  /** What it came to, said plainly. */
  readonly verdict: string;
  readonly objective: { readonly name: ObjectiveName; readonly rule: string };
  readonly axes: readonly SweptAxis[];
  /** Every combination, the last axis moving first. */
  readonly runs: readonly SweepRun[];
  /** The place in `runs` of the best by the objective; absent where none is known, and with splits. */
  readonly best?: number;
  readonly walkForward?: WalkForwardResult;
  /** Runs that a stop left undone. */
  readonly unfinished: number;
  readonly assumptions: readonly Assumption[];
  /** The configuration before the swept keys, the policy's own changes included. */
  readonly configuration: Json;
}

export interface SweptAxis {
  readonly key: string;
  readonly values: readonly string[];
}

export interface SweepRun {
  readonly settings: Settings;
  readonly outcome: RunOutcome;
  /** What is judged; absent where it is not known. */
  readonly objective?: number;
}

export type RunOutcome = RunDone | RunFailed | { readonly kind: 'stopped' };

/** What of a backtest a sweep keeps; `hedgerow backtest` with the settings gives the rest, and the same hash. */
export interface RunDone {
  readonly kind: 'done';
  readonly figures: Figures;
  /** Of closed and open cycles together. */
  readonly attribution: Attribution;
  /** What leaving what is open at the end would cost, USD: taken to be what entering it did. */
  readonly exitsUsd: string;
  readonly journal: { readonly facts: number; readonly hash: string };
  /** Names of checks that did not hold; a sound run has none. */
  readonly broken: readonly string[];
}

export interface RunFailed {
  readonly kind: 'failed';
  readonly code: string;
  readonly reason: string;
}

export interface WalkForwardResult {
  readonly trainDays: number;
  readonly testDays: number;
  readonly splits: readonly SplitResult[];
  readonly outOfSample: OutOfSample;
}

export interface SplitResult {
  readonly train: { readonly fromMs: number; readonly toMs: number };
  readonly test: { readonly fromMs: number; readonly toMs: number };
  /** Every combination on the train span. */
  readonly runs: readonly SweepRun[];
  /** The place in `runs` of the best; absent where the objective is known of none. */
  readonly chosen?: number;
  /** The chosen settings on the test span. */
  readonly measured?: SweepRun;
}

/** All test spans together, and nothing else. Each begins flat with the whole capital: sums, nothing compounds. */
export interface OutOfSample {
  /** Spans that were measured; the figures are of these. */
  readonly spans: number;
  readonly days: number;
  readonly won: number;
  /** Sum over the spans of equity at marks at the end less the capital and less `exitsUsd`. */
  readonly netUsd: number;
  /** Price profit of it, realised and of what was open at the ends; `net = funding + price - fees - slippage - exits` and smaller parts. */
  readonly priceUsd: number;
  /** What leaving what was open at the end of each would have cost. */
  readonly exitsUsd: string;
  readonly capitalUsd: string;
  /** `netUsd` as a share of the capital for 365 days. */
  readonly yearlyFraction?: number;
  /** The worst of any span. */
  readonly maxDrawdown?: number;
  readonly closedCycles: number;
  readonly openCycles: number;
  readonly attribution: Attribution;
}
