import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/codec.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { relationsOf } from '../../src/visualizer/fact-relations.ts';

const fact = (seq: number, cause: number, told: readonly [type: string, actor: string, body?: Json]): Fact => {
  const [type, actor, body = {}] = told;
  return { seq, cause, type, atMs: atMs(seq), actor: actorId(actor), body: body as Fact['body'] };
};

const journal = [
  fact(1, 10, ['position.scanning', 'position/SOL']),
  fact(2, 10, ['order.intended', 'order/a', { clientOrderId: 'a', coin: 'SOL' }]),
  fact(3, 10, ['order.intended', 'order/b', { clientOrderId: 'b', coin: 'SOL' }]),
  fact(4, 10, [
    'position.entering',
    'position/SOL',
    { event: { orders: [{ clientOrderId: 'a' }, { clientOrderId: 'b' }] } },
  ]),
  fact(5, 11, ['order.sent', 'order/a']),
  fact(6, 12, ['rate.journaled', 'ledger', { coin: 'USDC' }]),
  fact(7, 13, ['fill.booked', 'ledger', { clientOrderId: 'a', cycle: 'SOL-1' }]),
  fact(8, 13, ['order.filled', 'order/a']),
  fact(9, 14, ['funding.paid', 'ledger', { cycle: 'SOL-1' }]),
];
const seqs = (facts: readonly Fact[]): readonly number[] => facts.map(({ seq }) => seq);
const of = (seq: number) => {
  const { together, before, after } = relationsOf(
    journal.find((one) => one.seq === seq) ?? fact(0, 0, ['', '']),
    journal,
  );
  return [seqs(before), seqs(together), seqs(after)];
};

describe('what stands around a fact', () => {
  it('is what the same input led to, and what was before and after it about the same order or cycle', () => {
    expect(of(7)).toEqual([[5, 4, 2], [8], [9]]);
    expect(of(5)).toEqual([[4, 2], [], [7, 8]]);
  });

  it('leads from an effect back to the decision, and on to what it brought', () => {
    // paid, filled, sent, decided
    expect(of(9)[0]).toEqual([7]);
    expect(of(4)).toEqual([[], [1, 2, 3], [5, 7, 8]]);
  });

  it('does not take for kin what the books say of something else', () => {
    expect(of(6)).toEqual([[], [], []]);
  });
});
