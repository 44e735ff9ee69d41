import type { MarketKind } from '../../domain/ids.ts';

/** ccxt's names of each product's interfaces: with a key, and without. */
export const PRIVATE: Readonly<Record<MarketKind, string>> = {
  linear: 'fapiPrivate',
  inverse: 'dapiPrivate',
  spot: 'private',
};

export const PUBLIC: Readonly<Record<MarketKind, string>> = {
  linear: 'fapiPublic',
  inverse: 'dapiPublic',
  spot: 'public',
};
