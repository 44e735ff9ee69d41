import { ZERO, text } from '../domain/money.ts';
import type { CycleResult } from '../monitor/account-book.ts';
import type { EquityChange } from '../monitor/equity-curve.ts';
import type { EquityPoint } from './backtest-result.ts';
import type { EquityAtMarks } from './history-run.ts';

/** Realized equity after every change, and at marks where that was looked at; in order of time. */
export const equityPoints = (
  changes: readonly EquityChange[],
  atMarks: readonly EquityAtMarks[],
): readonly EquityPoint[] => {
  const points: EquityPoint[] = [];
  let next = 0;
  for (const { atMs, usd } of atMarks) {
    for (let change = changes[next]; change !== undefined && change.atMs < atMs; change = changes[(next += 1)])
      points.push({ atMs: change.atMs, realizedUsd: text(change.usd) });
    points.push({ atMs, realizedUsd: points.at(-1)?.realizedUsd ?? text(ZERO), atMarksUsd: usd });
  }
  for (const change of changes.slice(next)) points.push({ atMs: change.atMs, realizedUsd: text(change.usd) });
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
