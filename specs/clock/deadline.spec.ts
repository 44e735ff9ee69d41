import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDue, nextSettlement, roundUpTo100Ms } from '../../src/clock/deadline.ts';
import { DeadlineQueue } from '../../src/clock/deadline-queue.ts';
import { actorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';

describe('deadlines', () => {
  it('are due at their instant and after it, not before, and never without one', () => {
    expect([99, 100, 101].map((nowMs) => isDue(100, nowMs))).toEqual([false, true, true]);
    expect(isDue(undefined, 1e15)).toBe(false);
  });

  it('are rounded up to 100 ms', () => {
    expect([0, 1, 99.5, 100, 101].map(roundUpTo100Ms)).toEqual([0, 100, 100, 100, 200]);
  });
});

const at = (iso: string) => Date.parse(iso);

describe('settlements', () => {
  it.each([
    ['2026-03-01T07:59:59.999Z', 8, '2026-03-01T08:00:00.000Z'],
    ['2026-03-01T08:00:00.000Z', 8, '2026-03-01T16:00:00.000Z'],
    ['2026-03-01T23:30:00.000Z', 1, '2026-03-02T00:00:00.000Z'],
    ['2026-03-01T13:00:00.001Z', 4, '2026-03-01T16:00:00.000Z'],
  ])('after %s every %d h is %s', (from, intervalHours, next) => {
    expect(nextSettlement(at(from), intervalHours)).toBe(at(next));
  });

  it.each([0, -8, Number.NaN, Number.POSITIVE_INFINITY])('refuse an interval of %d hours', (intervalHours) => {
    expect(() => nextSettlement(0, intervalHours)).toThrow(RangeError);
  });
});

describe('deadline queue', () => {
  it('hands out what is due by deadline, then by actor id, whoever asked first', () => {
    const queue = new DeadlineQueue();
    for (const [actor, deadline] of [
      ['position/C', 200],
      ['position/B', 100],
      ['position/A', 200],
    ] as const)
      queue.set(actorId(actor), atMs(deadline));
    expect(queue.earliest()).toBe(100);
    expect(queue.takeDue(99)).toEqual([]);
    expect(queue.takeDue(200)).toEqual(['position/B', 'position/A', 'position/C']);
    expect(queue.earliest()).toBeUndefined();
  });

  it('knows only the latest deadline of an actor', () => {
    const queue = new DeadlineQueue();
    queue.set(actorId('guard'), atMs(100));
    queue.set(actorId('guard'), atMs(300));
    expect(queue.earliest()).toBe(300);
    queue.set(actorId('guard'), atMs(100));
    expect(queue.takeDue(100)).toEqual(['guard']);
    expect(queue.takeDue(1000)).toEqual([]);
    queue.set(actorId('guard'), atMs(400));
    queue.set(actorId('guard'), undefined);
    expect([queue.earliest(), queue.size, queue.of(actorId('guard'))]).toEqual([undefined, 0, undefined]);
  });

  it('does what a plain sorted list does', () => {
    const change = fc.record({
      actor: fc.integer({ min: 0, max: 9 }).map((n) => actorId(`a${n}`)),
      deadline: fc.option(fc.integer({ min: 0, max: 50 }).map(atMs), { nil: undefined }),
      takeAt: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined, freq: 4 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 300 }), (changes) => {
        const queue = new DeadlineQueue();
        const plain = new Map<string, number>();
        for (const { actor, deadline, takeAt } of changes) {
          queue.set(actor, deadline);
          if (deadline === undefined) plain.delete(actor);
          else plain.set(actor, deadline);
          expect(queue.earliest()).toBe([...plain.values()].sort((a, b) => a - b)[0]);
          if (takeAt === undefined) continue;
          const due = [...plain].filter(([, at]) => at <= takeAt);
          due.sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
          expect(queue.takeDue(takeAt)).toEqual(due.map(([id]) => id));
          for (const [id] of due) plain.delete(id);
        }
      }),
    );
  });
});
