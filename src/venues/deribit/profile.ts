import { symbolParts } from '../../domain/ids.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import { ms } from '../../domain/units.ts';
import { DeribitDecoder } from './decoder.ts';
import { RATE_HOURS } from './funding.ts';
import { DERIBIT } from './instruments.ts';

const PERPETUAL_FEES = { maker: 0, taker: 0.0005 };

/** Deribit perpetuals without a tier (August 2026); the instrument list names the fees in force. */
export const deribitProfile: VenueProfile = {
  venue: DERIBIT,
  createDecoder: () => new DeribitDecoder(),
  fees: { spot: { maker: 0, taker: 0 }, linear: PERPETUAL_FEES, inverse: PERPETUAL_FEES },
  // Faster books (raw) need a login.
  bookCadenceMs: ms(100),
  // ticker.{instrument}.agg2, about a second.
  fundingCadenceMs: ms(1000),
  // Books speak on change; a ticker does too, and its mark moves with every change of the index.
  changeDriven: { book: true, funding: false },
  // Twice the heartbeat asked for.
  silenceMs: ms(20_000),
  // Not documented. Order entry answers synchronously, look-ups read the same state.
  visibilityDelayMs: ms(2000),
  // A label: at most 64 characters, not unique.
  clientId: { lengthMax: 64, alphabet: 'alphanumeric' },
  defaultIntervalHours: RATE_HOURS,
  settlesOn: 'index',
  nativeSymbol: (symbol) => {
    const { base, quote, settle, kind } = symbolParts(symbol);
    if (kind === 'spot') return undefined;
    if (kind === 'inverse') return quote === 'USD' ? `${base}-PERPETUAL` : undefined;
    return settle === quote ? `${base}_${quote}-PERPETUAL` : undefined;
  },
};
