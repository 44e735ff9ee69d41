import { expect, it } from 'vitest';
import { NakedSum } from '../../src/monitor/naked-sum.ts';
import { fact, journalOf } from './support/journal.ts';
import type { Sketch } from './support/journal.ts';

const sumOf = (...sketches: readonly Sketch[]) => {
  const sum = new NakedSum();
  for (const one of journalOf(sketches)) sum.fold(one);
  return sum.totals();
};
const closed = (naked?: Record<string, number>): Sketch =>
  fact(1, 'cycle.closed', { actor: 'position/SOL', cycle: 'SOL-1', reason: 'operator', ...(naked && { naked }) });

it('adds up what closed cycles stood unhedged, and keeps the worst of them', () => {
  const first = { totalMs: 900, longestMs: 500, peakUsd: 950, usdSeconds: 400 };
  const second = { totalMs: 100, longestMs: 100, peakUsd: 2000, usdSeconds: 50.5 };
  const long = fact(2, 'risk.naked-too-long', { actor: 'position/SOL', stretchMs: 7001 });
  expect(sumOf(closed(first), long, closed(second))).toEqual({
    cycles: 2,
    totalMs: 1000,
    longestMs: 500,
    peakUsd: 2000,
    usdSeconds: 450.5,
    tooLong: 1,
  });
});

it('leaves out cycles of builds that did not measure it', () => {
  expect(sumOf(closed())).toMatchObject({ cycles: 0, totalMs: 0 });
});
