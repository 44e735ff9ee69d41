import { describe, expect, it } from 'vitest';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { Signal } from '../../src/visualizer/messages.ts';
import { ViewRows } from '../../src/visualizer/view-rows.ts';

const LONG = 'okx:SOL/USDT:USDT' as MarketKey;
const SHORT = 'bybit:SOL/USDT:USDT' as MarketKey;

/** As far as rows are made of it. */
const signal = (zScore: number, coin = 'SOL'): Signal =>
  ({
    route: { coin, long: LONG, short: SHORT },
    legs: { long: { market: LONG, zScore }, short: { market: SHORT, zScore: undefined } },
    verdict: 'refused',
    netBps: zScore,
  }) as unknown as Signal;

const cell = { market: LONG, state: 'live' } as unknown as Parameters<ViewRows['markets']>[0][number];

describe('rows of a view', () => {
  it('stay the same object while a route stays as it was judged, and where it was ranked', () => {
    const rows = new ViewRows();
    const [sol, doge] = [signal(1), signal(2, 'DOGE')];
    const before = rows.routes([sol, doge]);
    expect(rows.routes([sol, doge]).get('SOL')).toBe(before.get('SOL'));
    const turned = rows.routes([doge, sol]);
    expect([turned.get('DOGE')?.rank, turned.get('SOL')?.rank]).toEqual([0, 1]);
    expect(rows.routes([doge, signal(3)]).get('SOL')?.netBps).toBe(3);
    // what was told before is not changed under anybody
    expect(before.get('SOL')?.rank).toBe(0);
  });

  it('stay the same object while an actor stays in its state', () => {
    const rows = new ViewRows();
    const of = (state: string) => rows.actors([{ id: 'market/a', state }]).get('market/a');
    const live = of('live');
    expect(of('stale')).toEqual({ state: 'stale' });
    expect(of('live')).toBe(live);
  });

  it('have the z-score of the signals that were judged last', () => {
    const rows = new ViewRows();
    const zScore = (signals: readonly Signal[]) => rows.markets([cell], signals).get(LONG)?.zScore;
    const judged = [signal(1.5)];
    expect([zScore(judged), zScore(judged), zScore([signal(-2)]), zScore([])]).toEqual([1.5, 1.5, -2, undefined]);
  });
});
