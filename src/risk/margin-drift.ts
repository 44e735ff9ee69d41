import { compareText } from '../domain/compare-text.ts';
import type { VenueId } from '../domain/ids.ts';

/** How one venue's dollars stand, USD: a hedged book moves them from venue to venue with every price. */
export interface VenueMargin {
  readonly venue: VenueId;
  /** The dollar coin most of it is in. */
  readonly coin: string;
  readonly equityUsd: number;
  /** Less the margin of what is held and on order. */
  readonly freeUsd: number;
  /** What closing everything there may cost. */
  readonly reserveUsd: number;
  /** Its share of all equity by the configured capitals. */
  readonly intendedUsd: number;
}

/** Coins to send by hand; an engine never withdraws. */
export interface TransferSuggestion {
  readonly from: VenueId;
  readonly to: VenueId;
  /** What leaves `from`, and what `to` counts in: they differ where a conversion lies between. */
  readonly coin: string;
  readonly toCoin: string;
  /** Whole tens, rounded down. */
  readonly amount: number;
}

export interface MarginDrift {
  readonly venue: VenueId;
  readonly why: 'below-reserve' | 'below-share';
  /** Absent where no venue has anything to spare. */
  readonly suggestion?: TransferSuggestion;
}

export interface DriftSettings {
  /** So far below its intended share a venue may fall, a fraction of that share. */
  readonly driftMaxFraction: number;
}

const ROUNDED_TO_USD = 10;

/**
 * The venue that lacks most, among those that carry something, and what would put it right. `before` is the venue that was
 * lacking at the last look: it is so until it is half way back, or one at the border would be told again and again.
 */
export const marginDrift = (
  margins: readonly VenueMargin[],
  { driftMaxFraction }: DriftSettings,
  before?: VenueId,
): MarginDrift | undefined => {
  const lacking = margins
    .filter(({ equityUsd, freeUsd }) => freeUsd < equityUsd)
    .flatMap((one) => {
      const least = one.intendedUsd * (1 - driftMaxFraction * (one.venue === before ? 0.5 : 1));
      const isBelowReserve = one.freeUsd < one.reserveUsd;
      if (!isBelowReserve && one.equityUsd >= least) return [];
      const why: MarginDrift['why'] = isBelowReserve ? 'below-reserve' : 'below-share';
      return [{ one, why, lack: lackOf(one) }];
    })
    // below its reserve comes first, by the alphabet too
    .sort((a, b) => compareText(a.why, b.why) || b.lack - a.lack || compareText(a.one.venue, b.one.venue));
  const [worst] = lacking;
  if (worst === undefined) return undefined;
  const suggestion = suggestionFor(worst.one, margins);
  return { venue: worst.one.venue, why: worst.why, ...(suggestion === undefined ? {} : { suggestion }) };
};

/** Back to its share, and its reserve at the least. */
const lackOf = ({ equityUsd, intendedUsd, freeUsd, reserveUsd }: VenueMargin): number =>
  Math.max(intendedUsd - equityUsd, reserveUsd - freeUsd);

/** What a venue has above its own share, without touching what it needs itself. */
const spareOf = ({ equityUsd, intendedUsd, freeUsd, reserveUsd }: VenueMargin): number =>
  Math.min(equityUsd - intendedUsd, freeUsd - reserveUsd);

const suggestionFor = (to: VenueMargin, margins: readonly VenueMargin[]): TransferSuggestion | undefined => {
  const [from] = margins
    .filter(({ venue }) => venue !== to.venue)
    .sort((a, b) => spareOf(b) - spareOf(a) || compareText(a.venue, b.venue));
  if (from === undefined) return undefined;
  const amount = Math.floor(Math.min(lackOf(to), spareOf(from)) / ROUNDED_TO_USD) * ROUNDED_TO_USD;
  return amount > 0 ? { from: from.venue, to: to.venue, coin: from.coin, toCoin: to.coin, amount } : undefined;
};
