import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/codec.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { Lanes } from '../../src/visualizer/lanes.ts';

let seq = 0;
const fact = (at: number, type: string, actor: string, body: { readonly [key: string]: Json }): Fact => {
  seq += 1;
  return { seq, atMs: atMs(at), type, cause: 1, actor: actorId(actor), body };
};
const moved = (at: number, from: string, to: string): Fact => fact(at, `position.${to}`, 'position/SOL', { from, to });

describe('a lane', () => {
  it('is the states of a position as spans, open while the last one lasts', () => {
    const lanes = new Lanes();
    lanes.fold(moved(1000, 'scanning.watching', 'scanning.asking'));
    lanes.fold(moved(1000, 'scanning.asking', 'entering.balancing.deciding'));
    lanes.fold(moved(1200, 'entering.balancing.deciding', 'hedged.carrying'));
    expect(lanes.lanes.get('SOL')?.spans).toEqual([
      { state: 'entering.balancing.deciding', fromMs: 1000, toMs: 1200 },
      { state: 'hedged.carrying', fromMs: 1200 },
    ]);
    lanes.fold(moved(5000, 'hedged.carrying', 'scanning.watching'));
    expect(lanes.lanes.get('SOL')?.spans.at(-1)).toEqual({ state: 'hedged.carrying', fromMs: 1200, toMs: 5000 });
  });

  it('takes a settlement by its cycle, whatever coin it was paid in', () => {
    const lanes = new Lanes();
    lanes.fold(
      fact(10, 'funding.paid', 'ledger', { coin: 'USDC', cycle: 'SOL-2', amount: '1.5', market: 'a:SOL/USDC:USDC' }),
    );
    expect([...lanes.lanes.keys()]).toEqual(['SOL']);
    expect(lanes.lanes.get('SOL')?.marks).toMatchObject([
      { atMs: 10, kind: 'funding', label: 'funding 1.5 USDC, a:SOL/USDC:USDC' },
    ]);
  });

  it('leaves out coins that only looked', () => {
    const lanes = new Lanes();
    lanes.fold(moved(1, 'scanning.watching', 'scanning.asking'));
    lanes.fold(moved(2, 'scanning.asking', 'scanning.watching'));
    expect(lanes.lanes.size).toBe(0);
  });

  it('keeps the parts of a closed cycle as they were written', () => {
    const lanes = new Lanes();
    lanes.fold(
      fact(9, 'cycle.closed', 'position/SOL', {
        cycle: 'SOL-1',
        reason: 'carry-flipped',
        funding: '3',
        fees: '2',
        net: '1',
      }),
    );
    expect(lanes.closed.get('SOL-1')).toMatchObject({
      coin: 'SOL',
      reason: 'carry-flipped',
      parts: { funding: '3', fees: '2', net: '1' },
    });
  });
});
