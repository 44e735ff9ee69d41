import type { CoinListing } from './listings.ts';
import { Prng } from './prng.ts';

/** The first invented coin is so cheap that venues list a thousand of it as one: PEPE, in life. */
const CHEAP: Pick<CoinListing, 'coin' | 'openingPrice'> = { coin: 'PEPE', openingPrice: 0.0000068 };

/** Coins nobody wrote down, from the seed: PEPE first, then COIN001 and so on, of prices between a cent and 300 USD. */
export const inventedListings = (seed: number, count: number): readonly CoinListing[] =>
  Array.from({ length: count }, (_, at): CoinListing => {
    const prng = new Prng(seed, `listing ${at}`);
    const named =
      at === 0
        ? CHEAP
        : { coin: `COIN${String(at).padStart(3, '0')}`, openingPrice: roundPrice(0.01 * 30_000 ** prng.next()) };
    return {
      ...named,
      volatilityPerYear: 0.6 + 0.4 * prng.next(),
      marketShare: 0.5 + 0.3 * prng.next(),
      stepBps: 1.5 + prng.next(),
      impactBps: 3,
      touchUsd: 4000 + 8000 * prng.next(),
      perpetuals: {},
      spots: {},
    };
  });

/** Four significant digits. */
const roundPrice = (price: number): number => Number(price.toPrecision(4));
