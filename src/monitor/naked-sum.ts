import { isRecord } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import { numberIn } from './fact-body.ts';

/** What stood unhedged over all closed cycles that measured it. */
export interface NakedTotals {
  readonly cycles: number;
  /** Time naked while a venue of the position took orders, all cycles together. */
  readonly totalMs: number;
  readonly longestMs: number;
  readonly peakUsd: number;
  /** Unhedged notional times time. */
  readonly usdSeconds: number;
  /** Stretches that lasted longer than they may. */
  readonly tooLong: number;
}

/** Adds up what each closed cycle says of its naked time. */
export class NakedSum {
  #totals: NakedTotals = { cycles: 0, totalMs: 0, longestMs: 0, peakUsd: 0, usdSeconds: 0, tooLong: 0 };

  fold({ type, body }: Fact): void {
    const before = this.#totals;
    if (type === 'risk.naked-too-long') this.#totals = { ...before, tooLong: before.tooLong + 1 };
    const { naked } = body;
    if (type !== 'cycle.closed' || !isRecord(naked)) return;
    // a member of a fact is plain JSON
    const figures = naked as { readonly [key: string]: Json };
    this.#totals = {
      ...before,
      cycles: before.cycles + 1,
      totalMs: before.totalMs + (numberIn(figures, 'totalMs') ?? 0),
      longestMs: Math.max(before.longestMs, numberIn(figures, 'longestMs') ?? 0),
      peakUsd: Math.max(before.peakUsd, numberIn(figures, 'peakUsd') ?? 0),
      usdSeconds: before.usdSeconds + (numberIn(figures, 'usdSeconds') ?? 0),
    };
  }

  totals(): NakedTotals {
    return this.#totals;
  }
}
