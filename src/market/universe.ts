import { pairLegs } from '../analytics/pairing.ts';
import type { PairingSettings } from '../analytics/pairing.ts';
import { compareText } from '../domain/compare-text.ts';
import type { CoinId, Route } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';

export interface UniverseSettings {
  /** Only these coins, or every coin. */
  readonly coins: readonly CoinId[] | 'all';
  /** Never these, whatever `coins` says. */
  readonly excludeCoins: readonly CoinId[];
  /** At most this many coins: those on most markets first, then by name. */
  readonly coinsMax: number;
  readonly spotLegs: 'on' | 'off';
  readonly pairing: PairingSettings;
}

/** Two markets of one coin in the orientations in which they may be held. */
export interface MarketPair {
  readonly coin: CoinId;
  readonly routes: readonly Route[];
}

/** Which pairs exist, by coin in the order of their names. */
export type Universe = ReadonlyMap<CoinId, readonly MarketPair[]>;

/** The universe of a set of instruments. Coins that no two markets share are left out. */
export const universeOf = (instruments: Iterable<Instrument>, settings: UniverseSettings): Universe => {
  const byCoin = new Map<CoinId, Instrument[]>();
  for (const instrument of instruments) {
    if (instrument.kind === 'spot' && settings.spotLegs === 'off') continue;
    if (settings.coins !== 'all' && !settings.coins.includes(instrument.coin)) continue;
    if (settings.excludeCoins.includes(instrument.coin)) continue;
    const legs = byCoin.get(instrument.coin);
    if (legs === undefined) byCoin.set(instrument.coin, [instrument]);
    else legs.push(instrument);
  }
  const paired = [...byCoin]
    .map(([coin, legs]) => ({ coin, markets: legs.length, pairs: pairsOf(coin, legs, settings.pairing) }))
    .filter(({ pairs }) => pairs.length > 0)
    .sort((a, b) => b.markets - a.markets || compareText(a.coin, b.coin))
    .slice(0, settings.coinsMax)
    .sort((a, b) => compareText(a.coin, b.coin));
  return new Map(paired.map(({ coin, pairs }) => [coin, pairs]));
};

const pairsOf = (coin: CoinId, legs: readonly Instrument[], pairing: PairingSettings): readonly MarketPair[] => {
  const inOrder = [...legs].sort((a, b) => compareText(a.market, b.market));
  return inOrder.flatMap((a, position) =>
    inOrder.slice(position + 1).flatMap((b) => {
      const paired = pairLegs(a, b, pairing);
      return paired.kind === 'pair' && paired.routes.length > 0 ? [{ coin, routes: paired.routes }] : [];
    }),
  );
};
