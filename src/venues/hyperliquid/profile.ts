import type { VenueProfile } from '../../domain/ports.ts';
import { symbolParts } from '../../domain/ids.ts';
import { ms } from '../../domain/units.ts';
import { HYPERLIQUID, INTERVAL_HOURS } from './coins.ts';
import { HyperliquidDecoder } from './decoder.ts';

/** Names that hold 1,000 coins; CCXT writes them with a capital K, which other coins begin with too. */
const THOUSANDS: ReadonlySet<string> = new Set(['KPEPE', 'KSHIB', 'KBONK', 'KFLOKI', 'KLUNC', 'KNEIRO', 'KDOGS']);

const PERPETUAL_FEES = { maker: 0.00015, taker: 0.00045 };

/** Hyperliquid, first dex, fee tier 0 (September 2026). */
export const hyperliquidProfile: VenueProfile = {
  venue: HYPERLIQUID,
  createDecoder: () => new HyperliquidDecoder(),
  fees: {
    spot: { maker: 0.0004, taker: 0.0007 },
    linear: PERPETUAL_FEES,
    // No inverse contracts are listed.
    inverse: PERPETUAL_FEES,
  },
  // The fast flavour of l2Book, measured: 0.54 s. The contexts that carry the rate come once a second.
  bookCadenceMs: ms(540),
  fundingCadenceMs: ms(1000),
  changeDriven: { book: false, funding: false },
  // With a fast book subscribed; without one the server itself closes after 60 s.
  silenceMs: ms(10_000),
  // Not documented: two blocks and the indexer behind the look-up by cloid.
  visibilityDelayMs: ms(2000),
  // A cloid is 0x and 32 hex digits.
  clientId: { lengthMax: 34, alphabet: 'hex', prefix: '0x' },
  defaultIntervalHours: INTERVAL_HOURS,
  // The oracle price, which the venue publishes as its index.
  settlesOn: 'index',
  nativeSymbol: (symbol) => {
    const { base, quote, settle, kind } = symbolParts(symbol);
    if (kind !== 'linear' || quote !== 'USDC' || settle !== 'USDC') return undefined;
    return THOUSANDS.has(base) ? `k${base.slice(1)}` : base;
  },
};
