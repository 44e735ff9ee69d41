import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/codec.ts';
import { actorId } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import type { ChargedRate } from '../../src/engine/view/market-detail.ts';
import { FundingTrails } from '../../src/visualizer/funding-trails.ts';
import { Hindsight } from '../../src/visualizer/hindsight.ts';
import { PriceTrails } from '../../src/visualizer/price-trails.ts';

const HOUR = 3_600_000;
const LONG = 'alpha:SOL/USDT:USDT' as MarketKey;
const SHORT = 'beta:SOL/USDT:USDT' as MarketKey;
const OTHER = 'gamma:SOL/USDT:USDT' as MarketKey;

const story = () => {
  const hindsight = new Hindsight();
  let seq = 0;
  const tell = (hour: number, type: string, body: Readonly<Record<string, Json>> = {}): void => {
    seq += 1;
    const actor = actorId(type.startsWith('route.') ? 'scout/SOL' : 'position/SOL');
    hindsight.fold({ seq, atMs: atMs(hour * HOUR), type, cause: seq, actor, body });
  };
  return { hindsight, tell };
};

const settled = (hour: number, rate: number): ChargedRate => ({
  fromMs: (hour - 1) * HOUR,
  atMs: hour * HOUR,
  rate,
  kind: 'settled',
  isAccruing: false,
});

describe('what stands refused', () => {
  it('is refused since its pair was first, though another was better meanwhile, until one is a candidate', () => {
    const { hindsight, tell } = story();
    tell(1, 'route.refused', { long: LONG, short: SHORT, reasons: [{ code: 'below-screen' }] });
    tell(2, 'route.refused', { long: LONG, short: OTHER, reasons: [] });
    tell(3, 'route.refused', { long: LONG, short: SHORT, reasons: [{ code: 'stale-book' }] });
    const [refusal] = hindsight.view(4 * HOUR).values();
    expect(refusal).toMatchObject({ coin: 'SOL', gate: 'screen', sinceMs: HOUR, times: 2, seq: 3 });
    expect(refusal?.reasons).toEqual([{ code: 'stale-book' }]);
    tell(4, 'route.candidate', { long: LONG, short: SHORT });
    expect(hindsight.view(4 * HOUR).size).toBe(0);
    tell(5, 'route.refused', { long: LONG, short: SHORT, reasons: [] });
    expect(hindsight.view(6 * HOUR).get('SOL')?.sinceMs).toBe(5 * HOUR);
  });

  it('is refused for longer than its record where another of its coin was better, as every route is', () => {
    const { hindsight, tell } = story();
    tell(1, 'route.refused', { long: LONG, short: SHORT, reasons: [] });
    tell(2, 'route.refused', { long: LONG, short: OTHER, reasons: [] });
    const route = { coin: 'SOL', long: SHORT, short: OTHER };
    const refused = hindsight.of(route, 3 * HOUR);
    expect(refused).toMatchObject({ sinceMs: 2 * HOUR, since: 'markets-known', earned: { charges: 0 } });
    tell(3, 'route.refused', { long: SHORT, short: OTHER, reasons: [] });
    expect(hindsight.view(3 * HOUR).get('SOL')).toMatchObject({ ...refused, times: 1 });
  });

  it('goes on from a copy as it does from itself, and the copy goes its own way', () => {
    const { hindsight, tell } = story();
    tell(1, 'route.refused', { long: LONG, short: SHORT, reasons: [] });
    const copied = hindsight.copy();
    const again = { seq: 2, atMs: atMs(2 * HOUR), type: 'route.refused', cause: 2, actor: actorId('scout/SOL') };
    for (const one of [hindsight, copied]) one.fold({ ...again, body: { long: LONG, short: SHORT, reasons: [] } });
    expect([...copied.view(3 * HOUR)]).toEqual([...hindsight.view(3 * HOUR)]);
    expect(copied.view(3 * HOUR).get('SOL')).toMatchObject({ sinceMs: HOUR, times: 2 });
    tell(3, 'route.candidate', { long: LONG, short: SHORT });
    expect(copied.view(3 * HOUR).size).toBe(1);
  });

  it('holds a candidate that the gate refused apart, until it is approved', () => {
    const { hindsight, tell } = story();
    tell(1, 'entry.refused', { long: LONG, short: SHORT, reasons: [{ code: 'free-margin', limit: 5, actual: 9 }] });
    expect(hindsight.view(2 * HOUR).get('SOL entry')).toMatchObject({ gate: 'entry', sinceMs: HOUR });
    tell(2, 'entry.approved');
    expect(hindsight.view(2 * HOUR).size).toBe(0);
  });

  it('would have earned what the markets charged since', () => {
    const { hindsight, tell } = story();
    tell(1.5, 'route.refused', { long: LONG, short: SHORT, reasons: [] });
    const known = new Map([
      [LONG, [settled(1, 0.01), settled(2, 0.0001), settled(3, 0.0001)]],
      [SHORT, [settled(1, 0.02), settled(2, 0.0006), settled(3, 0.0004)]],
    ]);
    hindsight.look(3.1 * HOUR, {
      charged: (market) => known.get(market) ?? [],
      eachMid: (tell) => [LONG, SHORT].forEach((market) => tell(market, 1)),
    });
    const earned = hindsight.view(3.1 * HOUR).get('SOL')?.earned;
    expect(earned).toEqual({
      grossBps: expect.closeTo(8, 9) as number,
      charges: 4,
      estimated: 0,
      fromMs: 1.5 * HOUR,
    });
  });
});

describe('what markets charged', () => {
  it('is asked of each once a minute, of some in every second, however far apart the looks are', () => {
    const markets = Array.from({ length: 130 }, (_, at) => `venue${at}:SOL/USDT:USDT` as MarketKey);
    const hindsight = new Hindsight();
    const asked: MarketKey[] = [];
    const lookIn = (second: number): number => {
      asked.length = 0;
      hindsight.look(second * 1000, {
        charged: (market) => {
          asked.push(market);
          return [];
        },
        eachMid: (tell) => markets.forEach((market) => tell(market, 1)),
      });
      return asked.length;
    };
    expect(lookIn(1000)).toBe(130);
    expect(lookIn(1000.9)).toBe(0);
    const counts = Array.from({ length: 60 }, (_, at) => lookIn(1001 + at));
    expect([Math.max(...counts), counts.reduce((sum, count) => sum + count, 0)]).toEqual([3, 130]);
    expect([lookIn(1090), lookIn(1150), lookIn(20)]).toEqual([70, 130, 130]);
  });

  it('is kept longer than the engine tells it, and what is settled replaces what was expected', () => {
    const trails = new FundingTrails();
    trails.note(LONG, [settled(1, 0.1), { ...settled(2, 0.2), kind: 'predicted' }]);
    trails.note(LONG, [{ ...settled(2, 0.25), atMs: 2 * HOUR + 3000 }]);
    trails.note(LONG, [settled(3, 0.3)]);
    const kept = trails.of(LONG);
    expect(kept === 'nothing' ? [] : kept.map(({ rate, kind }) => [rate, kind])).toEqual([
      [0.1, 'settled'],
      [0.25, 'settled'],
      [0.3, 'settled'],
    ]);
  });
});

const look = (trails: PriceTrails, second: number, mid: number): void =>
  trails.look(second * 1000, (tell) => tell(LONG, mid));

describe('prices as they were seen', () => {
  it('are minute candles that begin with what was seen last', () => {
    const trails = new PriceTrails();
    for (const [second, mid] of [
      [0, 10],
      [20, 12],
      [40, 9],
      [60, 11],
      [200, 15],
    ] as const)
      look(trails, second, mid);
    expect(trails.of(LONG)).toEqual([
      { startMs: 0, open: 10, high: 12, low: 9, close: 9 },
      { startMs: 60_000, open: 9, high: 11, low: 9, close: 11 },
      { startMs: 180_000, open: 15, high: 15, low: 15, close: 15 },
    ]);
  });

  it('are bounded, looked at once a second at most, and begin anew when time goes back', () => {
    const trails = new PriceTrails();
    look(trails, 0, 10);
    look(trails, 0.5, 99);
    expect(trails.of(LONG)[0]?.high).toBe(10);
    for (let minute = 1; minute < 3000; minute += 1) look(trails, 60 * minute, 10);
    expect(trails.of(LONG).length).toBeLessThanOrEqual(1500);
    look(trails, 30, 7);
    expect(trails.of(LONG)).toEqual([{ startMs: 0, open: 7, high: 7, low: 7, close: 7 }]);
  });
});
