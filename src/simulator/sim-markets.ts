import type { BookDepth } from '../domain/book.ts';
import type { Json } from '../domain/codec.ts';
import type { FundingObservation } from '../domain/funding.ts';
import type { CoinId, MarketKey, VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { AtMs } from '../domain/units.ts';
import { atMs } from '../domain/units.ts';
import { InventedMarkets } from './invented-markets.ts';
import type { MarketShock } from './market-shock.ts';
import type { SimMarket } from './sim-market.ts';

/** One settlement of one perpetual: what accounts post for the quantity held at `atMs`. */
export interface SimSettlement {
  readonly market: MarketKey;
  /** Fraction of notional, the very text the venue publishes. */
  readonly rate: string;
  /** The price the venue settles on (mark, or its oracle), the very text the venue publishes. */
  readonly settlementPrice: string;
  readonly atMs: AtMs;
}

/** Everything that happened at one instant: first the settlements, then what the sockets and polls delivered, in order. */
export interface SimStep {
  readonly atMs: AtMs;
  readonly settlements: readonly SimSettlement[];
  /** `frame` and `rest` inputs only, in the venues' wire formats. */
  readonly inputs: readonly Input[];
}

/** An invented market on every simulated venue, from one seed. The only mutable thing is its own state. */
export interface SimMarkets {
  /** The next instant at which anything happens, always later than `nowMs()`. */
  nextAtMs(): AtMs;
  /** Where it stands: the start, or the instant of the last step. */
  nowMs(): AtMs;
  /**
   * Moves to `nextAtMs()`, or in one stride to a later instant of the 500 ms grid, and returns what happened there. A
   * stride over a settlement puts it off: its end must be none behind one.
   */
  advance(toMs?: AtMs): SimStep;
  instruments(): readonly Instrument[];
  /** The live ladder for matching, sizes in the venue's unit: a view, valid until the next `advance`. */
  book(market: MarketKey): BookDepth | undefined;
  /** Mark of a perpetual, mid of a spot market. Throws SimMarketUnknownError, as do the others, for a market it does not have. */
  markPrice(market: MarketKey): number;
  indexPrice(coin: CoinId): number;
  /** The price the venue would settle funding on now: mark, or its oracle. */
  settlementPrice(market: MarketKey): number;
  /** The running estimate for the coming settlement; undefined for spot. */
  currentRate(market: MarketKey): FundingObservation | undefined;
  /** What a client sees first, at the start and after a restart: instruments, 30 days of settled rates, books, tickers. */
  openingInputs(): readonly Input[];
  /** The answer to a resync request of one market: a REST snapshot or the first frame of a new subscription. */
  snapshotInputs(market: MarketKey): readonly Input[];
  /** Does something to one market that no scenario tells of. It is forgotten at a `restore`, what it led to is not. */
  strike(market: MarketKey, shock: MarketShock): void;
  /** The lists of a venue, as a client that asks for them now sees them. */
  lists(venue: VenueId): readonly Input[];
  /** Exact: after `restore` of it, the future is byte-identical. */
  save(): Json;
  restore(state: Json): void;
}

export interface SimMarketsOptions {
  /** Any integer; the same seed, start and scenario give the same bytes. */
  readonly seed: number;
  /** Default `DEFAULT_START_AT_MS`; rounded up to the 500 ms grid. */
  readonly startAtMs?: AtMs;
  /** Name of a scenario, `default` when absent. */
  readonly scenario?: string;
  /** How often books speak, a divisor of 500 ms, which is the default; prices move every 500 ms all the same. */
  readonly bookEveryMs?: number;
  /** Venues to invent, all that the scenario lists when absent; the others' markets are the same either way. */
  readonly venues?: ReadonlySet<string>;
  /** Coins to invent, likewise. */
  readonly coins?: ReadonlySet<string>;
  /** Takes the frames in place of `SimStep.inputs`, as they are made. Ids and draws go on where nothing is wanted. */
  readonly listener?: MarketListener;
  /** A venue's clock minus the true time, ms; in the frames' stamps. */
  readonly skewMs?: (venue: VenueId) => number;
}

export interface MarketListener {
  /** Asked before frames are made. */
  wants(market: SimMarket, feed: MarketFeed): boolean;
  heard(market: SimMarket, feed: MarketFeed, frames: readonly Input[]): void;
}

/** What a venue says of one market, by the function of its `VenueWire`. */
export type MarketFeed = 'book' | 'prices' | 'trade' | 'liquidation';

/** Four minutes after the 8-hour boundary: past the quiet time of hourly contracts, within that of 8-hour ones. */
export const DEFAULT_START_AT_MS = atMs(Date.UTC(2026, 0, 5, 0, 30));

/** Invents markets. Throws UnknownScenarioError for a scenario that does not exist. */
export const createSimMarkets = (options: SimMarketsOptions): SimMarkets =>
  new InventedMarkets({ startAtMs: DEFAULT_START_AT_MS, ...options });
