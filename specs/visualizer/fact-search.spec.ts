import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { factsMatching, kinOf } from '../../src/visualizer/fact-search.ts';

const fact = (seq: number, cause: number, type: string, actor = 'position/SOL'): Fact => ({
  seq,
  atMs: atMs(seq),
  type,
  cause,
  actor: actorId(actor),
  body: { note: `Number ${seq}` },
});
const facts = [
  fact(1, 10, 'position.entering'),
  fact(2, 10, 'order.intended', 'order/1'),
  fact(3, 11, 'order.sent', 'order/1'),
  fact(4, 12, 'funding.paid', 'ledger'),
];
const seqs = (found: Iterable<Fact>): readonly number[] => [...found].map(({ seq }) => seq);

describe('the journal, asked', () => {
  it('answers by actor, type, text and span, and no more than asked for', () => {
    expect(seqs(factsMatching(facts, { actor: 'order/' }))).toEqual([2, 3]);
    expect(seqs(factsMatching(facts, { type: 'order.', to: 2 }))).toEqual([2]);
    expect(seqs(factsMatching(facts, { text: 'NUMBER 4' }))).toEqual([4]);
    expect(seqs(factsMatching(facts, { limit: 2 }))).toEqual([1, 2]);
  });

  it('tells a fact with what came of the same input', () => {
    const kin = kinOf(facts, 2);
    expect([kin?.fact.seq, seqs(kin?.before ?? []), seqs(kin?.after ?? [])]).toEqual([2, [1], []]);
    expect(kinOf(facts, 3)).toMatchObject({ before: [], after: [] });
    expect(kinOf(facts, 9)).toBeUndefined();
  });
});
