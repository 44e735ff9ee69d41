import { describe, expect, it } from 'vitest';
import { actorId } from '../../src/domain/ids.ts';
import type { ActorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { AlarmDesk } from './alarm-desk.ts';
import type { AlarmEvent } from './alarm-desk.ts';

const A = actorId('alarm/a');
const B = actorId('alarm/b');

const desk = (...ids: readonly ActorId[]): AlarmDesk => {
  const made = new AlarmDesk();
  for (const id of ids) made.spawn(id);
  return made;
};
const set = (deadlineAtMs: number | null): AlarmEvent => ({
  type: 'set',
  deadlineAtMs: deadlineAtMs === null ? null : atMs(deadlineAtMs),
});

describe('sending', () => {
  it('reaches the actor named, tells of states that were left and of what it emits', () => {
    const own = desk(A, B);
    own.send(A, set(500));
    own.runTo(500);
    expect(own.told).toEqual([`${A} emits {"type":"rang","counted":0}`, `${A} waiting > rung at tick`]);
    expect([own.registry.state(A), own.registry.state(B)]).toEqual(['rung', 'waiting']);
  });

  it('says nothing of a change that stays in its state', () => {
    const own = desk(A);
    own.send(A, { type: 'count' });
    expect(own.told).toEqual([]);
    expect(own.registry.context(A)).toEqual({ deadlineAtMs: null, counted: 1 });
  });

  it('to nobody, or to one that was stopped, is nothing', () => {
    const own = desk(A);
    own.registry.stop(A);
    own.send(A, { type: 'count' });
    own.send(B, { type: 'break' });
    expect([own.told, own.registry.has(A), own.registry.ids()]).toEqual([[], false, []]);
  });
});

describe('deadlines', () => {
  it('are rounded up to 100 ms and tick the actors that wait, and no other', () => {
    const own = desk(A, B);
    own.send(A, set(1001));
    expect(own.registry.earliestDeadlineAtMs()).toBe(1100);
    expect(own.runTo(5000)).toEqual([1100]);
    expect([own.registry.state(A), own.registry.state(B)]).toEqual(['rung', 'waiting']);
  });

  it('come by time, then by the name of the actor', () => {
    const own = desk(B, A);
    own.send(B, set(200));
    own.send(A, set(200));
    own.runTo(200);
    expect(own.told.filter((line) => line.includes('>'))).toEqual([
      `${A} waiting > rung at tick`,
      `${B} waiting > rung at tick`,
    ]);
  });

  it('can be moved and taken back', () => {
    const own = desk(A);
    own.send(A, set(200));
    own.send(A, set(900));
    expect(own.registry.earliestDeadlineAtMs()).toBe(900);
    own.send(A, set(null));
    expect(own.registry.earliestDeadlineAtMs()).toBeUndefined();
  });

  it('that a tick did not move come due again 100 ms later, never twice at one instant', () => {
    const own = desk(A);
    own.send(A, { type: 'leave' });
    own.send(A, set(200));
    expect(own.runTo(500)).toEqual([200, 300, 400, 500]);
  });

  it('end with the actor', () => {
    const own = desk(A);
    own.send(A, set(200));
    own.registry.stopAll();
    expect(own.registry.earliestDeadlineAtMs()).toBeUndefined();
  });
});

describe('an actor whose action throws', () => {
  it('restarts after a second from its last good state and goes on', () => {
    const own = desk(A);
    own.send(A, { type: 'count' });
    own.send(A, { type: 'break' });
    expect(own.told).toEqual([`${A} restarting: broken on purpose`]);
    // while it is out it takes nothing
    own.send(A, { type: 'count' });
    expect(own.runTo(999)).toEqual([]);
    expect(own.runTo(1000)).toEqual([1000]);
    expect(own.registry.context(A)).toMatchObject({ counted: 1 });
    own.send(A, { type: 'leave' });
    expect(own.registry.state(A)).toBe('deaf');
  });

  it('still has its deadline after the restart', () => {
    const own = desk(A);
    own.send(A, set(700));
    own.send(A, { type: 'break' });
    own.runTo(1000);
    expect(own.registry.state(A)).toBe('rung');
  });

  it('waits longer each time and is parked at the third failure within a minute', () => {
    const own = desk(A);
    own.send(A, { type: 'break' });
    expect(own.registry.earliestDeadlineAtMs()).toBe(1000);
    own.runTo(1000);
    own.send(A, { type: 'break' });
    // 1000 + 2 x 1000
    expect(own.registry.earliestDeadlineAtMs()).toBe(3000);
    own.runTo(3000);
    own.send(A, { type: 'break' });
    expect(own.told.at(-1)).toBe(`${A} parked: broken on purpose`);
    expect(own.registry.isParked(A)).toBe(true);
  });

  it('takes nothing and asks for no tick once it is parked', () => {
    const own = desk(A);
    own.send(A, set(2500));
    for (let failure = 0; failure < 3; failure += 1) {
      own.send(A, { type: 'break' });
      own.runTo(failure === 0 ? 1000 : 3000);
    }
    expect(own.registry.isParked(A)).toBe(true);
    own.send(A, { type: 'count' });
    expect(own.registry.context(A)).toMatchObject({ counted: 0 });
    expect(own.runTo(60_000)).toEqual([]);
  });

  it('that fails at every tick is ticked three times, then never again', () => {
    const own = desk(A);
    own.send(A, { type: 'crack' });
    own.send(A, set(100));
    // 100 + 1000, then + 2000
    expect(own.runTo(60_000)).toEqual([100, 1100, 3100]);
    expect(own.registry.isParked(A)).toBe(true);
  });

  it('is not parked for failures that lie more than a minute apart', () => {
    const own = desk(A);
    for (const start of [0, 60_000, 120_000, 180_000]) {
      own.runTo(start);
      own.send(A, { type: 'break' });
    }
    own.runTo(182_000);
    expect(own.registry.isParked(A)).toBe(false);
    expect(own.told).toHaveLength(4);
  });

  it('leaves the others alone', () => {
    const own = desk(A, B);
    own.send(A, { type: 'break' });
    own.send(B, { type: 'count' });
    expect(own.registry.context(B)).toMatchObject({ counted: 1 });
  });
});

describe('snapshots', () => {
  it('are taken of the persisted actors that changed, once', () => {
    const own = desk();
    own.spawn(A, { version: 3 });
    own.spawn(B);
    own.send(A, { type: 'count' });
    own.send(B, { type: 'count' });
    expect(own.registry.takeSnapshots()).toMatchObject([
      { actor: A, machineVersion: 3, snapshot: { value: 'waiting', context: { counted: 1 } } },
    ]);
    expect(own.registry.takeSnapshots()).toEqual([]);
  });

  it('are plain JSON from which another registry goes on', () => {
    const own = desk();
    own.spawn(A, { version: 1 });
    own.send(A, { type: 'count' });
    own.send(A, set(700));
    const [taken] = own.registry.takeSnapshots();
    expect(JSON.parse(JSON.stringify(taken))).toEqual(taken);
    const other = desk();
    other.spawn(A, { version: 1, snapshot: JSON.parse(JSON.stringify(taken?.snapshot)) });
    expect(other.runTo(700)).toEqual([700]);
    expect(other.told[0]).toBe(`${A} emits {"type":"rang","counted":1}`);
  });

  it('never hold the error of an actor that failed after it had changed', () => {
    const own = desk();
    own.spawn(A, { version: 1 });
    own.send(A, { type: 'count' });
    own.send(A, { type: 'break' });
    expect(own.registry.takeSnapshots()).toMatchObject([{ snapshot: { status: 'active', context: { counted: 1 } } }]);
  });
});
