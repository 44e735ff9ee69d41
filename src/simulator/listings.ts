/** What one coin is like everywhere, and how each venue counts it. Decimals: the tick is 10^-priceDecimals, the lot 10^-sizeDecimals. */
export interface CoinListing {
  readonly coin: string;
  readonly openingPrice: number;
  readonly volatilityPerYear: number;
  /** Correlation with the market as a whole. */
  readonly marketShare: number;
  /** Distance of neighbouring levels and half-width of impact prices, bps. */
  readonly stepBps: number;
  readonly impactBps: number;
  /** Notional at the touch of an ordinary book, USD. */
  readonly touchUsd: number;
  readonly perpetuals: Readonly<Record<string, Steps>>;
  readonly spots: Readonly<Record<string, Steps>>;
}

export interface Steps {
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
  /** Decimals prices are quoted with where the venue quotes coarser than its tick. */
  readonly quotedDecimals?: number;
  /** Base units in one contract; 1 where sizes are coins. */
  readonly contractSize?: string;
  /** Least order: lots in the venue's unit (1 where absent), and quote notional. */
  readonly minLots?: number;
  readonly minNotional?: number;
}

/** Decimals that suit a price where a venue has no rule of its own: five significant digits, lots of some cents to dollars. */
export const plainSteps = (price: number): Steps => {
  const digits = Math.floor(Math.log10(price));
  return { priceDecimals: Math.min(8, Math.max(1, 4 - digits)), sizeDecimals: Math.min(4, Math.max(0, digits)) };
};

const MAJOR = { marketShare: 0.85, impactBps: 1 };
const SMALL = { marketShare: 0.7, impactBps: 3 };

/** Six coins on four venues, with steps that differ from venue to venue as they do in life; prices of early 2026. */
export const LISTINGS: readonly CoinListing[] = [
  {
    coin: 'BTC',
    ...MAJOR,
    openingPrice: 90_000,
    volatilityPerYear: 0.38,
    stepBps: 0.5,
    touchUsd: 60_000,
    perpetuals: {
      binance: { priceDecimals: 1, sizeDecimals: 3, minNotional: 100 },
      bybit: { priceDecimals: 1, sizeDecimals: 3, minNotional: 5 },
      hyperliquid: { priceDecimals: 1, sizeDecimals: 5, quotedDecimals: 0, minNotional: 10 },
      okx: { priceDecimals: 1, sizeDecimals: 2, contractSize: '0.01' },
    },
    spots: {
      binance: { priceDecimals: 2, sizeDecimals: 5, minNotional: 5 },
      bybit: { priceDecimals: 1, sizeDecimals: 6, minNotional: 5 },
    },
  },
  {
    coin: 'ETH',
    ...MAJOR,
    openingPrice: 3100,
    volatilityPerYear: 0.5,
    stepBps: 0.6,
    touchUsd: 40_000,
    perpetuals: {
      binance: { priceDecimals: 2, sizeDecimals: 3, minNotional: 20 },
      bybit: { priceDecimals: 2, sizeDecimals: 2, minNotional: 5 },
      hyperliquid: { priceDecimals: 2, sizeDecimals: 4, quotedDecimals: 1, minNotional: 10 },
      okx: { priceDecimals: 2, sizeDecimals: 2, contractSize: '0.1' },
    },
    spots: {
      binance: { priceDecimals: 2, sizeDecimals: 4, minNotional: 5 },
      bybit: { priceDecimals: 2, sizeDecimals: 5, minNotional: 5 },
    },
  },
  {
    coin: 'SOL',
    ...MAJOR,
    impactBps: 2,
    openingPrice: 135,
    volatilityPerYear: 0.62,
    stepBps: 1,
    touchUsd: 22_000,
    perpetuals: {
      binance: { priceDecimals: 2, sizeDecimals: 2, minNotional: 5 },
      bybit: { priceDecimals: 2, sizeDecimals: 1, minNotional: 5 },
      hyperliquid: { priceDecimals: 4, sizeDecimals: 2, quotedDecimals: 2, minNotional: 10 },
      okx: { priceDecimals: 2, sizeDecimals: 2, contractSize: '1' },
    },
    spots: {
      binance: { priceDecimals: 2, sizeDecimals: 3, minNotional: 5 },
      bybit: { priceDecimals: 2, sizeDecimals: 3, minNotional: 5 },
    },
  },
  {
    coin: 'DOGE',
    ...SMALL,
    openingPrice: 0.14,
    volatilityPerYear: 0.72,
    stepBps: 1.5,
    touchUsd: 16_000,
    perpetuals: {
      binance: { priceDecimals: 5, sizeDecimals: 0, minNotional: 5 },
      bybit: { priceDecimals: 5, sizeDecimals: 0, minNotional: 5 },
      hyperliquid: { priceDecimals: 6, sizeDecimals: 0, quotedDecimals: 5, minNotional: 10 },
      okx: { priceDecimals: 5, sizeDecimals: 2, contractSize: '1000' },
    },
    spots: {},
  },
  {
    coin: 'AVAX',
    ...SMALL,
    openingPrice: 14,
    volatilityPerYear: 0.75,
    stepBps: 2,
    touchUsd: 10_000,
    perpetuals: {
      binance: { priceDecimals: 3, sizeDecimals: 0, minNotional: 5 },
      bybit: { priceDecimals: 3, sizeDecimals: 1, minNotional: 5 },
      hyperliquid: { priceDecimals: 4, sizeDecimals: 2, quotedDecimals: 3, minNotional: 10 },
      okx: { priceDecimals: 3, sizeDecimals: 1, contractSize: '1' },
    },
    spots: {},
  },
  {
    coin: 'LINK',
    ...SMALL,
    openingPrice: 13.5,
    volatilityPerYear: 0.7,
    stepBps: 2,
    touchUsd: 10_000,
    perpetuals: {
      binance: { priceDecimals: 3, sizeDecimals: 2, minNotional: 5 },
      bybit: { priceDecimals: 3, sizeDecimals: 1, minNotional: 5 },
      hyperliquid: { priceDecimals: 5, sizeDecimals: 1, quotedDecimals: 3, minNotional: 10 },
      okx: { priceDecimals: 3, sizeDecimals: 1, contractSize: '1' },
    },
    spots: {},
  },
];
