import { describe, expect, it } from 'vitest';
import {
  LOOKBACK,
  bookPressure,
  riskAdjustedRate,
  sampleSpread,
  spreadMonitor,
} from '../../src/analytics/spread-monitor.ts';
import { atMs } from '../../src/domain/units.ts';
import { book, side } from './route-fixtures.ts';

/** A quote around `mid` that is `spreadBps` wide. */
const quote = (second: number, spreadBps: number, mid = 100) => ({
  bid: mid - (mid * spreadBps) / 2e4,
  ask: mid + (mid * spreadBps) / 2e4,
  atMs: atMs(second * 1000),
});

describe('the spread monitor', () => {
  it('measures the widening against a mean that holds the current sample', () => {
    const monitor = spreadMonitor();
    for (const second of [0, 1, 2]) sampleSpread(monitor, quote(second, 2));
    const reading = sampleSpread(monitor, quote(3, 10));
    // base (2 + 2 + 2 + 10) / 4 = 4; 10 / 4
    expect(reading?.baseBps).toBeCloseTo(4, 9);
    expect(reading?.widening).toBeCloseTo(2.5, 9);
    expect(reading?.volPct).toBeCloseTo(0, 9);
    expect(reading?.adjustment).toBeCloseTo(2.5, 9);
    expect(reading?.samples).toBe(4);
  });

  it('takes one sample a second, the first quote of it', () => {
    const monitor = spreadMonitor();
    sampleSpread(monitor, quote(1, 2));
    const same = sampleSpread(monitor, quote(1.9, 50));
    expect(same).toMatchObject({ samples: 1 });
    expect(same?.spreadBps).toBeCloseTo(2, 9);
    expect(sampleSpread(monitor, quote(2, 50))).toMatchObject({ samples: 2 });
    expect(sampleSpread(monitor, quote(1, 50))).toMatchObject({ samples: 2 });
  });

  it('forgets what is older than the lookback', () => {
    const monitor = spreadMonitor();
    sampleSpread(monitor, quote(0, 1000));
    for (let second = 1; second < LOOKBACK; second += 1) sampleSpread(monitor, quote(second, 2));
    // (1000 + 99 x 2) / 100
    expect(monitor.reading?.baseBps).toBeCloseTo(11.98, 9);
    sampleSpread(monitor, quote(LOOKBACK, 2));
    expect(monitor.reading).toMatchObject({ samples: LOOKBACK });
    expect(monitor.reading?.baseBps).toBeCloseTo(2, 9);
  });

  it('reports volatility as the sample deviation of simple returns in per cent', () => {
    const monitor = spreadMonitor();
    sampleSpread(monitor, quote(0, 2, 100));
    sampleSpread(monitor, quote(1, 2, 101));
    expect(monitor.reading?.volPct).toBe(0);
    sampleSpread(monitor, quote(2, 2, 101));
    // Returns 1 % and 0 %: mean 0.5, deviations 0.5 each, sqrt(0.5 / 1) = 0.70711 %
    expect(monitor.reading?.volPct).toBeCloseTo(Math.SQRT1_2, 9);
    expect(monitor.reading?.adjustment).toBeCloseTo(1 + 0.5 * Math.SQRT1_2, 6);
  });

  it('reads returns in time order after the ring has turned', () => {
    const monitor = spreadMonitor();
    const plain: number[] = [];
    for (let second = 0; second < 150; second += 1) {
      const mid = 100 + Math.sin(second);
      plain.push(mid);
      sampleSpread(monitor, quote(second, 2, mid));
    }
    const kept = plain.slice(-LOOKBACK);
    const returns = kept.slice(1).map((mid, at) => mid / (kept[at] ?? Number.NaN) - 1);
    const mean = returns.reduce((total, value) => total + value, 0) / returns.length;
    const variance = returns.reduce((total, value) => total + (value - mean) ** 2, 0) / (returns.length - 1);
    expect(monitor.reading?.volPct).toBeCloseTo(100 * Math.sqrt(variance), 9);
  });

  it('has widening 1 while the base is 0', () => {
    expect(sampleSpread(spreadMonitor(), quote(0, 0))).toMatchObject({ baseBps: 0, widening: 1, adjustment: 1 });
  });

  it('leaves crossed and empty quotes out', () => {
    const monitor = spreadMonitor();
    expect(sampleSpread(monitor, { bid: 101, ask: 100, atMs: atMs(0) })).toBeUndefined();
    expect(sampleSpread(monitor, { bid: 0, ask: 100, atMs: atMs(0) })).toBeUndefined();
    expect(sampleSpread(monitor, { bid: Number.NaN, ask: 100, atMs: atMs(0) })).toBeUndefined();
  });

  it('is plain JSON', () => {
    const monitor = spreadMonitor();
    sampleSpread(monitor, quote(0, 2));
    expect(JSON.parse(JSON.stringify(monitor))).toEqual(monitor);
  });
});

describe('the risk-adjusted rate', () => {
  it('divides by the adjustment and is undefined at 0', () => {
    expect(riskAdjustedRate(0.0006, 3)).toBeCloseTo(0.0002, 12);
    expect(riskAdjustedRate(0.0006, 0)).toBeUndefined();
  });
});

describe('pressure', () => {
  it('is bid size over ask size of five levels', () => {
    const six = side([
      [99, 1],
      [98, 1],
      [97, 1],
      [96, 1],
      [95, 1],
      [94, 1000],
    ]);
    expect(bookPressure({ bids: six, asks: side([[101, 2]]) })).toBe(2.5);
    expect(bookPressure(book())).toBeCloseTo(0.6977, 4);
  });

  it('is unknown without both sides', () => {
    expect(bookPressure(book({ bids: [] }))).toBeUndefined();
    expect(bookPressure(book({ asks: [] }))).toBeUndefined();
  });
});
