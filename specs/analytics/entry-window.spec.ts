import { describe, expect, it } from 'vitest';
import { entryWindow } from '../../src/analytics/entry-window.ts';
import { atMs } from '../../src/domain/units.ts';
import { BOUNDARY, HOUR } from './route-fixtures.ts';

const at = (beforeMs: number, intervalHours: number) =>
  entryWindow({ settlementAtMs: atMs(BOUNDARY), intervalHours }, atMs(BOUNDARY - beforeMs));

describe('the entry window', () => {
  it('is shut in the last 30 s before a settlement', () => {
    expect(at(30_000, 8)).toEqual({ kind: 'before', limitMs: 30_000, actualMs: 30_000 });
    expect(at(30_001, 8)).toEqual({ kind: 'open' });
  });

  it('is shut for 5 % of the interval after one: 24 minutes of 8 hours', () => {
    expect(at(8 * HOUR - 60_000, 8)).toEqual({ kind: 'after', limitMs: 24 * 60_000, actualMs: 60_000 });
    expect(at(8 * HOUR - 24 * 60_000, 8)).toEqual({ kind: 'open' });
    expect(at(8 * HOUR, 8)).toMatchObject({ kind: 'after', actualMs: 0 });
  });

  it('is shut for 90 s at the least', () => {
    expect(at(0.25 * HOUR - 89_999, 0.25)).toMatchObject({ kind: 'after', limitMs: 90_000 });
    expect(at(0.25 * HOUR - 90_000, 0.25)).toEqual({ kind: 'open' });
  });

  it('says nothing about a settlement further off than its interval, or one that has passed', () => {
    expect(at(9 * HOUR, 8)).toEqual({ kind: 'open' });
    expect(at(0, 8)).toEqual({ kind: 'open' });
    expect(at(-5000, 8)).toEqual({ kind: 'open' });
  });
});
