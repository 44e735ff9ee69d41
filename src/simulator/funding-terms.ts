import type { Hours } from '../domain/units.ts';
import type { Assembled } from './market-assembly.ts';
import type { IntervalChange } from './scenario.ts';
import type { SimMarket } from './sim-market.ts';
import type { VenueWire } from './wire/venue-wire.ts';
import { atMs, hours, MS_PER_HOUR } from '../domain/units.ts';

/** Where a world stands in its story. */
export interface TermsMoment {
  readonly startAtMs: number;
  readonly nowMs: number;
  readonly changes: readonly IntervalChange[];
}

/**
 * Gives perpetuals the funding interval that their scenario has for them by now; returns the venues where that was not so
 * before. What was averaged of a running interval is kept: the settlement that now comes first pays for it.
 */
export const takeTerms = (markets: Assembled['markets'], moment: TermsMoment): readonly VenueWire[] => {
  const changed = new Set<VenueWire>();
  for (const { atHours, venue, intervalHours } of moment.changes) {
    if (moment.nowMs < changeAtMs(moment.startAtMs, atHours)) continue;
    for (const [market, wire] of markets)
      if (wire.venue === venue && adoptInterval(market, wire, { ...moment, intervalHours: hours(intervalHours) }))
        changed.add(wire);
  }
  return [...changed];
};

/** Changes take effect on a whole minute of UTC. */
const changeAtMs = (startAtMs: number, atHours: number): number =>
  atMs(Math.ceil((startAtMs + atHours * MS_PER_HOUR) / 60_000) * 60_000);

/** Gives one perpetual another interval; whether it had another before. */
export const adoptInterval = (
  market: SimMarket,
  wire: VenueWire,
  { intervalHours, nowMs }: { readonly intervalHours: Hours; readonly nowMs: number },
): boolean => {
  const { funding, instrument } = market;
  if (funding === undefined || funding.rule.intervalHours === intervalHours) return false;
  funding.adopt(wire.fundingRule(intervalHours, funding.rule.impactFraction), nowMs);
  market.instrument = { ...instrument, fundingIntervalHours: intervalHours };
  return true;
};
