import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlotRing } from '../../src/market/slot-ring.ts';

describe('a ring of slots', () => {
  it('sums exactly the values of its window, whatever was skipped', () => {
    const step = fc.record({ skip: fc.integer({ min: 1, max: 9 }), value: fc.integer({ min: -50, max: 50 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ring = new SlotRing(7);
        const all: { slot: number; value: number }[] = [];
        let slot = 0;
        for (const { skip, value } of steps) {
          slot += skip;
          ring.moveTo(slot);
          ring.keep(value);
          all.push({ slot, value });
          const inWindow = all.filter((one) => one.slot > slot - 7).map((one) => one.value);
          expect(ring.count).toBe(inWindow.length);
          expect(ring.sum).toBe(inWindow.reduce((total, one) => total + one, 0));
          expect(ring.sumOfSquares).toBe(inWindow.reduce((total, one) => total + one ** 2, 0));
        }
      }),
    );
  });

  it('leaves no rounding behind when it is empty again', () => {
    const ring = new SlotRing(2);
    ring.moveTo(1);
    ring.keep(0.1);
    ring.moveTo(2);
    ring.keep(0.2);
    // 0.1 + 0.2 - 0.1 - 0.2 is 2.8e-17 in doubles
    ring.moveTo(9);
    expect([ring.count, ring.sum, ring.sumOfSquares]).toEqual([0, 0, 0]);
  });
});
