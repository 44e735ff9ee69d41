import type { Instrument } from '../domain/instrument.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { SimMarkets } from './sim-markets.ts';
import type { VenueMarkets } from './venue-context.ts';

/** The invented markets as venues match against them. */
export const venueMarketsOf = (markets: SimMarkets): VenueMarkets => {
  let listed: readonly Instrument[] = [];
  let byMarket = new Map<MarketKey, Instrument>();
  const instrument = (market: MarketKey): Instrument | undefined => {
    const current = markets.instruments();
    if (current !== listed) {
      listed = current;
      byMarket = new Map(current.map((one) => [one.market, one]));
    }
    return byMarket.get(market);
  };
  return {
    instrument,
    book: (market) => (instrument(market) === undefined ? undefined : markets.book(market)),
    mark: (market) => (instrument(market) === undefined ? undefined : markets.markPrice(market)),
  };
};
