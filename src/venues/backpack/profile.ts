import { symbolParts } from '../../domain/ids.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import { ms } from '../../domain/units.ts';
import { BackpackDecoder } from './decoder.ts';
import { DEFAULT_INTERVAL_HOURS } from './funding.ts';
import { BACKPACK } from './instruments.ts';

/** Names that hold 1,000 coins; CCXT writes them with a capital K, which other coins begin with too. */
const THOUSANDS: ReadonlySet<string> = new Set(['KPEPE', 'KSHIB', 'KBONK']);

const PERPETUAL_FEES = { maker: 0.0002, taker: 0.0005 };

/** Backpack perpetuals and spot, fee tier 1 (September 2026). */
export const backpackProfile: VenueProfile = {
  venue: BACKPACK,
  createDecoder: () => new BackpackDecoder(),
  fees: {
    spot: { maker: 0.0008, taker: 0.001 },
    linear: PERPETUAL_FEES,
    // No inverse contracts are read.
    inverse: PERPETUAL_FEES,
  },
  // depth speaks on every change; measured over 91 books together, 33 frames a second each.
  bookCadenceMs: ms(100),
  fundingCadenceMs: ms(1000),
  // markPrice speaks once a second whether anything changed or not.
  changeDriven: { book: true, funding: false },
  silenceMs: ms(10_000),
  // Not documented. The reply to an immediate order is final; the history behind a look-up follows it.
  visibilityDelayMs: ms(2000),
  // A number of 32 bits, unique among live orders.
  clientId: { lengthMax: 10, alphabet: 'uint32' },
  defaultIntervalHours: DEFAULT_INTERVAL_HOURS,
  nativeSymbol: (symbol) => {
    const { base, quote, settle, kind } = symbolParts(symbol);
    if (kind === 'inverse' || quote !== settle) return undefined;
    const name = THOUSANDS.has(base) ? `k${base.slice(1)}` : base;
    return kind === 'spot' ? `${name}_${quote}` : `${name}_${quote}_PERP`;
  },
};
