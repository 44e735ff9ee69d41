import { venueOf } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { Feeds } from './feeds.ts';

/** Folds what a history holds of settled rates into the markets of this world, as if their venues had told them. */
export const rememberRates = (
  feeds: Pick<Feeds, 'markets' | 'profile'>,
  { rates, atMs }: Pick<Extract<Input, { kind: 'rates' }>, 'rates' | 'atMs'>,
): void => {
  for (const [key, rows] of Object.entries(rates)) {
    const market = key as MarketKey;
    if (feeds.profile(venueOf(market)) === undefined) continue;
    const common = { market, kind: 'settled', intervalSource: 'schedule' } as const;
    for (const [settlementAtMs, rate, intervalHours] of rows) {
      const funding = { ...common, rate, intervalHours, observedAtMs: settlementAtMs, settlementAtMs };
      feeds.markets.of(market).fold({ type: 'funding', market, funding }, { atMs });
    }
  }
};
