import type { MarketKind } from '../../../domain/ids.ts';
import { coinId, marketKey, symbolId, venueId } from '../../../domain/ids.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { decimal } from '../../../domain/money.ts';
import { hours } from '../../../domain/units.ts';
import type { CoinListing, Steps } from '../../listings.ts';
import type { Listed } from '../venue-wire.ts';
import { step } from '../venue-wire.ts';

const VENUE = venueId('hyperliquid');
export const RATE_PER_HOUR_MAX = 0.04;
const MIN_NOTIONAL_USDC = 10;
/** Decimals of a price and of a size together are at most six, significant digits of a price at most five. */
const DECIMALS = 6;
const DIGITS = 5;

/** Coins listed by the thousand, under a name that begins with a k. */
const THOUSANDS: ReadonlySet<string> = new Set(['PEPE', 'SHIB', 'BONK', 'FLOKI', 'LUNC', 'NEIRO', 'DOGS']);

/** How the venue counts a coin: perpetuals alone, sizes of some cents to dollars, prices of five significant digits. */
export const hyperliquidSteps = ({ coin, openingPrice }: CoinListing, kind: MarketKind): Steps | undefined => {
  if (kind !== 'linear') return undefined;
  const magnitude = Math.floor(Math.log10(openingPrice * multiplierOf(coin)));
  const sizeDecimals = Math.min(DIGITS, Math.max(0, magnitude));
  const priceDecimals = DECIMALS - sizeDecimals;
  const quotedDecimals = Math.min(priceDecimals, Math.max(0, DIGITS - 1 - magnitude));
  return { priceDecimals, sizeDecimals, quotedDecimals };
};

export const hyperliquidInstrument = ({ coin, steps }: Listed): Instrument => {
  const multiplier = multiplierOf(coin);
  const nativeSymbol = multiplier === 1 ? coin : `k${coin}`;
  const symbol = symbolId(`${nativeSymbol.toUpperCase()}/USDC:USDC`);
  return {
    market: marketKey(VENUE, symbol),
    venue: VENUE,
    symbol,
    nativeSymbol,
    coin: coinId(coin),
    kind: 'linear',
    quote: 'USDC',
    settle: 'USDC',
    multiplier,
    contractSize: decimal(1),
    tickSize: decimal(step(steps.priceDecimals)),
    priceDigits: 5,
    lotSize: decimal(step(steps.sizeDecimals)),
    minQuantity: decimal(step(steps.sizeDecimals)),
    minNotional: decimal(steps.minNotional ?? MIN_NOTIONAL_USDC),
    status: 'trading',
    fundingIntervalHours: hours(1),
    fundingCap: RATE_PER_HOUR_MAX,
    source: 'listed',
  };
};

const multiplierOf = (coin: string): number => (THOUSANDS.has(coin) ? 1000 : 1);
