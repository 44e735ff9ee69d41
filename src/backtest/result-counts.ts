import type { Figure } from '../monitor/figure.ts';

/** What a run at another size came to. */
export interface CapacityRow {
  /** Of the configured capital and limits in USD. */
  readonly multiple: number;
  readonly capitalUsd: string;
  readonly netAtMarksUsd: Figure;
  readonly tradedUsd: string;
  readonly slippageUsd: string;
  readonly closedCycles: number;
  readonly openCycles: number;
}

/** A tier of fees that came into force; 0 is the flat fees below the first of a ladder. */
export interface FeeTierRow {
  readonly atMs: number;
  readonly venue: string;
  readonly kind: string;
  readonly tier: number;
  readonly volume30dUsd: string;
  readonly makerBps: number;
  readonly takerBps: number;
}

export interface Counts {
  /** Rows of the past that were told within the span, by kind. */
  readonly rows: {
    readonly funding: number;
    readonly mark: number;
    readonly book: number;
    readonly liquidation: number;
  };
  /** Settled rows from before it, for the statistics. */
  readonly warmUpRows: number;
  /** Market events made of them. */
  readonly events: number;
  readonly inputs: number;
  readonly signals: number;
  readonly entriesApproved: number;
  readonly entriesRefused: number;
}
