import { describe, expect, it } from 'vitest';
import type { RouteView } from '../../../src/analytics/route-view.ts';
import type { FundingObservation } from '../../../src/domain/funding.ts';
import { atMs, hours } from '../../../src/domain/units.ts';
import { dueReview } from '../../../src/engine/watches/settlement-review.ts';
import { BOUNDARY, HOUR, funding, workedRoute } from '../../analytics/route-fixtures.ts';

const MINUTE = 60_000;

/** Both legs settle every 8 h, the last time at the boundary, unless told otherwise. */
const heldAt = (
  nowMs: number,
  { long = {}, short = {} }: { long?: Partial<FundingObservation>; short?: Partial<FundingObservation> } = {},
): RouteView => ({
  ...workedRoute({ long: { funding: funding(long) }, short: { funding: funding(short) } }),
  nowMs: atMs(nowMs),
});

const due = (view: RouteView, sinceMs = BOUNDARY - 1): number | undefined =>
  dueReview(view, { sinceMs: atMs(sinceMs), quietMs: 90_000, quietFraction: 0.05 });

describe('the review after a settlement', () => {
  it('waits until the new estimate is one: 5 % of 8 hours are 24 minutes', () => {
    expect(due(heldAt(BOUNDARY + 24 * MINUTE - 1))).toBeUndefined();
    expect(due(heldAt(BOUNDARY + 24 * MINUTE))).toBe(BOUNDARY);
  });

  it('waits at least the quiet time where the interval is short: 5 % of 15 minutes would be 45 s', () => {
    const quarterly = { intervalHours: hours(0.25), settlementAtMs: atMs(BOUNDARY + 0.25 * HOUR) };
    const legs = { long: quarterly, short: quarterly };
    expect(due(heldAt(BOUNDARY + 89_999, legs))).toBeUndefined();
    expect(due(heldAt(BOUNDARY + 90_000, legs))).toBe(BOUNDARY);
  });

  it('comes once a settlement', () => {
    const view = heldAt(BOUNDARY + HOUR);
    expect(due(view, BOUNDARY - 1)).toBe(BOUNDARY);
    expect(due(view, BOUNDARY)).toBeUndefined();
  });

  it('is of the leg that settled last', () => {
    // the hourly leg settled at +2 h, the other at the boundary
    const hourly = { intervalHours: hours(1), settlementAtMs: atMs(BOUNDARY + 3 * HOUR) };
    expect(due(heldAt(BOUNDARY + 2.5 * HOUR, { long: hourly }))).toBe(BOUNDARY + 2 * HOUR);
    // its first 3 minutes are quiet, and a verdict needs both legs
    expect(due(heldAt(BOUNDARY + 2 * HOUR + 2 * MINUTE, { long: hourly }))).toBeUndefined();
    expect(due(heldAt(BOUNDARY + 2 * HOUR + 3 * MINUTE, { long: hourly }))).toBe(BOUNDARY + 2 * HOUR);
  });

  it('is not made of an estimate whose settlement has passed: it is the old one still', () => {
    const passed = { settlementAtMs: atMs(BOUNDARY + HOUR) };
    expect(due(heldAt(BOUNDARY + HOUR, { long: passed, short: passed }))).toBeUndefined();
  });

  it('comes every hour where a rate accrues all the time, without a quiet time', () => {
    const current = { kind: 'current', settlementAtMs: atMs(BOUNDARY) } as const;
    expect(due(heldAt(BOUNDARY + HOUR, { long: current, short: current }))).toBe(BOUNDARY + HOUR);
    expect(due(heldAt(BOUNDARY + 2 * HOUR - 1, { long: current, short: current }))).toBe(BOUNDARY + HOUR);
    // the other leg settles every 8 h and decides when it is quiet
    expect(due(heldAt(BOUNDARY + 10 * MINUTE, { long: current }))).toBeUndefined();
    expect(due(heldAt(BOUNDARY + 3.5 * HOUR, { long: current }))).toBe(BOUNDARY + 3 * HOUR);
  });

  it('is not made of rates that are not known', () => {
    const unknown = workedRoute({ long: { funding: undefined }, short: { funding: undefined } });
    expect(due(unknown, 0)).toBeUndefined();
  });
});
