import type { Json } from '../domain/codec.ts';
import type { Coverage, Gap } from '../history/coverage.ts';
import type { Figure } from '../monitor/figure.ts';
import type { Check } from '../monitor/report-checks.ts';
import type { PolicyName } from './policies.ts';
import type { CapacityRow, Counts, FeeTierRow } from './result-counts.ts';

/**
 * What a backtest came to: plain JSON, the same bytes for the same history and configuration. Amounts of money are decimal
 * texts, exact; signals are numbers; instants are ms since 1970. Every figure can be made again from the rows of
 * `fills`, `funding`, `cycles` and `days`.
 */
export interface BacktestResult {
  readonly type: 'backtest';
  readonly version: 1;
  readonly policy: { readonly name: PolicyName; readonly rule: string };
  readonly fromMs: number;
  readonly toMs: number;
  /** What the run came to, said plainly: also that it lost. */
  readonly verdict: string;
  readonly assumptions: readonly Assumption[];
  readonly coverage: readonly MarketCoverage[];
  readonly figures: Figures;
  readonly targets: readonly Target[];
  readonly attribution: {
    readonly closed: Attribution;
    readonly open: Attribution;
    readonly total: Attribution;
  };
  readonly equity: readonly EquityPoint[];
  readonly drawdown: Drawdown | undefined;
  /** One a UTC day, as returns and ratios are made of. */
  readonly days: readonly Day[];
  readonly guard: readonly GuardEvent[];
  readonly routes: readonly RouteRow[];
  readonly cycles: readonly CycleRow[];
  readonly fills: readonly FillRow[];
  readonly funding: readonly FundingPaymentRow[];
  /** Absent where no venue has a ladder of fees. */
  readonly feeTiers?: readonly FeeTierRow[];
  readonly states: readonly StateRow[];
  readonly assets: readonly AssetRow[];
  /** How often each reason stood against the best route of a coin, or an entry, when that changed; most frequent first. */
  readonly refusals: readonly { readonly code: string; readonly count: number }[];
  readonly counts: Counts;
  readonly journal: { readonly birthId: string; readonly facts: number; readonly hash: string };
  readonly checks: readonly Check[];
  /** What could not be counted, in sentences. */
  readonly missing: readonly string[];
  /** The same past and settings at other sizes, where that was asked for. */
  readonly capacity?: readonly CapacityRow[];
  /** The whole configuration that was in force, the policy's own changes included. */
  readonly configuration: Json;
}

/** Something the run took for granted, with the numbers it stands on. */
export interface Assumption {
  readonly code: string;
  readonly text: string;
  readonly modelled: boolean;
}

/** What of a market the run stood on. */
export interface MarketCoverage {
  readonly market: string;
  /** Why it took no part, such as that nothing tells its price; absent where it did. */
  readonly excluded?: string;
  /** Rows within the span. */
  readonly rows: { readonly funding: number; readonly mark: number; readonly book: number };
  readonly gaps: readonly Gap[];
  readonly intervalChanges: Coverage['intervalChanges'];
  /** Whose prices it was valued at where it has none of its own. */
  readonly pricesOf?: string;
  /** `recorded` books, or those of the depth model. */
  readonly books: 'recorded' | 'modelled';
  /** `recorded`, or the last rate settled by then. */
  readonly predictions: 'recorded' | 'last-settled';
  /** At the beginning, where there is a ladder. */
  readonly fees: { readonly makerBps: number; readonly takerBps: number };
}

/** Economics 11; an unknown figure says why. Fractions, USD, ms. */
export interface Figures {
  readonly capitalUsd: string;
  /** Of closed cycles, and of open ones what is settled so far, one leg of a roll included. */
  readonly netUsd: string;
  /** Equity at marks at the end less the capital, what is open included: what the verdict speaks of. */
  readonly netAtMarksUsd: Figure;
  readonly averageEquityUsd: number | undefined;
  readonly totalReturn: Figure;
  readonly annualisedReturn: Figure;
  readonly sharpe: Figure;
  readonly sortino: Figure;
  readonly maxDrawdown: Figure;
  readonly winRate: Figure;
  /** Against the mids of the decisions, weighted by size. */
  readonly slippageBps: Figure;
  readonly turnover: Figure;
  readonly tradedUsd: string;
  readonly fundingReceivedUsd: string;
  readonly fundingPaidUsd: string;
  readonly signalToOrderMs: Figure;
  readonly orderToFillMs: Figure;
  /** From the decision to the last fill of it at the median: signal to order and order to fill. */
  readonly executionMs: Figure;
  /** Part of the span in which at least one position was held. */
  readonly timeHeld: Figure;
  readonly closedCycles: number;
  readonly openCycles: number;
  readonly wholeDays: number;
  readonly naked: { readonly totalMs: number; readonly longestMs: number; readonly peakUsd: number };
}

/** A reference target and whether the run met it; `unknown` where there is no figure. */
export interface Target {
  readonly figure: 'slippageBps' | 'maxDrawdown' | 'winRate' | 'annualisedReturn' | 'sharpe' | 'executionMs';
  readonly comparison: 'below' | 'above';
  readonly target: number;
  readonly value: Figure;
  /** It tests what the run took for granted, such as a stated depth or latency, not a venue. */
  readonly modelled: boolean;
  readonly verdict: 'passed' | 'failed' | 'unknown';
}

/** `net = funding + basis + fx - fees - slippage - financing - fixed`, USD, to the last decimal. */
export interface Attribution {
  readonly funding: string;
  readonly basis: string;
  readonly fx: string;
  readonly fees: string;
  readonly slippage: string;
  readonly financing: string;
  readonly fixed: string;
  readonly net: string;
}

/** After every change of realized equity, and at the end of each UTC day at marks too. */
export interface EquityPoint {
  readonly atMs: number;
  readonly realizedUsd: string;
  /** With the price profit of what is open; absent between days. */
  readonly atMarksUsd?: number;
}

export interface Drawdown {
  readonly fraction: number;
  readonly usd: string;
  readonly highAtMs: number;
  readonly lowAtMs: number;
}

export interface Day {
  readonly dayAtMs: number;
  readonly seenFraction: number;
  readonly gainUsd: string;
  readonly baseUsd: string;
}

/** The drawdown guard, the operator, and risks that made a position leave. */
export interface GuardEvent {
  readonly atMs: number;
  readonly seq: number;
  readonly type: string;
  readonly actor: string;
  readonly body: Json;
}

/** All cycles of one pair of markets. */
export interface RouteRow {
  readonly coin: string;
  readonly long: string;
  readonly short: string;
  readonly cycles: number;
  readonly won: number;
  readonly heldMs: number;
  readonly attribution: Attribution;
}

export interface CycleRow {
  readonly cycle: string;
  readonly coin: string;
  readonly long?: string;
  readonly short?: string;
  readonly openedAtMs?: number;
  readonly closedAtMs?: number;
  /** Absent while it is open. */
  readonly reason?: string;
  /** What was believed when it was entered. */
  readonly expected?: {
    readonly netBps: number;
    readonly carryBps: number;
    readonly requiredBps: number;
    readonly notionalUsd: number;
  };
  /** Absent where a coin has no rate. */
  readonly attribution?: Attribution;
}

export interface FillRow {
  readonly atMs: number;
  readonly cycle: string;
  readonly market: string;
  readonly side: string;
  readonly quantity: string;
  readonly price: string;
  readonly decisionMid: string;
  readonly fee: string;
  readonly feeCoin: string;
  readonly liquidity: string;
  readonly tradeId: string;
}

/** A payment beside what was predicted for it. */
export interface FundingPaymentRow {
  readonly settlementAtMs: number;
  readonly cycle: string;
  readonly market: string;
  readonly quantity: string;
  readonly mark: string;
  /** Settled, a fraction for the interval. */
  readonly rate: string;
  readonly amount: string;
  readonly coin: string;
  /** The last word before it. */
  readonly predictedRate?: number;
  readonly predictedIntervalHours?: number;
  readonly expected?: string;
}

export interface StateRow {
  readonly coin: string;
  readonly spentMs: Readonly<Record<string, number>>;
}

export interface AssetRow {
  readonly coin: string;
  readonly fills: number;
  readonly tradedUsd: string;
  readonly slippageBps: number | undefined;
}
