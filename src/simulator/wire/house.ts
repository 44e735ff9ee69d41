import type { VenueId } from '../../domain/ids.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { CoinAmounts } from '../account.ts';
import type { StoreRow } from '../venue-store.ts';
import type { VenueFace } from './venue-face.ts';
import type { WireFaultSettings } from './wire-faults.ts';
import { Heap } from '../../clock/heap.ts';
import { venueOf } from '../../domain/ids.ts';
import { text } from '../../domain/money.ts';
import { atMs } from '../../domain/units.ts';
import { InventedMarkets } from '../invented-markets.ts';
import { WIRES } from '../market-assembly.ts';
import { venueMarketsOf } from '../venue-markets.ts';
import { HousedDesk } from './venue-desk.ts';
import { HousedVenue } from './housed-venue.ts';
import { Tally } from './venue-counts.ts';
import { VenueFaults } from './venue-faults.ts';
import { orderFaultsOf } from './wire-faults.ts';

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
  readonly faults?: WireFaultSettings;
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
  readonly #options: HouseOptions;
  readonly #later = new Heap<Delayed>((a, b) => a.atMs < b.atMs || (a.atMs === b.atMs && a.nth < b.nth));
  #delayed = 0;
  #second: number;

  constructor(options: HouseOptions) {
    const { faces, seed, scenario = 'wire', startAtMs, bookEveryMs = 100, faults: settings = {} } = options;
    this.#options = options;
    const byVenue = new Map<VenueId, HousedVenue>();
    const luck = new Map<VenueId, VenueFaults>();
    const later = (delayMs: number, act: () => void): void => this.#delay(delayMs, act);
    const tallies = new Map(faces.map(({ venue }) => [venue, new Tally()]));
    for (const [venue, tally] of tallies) luck.set(venue, new VenueFaults({ venue, seed, settings, tally, later }));
    this.markets = new InventedMarkets({
      seed,
      scenario,
      startAtMs,
      bookEveryMs,
      ...inventedFor(faces),
      skewMs: (venue) => luck.get(venue)?.skewMs ?? 0,
      listener: {
        wants: (market, feed) => byVenue.get(market.instrument.venue)?.wants(market, feed) ?? false,
        heard: (market, feed, frames) => byVenue.get(market.instrument.venue)?.hear(market, feed, frames),
      },
    });
    options.prepare?.(this.markets);
    for (const face of faces) {
      const faults = luck.get(face.venue);
      const tally = tallies.get(face.venue);
      if (faults !== undefined && tally !== undefined) byVenue.set(face.venue, this.#open(face, { faults, tally }));
    }
    this.venues = byVenue;
    this.#second = Math.floor(this.markets.nowMs() / 1000);
  }

  /** When there is something to do next. */
  nextAtMs(): AtMs {
    return atMs(Math.min(this.markets.nextAtMs(), this.#later.first()?.atMs ?? Infinity));
  }

  /** Does what is due by then, or as much of it as may be done at once. */
  advanceTo(nowMs: number): 'caught-up' | 'behind' {
    for (let steps = 0; this.nextAtMs() <= nowMs; steps += 1) {
      if (steps === STEPS_MAX) return 'behind';
      const delayed = this.#later.first();
      if (delayed === undefined || delayed.atMs > this.markets.nextAtMs()) this.#step();
      else this.#later.takeFirst()?.act();
    }
    return 'caught-up';
  }

  takeRows(): StoreRow[] {
    return [...this.venues.values()].flatMap(({ desk }) => desk.takeRows());
  }

  #step(): void {
    const { atMs: now, settlements } = this.markets.advance();
    for (const settlement of settlements) this.venues.get(venueOf(settlement.market))?.desk.settle(settlement);
    const second = Math.floor(now / 1000);
    const isNewSecond = second !== this.#second;
    this.#second = second;
    for (const housed of this.venues.values()) {
      housed.tellExtras(this.markets.timeOf(housed.venue));
      housed.desk.followBooks();
      if (!isNewSecond) continue;
      housed.second();
      if (second % 60 === 0) housed.faults.minute(this.markets, housed.desk);
    }
  }

  #delay(delayMs: number, act: () => void): void {
    this.#delayed += 1;
    this.#later.push({ atMs: this.#options.now() + delayMs, nth: this.#delayed, act });
  }

  #open(face: VenueFace, { faults, tally }: { readonly faults: VenueFaults; readonly tally: Tally }): HousedVenue {
    const { venue } = face;
    const { now, seed, rows = [], faults: settings = {}, profileOf } = this.#options;
    const own = this.markets.marketsOf(venue);
    const allMarkets = [...WIRES.values()].flatMap((wire) => this.markets.marketsOf(wire.venue));
    return new HousedVenue({
      face,
      markets: WIRES.has(venue) ? own : allMarkets,
      allMarkets,
      now,
      tally,
      faults,
      desk: (happened) =>
        new HousedDesk({
          profile: profileOf(venue),
          markets: venueMarketsOf(this.markets),
          seed,
          opening: openingOf(own),
          faults: orderFaultsOf(settings),
          rows,
          now: () => atMs(Math.max(now(), this.markets.nowMs())),
          happened,
        }),
    });
  }
}

interface Delayed {
  readonly atMs: number;
  readonly nth: number;
  readonly act: () => void;
}

/** A relay speaks of the venues beside it; of every venue where it stands alone. */
const inventedFor = (faces: readonly VenueFace[]): { readonly venues?: ReadonlySet<string> } => {
  const venues = faces.flatMap(({ venue }) => (WIRES.has(venue) ? [venue] : []));
  return venues.length === 0 ? {} : { venues: new Set(venues) };
};

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
