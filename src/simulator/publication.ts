import type { FundingObservation } from '../domain/funding.ts';
import type { AtMs } from '../domain/units.ts';
import { atMs, hours } from '../domain/units.ts';
import type { SimSettlement } from './sim-markets.ts';
import type { Published, SimMarket } from './sim-market.ts';
import type { VenueWire } from './wire/venue-wire.ts';

/** What a venue would publish of a market now, in its own digits. */
export const publishedNow = (market: SimMarket, wire: VenueWire): Published => {
  const { book, funding } = market;
  const decimals = wire.priceDecimals(market.steps);
  return {
    mark: market.mark.toFixed(decimals),
    index: market.index.toFixed(decimals),
    rate: wire.rateText(funding?.estimate() ?? 0),
    nextAtMs: funding?.nextAtMs ?? 0,
    intervalHours: funding?.rule.intervalHours ?? 0,
    bidTicks: book.bidTicks,
    bidLots: book.lots('bids', 0),
    askTicks: book.askTicks,
    askLots: book.lots('asks', 0),
  };
};

/** The running estimate for the coming settlement, or the rate in force where it accrues continuously; none on spot. */
export const runningRate = (
  { funding, instrument }: SimMarket,
  wire: VenueWire,
  observedAtMs: AtMs,
): FundingObservation | undefined => {
  if (funding === undefined) return undefined;
  const isContinuous = funding.rule.accrual === 'continuous';
  return {
    market: instrument.market,
    kind: isContinuous ? 'current' : 'predicted',
    rate: Number(wire.rateText(isContinuous ? funding.lastPremiumIndex : funding.estimate())),
    intervalHours: hours(isContinuous ? funding.rule.divisor : funding.rule.intervalHours),
    intervalSource: 'venue-rule',
    observedAtMs,
    settlementAtMs: atMs(funding.nextAtMs),
  };
};

/** The price funding would be settled on now. */
export const settlementText = (market: SimMarket, wire: VenueWire): string =>
  (wire.settlesOn === 'mark' ? market.mark : market.index).toFixed(wire.priceDecimals(market.steps));

/** Settles a perpetual's interval: its rate joins the series, a new average begins. */
export const settleNow = (market: SimMarket, wire: VenueWire, now: AtMs): SimSettlement => {
  const { funding, instrument } = market;
  const rate = wire.rateText(funding?.estimate() ?? 0);
  market.addSettled({ atMs: now, rate, premium: funding?.average() ?? 0 });
  funding?.roll();
  return { market: instrument.market, rate, settlementPrice: settlementText(market, wire), atMs: now };
};
