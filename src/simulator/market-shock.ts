import type { AtMs } from '../domain/units.ts';
import type { SimMarket } from './sim-market.ts';
import type { VenueWire } from './wire/venue-wire.ts';
import { hours } from '../domain/units.ts';
import { adoptInterval } from './funding-terms.ts';

/** What may befall one market beside its scenario. */
export type MarketShock =
  /** Funding goes over to the next shorter interval, from the shortest to the longest. */
  | { readonly kind: 'interval' }
  /** The market is announced to end then. */
  | { readonly kind: 'delisting'; readonly atMs: AtMs }
  /** The premium jumps by so much, and with it, as it is averaged, the rate. */
  | { readonly kind: 'spike'; readonly bps: number };

const INTERVALS = [1, 2, 4, 8] as const;

export const takeShock = (
  market: SimMarket,
  wire: VenueWire,
  { shock, nowMs }: { readonly shock: MarketShock; readonly nowMs: number },
): void => {
  switch (shock.kind) {
    case 'interval': {
      const at = INTERVALS.findIndex((interval) => interval === market.funding?.rule.intervalHours);
      const next = INTERVALS[at > 0 ? at - 1 : INTERVALS.length - 1] ?? 8;
      adoptInterval(market, wire, { intervalHours: hours(next), nowMs });
      return;
    }
    case 'delisting':
      market.instrument = { ...market.instrument, delistingAtMs: shock.atMs };
      return;
    case 'spike':
      market.premium.jump(shock.bps);
      return;
  }
};

/** Whether a market has ended: nothing of it moves any more. */
export const isOver = (market: SimMarket, nowMs: AtMs): boolean => {
  const { instrument } = market;
  if (instrument.delistingAtMs === undefined || instrument.delistingAtMs > nowMs) return false;
  if (instrument.status === 'trading') market.instrument = { ...instrument, status: 'halted' };
  return true;
};
