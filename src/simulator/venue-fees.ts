import { firstTier, tierAt, tradedUsd, volumeAt } from '../analytics/fee-ladder.ts';
import type { FeeRates } from '../domain/fees.ts';
import type { MarketKind } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Fill } from '../domain/order.ts';
import { utcDay } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { VenueContext } from './venue-context.ts';

type Charging = Pick<VenueContext, 'profile' | 'records'>;

/** From here on a venue with a ladder counts what the account trades; a store that counts already goes on. */
export const beginCounting = ({ profile, records }: Charging, nowMs: AtMs): void => {
  if (profile.feeLadder !== undefined && records.volumeSinceDay === undefined) records.countVolumeFrom(utcDay(nowMs));
};

/** What the venue charges at an instant, by the account's own volume where there is a ladder. */
export const ratesAt = ({ profile, records }: Charging, kind: MarketKind, at: AtMs): FeeRates => {
  const { feeLadder } = profile;
  const sinceDay = records.volumeSinceDay;
  if (feeLadder === undefined || sinceDay === undefined) return firstTier(profile, kind);
  const volume = volumeAt({ byDay: records.volumes, sinceDay }, feeLadder.volume30dUsd, utcDay(at));
  return tierAt(profile, kind, volume);
};

/** Counts a fill towards the tiers of the days after it. */
export const countVolume = ({ profile, records }: Charging, instrument: Instrument, fill: Fill): void => {
  if (profile.feeLadder !== undefined) records.addVolume(utcDay(fill.venueAtMs), tradedUsd(instrument, fill));
};
