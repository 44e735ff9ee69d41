import type { Clock } from '../../clock/clock.ts';
import type { FundingObservation } from '../../domain/funding.ts';
import type { MarketKey, VenueId } from '../../domain/ids.ts';
import type { AccountTransfer, AccountTruth } from '../../domain/order.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { VenueCounts } from './venue-counts.ts';
import type { VenueAddress } from './venue-addresses.ts';
import type { VenueFace } from './venue-face.ts';
import type { VenueStore } from '../venue-store.ts';
import type { WireAnswer } from './venue-face.ts';
import type { WireFaultSettings } from './wire-faults.ts';
import { createWallClock } from '../../clock/wall-clock.adapter.ts';
import { MS_PER_HOUR } from '../../domain/units.ts';
import { knownVenues } from '../../venues/registry.ts';
import { scenarioOf } from '../scenario.ts';
import { openVenueStore } from '../sim-store.adapter.ts';
import { WorldArchive } from '../world-archive.ts';
import { House } from './house.ts';
import { addressOf, facesOf, portOf, SIMULATED_BASE_PORT, UnknownSimulatedVenueError } from './venue-addresses.ts';
import { VenueServer } from './venue-server.adapter.ts';

export interface ServeVenuesOptions {
  /** All there are when absent or empty. */
  readonly venues?: readonly string[];
  /** Any integer; prices, books, funding and faults follow from it. */
  readonly seed: number;
  /** `wire` when absent. */
  readonly scenario?: string;
  /** The instant the invented markets start at; now when absent. Time then goes at the pace of the clock. */
  readonly startAtMs?: AtMs;
  /** `any`: whatever ports are free; else one port a venue above this one, 4700 when absent. */
  readonly basePort?: number | 'any';
  /** How often books speak, a divisor of 500 ms; 100 when absent. */
  readonly bookEveryMs?: number;
  /** Orders, accounts and markets outlive the process there. */
  readonly dataDir?: string;
  readonly faults?: WireFaultSettings;
  readonly clock?: Clock;
  /** In place of those listed, for specs. */
  readonly faces?: readonly VenueFace[];
}

/** Simulated venues on loopback. Venues are named as in `addresses`; an unknown name throws UnknownSimulatedVenueError. */
export interface ServedVenues {
  readonly addresses: ReadonlyMap<string, VenueAddress>;
  /** Closes every socket of a venue and refuses connections, until `restore`. */
  pull(venue: string): Promise<void>;
  restore(venue: string): Promise<void>;
  /** Every request and new socket of a venue gets this answer, until called without one. */
  answerAll(venue: string, answer?: WireAnswer): void;
  counts(venue: string): VenueCounts;
  /** The venue's own truth about the one account. */
  truth(venue: string): AccountTruth;
  /** Somebody pays into the account (positive) or takes out. */
  transfer(venue: string, transfer: Pick<AccountTransfer, 'coin' | 'amount'>): void;
  /** The running rate of a perpetual as the invented market has it; `undefined` for spot and for no such market. */
  rate(market: MarketKey): FundingObservation | undefined;
  /** How far the markets are behind the clock, ms: a machine that is too slow shows here. */
  lagMs(): number;
  close(): Promise<void>;
}

/** Older markets than this begin anew rather than being played on to now, ms: that takes some seconds. */
const PLAYED_ON_MAX_MS = MS_PER_HOUR / 4;

/** Serves simulated venues in their own wire formats until closed. Throws PortInUseError, SimStoreMismatchError. */
export const serveVenues = async (options: ServeVenuesOptions): Promise<ServedVenues> => {
  const faces = options.faces ?? facesOf(options.venues);
  const { clock = createWallClock(), dataDir } = options;
  const store = dataDir === undefined ? undefined : openVenueStore(dataDir);
  const servers: VenueServer[] = [];
  try {
    const served = openHouse({ ...options, faces, clock, store });
    const byName = new Map<string, VenueServer>();
    for (const [venue, housed] of served.house.venues) {
      const server = new VenueServer({ venue: housed, clock, commit: served.commit });
      await server.listen(portWanted(venue, options.basePort));
      servers.push(server);
      byName.set(venue, server);
    }
    return new RunningVenues({ ...served, clock, store, servers: byName });
  } catch (error) {
    await Promise.all(servers.map((server) => server.pull()));
    await store?.close();
    throw error;
  }
};

const portWanted = (venue: string, basePort: number | 'any' = SIMULATED_BASE_PORT): number =>
  basePort === 'any' ? 0 : portOf(venue, basePort);

type HouseParts = ServeVenuesOptions & {
  readonly faces: readonly VenueFace[];
  readonly clock: Clock;
  readonly store: VenueStore | undefined;
};

/** The house, where its last life left off if there was one; and how what changes in it is kept. */
const openHouse = ({
  faces,
  clock,
  store,
  seed,
  scenario = 'wire',
  startAtMs,
  bookEveryMs,
  faults = {},
}: HouseParts) => {
  // A story that does not exist leaves no trace in the store.
  scenarioOf(scenario);
  const archive = new WorldArchive({ store, seed, scenario });
  // The markets may start in another year: they go at the clock's pace from there.
  const aheadMs = startAtMs === undefined ? 0 : startAtMs - clock.now();
  const now = (): AtMs => (clock.now() + aheadMs) as AtMs;
  const house = new House({
    faces,
    profileOf,
    seed,
    scenario,
    faults,
    startAtMs: now(),
    now,
    rows: archive.rows,
    prepare: (markets) => archive.restore(markets, now() - PLAYED_ON_MAX_MS),
    ...(bookEveryMs === undefined ? {} : { bookEveryMs }),
  });
  const commit = (occasion: 'quiet' | 'stop' = 'quiet'): void => {
    if (store === undefined) return;
    const rows = house.takeRows();
    archive.write({ nowMs: house.markets.nowMs(), rows, markets: house.markets, occasion });
  };
  let state = house.advanceTo(now());
  while (state === 'behind') state = house.advanceTo(now());
  return { house, now, commit };
};

/** Fees of a venue; a relay has no desk worth charging at. */
const profileOf = (venue: VenueId): VenueProfile =>
  knownVenues.find((profile) => profile.venue === venue) ?? { ...(knownVenues[0] as VenueProfile), venue };

interface RunningParts {
  readonly house: House;
  readonly now: () => AtMs;
  readonly commit: (occasion?: 'stop') => void;
  readonly clock: Clock;
  readonly store: VenueStore | undefined;
  readonly servers: ReadonlyMap<string, VenueServer>;
}

class RunningVenues implements ServedVenues {
  readonly addresses: ReadonlyMap<string, VenueAddress>;
  readonly #parts: RunningParts;
  readonly #down = new Set<string>();
  #timer: unknown;
  #isClosed = false;

  constructor(parts: RunningParts) {
    this.#parts = parts;
    this.addresses = new Map(
      [...parts.house.venues].map(([venue, { face }]) => [venue, addressOf(face, parts.servers.get(venue)?.port ?? 0)]),
    );
    this.#move();
  }

  async pull(venue: string): Promise<void> {
    const server = this.#server(venue);
    if (this.#down.has(venue)) return;
    this.#down.add(venue);
    await server.pull();
  }

  async restore(venue: string): Promise<void> {
    const server = this.#server(venue);
    if (!this.#down.delete(venue)) return;
    await server.restore();
  }

  answerAll(venue: string, answer?: WireAnswer): void {
    this.#housed(venue).answerAll(answer);
  }

  counts(venue: string): VenueCounts {
    return this.#housed(venue).counts();
  }

  truth(venue: string): AccountTruth {
    return this.#housed(venue).desk.truth();
  }

  transfer(venue: string, transfer: Pick<AccountTransfer, 'coin' | 'amount'>): void {
    this.#housed(venue).desk.transfer(transfer);
  }

  rate(market: MarketKey): FundingObservation | undefined {
    const { markets } = this.#parts.house;
    return markets.instruments().some((one) => one.market === market) ? markets.currentRate(market) : undefined;
  }

  lagMs(): number {
    const { now, house } = this.#parts;
    return Math.max(0, now() - house.nextAtMs());
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { clock, servers, commit, store } = this.#parts;
    clock.timers.clearTimeout(this.#timer);
    const up = [...servers].filter(([venue]) => !this.#down.has(venue));
    await Promise.all(up.map(([, server]) => server.pull()));
    commit('stop');
    await store?.close();
  }

  #move(): void {
    const { house, now, commit, clock } = this.#parts;
    const state = house.advanceTo(now());
    commit();
    const waitMs = state === 'behind' ? 0 : Math.max(1, house.nextAtMs() - now());
    this.#timer = clock.timers.setTimeout(() => this.#move(), waitMs);
  }

  #server(venue: string): VenueServer {
    const server = this.#parts.servers.get(venue);
    if (server === undefined) throw this.#unknown(venue);
    return server;
  }

  #housed(name: string) {
    for (const [venue, housed] of this.#parts.house.venues) if (venue === name) return housed;
    throw this.#unknown(name);
  }

  #unknown(venue: string): UnknownSimulatedVenueError {
    const known = [...this.addresses.keys()];
    return new UnknownSimulatedVenueError(`"${venue}" is not served; there are ${known.join(', ')}`, { venue, known });
  }
}
