import type { Signal } from '../analytics/signal.ts';
import type { CoinId, MarketKey, VenueId } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import type { MarginStatus } from './drift-watch.ts';
import type { NakedFigures } from './naked-watch.ts';

/** One venue's feed health. */
export interface FeedStatus {
  readonly venue: VenueId;
  readonly frames: number;
  readonly rejected: number;
  readonly lastFrameAtMs: AtMs | undefined;
  /** Venue clock minus ours, ms; `undefined` while unknown. */
  readonly offsetMs: number | undefined;
  /** Markets by actor state. */
  readonly markets: Readonly<Record<string, number>>;
}

/** One coin's position that is not merely scanning. USD figures are signals, the ledger keeps the decimals. */
export interface PositionStatus {
  readonly coin: CoinId;
  readonly state: string;
  readonly long: MarketKey | undefined;
  readonly short: MarketKey | undefined;
  readonly notionalUsd: number;
  /** Net coins held over both legs: 0 when hedged exactly. */
  readonly deltaCoins: number;
  readonly openedAtMs: AtMs | undefined;
  /** Settled funding of this cycle, USD. */
  readonly fundingUsd: number;
  readonly feesUsd: number;
  /** Open price PnL against the marks, both legs together, USD. */
  readonly unrealizedUsd: number;
  /** What the cycle has earned so far, everything included, USD. */
  readonly netUsd: number;
  readonly requiredBps: number | undefined;
  readonly breakEvenHours: number | 'never' | undefined;
  /** What stood unhedged of this cycle, as far as this process saw it; absent before anything was filled. */
  readonly naked: NakedFigures | undefined;
}

export interface AccountStatus {
  readonly equityUsd: number | undefined;
  readonly capitalUsd: number;
  readonly fundingUsd: number;
  readonly feesUsd: number;
  readonly closedCycles: number;
  readonly closedNetUsd: number;
}

export interface StatusCounts {
  readonly frames: number;
  readonly rejected: number;
  readonly events: number;
  /** Evaluated routes. */
  readonly signals: number;
  readonly orders: number;
}

/** Everything a screen or a page needs at one instant. Read-only: made when asked for. */
export interface EngineStatus {
  readonly nowMs: AtMs;
  readonly world: string;
  readonly seq: number;
  readonly operator: string;
  readonly guard: string;
  readonly failClosed: readonly string[];
  readonly feeds: readonly FeedStatus[];
  readonly markets: number;
  /** Orders whose end is not known yet. */
  readonly openOrders: number;
  /** Counts since the start of this process. */
  readonly counts: StatusCounts;
  /** Best route of each coin, ranked. */
  readonly routes: readonly Signal[];
  readonly positions: readonly PositionStatus[];
  readonly account: AccountStatus;
  /** Of the last look, once a minute. */
  readonly margins: MarginStatus;
}
