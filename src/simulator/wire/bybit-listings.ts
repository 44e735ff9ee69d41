import type { MarketKind } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import { hours } from '../../domain/units.ts';
import type { CoinListing, Steps } from '../listings.ts';
import { plainSteps } from '../listings.ts';
import type { Listed } from './venue-wire.ts';
import { step } from './venue-wire.ts';

const VENUE = venueId('bybit');
export const FUNDING_CAP = 0.01;

/** Coins whose symbol holds many of them. */
const SCALED: Readonly<Record<string, number>> = { PEPE: 1000 };

/** Coins with a contract in USD, counted in contracts of 1 USD. */
const INVERSE: Readonly<Record<string, Steps>> = {
  BTC: { priceDecimals: 1, sizeDecimals: 0, contractSize: '1' },
  ETH: { priceDecimals: 2, sizeDecimals: 0, contractSize: '1' },
};

/** How the venue counts a coin: linear all of them, inverse two; spot where a listing is written down. */
export const bybitSteps = ({ coin, openingPrice }: CoinListing, kind: MarketKind): Steps | undefined => {
  if (kind === 'linear') return plainSteps(openingPrice * (SCALED[coin] ?? 1));
  return kind === 'inverse' ? INVERSE[coin] : undefined;
};

export const bybitInstrument = ({ coin, kind, steps, intervalHours }: Listed): Instrument => {
  const { base, quote, settle, multiplier } = namesOf(coin, kind);
  const symbol = symbolId(kind === 'spot' ? `${base}/${quote}` : `${base}/${quote}:${settle}`);
  const lot = decimal(step(steps.sizeDecimals));
  return {
    market: marketKey(VENUE, symbol),
    venue: VENUE,
    symbol,
    nativeSymbol: `${base}${quote}`,
    coin: coinId(coin),
    kind,
    quote,
    settle,
    multiplier,
    contractSize: decimal(1),
    tickSize: decimal(step(steps.priceDecimals)),
    lotSize: lot,
    minQuantity: lot,
    // Contracts of 1 USD have no other minimum.
    minNotional: kind === 'inverse' ? ZERO : decimal(steps.minNotional ?? 5),
    status: 'trading',
    ...(kind === 'spot' ? {} : { fundingIntervalHours: hours(intervalHours), fundingCap: FUNDING_CAP }),
    source: 'listed',
  };
};

const namesOf = (coin: string, kind: MarketKind) => {
  const multiplier = kind === 'linear' ? (SCALED[coin] ?? 1) : 1;
  const base = multiplier === 1 ? coin : `${multiplier}${coin}`;
  const quote = kind === 'inverse' ? 'USD' : 'USDT';
  return { base, quote, settle: kind === 'inverse' ? coin : quote, multiplier };
};
