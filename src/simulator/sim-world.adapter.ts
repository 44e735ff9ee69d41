import type { ClientOrderId, MarketKey, VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { AccountTransfer, AccountTruth } from '../domain/order.ts';
import type { VenueProfile, World, WorldRequest } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { Account, CoinAmounts } from './account.ts';
import type { FaultSettings } from './faults.ts';
import type { LatencySettings } from './latency.ts';
import type { MarginRules } from './margin.ts';
import type { MarketShock } from './market-shock.ts';
import type { SimMarkets, SimStep } from './sim-markets.ts';
import { atMs } from '../domain/units.ts';
import { keyedDraw } from './keyed-draw.ts';
import { delayOf } from './latency.ts';
import { SimExchange } from './sim-exchange.ts';
import { createSimMarkets } from './sim-markets.ts';
import { Stride, marketOptions } from './market-stride.ts';
import { venueMarketsOf } from './venue-markets.ts';
import { WorldArchive } from './world-archive.ts';
import { openVenueStore } from './sim-store.adapter.ts';

export interface SimulatedWorldOptions {
  /** Any integer; prices, books, funding, latencies and faults follow from it. */
  readonly seed: number;
  /** Name of a scenario, `default` when absent. */
  readonly scenario?: string;
  readonly profiles: readonly VenueProfile[];
  /** Where a new world starts; a world that goes on from its store starts where that left off. */
  readonly startAtMs?: AtMs;
  /**
   * The last instant the engine remembers. After a kill in quiet times the store's clock may be behind it; the world is
   * then played on to it unseen, settlements, resting orders and all.
   */
  readonly notBeforeMs?: AtMs;
  /** The venues' own store; without it they live and die with the process. */
  readonly dataDir?: string;
  /** Opening balance of each venue, or of those named, in its own stable coin, default 100,000. */
  readonly capitalUsd?: number | Readonly<Record<string, number>>;
  /** Opening balances of single venues, coin to amount, in place of the default. */
  readonly openings?: Readonly<Record<string, CoinAmounts>>;
  readonly faults?: FaultSettings;
  readonly latency?: Partial<LatencySettings>;
  readonly margin?: MarginRules;
  /** Coins to invent, all that the scenario lists when absent. */
  readonly coins?: ReadonlySet<string>;
  /**
   * Without it markets move every half second. With it, in strides of this length (a multiple of 500 ms that divides an
   * hour) while nothing is under way at the venues.
   */
  readonly quietStepMs?: number;
  /** A venue's clock minus the true time, ms. */
  readonly skewMs?: (venue: VenueId) => number;
}

/** A world of invented venues, with a view of what is true at them for specs and screens. */
export interface SimulatedWorld extends World {
  /** Virtual time: the instant of the last inputs handed out. */
  nowMs(): AtMs;
  /** The invented markets, to be read: moving them is the world's. */
  readonly markets: Pick<
    SimMarkets,
    'instruments' | 'book' | 'markPrice' | 'indexPrice' | 'currentRate' | 'lists' | 'snapshotInputs'
  >;
  venueTruth(venue: VenueId): AccountTruth;
  transfer(venue: VenueId, transfer: Pick<AccountTransfer, 'coin' | 'amount'>): void;
  /** Balances and positions of a venue as they stand; another object whenever they change. */
  account(venue: VenueId): Account;
  /** Something befalls a market; who asks for lists sees it, nobody is told. */
  strike(market: MarketKey, shock: MarketShock): void;
  /** Closes by force what is held on a market. */
  takeAway(market: MarketKey, why: 'liquidation' | 'delisting'): void;
  /** How often each client id was sent, over all venues and lives of the store. */
  receivedClientIds(): ReadonlyMap<ClientOrderId, number>;
  /** How many orders were refused as duplicates. */
  duplicates(): number;
  /** The engine's connection was lost: answers on the wire to it are gone; the next inputs are the opening ones. */
  reconnect(): void;
}

/**
 * Virtual venues in this process: invented markets, matching, accounts. The same options and the same requests at the same
 * instants give the same inputs. Throws SimStoreMismatchError when the store belongs to another seed or scenario.
 */
export const createSimulatedWorld = (options: SimulatedWorldOptions): SimulatedWorld => new SimWorld(options);

/** How long a fresh book snapshot takes, virtual ms. */
const RESYNC_MS = { minMs: 20, maxMs: 120 };

class SimWorld implements SimulatedWorld {
  readonly name = 'simulated';
  readonly startAtMs: AtMs;
  readonly venues: readonly VenueProfile[];
  readonly markets: SimMarkets;
  readonly #exchange: SimExchange;
  readonly #archive: WorldArchive;
  readonly #draw: (key: string) => number;
  /** Venues the markets invent but nobody asked for; undefined where there are none. */
  readonly #wanted: ReadonlySet<VenueId> | undefined;
  #resyncs: { readonly atMs: AtMs; readonly market: MarketKey }[] = [];
  readonly #stride: Stride;
  #nowMs: AtMs;
  #phase: 'opening' | 'running' | 'stopped' = 'opening';

  constructor(options: SimulatedWorldOptions) {
    const { seed, scenario = 'default', profiles, dataDir } = options;
    this.venues = profiles;
    this.#draw = keyedDraw(seed);
    this.markets = createSimMarkets(marketOptions(options));
    this.#stride = new Stride(this.markets, options.quietStepMs);
    const store = dataDir === undefined ? undefined : openVenueStore(dataDir);
    this.#archive = new WorldArchive({ store, seed, scenario });
    this.#nowMs = this.#archive.restore(this.markets);
    const wanted = new Set(profiles.map(({ venue }) => venue));
    this.#wanted = this.markets.instruments().every(({ venue }) => wanted.has(venue)) ? undefined : wanted;
    const { rows, session } = this.#archive;
    const markets = venueMarketsOf(this.markets);
    this.#exchange = new SimExchange({ ...options, markets, nowMs: this.#nowMs, rows, session });
    this.#playTo(options.notBeforeMs ?? this.#nowMs);
    this.startAtMs = this.#nowMs;
    this.#save('answer');
  }

  next(deadlineAtMs: AtMs | undefined): Promise<readonly Input[] | 'ended'> {
    return Promise.resolve(this.#next(deadlineAtMs));
  }

  perform(request: WorldRequest): void {
    if (request.kind === 'resync') {
      const delayMs = delayOf(RESYNC_MS, this.#draw(`resync|${request.market}|${this.#nowMs}`));
      this.#resyncs.push({ atMs: atMs(this.#nowMs + delayMs), market: request.market });
      this.#resyncs.sort((a, b) => a.atMs - b.atMs || (a.market < b.market ? -1 : 1));
      return;
    }
    this.#exchange.perform(request, this.#nowMs);
    // whoever only asks sets no market in motion
    if (request.kind !== 'account') this.#stride.hurry(this.#nowMs);
    this.#save('order');
  }

  nowMs(): AtMs {
    return this.#nowMs;
  }

  venueTruth(venue: VenueId): AccountTruth {
    return this.#exchange.truth(venue);
  }

  transfer(venue: VenueId, transfer: Pick<AccountTransfer, 'coin' | 'amount'>): void {
    this.#exchange.transfer(venue, transfer, this.#nowMs);
  }

  account(venue: VenueId): Account {
    return this.#exchange.account(venue);
  }

  strike(market: MarketKey, shock: MarketShock): void {
    this.markets.strike(market, shock);
  }

  takeAway(market: MarketKey, why: 'liquidation' | 'delisting'): void {
    this.#exchange.takeAway(market, why, this.#nowMs);
    this.#stride.hurry(this.#nowMs);
  }

  receivedClientIds(): ReadonlyMap<ClientOrderId, number> {
    return this.#exchange.receivedClientIds();
  }

  duplicates(): number {
    return this.#exchange.duplicates();
  }

  reconnect(): void {
    this.#archive.session = this.#exchange.startSession();
    this.#resyncs = [];
    if (this.#phase === 'running') this.#phase = 'opening';
  }

  async stop(): Promise<void> {
    if (this.#phase === 'stopped') return;
    this.#phase = 'stopped';
    this.#save('stop');
    await this.#archive.close();
  }

  /** Moves time with nobody listening. */
  #playTo(untilMs: AtMs): void {
    this.#phase = 'running';
    while (this.#nowMs < untilMs) this.#next(untilMs);
    this.#phase = 'opening';
  }

  #next(deadlineAtMs: AtMs | undefined): readonly Input[] | 'ended' {
    if (this.#phase === 'stopped') return 'ended';
    if (this.#phase === 'opening') {
      this.#phase = 'running';
      return [...this.#stamped(this.markets.openingInputs()), { kind: 'turn', atMs: this.#nowMs }];
    }
    for (;;) {
      const stepMs = this.#stride.nextAtMs(this.#nowMs, this.#exchange.nextAtMs());
      const nextMs = Math.min(stepMs, this.#exchange.nextAtMs(), this.#resyncs[0]?.atMs ?? Infinity);
      if (deadlineAtMs !== undefined && deadlineAtMs < nextMs) {
        this.#nowMs = atMs(Math.max(this.#nowMs, deadlineAtMs));
        this.#save('quiet');
        return [{ kind: 'tick', atMs: this.#nowMs }];
      }
      this.#nowMs = atMs(Math.max(this.#nowMs, nextMs));
      const inputs = this.#instant(stepMs);
      if (inputs.length > 0) return inputs;
    }
  }

  /** Everything of the instant that is now: payments, market data, reports, turn. */
  #instant(stepMs: AtMs): readonly Input[] {
    const now = this.#nowMs;
    const step = stepMs <= now ? this.markets.advance(stepMs) : undefined;
    const payments = step === undefined || step.settlements.length === 0 ? [] : this.#exchange.settle(step.settlements);
    const data = this.#dataOf(step);
    if (step !== undefined) this.#exchange.followBooks(now);
    const reports = this.#exchange.nextAtMs() <= now ? this.#exchange.advanceTo(now) : [];
    this.#save(reports.length > 0 ? 'answer' : 'quiet');
    if (data.length === 0) return [...payments, ...reports];
    const inputs: Input[] = payments.length > 0 ? [...payments, ...data] : data;
    for (const report of reports) inputs.push(report);
    inputs.push({ kind: 'turn', atMs: now });
    return inputs;
  }

  #dataOf(step: SimStep | undefined): Input[] {
    const wanted = this.#wanted;
    const data = step === undefined ? [] : step.inputs.filter((input) => isOf(wanted, input));
    while ((this.#resyncs[0]?.atMs ?? Infinity) <= this.#nowMs) {
      const resync = this.#resyncs.shift();
      if (resync !== undefined) data.push(...this.#stamped(this.markets.snapshotInputs(resync.market)));
    }
    return data;
  }

  #stamped(inputs: readonly Input[]): Input[] {
    return inputs.filter((input) => isOf(this.#wanted, input)).map((input) => ({ ...input, atMs: this.#nowMs }));
  }

  #save(occasion: 'order' | 'answer' | 'quiet' | 'stop'): void {
    const rows = this.#exchange.takeRows();
    this.#archive.write({ nowMs: this.#nowMs, rows, markets: this.markets, occasion });
  }
}

const isOf = (wanted: ReadonlySet<VenueId> | undefined, input: Input): boolean =>
  wanted === undefined || !('venue' in input) || wanted.has(input.venue);
