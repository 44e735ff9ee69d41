import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestPerCoin, compareSignals, rankSignals } from '../../src/analytics/ranking.ts';
import type { Signal } from '../../src/analytics/signal.ts';
import { evaluateRoute } from '../../src/analytics/signal.ts';
import { defaultSignalSettings } from '../../src/analytics/signal-settings.ts';
import { coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { workedRoute } from './route-fixtures.ts';

const base = evaluateRoute(workedRoute(), defaultSignalSettings);
const signal = (coin: string, venues: readonly [string, string], netBps: number | undefined): Signal => {
  const [long, short] = venues.map((venue) => marketKey(venueId(venue), symbolId(`${coin}/USDT:USDT`)));
  if (long === undefined || short === undefined) throw new Error('two venues');
  return { ...base, netBps, route: { coin: coinId(coin), long, short } };
};

describe('ranking', () => {
  it('puts the best net first and routes without one last', () => {
    const ranked = rankSignals([
      signal('BTC', ['a', 'b'], undefined),
      signal('BTC', ['a', 'c'], -3),
      signal('BTC', ['b', 'c'], 12),
    ]);
    expect(ranked.map(({ netBps }) => netBps)).toEqual([12, -3, undefined]);
  });

  it('breaks ties by coin, long venue, short venue', () => {
    const tied = [
      signal('ETH', ['a', 'b'], 7),
      signal('BTC', ['b', 'a'], 7),
      signal('BTC', ['a', 'c'], 7),
      signal('BTC', ['a', 'b'], 7),
    ];
    expect(rankSignals(tied).map(({ route }) => `${route.coin} ${route.long[0]} ${route.short[0]}`)).toEqual([
      'BTC a b',
      'BTC a c',
      'BTC b a',
      'ETH a b',
    ]);
  });

  it('does not depend on the order it is given', () => {
    const nets = fc.option(fc.integer({ min: -2, max: 2 }), { nil: undefined });
    const drawn = fc.uniqueArray(fc.tuple(fc.constantFrom('BTC', 'ETH'), fc.constantFrom('a', 'b'), nets), {
      selector: ([coin, venue]) => coin + venue,
    });
    fc.assert(
      fc.property(drawn, (rows) => {
        const signals = rows.map(([coin, venue, net]) => signal(coin, [venue, 'z'], net));
        expect(rankSignals([...signals].reverse())).toEqual(rankSignals(signals));
        for (const one of signals) expect(compareSignals(one, one)).toBe(0);
      }),
    );
  });
});

describe('the best route of each coin', () => {
  it('is its best candidate, else its nearest refusal', () => {
    const best = bestPerCoin([
      signal('BTC', ['a', 'b'], 30),
      { ...signal('BTC', ['a', 'c'], 9), verdict: 'candidate' },
      { ...signal('BTC', ['b', 'c'], 12), verdict: 'candidate' },
      signal('BTC', ['c', 'b'], 50),
      signal('ETH', ['a', 'b'], undefined),
      signal('ETH', ['b', 'a'], -2),
    ]);
    expect(best.map(({ route, netBps }) => [route.coin, netBps])).toEqual([
      ['BTC', 12],
      ['ETH', -2],
    ]);
  });
});
