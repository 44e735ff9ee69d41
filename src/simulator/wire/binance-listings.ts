import type { MarketKind } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import { hours } from '../../domain/units.ts';
import type { CoinListing, Steps } from '../listings.ts';
import { plainSteps } from '../listings.ts';
import type { Listed } from './venue-wire.ts';
import { step } from './venue-wire.ts';

const VENUE = venueId('binance');
/** Symbols with another interval than 8 h stand in the list of adjusted terms, with this cap. */
export const ADJUSTED_CAP = 0.02;

/** Coins whose USD-M symbol holds many of them. */
const SCALED: Readonly<Record<string, number>> = { PEPE: 1000 };

/** COIN-M: contracts of 100 USD on BTC, of 10 USD on the others. */
const INVERSE: Readonly<Record<string, Steps>> = {
  BTC: { priceDecimals: 1, sizeDecimals: 0, contractSize: '100' },
  ETH: { priceDecimals: 2, sizeDecimals: 0, contractSize: '10' },
};

/** How the venue counts a coin: USD-M lists all of them, COIN-M two; spot where a listing is written down. */
export const binanceSteps = ({ coin, openingPrice }: CoinListing, kind: MarketKind): Steps | undefined => {
  if (kind === 'linear') return plainSteps(openingPrice * (SCALED[coin] ?? 1));
  return kind === 'inverse' ? INVERSE[coin] : undefined;
};

export const binanceInstrument = ({ coin, kind, steps, intervalHours }: Listed): Instrument => {
  const { base, quote, settle, multiplier } = namesOf(coin, kind);
  const symbol = symbolId(kind === 'spot' ? `${base}/${quote}` : `${base}/${quote}:${settle}`);
  const lot = decimal(step(steps.sizeDecimals));
  return {
    market: marketKey(VENUE, symbol),
    venue: VENUE,
    symbol,
    nativeSymbol: kind === 'inverse' ? `${base}${quote}_PERP` : `${base}${quote}`,
    coin: coinId(coin),
    kind,
    quote,
    settle,
    multiplier,
    contractSize: decimal(kind === 'inverse' ? (steps.contractSize ?? 10) : 1),
    tickSize: decimal(step(steps.priceDecimals)),
    lotSize: lot,
    minQuantity: lot,
    // COIN-M has no least notional, only whole contracts.
    minNotional: kind === 'inverse' ? ZERO : decimal(steps.minNotional ?? 5),
    status: 'trading',
    ...(kind !== 'spot' && intervalHours !== 8
      ? { fundingIntervalHours: hours(intervalHours), fundingCap: ADJUSTED_CAP }
      : {}),
    source: 'listed',
  };
};

const namesOf = (coin: string, kind: MarketKind) => {
  const multiplier = kind === 'linear' ? (SCALED[coin] ?? 1) : 1;
  const base = multiplier === 1 ? coin : `${multiplier}${coin}`;
  const quote = kind === 'inverse' ? 'USD' : 'USDT';
  return { base, quote, settle: kind === 'inverse' ? coin : quote, multiplier };
};
