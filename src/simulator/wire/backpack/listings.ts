import type { MarketKind } from '../../../domain/ids.ts';
import { coinId, marketKey, symbolId, venueId } from '../../../domain/ids.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { ZERO, decimal } from '../../../domain/money.ts';
import { MS_PER_HOUR, hours } from '../../../domain/units.ts';
import type { CoinListing, Steps } from '../../listings.ts';
import { plainSteps } from '../../listings.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { Listed } from '../venue-wire.ts';
import { step } from '../venue-wire.ts';

export const BACKPACK = venueId('backpack');

/** Largest rate of an interval in basis points, and as a fraction. */
const BOUND_BPS = 150;
export const FUNDING_CAP = 0.015;

/** Coins whose symbol holds many of them: kPEPE. */
const SCALED: Readonly<Record<string, number>> = { PEPE: 1000 };

/** A perpetual in USDC on every coin. */
export const backpackSteps = ({ coin, openingPrice }: CoinListing, kind: MarketKind): Steps | undefined =>
  kind === 'linear' ? plainSteps(openingPrice * (SCALED[coin] ?? 1)) : undefined;

export const backpackInstrument = ({ coin, steps, intervalHours }: Listed): Instrument => {
  const multiplier = SCALED[coin] ?? 1;
  const base = multiplier === 1 ? coin : `k${coin}`;
  const symbol = symbolId(`${base.toUpperCase()}/USDC:USDC`);
  const lot = decimal(step(steps.sizeDecimals));
  return {
    market: marketKey(BACKPACK, symbol),
    venue: BACKPACK,
    symbol,
    nativeSymbol: `${base}_USDC_PERP`,
    coin: coinId(coin),
    kind: 'linear',
    quote: 'USDC',
    settle: 'USDC',
    multiplier,
    contractSize: decimal(1),
    tickSize: decimal(step(steps.priceDecimals)),
    lotSize: lot,
    minQuantity: lot,
    minNotional: ZERO,
    status: 'trading',
    fundingIntervalHours: hours(intervalHours),
    fundingCap: FUNDING_CAP,
    source: 'listed',
  };
};

/** A row of `GET /api/v1/markets`. */
export const marketRow = ({ instrument, steps, funding }: SimMarket) => {
  const [base, quote] = instrument.nativeSymbol.split('_');
  const tick = step(steps.priceDecimals);
  const lot = step(steps.sizeDecimals);
  return {
    symbol: instrument.nativeSymbol,
    baseSymbol: base,
    quoteSymbol: quote,
    marketType: 'PERP',
    filters: {
      price: { minPrice: tick, maxPrice: null, tickSize: tick, maxMultiplier: '1.25', minMultiplier: '0.75' },
      quantity: { minQuantity: lot, maxQuantity: null, stepSize: lot },
    },
    imfFunction: { type: 'sqrt', base: '0.02', factor: '0.00006' },
    mmfFunction: { type: 'sqrt', base: '0.0135', factor: '0.000036' },
    fundingInterval: (funding?.rule.intervalHours ?? 1) * MS_PER_HOUR,
    fundingRateUpperBound: String(BOUND_BPS),
    fundingRateLowerBound: String(-BOUND_BPS),
    openInterestLimit: '4000000',
    orderBookState: 'Open',
    createdAt: '2025-01-21T06:34:54.691858',
    visible: true,
    positionLimitWeight: null,
    rwaMarketType: null,
  };
};
