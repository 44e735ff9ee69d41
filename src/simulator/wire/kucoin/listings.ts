import type { MarketKind } from '../../../domain/ids.ts';
import { coinId, marketKey, symbolId, venueId } from '../../../domain/ids.ts';
import type { Instrument } from '../../../domain/instrument.ts';
import { ZERO, decimal } from '../../../domain/money.ts';
import { MS_PER_HOUR, hours } from '../../../domain/units.ts';
import type { CoinListing, Steps } from '../../listings.ts';
import { plainSteps } from '../../listings.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { Listed } from '../venue-wire.ts';
import { saidOf } from './funding.ts';
import { step } from '../venue-wire.ts';

export const VENUE = venueId('kucoin');
export const FUNDING_CAP = 0.02;

/** Coins with a contract in USD, counted in lots of 1 USD. */
const INVERSE: Readonly<Record<string, Steps>> = {
  BTC: { priceDecimals: 1, sizeDecimals: 0, contractSize: '1' },
  ETH: { priceDecimals: 2, sizeDecimals: 0, contractSize: '1' },
};

/** The largest lot of any contract, in coins. */
const LOT_EXPONENT_MAX = 4;

/** Lots of some 10 to 100 USD where a power of ten gives that; PEPE goes by its own name here, 10,000 of it a lot. */
export const kucoinSteps = ({ coin, openingPrice }: CoinListing, kind: MarketKind): Steps | undefined => {
  if (kind === 'inverse') return INVERSE[coin];
  if (kind !== 'linear') return undefined;
  const exponent = Math.min(LOT_EXPONENT_MAX, 1 - Math.floor(Math.log10(openingPrice)));
  const contractSize = exponent >= 0 ? String(10 ** exponent) : step(-exponent);
  return { priceDecimals: plainSteps(openingPrice).priceDecimals, sizeDecimals: 0, contractSize };
};

export const kucoinInstrument = ({ coin, kind, steps, intervalHours }: Listed): Instrument => {
  const isInverse = kind === 'inverse';
  const quote = isInverse ? 'USD' : 'USDT';
  const settle = isInverse ? coin : quote;
  const symbol = symbolId(`${coin}/${quote}:${settle}`);
  return {
    market: marketKey(VENUE, symbol),
    venue: VENUE,
    symbol,
    nativeSymbol: `${currencyOf(coin)}${quote}M`,
    coin: coinId(coin),
    kind: isInverse ? 'inverse' : 'linear',
    quote,
    settle,
    multiplier: 1,
    contractSize: decimal(steps.contractSize ?? '1'),
    tickSize: decimal(step(steps.priceDecimals)),
    lotSize: decimal(1),
    minQuantity: decimal(1),
    minNotional: ZERO,
    status: 'trading',
    fundingIntervalHours: hours(intervalHours),
    fundingCap: FUNDING_CAP,
    source: 'listed',
  };
};

/** The venue writes XBT for BTC. */
export const currencyOf = (coin: string): string => (coin === 'BTC' ? 'XBT' : coin);

/** What is said of every contract alike; nothing here goes by it. */
const USUAL = {
  type: 'FFWCSX',
  firstOpenDate: 1_585_555_200_000,
  expireDate: null,
  settleDate: null,
  maxOrderQty: 1_000_000_000,
  maxPrice: 10_000_000,
  lotSize: 1,
  initialMargin: 0.008,
  maintainMargin: 0.004,
  makerFeeRate: 0.0002,
  takerFeeRate: 0.0006,
  isDeleverage: true,
  isQuanto: false,
  markMethod: 'FairPrice',
  fairMethod: 'FundingRate',
  status: 'Open',
  predictedFundingFeeRate: null,
  effectiveFundingRateCycleStartTime: null,
  fundingRateCap: FUNDING_CAP,
  fundingRateFloor: -FUNDING_CAP,
  period: 1,
  dailyInterestRate: 0.0003,
  openInterest: '1000000',
  turnoverOf24h: 0,
  volumeOf24h: 0,
  maxLeverage: 100,
  sourceExchanges: ['okex', 'binance', 'kucoin', 'bybit', 'gateio'],
  priceChgPct: 0,
  priceChg: 0,
  supportCross: true,
  marketStage: 'NORMAL',
  marketType: 'CRYPTO',
  assetClass: 'CRYPTO',
};

/** A row of `contracts/active`; numbers are JSON numbers. `lastTradePrice` is the bid. */
export const contractRow = (market: SimMarket, nowMs: number) => {
  const { instrument, steps, published, priceTexts } = market;
  const { nativeSymbol: symbol, kind, quote } = instrument;
  const isInverse = kind === 'inverse';
  const base = currencyOf(instrument.coin);
  const intervalMs = published.intervalHours * MS_PER_HOUR;
  const { rate, lastRate } = saidOf(market, published, nowMs);
  const mark = Number(published.mark);
  return {
    ...USUAL,
    symbol,
    rootSymbol: isInverse ? base : quote,
    baseCurrency: base,
    quoteCurrency: quote,
    settleCurrency: currencyOf(instrument.settle),
    tickSize: Number(step(steps.priceDecimals)),
    indexPriceTickSize: Number(step(steps.priceDecimals + 1)),
    multiplier: isInverse ? -1 : Number(steps.contractSize ?? 1),
    isInverse,
    fundingRateSymbol: rateSymbolOf(market),
    indexSymbol: `.K${base}${quote}`,
    fundingFeeRate: Number(rate),
    fundingRateGranularity: intervalMs,
    currentFundingRateGranularity: intervalMs,
    nextFundingRateTime: Math.max(0, published.nextAtMs - nowMs),
    nextFundingRateDateTime: published.nextAtMs,
    lastTimeFundingRate: Number(lastRate),
    markPrice: mark,
    indexPrice: Number(published.index),
    lastTradePrice: Number(priceTexts.of(published.bidTicks)),
    lowPrice: mark,
    highPrice: mark,
  };
};

/** The rate's own symbol: `.XBTUSDTMFPI8H`. */
export const rateSymbolOf = ({ instrument, published }: SimMarket): string =>
  `.${instrument.nativeSymbol}FPI${published.intervalHours}H`;
