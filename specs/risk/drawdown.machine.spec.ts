import { describe, expect, it } from 'vitest';
import { text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { defaultGuardSettings } from '../../src/risk/drawdown.ts';
import { DAY_MS, GuardStory, MORNING } from './guard-story.ts';

/** 100,000 at first; the daily rules set aside so that a story can be about the drawdown alone. */
const withoutDailyRules = (): GuardStory =>
  new GuardStory({ ...defaultGuardSettings, dailyHaltFraction: 1, dailyPauseFraction: 1 });

describe('realized drawdown', () => {
  it('pauses at 15 % of the high, not before', () => {
    const guard = withoutDailyRules();
    guard.equity(90_000);
    guard.equity(100_000);
    // (100,000 - 85,001) / 100,000 = 14.999 %
    expect(guard.equity(85_001)).toBe('active open');
    expect(guard.equity(85_000)).toBe('paused open');
    expect(guard.view.sizeMultiplier).toBe(0);
    expect(guard.marks).toMatchObject({ reportedHwm: '100000', ownHwm: '100000', lwm: '85000' });
  });

  it('does not count the price of open hedges', () => {
    const guard = withoutDailyRules();
    guard.equity(100_000);
    expect(guard.equity(100_000, { open: -7000 })).toBe('active open');
    expect(guard.view.drawdown.realized).toBe(0);
  });

  it('cuts sizes before it pauses', () => {
    const guard = withoutDailyRules();
    guard.equity(100_000);
    guard.equity(88_750);
    // dd = 11.25 %: 2 x (0.15 - 0.1125) / 0.15 = 0.5
    expect(guard.view.sizeMultiplier).toBeCloseTo(0.5, 12);
  });

  it('follows new lows while paused and resumes 2 % above the lowest, re-based', () => {
    const guard = withoutDailyRules();
    guard.equity(100_000);
    guard.equity(84_000);
    expect(guard.equity(80_000)).toBe('paused open');
    // 80,000 x 1.02 = 81,600
    expect(guard.equity(81_599)).toBe('paused open');
    expect(guard.equity(81_600)).toBe('active open');
    expect(guard.marks).toMatchObject({ reportedHwm: '100000', ownHwm: '81600', lwm: '80000' });
    expect(guard.view.drawdown).toMatchObject({ realized: 0, reported: 0.184 });
    expect(guard.view.sizeMultiplier).toBe(1);
  });

  it('resumes by itself once per reported high; the next time it takes the operator', () => {
    const guard = withoutDailyRules();
    guard.equity(100_000);
    guard.equity(84_000);
    expect(guard.equity(86_000)).toBe('active open');
    // a second 15 % from the re-based 86,000: 73,100
    expect(guard.equity(73_100)).toBe('paused open');
    expect(guard.equity(80_000)).toBe('paused open');
    expect(guard.operatorResumes()).toBe('active open');
    expect(guard.marks).toMatchObject({ ownHwm: '80000', reportedHwm: '100000' });
  });

  it('earns another automatic resume with a new reported high', () => {
    const guard = withoutDailyRules();
    guard.equity(100_000);
    guard.equity(84_000);
    guard.equity(86_000);
    guard.equity(110_000);
    expect(guard.equity(93_500)).toBe('paused open');
    // 93,500 x 1.02 = 95,370
    expect(guard.equity(95_370)).toBe('active open');
  });

  it('stays paused with nothing open, because nothing can move the equity', () => {
    const guard = withoutDailyRules();
    guard.equity(100_000);
    guard.equity(84_000, { positions: 0 });
    expect(guard.equity(90_000, { positions: 0 })).toBe('paused open');
    expect(guard.operatorResumes()).toBe('active open');
  });

  it('has no way up from a low of nothing', () => {
    const guard = withoutDailyRules();
    guard.equity(100_000);
    guard.equity(-100);
    guard.midnight();
    expect(guard.equity(-50)).toMatch(/^paused/);
    expect(guard.equity(100)).toMatch(/^paused/);
  });
});

describe('unrealized drawdown', () => {
  it('warns at 8 % of the high and halves sizes, and stops warning below it', () => {
    const guard = withoutDailyRules();
    guard.equity(100_000);
    expect(guard.equity(100_000, { open: -7999 })).toBe('active open');
    expect(guard.equity(100_000, { open: -8000 })).toBe('warning open');
    expect(guard.view.sizeMultiplier).toBe(0.5);
    expect(guard.equity(100_000, { open: -7999 })).toBe('active open');
    expect(guard.equity(100_000, { open: 9000 })).toBe('active open');
  });

  it('gives way to a pause', () => {
    const guard = withoutDailyRules();
    guard.equity(100_000);
    guard.equity(100_000, { open: -9000 });
    expect(guard.equity(85_000, { open: -9000 })).toBe('paused open');
  });
});

describe('the loss of the UTC day', () => {
  it('halts entries at 2 % until the next day, even if the loss comes back', () => {
    const guard = new GuardStory();
    guard.equity(100_000);
    expect(guard.equity(100_000, { open: -1999 })).toBe('active open');
    expect(guard.equity(100_000, { open: -2000 })).toBe('active halted');
    expect(guard.view.sizeMultiplier).toBe(0);
    expect(guard.equity(101_000)).toBe('active halted');
    expect(guard.midnight()).toBe('active open');
    expect(guard.view.sizeMultiplier).toBe(1);
  });

  it('counts from the equity at midnight, a jump over it included', () => {
    const guard = new GuardStory();
    guard.equity(100_000);
    guard.equity(99_000);
    // first news of the next day: 97,000 against the 99,000 of the evening is 2.02 %
    expect(guard.equity(97_000, { at: MORNING + DAY_MS })).toBe('active halted');
    expect(guard.marks).toMatchObject({ dayOpening: '99000' });
  });

  it('pauses at 5 %, and nobody resumes before the next day', () => {
    const guard = new GuardStory();
    guard.equity(100_000);
    expect(guard.equity(95_000)).toBe('paused halted');
    expect(guard.equity(99_000)).toBe('paused halted');
    expect(guard.operatorResumes()).toBe('paused halted');
    // at midnight 99,000 stands 4.2 % above the low of 95,000
    expect(guard.midnight()).toBe('active open');
    expect(guard.marks).toMatchObject({ ownHwm: '99000', dayOpening: '99000' });
  });

  it('holds a drawdown pause as well, once 5 % of the day are lost', () => {
    const guard = new GuardStory({ ...defaultGuardSettings, realizedPauseFraction: 0.03 });
    guard.equity(100_000);
    guard.equity(96_500);
    expect(guard.state).toBe('paused halted');
    guard.equity(94_000);
    expect(guard.equity(99_000)).toBe('paused halted');
    expect(guard.operatorResumes()).toBe('paused halted');
  });
});

describe('transfers', () => {
  it('move every reference and are neither gain nor loss', () => {
    const guard = withoutDailyRules();
    guard.equity(100_000);
    guard.equity(90_000);
    guard.transfer(-40_000);
    expect(guard.marks).toMatchObject({
      realizedEquity: '50000',
      reportedHwm: '60000',
      ownHwm: '60000',
      dayOpening: '60000',
    });
    // 10,000 of 60,000 are 16.7 %: the same loss weighs more on less capital
    expect(guard.state).toBe('paused open');
    expect(guard.equity(50_000)).toBe('paused open');
  });

  it('do not open a day s loss or buy another automatic resume', () => {
    const guard = new GuardStory();
    guard.equity(100_000);
    expect(guard.transfer(-50_000)).toBe('active open');
    expect(guard.equity(50_000)).toBe('active open');
    const spent = withoutDailyRules();
    spent.equity(100_000);
    spent.equity(80_000);
    spent.equity(90_000);
    spent.transfer(10_000);
    spent.equity(80_000);
    expect(spent.equity(95_000)).toBe('paused open');
  });

  it('before anything is known change nothing', () => {
    const guard = new GuardStory();
    expect(guard.transfer(1000)).toBe('active open');
    expect(guard.marks).toBeNull();
    expect(guard.operatorResumes()).toBe('active open');
  });
});

describe('a guard as an actor', () => {
  it('asks for a tick at the coming midnight and takes time only forwards', () => {
    const guard = new GuardStory();
    expect(guard.context.deadlineAtMs).toBeNull();
    guard.equity(100_000, { at: MORNING });
    expect(guard.context.deadlineAtMs).toBe(Date.UTC(2026, 2, 4));
    guard.equity(100_000, { at: MORNING - 2 * DAY_MS });
    expect(guard.context.nowMs).toBe(MORNING);
    expect(guard.context.deadlineAtMs).toBe(Date.UTC(2026, 2, 4));
    guard.equity(100_000, { at: MORNING });
    guard.midnight();
    expect(guard.context.deadlineAtMs).toBe(Date.UTC(2026, 2, 5));
  });

  it('decides by new settings from the instant they come', () => {
    const guard = withoutDailyRules();
    guard.equity(100_000);
    guard.equity(95_000);
    const settings = {
      ...defaultGuardSettings,
      realizedPauseFraction: 0.04,
      dailyPauseFraction: 1,
      dailyHaltFraction: 1,
    };
    expect(guard.send({ type: 'guard.configured', settings })).toBe('paused open');
  });

  it('keeps its context plain: what JSON gives back is what it was', () => {
    const guard = new GuardStory();
    guard.equity(100_000);
    guard.equity(94_000);
    expect(JSON.parse(JSON.stringify(guard.context))).toEqual(guard.context);
    expect(guard.context.marks?.realizedEquity).toBe(text('94000'));
    expect(guard.context.pausedUntilMs).toBe(atMs(Date.UTC(2026, 2, 4)));
  });
});
