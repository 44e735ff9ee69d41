import { debounceTime, interval, map, of, Subject, take, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createActor, createMachine } from 'xstate';
import { createVirtualClock } from '../../src/clock/virtual-clock.adapter.ts';

describe('virtual clock', () => {
  it('stands still until it is moved and never goes back', () => {
    const clock = createVirtualClock(1000);
    expect(clock.now()).toBe(1000);
    clock.moveTo(1500);
    clock.moveTo(1200);
    expect(clock.now()).toBe(1500);
  });

  it('runs timers in order of due time, then of arming, each at its own instant', () => {
    const clock = createVirtualClock(0);
    const ran: string[] = [];
    for (const [name, delayMs] of [
      ['late', 300],
      ['early', 100],
      ['tie 1', 200],
      ['tie 2', 200],
    ] as const)
      clock.timers.setTimeout(() => ran.push(`${name} at ${clock.now()}`), delayMs);
    clock.moveTo(250);
    expect(ran).toEqual(['early at 100', 'tie 1 at 200', 'tie 2 at 200']);
    clock.moveTo(300);
    expect(ran).toHaveLength(4);
    expect(clock.now()).toBe(300);
  });

  it('does not run a cleared timer, and runs one armed on the way', () => {
    const clock = createVirtualClock(0);
    const ran: number[] = [];
    const cleared = clock.timers.setTimeout(() => ran.push(-1), 50);
    clock.timers.setTimeout(() => {
      clock.timers.clearTimeout(cleared);
      clock.timers.setTimeout(() => ran.push(clock.now()), 30);
    }, 40);
    clock.moveTo(100);
    expect(ran).toEqual([70]);
  });

  it('drives RxJS: intervals, timers, debounce and unsubscription', () => {
    const clock = createVirtualClock(0);
    const seen: string[] = [];
    const typed = new Subject<string>();
    interval(100, clock.scheduler)
      .pipe(
        take(3),
        map((n) => `interval ${n} at ${clock.now()}`),
      )
      .subscribe((line) => seen.push(line));
    typed.pipe(debounceTime(250, clock.scheduler)).subscribe((value) => seen.push(`${value} at ${clock.now()}`));
    const stopped = timer(50, clock.scheduler).subscribe(() => seen.push('never'));
    stopped.unsubscribe();
    typed.next('a');
    clock.moveTo(90);
    typed.next('b');
    clock.moveTo(1000);
    expect(seen).toEqual(['interval 0 at 100', 'interval 1 at 200', 'interval 2 at 300', 'b at 340']);
  });

  it('drives XState timers', () => {
    const clock = createVirtualClock(0);
    const machine = createMachine({ initial: 'waiting', states: { waiting: { after: { 5000: 'over' } }, over: {} } });
    const actor = createActor(machine, { clock: clock.timers }).start();
    clock.moveTo(4999);
    expect(actor.getSnapshot().value).toBe('waiting');
    clock.moveTo(5000);
    expect(actor.getSnapshot().value).toBe('over');
  });

  it('keeps both faces in one order', () => {
    const clock = createVirtualClock(0);
    const seen: string[] = [];
    clock.timers.setTimeout(() => seen.push('timer 1'), 10);
    timer(10, clock.scheduler).subscribe(() => seen.push('stream'));
    clock.timers.setTimeout(() => seen.push('timer 2'), 10);
    of('later').subscribe(() => clock.timers.setTimeout(() => seen.push('timer 3'), 5));
    clock.moveTo(10);
    expect(seen).toEqual(['timer 3', 'timer 1', 'stream', 'timer 2']);
  });

  it('refuses a timer that re-arms itself without delay instead of hanging', () => {
    const clock = createVirtualClock(0);
    const again = (): unknown => clock.timers.setTimeout(again, 0);
    again();
    expect(() => clock.moveTo(1)).toThrow('re-arms itself without delay');
  });
});
