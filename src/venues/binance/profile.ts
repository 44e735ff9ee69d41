import { symbolParts } from '../../domain/ids.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import { ms } from '../../domain/units.ts';
import { createBinanceDecoder } from './decoder.ts';
import { DEFAULT_INTERVAL_HOURS } from './funding.ts';
import { BINANCE } from './products.ts';

const FUTURES_FEES = { maker: 0.0002, taker: 0.0005 };

/** Binance USD-M, COIN-M and spot at VIP 0 without the BNB discount (July 2026). */
export const binanceProfile: VenueProfile = {
  venue: BINANCE,
  createDecoder: createBinanceDecoder,
  // The COIN-M schedule is not confirmed: its API examples say 0.015 % and 0.04 %; the dearer reading is taken.
  fees: { spot: { maker: 0.001, taker: 0.001 }, linear: FUTURES_FEES, inverse: FUTURES_FEES },
  bookCadenceMs: ms(100),
  fundingCadenceMs: ms(1000),
  // Books and bookTicker speak on change; markPrice@1s always does.
  changeDriven: { book: true, funding: false },
  // markPrice@1s on a market socket, the ticker of a liquid symbol on a public one.
  silenceMs: ms(10_000),
  // Not documented. A look-up reads a replica that usually lags by less than a second.
  visibilityDelayMs: ms(2000),
  // ^[\.A-Z\:/a-z0-9_-]{1,36}$; unique among open orders only.
  clientId: { lengthMax: 36, alphabet: 'alphanumeric' },
  defaultIntervalHours: DEFAULT_INTERVAL_HOURS,
  nativeSymbol: (symbol) => {
    const { base, quote, kind } = symbolParts(symbol);
    return kind === 'inverse' ? `${base}${quote}_PERP` : `${base}${quote}`;
  },
};
