import { symbolParts } from '../../domain/ids.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import { ms } from '../../domain/units.ts';
import { BYBIT } from './categories.ts';
import { createBybitDecoder } from './decoder.ts';

const DERIVATIVES_FEES = { maker: 0.0002, taker: 0.00055 };

/** Bybit v5 linear, inverse and spot at the non-VIP tier (July 2026). */
export const bybitProfile: VenueProfile = {
  venue: BYBIT,
  createDecoder: createBybitDecoder,
  fees: { spot: { maker: 0.001, taker: 0.001 }, linear: DERIVATIVES_FEES, inverse: DERIVATIVES_FEES },
  // The slower of the usual depths (200); depth 50 comes every 20 ms.
  bookCadenceMs: ms(100),
  fundingCadenceMs: ms(100),
  // Books and tickers send deltas: a rate that stands still is not repeated.
  changeDriven: { book: true, funding: true },
  // The answer to the 20 s ping included.
  silenceMs: ms(30_000),
  // Not documented. Orders are placed after they are acknowledged, and the look-up reads a cache of its own.
  visibilityDelayMs: ms(2000),
  // At most 36 of [A-Za-z0-9_-], never used before.
  clientId: { lengthMax: 36, alphabet: 'alphanumeric' },
  // No default interval: the ticker or the instrument list states it, or there is no rate.
  nativeSymbol: (symbol) => {
    const { base, quote, settle, kind } = symbolParts(symbol);
    return kind === 'linear' && settle === 'USDC' ? `${base}PERP` : `${base}${quote}`;
  },
};
