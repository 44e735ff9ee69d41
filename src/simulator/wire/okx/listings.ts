import type { MarketKind } from '../../../domain/ids.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { coinId, marketKey, symbolId, venueId } from '../../../domain/ids.ts';
import { ZERO, decimal } from '../../../domain/money.ts';
import type { CoinListing, Steps } from '../../listings.ts';
import { plainSteps } from '../../listings.ts';
import type { Listed } from '../venue-wire.ts';
import { step } from '../venue-wire.ts';

const VENUE = venueId('okx');

/** No symbol is rescaled here: a cheap coin has a contract of ten million. */
const CHEAP: Readonly<Record<string, Steps>> = {
  PEPE: { priceDecimals: 9, sizeDecimals: 1, contractSize: '10000000' },
};

/** Coins with a contract in USD. */
const INVERSE: Readonly<Record<string, Steps>> = {
  BTC: { priceDecimals: 1, sizeDecimals: 0, contractSize: '100' },
  ETH: { priceDecimals: 2, sizeDecimals: 0, contractSize: '10' },
};

const SPOT: Readonly<Record<string, Steps>> = {
  BTC: { priceDecimals: 1, sizeDecimals: 6 },
  ETH: { priceDecimals: 2, sizeDecimals: 5 },
  SOL: { priceDecimals: 2, sizeDecimals: 4 },
};

/** How the venue counts a coin: linear swaps of all of them, inverse ones of two, spot pairs of three. */
export const okxSteps = ({ coin, openingPrice }: CoinListing, kind: MarketKind): Steps | undefined => {
  if (kind === 'linear') return CHEAP[coin] ?? { ...plainSteps(openingPrice), contractSize: '1' };
  return (kind === 'inverse' ? INVERSE : SPOT)[coin];
};

export const okxInstrument = ({ coin, kind, steps }: Listed): Instrument => {
  const quote = kind === 'inverse' ? 'USD' : 'USDT';
  const settle = kind === 'inverse' ? coin : quote;
  const symbol = symbolId(kind === 'spot' ? `${coin}/${quote}` : `${coin}/${quote}:${settle}`);
  return {
    market: marketKey(VENUE, symbol),
    venue: VENUE,
    symbol,
    nativeSymbol: kind === 'spot' ? `${coin}-${quote}` : `${coin}-${quote}-SWAP`,
    coin: coinId(coin),
    kind,
    quote,
    settle,
    multiplier: 1,
    contractSize: decimal(steps.contractSize ?? '1'),
    tickSize: decimal(step(steps.priceDecimals)),
    lotSize: decimal(step(steps.sizeDecimals)),
    minQuantity: decimal(step(steps.sizeDecimals)),
    minNotional: ZERO,
    status: 'trading',
    source: 'listed',
  };
};
