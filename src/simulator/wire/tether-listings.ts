import type { MarketKind, VenueId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { coinId, marketKey, symbolId } from '../../domain/ids.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import type { CoinListing, Steps } from '../listings.ts';
import { plainSteps } from '../listings.ts';
import type { Listed } from './venue-wire.ts';
import { step } from './venue-wire.ts';

/** Coins whose linear symbol holds many of them. */
const SCALED: Readonly<Record<string, number>> = { PEPE: 1000 };

/** What venues that count in Tether do alike: linear contracts of every coin, a cheap one by the thousand, inverse ones of some. */
export const tetherSteps = (
  { coin, openingPrice }: CoinListing,
  kind: MarketKind,
  inverse: Readonly<Record<string, Steps>>,
): Steps | undefined => {
  if (kind === 'linear') return plainSteps(openingPrice * (SCALED[coin] ?? 1));
  return kind === 'inverse' ? inverse[coin] : undefined;
};

/** Base and quote as such a venue names a contract. */
export interface TetherNames {
  readonly base: string;
  readonly quote: string;
}

/** An instrument without what is the venue's own. Contracts in USD have no least notional, only whole contracts. */
export const tetherInstrument = (
  venue: VenueId,
  { coin, kind, steps }: Listed,
  own: (names: TetherNames) => Pick<Instrument, 'nativeSymbol' | 'contractSize'> & Partial<Instrument>,
): Instrument => {
  const multiplier = kind === 'linear' ? (SCALED[coin] ?? 1) : 1;
  const base = multiplier === 1 ? coin : `${multiplier}${coin}`;
  const quote = kind === 'inverse' ? 'USD' : 'USDT';
  const settle = kind === 'inverse' ? coin : quote;
  const symbol = symbolId(kind === 'spot' ? `${base}/${quote}` : `${base}/${quote}:${settle}`);
  const lot = decimal(step(steps.sizeDecimals));
  return {
    market: marketKey(venue, symbol),
    venue,
    symbol,
    coin: coinId(coin),
    kind,
    quote,
    settle,
    multiplier,
    tickSize: decimal(step(steps.priceDecimals)),
    lotSize: lot,
    minQuantity: lot,
    minNotional: kind === 'inverse' ? ZERO : decimal(steps.minNotional ?? 5),
    status: 'trading',
    source: 'listed',
    ...own({ base, quote }),
  };
};
