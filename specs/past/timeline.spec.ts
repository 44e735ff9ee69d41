import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { Timeline } from '../../src/past/timeline.ts';

const fact = (seq: number, type: string, at: number, actor = 'position/SOL'): Fact => ({
  seq,
  atMs: atMs(at),
  type,
  cause: seq,
  actor: actorId(actor),
  body: type.startsWith('position.') || type.startsWith('market.') ? { from: 'a', to: 'b' } : {},
});

const timeline = new Timeline();
for (const one of [
  fact(1, 'engine.started', 1000, 'engine'),
  fact(2, 'market.live', 1000, 'market/alpha:SOL/USDT:USDT'),
  fact(3, 'position.entering', 2000),
  fact(4, 'fill.booked', 2000, 'ledger'),
  fact(5, 'risk.naked-too-long', 3000),
  fact(6, 'alert.funding-rate', 3500),
  fact(7, 'position.hedged', 4000),
  fact(8, 'funding.paid', 9000, 'ledger'),
  fact(9, 'engine.started', 9000, 'engine'),
])
  timeline.add(one);

describe('the timeline of a run', () => {
  it('knows the last fact at or before an instant', () => {
    expect([999, 1000, 1999, 2000, 8999, 9000, 1e6].map((at) => timeline.seqAt(at))).toEqual([0, 2, 2, 4, 7, 9, 9]);
  });

  it('finds what one jumps to, forwards and back, and nothing beyond the ends', () => {
    expect(timeline.next('state', 0)).toBe(3);
    expect(timeline.next('state', 3)).toBe(7);
    expect(timeline.next('state', 7)).toBeUndefined();
    expect(timeline.previous('state', 7)).toBe(3);
    expect(timeline.previous('state', 3)).toBeUndefined();
    expect(timeline.next('fill', 0)).toBe(4);
    expect(timeline.next('alert', 0)).toBe(5);
    expect(timeline.next('alert', 5)).toBeUndefined();
    expect(timeline.previous('settlement', 100)).toBe(8);
    // the first start is none
    expect(timeline.next('restart', 0)).toBe(9);
  });

  it('marks a kind once a slice', () => {
    const { marks, fromMs, toMs, lastSeq } = timeline.marks(2);
    expect({ fromMs, toMs, lastSeq }).toEqual({ fromMs: 1000, toMs: 9000, lastSeq: 9 });
    expect(marks.state).toEqual([[3, 2000]]);
    expect(timeline.marks(400).marks.state).toEqual([
      [3, 2000],
      [7, 4000],
    ]);
    expect(marks.settlement).toEqual([[8, 9000]]);
    expect(timeline.marks(2).ends).toMatchObject({ state: [3, 7], fill: [4, 4], restart: [9, 9] });
    expect(new Timeline().marks(2).ends.fill).toEqual([0, 0]);
  });
});
