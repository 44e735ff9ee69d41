import { describe, expect, it } from 'vitest';
import type { Signal } from '../../src/analytics/signal.ts';
import { evaluateRoute } from '../../src/analytics/signal.ts';
import { defaultSignalSettings } from '../../src/analytics/signal-settings.ts';
import { coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { ChargedRate } from '../../src/engine/view/market-detail.ts';
import { coinRoutes } from '../../src/visualizer/coin-routes.ts';
import type { RefusedRoute } from '../../src/visualizer/hindsight.ts';
import { workedRoute } from '../analytics/route-fixtures.ts';

const HOUR = 3_600_000;
const NOW_MS = 100 * HOUR;
const worked = evaluateRoute(workedRoute(), defaultSignalSettings);

const on = (venue: string, coin: string): MarketKey => marketKey(venueId(venue), symbolId(`${coin}/USDT:USDT`));

const judged = (coin: string, [long, short]: readonly [string, string], more: Partial<Signal> = {}): Signal => ({
  ...worked,
  ...more,
  route: { coin: coinId(coin), long: on(long, coin), short: on(short, coin) },
});

const settled = (hour: number, rate: number): ChargedRate => ({
  fromMs: (hour - 8) * HOUR,
  atMs: hour * HOUR,
  rate,
  kind: 'settled',
  isAccruing: false,
});

/** An engine that judged these routes, best first. */
const engineOf = (
  signals: readonly Signal[],
  charged: ReadonlyMap<MarketKey, readonly ChargedRate[]> = new Map(),
  isInDepth = true,
): Pick<Engine, 'signals' | 'inspect' | 'status'> => ({
  signals: () => signals,
  status: () => ({ nowMs: NOW_MS }) as ReturnType<Engine['status']>,
  inspect: {
    charged: (market: MarketKey) => charged.get(market) ?? [],
    marketDetail: () => (isInDepth ? {} : undefined),
  } as unknown as Engine['inspect'],
});

const REFUSED: Partial<Signal> = {
  verdict: 'refused',
  reasons: [{ code: 'below-screen', limit: 5, actual: 3 }],
  netBps: -4,
};

const SINCE: RefusedRoute = {
  sinceMs: 90 * HOUR,
  since: 'held',
  earned: { grossBps: 3, charges: 2, estimated: 0, fromMs: 90 * HOUR },
};
const unknown = () => undefined;

describe('every route of a coin', () => {
  it('is told in the order of the ranking, refused ones with each reason beside a candidate', () => {
    const signals = [
      judged('SOL', ['alpha', 'beta'], { verdict: 'candidate', reasons: [], netBps: 9 }),
      judged('BTC', ['alpha', 'beta']),
      judged('SOL', ['alpha', 'gamma'], REFUSED),
    ];
    const { coin, routes, isComplete } = coinRoutes('SOL', engineOf(signals), () => SINCE);
    expect({ coin, isComplete }).toEqual({ coin: 'SOL', isComplete: true });
    expect(routes.map(({ short, rank, verdict, netBps }) => ({ short, rank, verdict, netBps }))).toEqual([
      { short: on('beta', 'SOL'), rank: 0, verdict: 'candidate', netBps: 9 },
      { short: on('gamma', 'SOL'), rank: 1, verdict: 'refused', netBps: -4 },
    ]);
    expect(routes[1]?.reasons).toEqual(REFUSED.reasons);
    expect(routes.map(({ refused }) => refused)).toEqual([undefined, SINCE]);
  });

  it('brought within a day what its markets charged in the last 24 hours, and nothing older', () => {
    const charged = new Map([
      [on('alpha', 'SOL'), [72, 80, 88, 96].map((hour) => settled(hour, 0.0002))],
      [on('beta', 'SOL'), [72, 80, 88, 96].map((hour) => settled(hour, hour === 72 ? 0.01 : 0.0001 * (hour - 79)))],
    ]);
    const [route] = coinRoutes('SOL', engineOf([judged('SOL', ['alpha', 'beta'])], charged), unknown).routes;
    expect(route?.heldForADay.grossBps).toBeCloseTo(1 + 9 + 17 - 3 * 2, 9);
    expect(route?.heldForADay).toMatchObject({ charges: 6, estimated: 0, fromMs: 76 * HOUR });
  });

  it('is not all there where no market is known in depth, as in a journal; of a coin never judged there is none', () => {
    const engine = engineOf([judged('SOL', ['alpha', 'beta'])], new Map(), false);
    expect(coinRoutes('SOL', engine, unknown)).toMatchObject({ isComplete: false, routes: [{ coin: 'SOL' }] });
    expect(coinRoutes('DOGE', engine, unknown)).toEqual({ coin: 'DOGE', routes: [], isComplete: true });
  });
});
