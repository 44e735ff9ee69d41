import { describe, expect, it } from 'vitest';
import { actorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { Projection } from '../../src/visualizer/projection.ts';

describe('the facts a page gets', () => {
  it('are bounded, and what comes by the minute does not crowd out what happened once', () => {
    const projection = new Projection();
    const fold = (seq: number, type: string): void =>
      projection.fold({ seq, atMs: atMs(seq), type, cause: seq, actor: actorId('any'), body: {} });
    fold(1, 'operator.trading');
    for (let seq = 2; seq <= 5000; seq += 1) fold(seq, 'alert.funding-rate');
    const seqs = projection.facts().map(({ seq }) => seq);
    expect(seqs.length).toBe(401);
    expect([seqs[0], seqs[1], seqs.at(-1)]).toEqual([1, 4601, 5000]);
  });
});
