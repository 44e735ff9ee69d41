import type { SimMarket } from '../../sim-market.ts';
import { shortText } from '../number-texts.ts';
import { ladder } from '../venue-wire.ts';

/** Bodies of Backpack's public answers; the face and the in-process wire give the same ones. */

/** A row of `GET /api/v1/markPrices`. */
export const markPriceRow = ({ instrument, published }: SimMarket) => ({
  fundingRate: published.rate,
  indexPrice: published.index,
  markPrice: published.mark,
  nextFundingTimestamp: published.nextAtMs,
  symbol: instrument.nativeSymbol,
});

/** Rows of `GET /api/v1/fundingRates`, newest first: the interval that is running, then the settled ones. */
export const fundingRateRows = (market: SimMarket, venueAtMs: number) => {
  const { instrument, published } = market;
  const row = (endMs: number, fundingRate: string) => ({
    fundingRate,
    intervalEndTimestamp: naiveTime(endMs),
    symbol: instrument.nativeSymbol,
  });
  const settled = market.settledRates(venueAtMs).map(({ atMs, rate }) => row(atMs, rate));
  return [...settled, row(market.funding?.nextAtMs ?? published.nextAtMs, published.rate)].reverse();
};

/** UTC without saying so. */
export const naiveTime = (atMs: number): string => new Date(atMs).toISOString().replace('.000Z', '').replace('Z', '');

const short = (price: string, size: string): [string, string] => [shortText(price), size];

/** `GET /api/v1/depth`: bids worst first, prices without the zeros that the socket sends. */
export const depthBody = (market: SimMarket, venueAtMs: number, levelsMax = 1000) => ({
  asks: ladder(market, 'asks', short).slice(0, levelsMax),
  bids: ladder(market, 'bids', short).slice(0, levelsMax).reverse(),
  lastUpdateId: String(market.lastId),
  timestamp: venueAtMs * 1000,
});
