import type { MarketKind } from '../../../domain/ids.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { venueId } from '../../../domain/ids.ts';
import { decimal } from '../../../domain/money.ts';
import { hours } from '../../../domain/units.ts';
import type { CoinListing, Steps } from '../../listings.ts';
import { tetherInstrument, tetherSteps } from '../tether-listings.ts';
import type { Listed } from '../venue-wire.ts';

const VENUE = venueId('bybit');
export const FUNDING_CAP = 0.01;

/** Coins with a contract in USD, counted in contracts of 1 USD. */
const INVERSE: Readonly<Record<string, Steps>> = {
  BTC: { priceDecimals: 1, sizeDecimals: 0, contractSize: '1' },
  ETH: { priceDecimals: 2, sizeDecimals: 0, contractSize: '1' },
};

/** How the venue counts a coin: linear all of them, inverse two; spot where a listing is written down. */
export const bybitSteps = (listing: CoinListing, kind: MarketKind): Steps | undefined =>
  tetherSteps(listing, kind, INVERSE);

export const bybitInstrument = (listed: Listed): Instrument =>
  tetherInstrument(VENUE, listed, ({ base, quote }) => ({
    nativeSymbol: `${base}${quote}`,
    contractSize: decimal(1),
    ...(listed.kind === 'spot' ? {} : { fundingIntervalHours: hours(listed.intervalHours), fundingCap: FUNDING_CAP }),
  }));
