import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isUsableInterval,
  projectFinancing,
  projectFunding,
  projectLeg,
} from '../../src/analytics/funding-schedule.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import { BOUNDARY, HOUR, funding, instrument, legView, statistics } from './route-fixtures.ts';

const now = atMs(BOUNDARY + 5 * HOUR);
const short = { leg: 'short', nowMs: now, horizonHours: 24 } as const;
const long = { ...short, leg: 'long' } as const;
const bps = (settlements: readonly { rate: number }[] | undefined) =>
  settlements?.map(({ rate }) => Number((1e4 * rate).toFixed(6)));
const inHours = (settlements: readonly { atMs: number }[] | undefined) =>
  settlements?.map((due) => (due.atMs - now) / HOUR);

const dueHours = (settlementAtMs: number, horizonHours: number) =>
  inHours(
    projectFunding(funding({ settlementAtMs: atMs(settlementAtMs) }), statistics(), { ...short, horizonHours })
      ?.settlements,
  );

describe('settlement instants', () => {
  it('lie in (now, now + H]: the end counts, now does not', () => {
    expect(dueHours(now + 3 * HOUR, 19)).toEqual([3, 11, 19]);
    expect(dueHours(now + 3 * HOUR, 18.999)).toEqual([3, 11]);
    expect(dueHours(now + 3 * HOUR, 2)).toEqual([]);
    expect(dueHours(now, 24)).toBeUndefined();
  });

  it('follow the interval of the observation, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 4, 8, 24), fc.integer({ min: 1, max: 200 }), (interval, horizonHours) => {
        const projection = projectFunding(
          funding({ intervalHours: hours(interval), settlementAtMs: atMs(now + HOUR) }),
          statistics(),
          { ...short, horizonHours },
        );
        expect(projection?.settlements).toHaveLength(Math.floor((horizonHours - 1) / interval) + 1);
        expect(projection?.settlements.every(({ intervalHours }) => intervalHours === interval)).toBe(true);
      }),
    );
  });
});

describe('the projection with a full history', () => {
  it('decays to the mean: mean + (f - mean) phi^k', () => {
    const projection = projectFunding(
      funding({ rate: 0.0009, settlementAtMs: atMs(now + 3 * HOUR) }),
      statistics({ mean8: 0.0001, phi8: 0.5 }),
      short,
    );
    // 1 + 8, 1 + 4, 1 + 2
    expect(bps(projection?.settlements)).toEqual([9, 5, 3]);
    expect(projection?.cautious).toBe(false);
  });

  it('scales mean and phi to a 1-hour interval', () => {
    const projection = projectFunding(
      funding({ rate: 0.0002, intervalHours: hours(1), settlementAtMs: atMs(now + HOUR) }),
      statistics({ mean8: 0.0008, phi8: 0.0001 }),
      { ...short, horizonHours: 3 },
    );
    // mean 1 bp, phi 0.0001 ** (1/8) = 0.316228: 2, 1.316228, 1.1
    expect(bps(projection?.settlements)).toEqual([2, 1.316228, 1.1]);
  });

  it('at phi 0 knows only the coming rate, then the mean', () => {
    const projection = projectFunding(
      funding({ rate: 0.0009, settlementAtMs: atMs(now + HOUR) }),
      statistics({ phi8: 0 }),
      short,
    );
    expect(bps(projection?.settlements)).toEqual([9, 1, 1]);
  });

  it('without variance takes the decay that serves the leg worse', () => {
    const flat = statistics({ mean8: 0.0001, sd8: 0, phi8: undefined });
    const projected = (rate: number, span: typeof short | typeof long) =>
      bps(projectFunding(funding({ rate, settlementAtMs: atMs(now + HOUR) }), flat, span)?.settlements);
    // A short leg's windfall does not last, its shortfall does; a long leg's burden lasts, its relief does not.
    expect(projected(0.0009, short)).toEqual([9, 1, 1]);
    expect(projected(0, short)).toEqual([0, 0, 0]);
    expect(projected(0.0009, long)).toEqual([9, 9, 9]);
    expect(projected(0, long)).toEqual([0, 1, 1]);
  });
});

describe('the cautious projection', () => {
  const thin = statistics({ samples: 29 });
  const projected = (rate: number, span: typeof short | typeof long) =>
    projectFunding(funding({ rate, settlementAtMs: atMs(now + HOUR) }), thin, span);

  it('counts only the coming settlement of an earning leg', () => {
    expect(bps(projected(0.0005, short)?.settlements)).toEqual([5]);
    expect(bps(projected(-0.0005, long)?.settlements)).toEqual([-5]);
    expect(projected(0.0005, short)?.cautious).toBe(true);
  });

  it('makes a paying leg pay in full, every time', () => {
    expect(bps(projected(-0.0005, short)?.settlements)).toEqual([-5, -5, -5]);
    expect(bps(projected(0.0005, long)?.settlements)).toEqual([5, 5, 5]);
  });

  it('ends with the thirtieth sum, and also holds without statistics', () => {
    const at = (samples: number) =>
      projectFunding(funding({ settlementAtMs: atMs(now + HOUR) }), statistics({ samples }), short)?.cautious;
    expect([at(29), at(30)]).toEqual([true, false]);
    expect(projectFunding(funding(), undefined, short)?.cautious).toBe(true);
    expect(projectFunding(funding(), statistics({ mean8: undefined }), short)?.cautious).toBe(true);
  });
});

describe('rates that are not the coming one', () => {
  it('gives no projection for a settled rate, a passed settlement, or an interval nobody knows', () => {
    expect(projectFunding(funding({ kind: 'settled' }), statistics(), short)).toBeUndefined();
    expect(projectFunding(funding({ settlementAtMs: atMs(now - 1) }), statistics(), short)).toBeUndefined();
    expect(projectFunding(funding({ intervalHours: hours(0) }), statistics(), short)).toBeUndefined();
    expect(projectFunding(funding({ rate: Number.NaN }), statistics(), short)).toBeUndefined();
  });

  it('knows an interval from a wrong field', () => {
    expect([Number.NaN, -8, 0, 0.001, Infinity, 1e6].map(isUsableInterval)).toEqual(Array(6).fill(false));
    expect([1, 2, 4, 8, 24].map(isUsableInterval)).toEqual(Array(5).fill(true));
  });
});

describe('a continuously accruing rate', () => {
  it('becomes hourly instants of an eighth of it, on the whole hours', () => {
    const at = atMs(now + 0.5 * HOUR);
    const projection = projectFunding(
      funding({ kind: 'current', rate: 0.0008, settlementAtMs: atMs(now - HOUR) }),
      statistics({ mean8: 0.0008, phi8: 1 }),
      { ...short, nowMs: at, horizonHours: 3 },
    );
    expect(bps(projection?.settlements)).toEqual([1, 1, 1]);
    expect(inHours(projection?.settlements)).toEqual([1, 2, 3]);
  });

  it('is projected from its 8-hour mean where there is one', () => {
    const view = legView(instrument('alpha', 'BTC/USD:BTC'), {
      funding: funding({ kind: 'current', rate: 0.008 }),
      statistics: statistics({ mean8: 0.0008, phi8: 1 }),
      accrualEwmaRate: 0.0016,
    });
    expect(bps(projectLeg(view, { ...short, horizonHours: 2 })?.settlements)).toEqual([2, 2]);
  });
});

describe('a spot leg', () => {
  const spot = legView(instrument('alpha', 'BTC/USDT'), { financingPerHour: { long: 0.00001, short: 0.00002 } });

  it('accrues its financing hourly: idle dollars when long, borrowed coins when short', () => {
    expect(bps(projectLeg(spot, { ...long, horizonHours: 3 })?.settlements)).toEqual([0.1, 0.1, 0.1]);
    expect(bps(projectLeg(spot, { ...short, horizonHours: 3 })?.settlements)).toEqual([-0.2, -0.2, -0.2]);
  });

  it('accrues on the whole hours after now', () => {
    const due = projectFinancing(0.00001, { ...long, nowMs: atMs(now + 1), horizonHours: 2 }).settlements;
    expect(inHours(due)).toEqual([1, 2]);
  });

  it('is known by its name even before its instrument is', () => {
    expect(projectLeg({ ...spot, instrument: undefined }, { ...long, horizonHours: 1 })?.settlements).toHaveLength(1);
  });

  it('leaves a perpetual without a rate unprojected', () => {
    expect(projectLeg(legView(instrument('alpha', 'BTC/USDT:USDT'), { funding: undefined }), long)).toBeUndefined();
  });
});
