import { describe, expect, it } from 'vitest';
import { defaultPairing } from '../../src/analytics/pairing.ts';
import { coinId, routeKey } from '../../src/domain/ids.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { universeOf } from '../../src/market/universe.ts';
import type { Universe, UniverseSettings } from '../../src/market/universe.ts';
import { instrument } from '../analytics/route-fixtures.ts';

const settings: UniverseSettings = {
  coins: 'all',
  excludeCoins: [],
  coinsMax: 30,
  spotLegs: 'on',
  pairing: defaultPairing,
};

const perpetuals = (coin: string, ...venues: readonly string[]): readonly Instrument[] =>
  venues.map((venue) => instrument(venue, `${coin}/USDT:USDT`));

const listed = [
  ...perpetuals('SOL', 'beta', 'alpha'),
  ...perpetuals('BTC', 'gamma', 'alpha', 'beta'),
  ...perpetuals('DOGE', 'alpha'),
  ...perpetuals('ADA', 'alpha', 'beta'),
];

const routesOf = (universe: Universe): readonly string[] =>
  [...universe.values()].flatMap((pairs) => pairs.flatMap(({ routes }) => routes.map(routeKey)));

describe('which pairs exist', () => {
  it('is every two markets of a coin, by the names of coins and markets; a coin on one market is left out', () => {
    const universe = universeOf(listed, settings);
    expect([...universe.keys()]).toEqual(['ADA', 'BTC', 'SOL']);
    // 3 x 2 / 2 pairs of three markets
    expect(universe.get(coinId('BTC'))?.map(({ routes }) => routes.map(({ long }) => long))).toEqual([
      ['alpha:BTC/USDT:USDT', 'beta:BTC/USDT:USDT'],
      ['alpha:BTC/USDT:USDT', 'gamma:BTC/USDT:USDT'],
      ['beta:BTC/USDT:USDT', 'gamma:BTC/USDT:USDT'],
    ]);
  });

  it('is the same in whatever order the instruments came', () => {
    expect(routesOf(universeOf(listed.toReversed(), settings))).toEqual(routesOf(universeOf(listed, settings)));
  });

  it('keeps the coins of most markets first, then by name', () => {
    expect([...universeOf(listed, { ...settings, coinsMax: 2 }).keys()]).toEqual(['ADA', 'BTC']);
    expect([...universeOf(listed, { ...settings, coinsMax: 1 }).keys()]).toEqual(['BTC']);
  });

  it('holds to the coins that were named, and never to an excluded one', () => {
    const coins = [coinId('SOL'), coinId('BTC')];
    expect([...universeOf(listed, { ...settings, coins }).keys()]).toEqual(['BTC', 'SOL']);
    expect([...universeOf(listed, { ...settings, coins, excludeCoins: [coinId('BTC')] }).keys()]).toEqual(['SOL']);
    expect([...universeOf(listed, { ...settings, excludeCoins: [coinId('ADA')] }).keys()]).toEqual(['BTC', 'SOL']);
  });

  it('pairs a spot leg one way only, and not at all where spot legs are off', () => {
    const withSpot = [instrument('alpha', 'BTC/USDT'), ...perpetuals('BTC', 'alpha')];
    expect(routesOf(universeOf(withSpot, settings))).toEqual(['BTC alpha:BTC/USDT > alpha:BTC/USDT:USDT']);
    expect(universeOf(withSpot, { ...settings, spotLegs: 'off' }).size).toBe(0);
  });

  it('is empty for instruments that cannot be paired', () => {
    expect(universeOf([instrument('alpha', 'BTC/USDT'), instrument('beta', 'BTC/USDT')], settings).size).toBe(0);
  });
});
