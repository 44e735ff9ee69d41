import type { Fact } from '../domain/fact.ts';
import { text } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import { AccountBook } from '../monitor/account-book.ts';
import type { CycleResult } from '../monitor/account-book.ts';
import type { EquityPoint } from './backtest-result.ts';
import type { EquityAtMarks } from './history-run.ts';

/** Realized equity after every change, and at marks where that was looked at; in order of time. */
export const equityPoints = (facts: readonly Fact[], atMarks: readonly EquityAtMarks[]): readonly EquityPoint[] => {
  const book = new AccountBook();
  const points: EquityPoint[] = [];
  const waiting = [...atMarks];
  let last: Decimal | undefined;
  const markUpTo = (atMs: number): void => {
    for (let next = waiting[0]; next !== undefined && next.atMs < atMs; next = waiting[0]) {
      waiting.shift();
      points.push({ atMs: next.atMs, realizedUsd: text(book.curve.equityUsd), atMarksUsd: next.usd });
    }
  };
  for (const fact of facts) {
    markUpTo(fact.atMs);
    book.fold(fact);
    const equity = book.curve.equityUsd;
    if (last?.eq(equity) === true || (last === undefined && equity.isZero())) continue;
    last = equity;
    const before = points.at(-1);
    // what one instant changes step by step is one change
    if (before?.atMs === fact.atMs && before.atMarksUsd === undefined) points.pop();
    points.push({ atMs: fact.atMs, realizedUsd: text(equity) });
  }
  markUpTo(Infinity);
  return points;
};

/** Part of a span in which at least one cycle was open, 0..1. */
export const heldFraction = (
  cycles: readonly CycleResult[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): number => {
  const spans = cycles
    .map(({ openedAtMs, closed }) => [openedAtMs ?? toMs, closed?.atMs ?? toMs] as const)
    .sort(([a], [b]) => a - b);
  let heldMs = 0;
  let untilMs = fromMs;
  for (const [openedMs, closedMs] of spans) {
    heldMs += Math.max(0, closedMs - Math.max(openedMs, untilMs));
    untilMs = Math.max(untilMs, closedMs);
  }
  return heldMs / (toMs - fromMs);
};
