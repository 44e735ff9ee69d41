import { symbolParts } from '../../domain/ids.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import { ms } from '../../domain/units.ts';
import { createKucoinDecoder } from './decoder.ts';
import { KUCOIN } from './symbols.ts';

const CONTRACT_FEES = { maker: 0.0002, taker: 0.0006 };

/** KuCoin Futures at VIP 0 (2026-09): the same on every contract. */
export const kucoinProfile: VenueProfile = {
  venue: KUCOIN,
  createDecoder: createKucoinDecoder,
  fees: { spot: { maker: 0.001, taker: 0.001 }, linear: CONTRACT_FEES, inverse: CONTRACT_FEES },
  bookCadenceMs: ms(10),
  // One estimate a minute, on the minute.
  fundingCadenceMs: ms(60_000),
  // Books send changes; funding is repeated each minute, changed or not.
  changeDriven: { book: true, funding: false },
  // The answer to the 15 s ping included.
  silenceMs: ms(45_000),
  // Not documented; orders are placed after they are acknowledged.
  visibilityDelayMs: ms(2000),
  // At most 40 of [A-Za-z0-9_-]; an active order's id is refused, a finished one's may be taken again.
  clientId: { lengthMax: 40, alphabet: 'alphanumeric' },
  // No default interval: the contract list or the frame states it, or there is no rate.
  nativeSymbol: (symbol) => {
    const { base, quote, settle, kind } = symbolParts(symbol);
    if (kind === 'spot') return `${base}-${quote}`;
    if (kind === 'linear' && settle !== quote) return undefined;
    return `${base === 'BTC' ? 'XBT' : base}${quote}M`;
  },
};
