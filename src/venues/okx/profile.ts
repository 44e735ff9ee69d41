import { symbolParts } from '../../domain/ids.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import { ms } from '../../domain/units.ts';
import { OkxDecoder } from './decoder.ts';
import { OKX } from './instruments.ts';

const SWAP_FEES = { maker: 0.0002, taker: 0.0005 };

/** OKX swaps and spot at regular level 1 (2026; EEA and US schedules differ). */
export const okxProfile: VenueProfile = {
  venue: OKX,
  createDecoder: () => new OkxDecoder(),
  fees: { spot: { maker: 0.0008, taker: 0.001 }, linear: SWAP_FEES, inverse: SWAP_FEES },
  bookCadenceMs: ms(100),
  // The channel pushes every 30 to 90 s: twice this covers the longest wait.
  fundingCadenceMs: ms(60_000),
  // `books` speaks on change and says every 60 s that there was none.
  changeDriven: { book: true, funding: false },
  // The server closes after 30 s without a word; clients ask for a pong before.
  silenceMs: ms(30_000),
  // Not documented.
  visibilityDelayMs: ms(2000),
  // Letters and digits only: a dash or an underscore is refused.
  clientId: { lengthMax: 32, alphabet: 'alphanumeric' },
  nativeSymbol: (symbol) => {
    const { base, quote, settle, kind } = symbolParts(symbol);
    if (kind === 'spot') return `${base}-${quote}`;
    // Linear swaps that settle in another coin than their quote have names of their own.
    return kind === 'inverse' || settle === quote ? `${base}-${quote}-SWAP` : undefined;
  },
};
