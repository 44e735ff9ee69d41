import { describe, expect, it } from 'vitest';
import { gistOf } from '../../../src/visualizer/ui/fact-gist.ts';

describe('the gist of a fact', () => {
  it('begins with what is wanted first, in whatever order the fact is kept', () => {
    const told = {
      quantity: '2.5',
      reasons: [],
      long: 'a:X',
      short: 'b:X',
      netBps: 12.3456789,
      aprSpread: 0.5,
      side: 'buy',
    };
    const kept = Object.fromEntries(Object.entries(told).sort(([a], [b]) => (a < b ? -1 : 1)));
    const gist = 'side buy · quantity 2.5 · long a:X · short b:X · netBps 12.3457 · aprSpread 0.5';
    expect(gistOf({ body: told })).toBe(gist);
    expect(gistOf({ body: kept })).toBe(gist);
  });

  it('is the move where the fact is one', () => {
    const event = { type: 'order.ended' };
    expect(gistOf({ body: { from: 'entering', to: 'hedged', event } })).toBe('order.ended: entering → hedged');
  });

  it('tells times as times', () => {
    expect(gistOf({ body: { settlementAtMs: 1_767_589_200_000 } })).toBe('settlementAt 2026-01-05 05:00:00');
  });
});
