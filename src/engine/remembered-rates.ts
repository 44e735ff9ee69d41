import { venueOf } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { Feeds } from './feeds.ts';

/** Gives what a history holds of settled rates to the markets of this world, as if their venues had told it before all else. */
export const rememberRates = (
  feeds: Pick<Feeds, 'markets' | 'profile'>,
  { rates }: Pick<Extract<Input, { kind: 'rates' }>, 'rates'>,
): void => {
  for (const [key, rows] of Object.entries(rates)) {
    const market = key as MarketKey;
    if (feeds.profile(venueOf(market)) === undefined) continue;
    const common = { market, kind: 'settled', intervalSource: 'schedule' } as const;
    const settled = rows.map(([settlementAtMs, rate, intervalHours]) => ({
      ...common,
      rate,
      intervalHours,
      observedAtMs: settlementAtMs,
      settlementAtMs,
    }));
    feeds.markets.of(market).rememberRates(settled);
  }
};
