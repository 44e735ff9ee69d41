import { describe, expect, it } from 'vitest';
import { createPacer } from '../../src/clock/pacer.adapter.ts';
import { createWallClock, hrtimeMs, sleep } from '../../src/clock/wall-clock.adapter.ts';

const settable = (startMs: number) => {
  const state = { wallMs: startMs, monotonicMs: 0 };
  return {
    passed: (elapsedMs: number, stepMs = 0) => {
      state.monotonicMs += elapsedMs;
      state.wallMs += elapsedMs + stepMs;
    },
    wallMs: () => state.wallMs,
    monotonicMs: () => state.monotonicMs,
  };
};

describe('wall clock', () => {
  it('follows the wall clock', () => {
    const sources = settable(1_000_000);
    const clock = createWallClock({ sources });
    sources.passed(250);
    expect(clock.now()).toBe(1_000_250);
  });

  it('holds still through a small correction backwards, without a report', () => {
    const sources = settable(1_000_000);
    const jumps: number[] = [];
    const clock = createWallClock({ sources, onJump: (jumpMs) => jumps.push(jumpMs) });
    sources.passed(1000);
    expect(clock.now()).toBe(1_001_000);
    sources.passed(100, -600);
    expect(clock.now()).toBe(1_001_000);
    sources.passed(700);
    expect(clock.now()).toBe(1_001_200);
    expect(jumps).toEqual([]);
  });

  it('goes on after the wall clock was set back an hour, reports it, and rejoins when it is set forward again', () => {
    const sources = settable(10_000_000);
    const jumps: number[] = [];
    const clock = createWallClock({ sources, onJump: (jumpMs) => jumps.push(jumpMs) });
    sources.passed(500, -3_600_000);
    expect(clock.now()).toBe(10_000_500);
    sources.passed(500);
    expect(clock.now()).toBe(10_001_000);
    sources.passed(500, 3_600_000);
    expect(clock.now()).toBe(10_001_500);
    expect(jumps).toEqual([-3_600_000, 3_600_000]);
  });

  it('follows a jump forwards and reports it', () => {
    const sources = settable(0);
    const jumps: number[] = [];
    const clock = createWallClock({ sources, onJump: (jumpMs) => jumps.push(jumpMs) });
    sources.passed(10, 5000);
    expect(clock.now()).toBe(5010);
    expect(jumps).toEqual([5000]);
  });

  it('runs real timers and streams', async () => {
    const clock = createWallClock();
    const ran: string[] = [];
    const cleared = clock.timers.setTimeout(() => ran.push('cleared'), 1);
    clock.timers.clearTimeout(cleared);
    await new Promise<void>((resolve) => {
      clock.scheduler.schedule(() => {
        ran.push('scheduled');
        resolve();
      }, 5);
    });
    expect(ran).toEqual(['scheduled']);
  });

  it('sleeps until the time is over or it is woken', async () => {
    await sleep(1);
    const stop = new AbortController();
    const sleeping = sleep(3_600_000, stop.signal).then(() => 'awake');
    expect(await Promise.race([sleeping, sleep(5).then(() => 'asleep')])).toBe('asleep');
    stop.abort();
    expect(await sleeping).toBe('awake');
    await sleep(3_600_000, stop.signal);
    expect(hrtimeMs()).toBeLessThanOrEqual(hrtimeMs());
  });
});

describe('pacer', () => {
  it('makes virtual time wait for real time at the speed asked for', async () => {
    const stop = new AbortController();
    const pacer = createPacer(stop.signal);
    await pacer.reach(0, 600);
    // Ten virtual days at 600 virtual ms a real ms are 24 real minutes.
    const reached = pacer.reach(864_000_000, 600).then(() => 'reached');
    expect(await Promise.race([reached, sleep(5).then(() => 'waiting')])).toBe('waiting');
    stop.abort();
    expect(await reached).toBe('reached');
  });

  it('does not wait at full speed, nor makes up for it afterwards', async () => {
    const pacer = createPacer();
    const yearMs = 31_536_000_000;
    await pacer.reach(0, 'max');
    // A pacer that waited would run into the time limit of the spec.
    await pacer.reach(yearMs, 'max');
    await pacer.reach(yearMs + 100, 100);
  });
});
