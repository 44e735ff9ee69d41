import type { MarketKind } from '../../../domain/ids.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { venueId } from '../../../domain/ids.ts';
import { decimal } from '../../../domain/money.ts';
import { hours } from '../../../domain/units.ts';
import type { CoinListing, Steps } from '../../listings.ts';
import { tetherInstrument, tetherSteps } from '../tether-listings.ts';
import type { Listed } from '../venue-wire.ts';

const VENUE = venueId('binance');
/** Symbols with another interval than 8 h stand in the list of adjusted terms, with this cap. */
export const ADJUSTED_CAP = 0.02;

/** COIN-M: contracts of 100 USD on BTC, of 10 USD on the others. */
const INVERSE: Readonly<Record<string, Steps>> = {
  BTC: { priceDecimals: 1, sizeDecimals: 0, contractSize: '100' },
  ETH: { priceDecimals: 2, sizeDecimals: 0, contractSize: '10' },
};

/** How the venue counts a coin: USD-M lists all of them, COIN-M two; spot where a listing is written down. */
export const binanceSteps = (listing: CoinListing, kind: MarketKind): Steps | undefined =>
  tetherSteps(listing, kind, INVERSE);

export const binanceInstrument = (listed: Listed): Instrument =>
  tetherInstrument(VENUE, listed, ({ base, quote }) => ({
    nativeSymbol: listed.kind === 'inverse' ? `${base}${quote}_PERP` : `${base}${quote}`,
    contractSize: decimal(listed.kind === 'inverse' ? (listed.steps.contractSize ?? 10) : 1),
    ...(listed.kind !== 'spot' && listed.intervalHours !== 8
      ? { fundingIntervalHours: hours(listed.intervalHours), fundingCap: ADJUSTED_CAP }
      : {}),
  }));
