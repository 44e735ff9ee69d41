import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { MetricsTally } from '../../src/visualizer/metrics-tally.ts';

let seq = 0;
const fact = (type: string, actor: string, at: number, body: Fact['body'] = {}): Fact => {
  seq += 1;
  return { seq, atMs: atMs(at), type, cause: seq, actor: actorId(actor), body };
};
const tallyOf = (facts: readonly Fact[]): MetricsTally => {
  const tally = new MetricsTally();
  for (const one of facts) tally.fold(one);
  return tally;
};

describe('what facts add up to', () => {
  it('is how often each machine came to each state', () => {
    const moved = { from: 'a', to: 'b' };
    const { transitions } = tallyOf([
      fact('position.hedged', 'position/SOL', 1, moved),
      fact('position.hedged', 'position/ETH', 2, moved),
      fact('order.working', 'order/1', 3, moved),
      fact('route.refused', 'scout/SOL', 4),
    ]);
    expect([...transitions]).toEqual([
      ['position hedged', 2],
      ['order working', 1],
    ]);
  });

  it('is how long an order took to the wire, to an answer and to its first fill', () => {
    const tally = tallyOf([
      fact('order.intended', 'order/1', 1000, { clientOrderId: '1' }),
      fact('order.sent', 'order/1', 1004, { from: 'intended', to: 'sent' }),
      fact('order.working', 'order/1', 1044, { from: 'sent', to: 'working' }),
      fact('fill.booked', 'ledger', 1104, { clientOrderId: '1' }),
      fact('fill.booked', 'ledger', 9104, { clientOrderId: '1' }),
    ]);
    expect(tally.intentToWire.read()).toMatchObject({ count: 1, sum: 0.004 });
    expect(tally.wireToAnswer.read()).toMatchObject({ count: 1, sum: 0.04 });
    expect(tally.wireToFill.read()).toMatchObject({ count: 1, sum: 0.1 });
  });

  it('is how long the work of the engine itself took, in seconds', () => {
    const tally = new MetricsTally();
    tally.time({ kind: 'frame-to-decision', ms: 0.4 });
    tally.time({ kind: 'frame-to-decision', ms: 1.1 });
    tally.time({ kind: 'signal-to-order', ms: 12 });
    const { sum, count, buckets } = tally.work['frame-to-decision'].read();
    expect(sum).toBeCloseTo(0.0015, 9);
    expect([count, new Map(buckets).get(0.0005), new Map(buckets).get(0.0025)]).toEqual([2, 1, 2]);
    expect(tally.work['signal-to-order'].read()).toMatchObject({ count: 1, sum: 0.012 });
    expect(tally.work['journal-commit'].read().count).toBe(0);
  });

  it('is what was credited, and its difference from what was predicted last for the same settlement', () => {
    const settlement = { market: 'okx:SOL/USDT:USDT', settlementAtMs: 28_800_000 };
    const tally = tallyOf([
      fact('funding.expected', 'funding', 1, { ...settlement, amount: '1.25' }),
      fact('funding.paid', 'ledger', 2, { ...settlement, coin: 'USDT', amount: '1.5' }),
      fact('funding.paid', 'ledger', 3, { ...settlement, settlementAtMs: 57_600_000, coin: 'USDT', amount: '-0.5' }),
    ]);
    expect([...tally.funding.values()]).toEqual([
      { venue: 'okx', coin: 'USDT', credited: 1, error: 0.25, payments: 2 },
    ]);
  });
});
