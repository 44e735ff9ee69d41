import type { VenueId } from '../../domain/ids.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { CoinAmounts } from '../account.ts';
import type { FaultSettings } from '../faults.ts';
import type { StoreRow } from '../venue-store.ts';
import type { VenueFace } from './venue-face.ts';
import { text } from '../../domain/money.ts';
import { atMs } from '../../domain/units.ts';
import { InventedMarkets } from '../invented-markets.ts';
import { WIRES } from '../market-assembly.ts';
import { venueMarketsOf } from '../venue-markets.ts';
import { HousedDesk } from './venue-desk.ts';
import { HousedVenue } from './housed-venue.ts';
import { Tally } from './venue-counts.ts';

export interface HouseOptions {
  readonly faces: readonly VenueFace[];
  /** Fees of a venue. */
  readonly profileOf: (venue: VenueId) => VenueProfile;
  readonly seed: number;
  /** `wire` when absent: every kind of contract on every venue. */
  readonly scenario?: string;
  readonly startAtMs: AtMs;
  /** How often books speak, a divisor of 500 ms; 100 when absent. */
  readonly bookEveryMs?: number;
  /** Time as the house's clients have it, never behind the last `advanceTo`. */
  readonly now: () => AtMs;
  readonly orderFaults?: FaultSettings;
  /** What a store kept of an earlier life. */
  readonly rows?: readonly StoreRow[];
  /** Brings new markets to where an earlier life left them, before anybody sees them. */
  readonly prepare?: (markets: InventedMarkets) => void;
}

/** Steps made in one call at most: whoever moves the house has other things to do as well. */
const STEPS_MAX = 20;

/** Invented markets, and every venue that speaks of them, moved by the caller's clock. Pure: transports are put around it. */
export class House {
  readonly venues: ReadonlyMap<VenueId, HousedVenue>;
  readonly markets: InventedMarkets;
  #second: number;

  constructor(options: HouseOptions) {
    const { faces, seed, scenario = 'wire', startAtMs, bookEveryMs = 100 } = options;
    const byMarketVenue = new Map<string, HousedVenue>();
    this.markets = new InventedMarkets({
      seed,
      scenario,
      startAtMs,
      bookEveryMs,
      ...inventedFor(faces),
      listener: {
        wants: (market, feed) => byMarketVenue.get(market.instrument.venue)?.wants(market, feed) ?? false,
        heard: (market, feed, frames) => byMarketVenue.get(market.instrument.venue)?.hear(market, feed, frames),
      },
    });
    options.prepare?.(this.markets);
    this.venues = new Map(faces.map((face) => [face.venue, this.#open(face, options)]));
    for (const [venue, housed] of this.venues) byMarketVenue.set(venue, housed);
    this.#second = Math.floor(this.markets.nowMs() / 1000);
  }

  nextAtMs(): AtMs {
    return this.markets.nextAtMs();
  }

  /** Does what is due by then, or as much of it as may be done at once. */
  advanceTo(nowMs: number): 'caught-up' | 'behind' {
    for (let steps = 0; this.markets.nextAtMs() <= nowMs; steps += 1) {
      if (steps === STEPS_MAX) return 'behind';
      this.#step();
    }
    return 'caught-up';
  }

  takeRows(): StoreRow[] {
    return [...this.venues.values()].flatMap(({ desk }) => desk.takeRows());
  }

  #step(): void {
    const { atMs: now, settlements } = this.markets.advance();
    for (const settlement of settlements)
      for (const { venue, desk } of this.venues.values())
        if (settlement.market.startsWith(`${venue}:`)) desk.settle(settlement);
    const second = Math.floor(now / 1000);
    const isNewSecond = second !== this.#second;
    this.#second = second;
    for (const housed of this.venues.values()) {
      housed.tellExtras(this.markets.timeOf(housed.venue));
      housed.desk.followBooks();
      if (isNewSecond) housed.second();
    }
  }

  #open(face: VenueFace, options: HouseOptions): HousedVenue {
    const { venue } = face;
    const { now, seed, orderFaults: faults = {}, rows = [] } = options;
    const own = this.markets.marketsOf(venue);
    const allMarkets = [...WIRES.keys()].flatMap((name) => this.markets.marketsOf(name as VenueId));
    return new HousedVenue({
      face,
      markets: WIRES.has(venue) ? own : allMarkets,
      allMarkets,
      now,
      skewMs: () => 0,
      tally: new Tally(),
      desk: (happened) =>
        new HousedDesk({
          profile: options.profileOf(venue),
          markets: venueMarketsOf(this.markets),
          seed,
          opening: openingOf(own),
          faults,
          rows,
          now: () => atMs(Math.max(now(), this.markets.nowMs())),
          happened,
        }),
    });
  }
}

/** Relays speak of every venue: with one of them all are invented. */
const inventedFor = (faces: readonly VenueFace[]): { readonly venues?: ReadonlySet<string> } =>
  faces.every(({ venue }) => WIRES.has(venue)) ? { venues: new Set(faces.map(({ venue }) => venue)) } : {};

const CAPITAL_USD = 100_000;
/** Of each coin that margins inverse contracts, about so much worth. */
const COIN_CAPITAL_USD = 50_000;

/** A new account: dollars in every stable coin the venue settles in, and coins that margin its inverse contracts. */
const openingOf = (markets: HousedVenue['markets']): CoinAmounts => {
  const opening: Record<string, CoinAmounts[string]> = {};
  for (const { instrument, index } of markets) {
    if (instrument.kind !== 'inverse') opening[instrument.settle] = text(CAPITAL_USD);
    else opening[instrument.settle] ??= text(Number((COIN_CAPITAL_USD / index).toPrecision(2)));
  }
  return opening;
};
