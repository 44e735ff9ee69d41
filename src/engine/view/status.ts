import type { Signal } from '../../analytics/signal.ts';
import type { CoinId, Leg, MarketKey, VenueId } from '../../domain/ids.ts';
import type { SourceShare } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Drawdown, GuardSettings } from '../../risk/drawdown.ts';
import type { BreakEvenBand } from '../../analytics/break-even-band.ts';
import type { MarginStatus } from '../watches/drift-watch.ts';
import type { ComingFunding } from '../money/funding-desk.ts';
import type { LegMargin } from '../watches/margin-watch.ts';
import type { NakedFigures } from '../watches/naked-watch.ts';

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
  /** Absent where no relay speaks of it. */
  readonly share: SourceShare | undefined;
}

/** What a price is: of now the mark, or the mid of a market without one; of a journal the last decision's, or the last fill's. */
export type PricedBy = 'mark' | 'mid' | 'decision' | 'fill';

/** One leg of what is held. */
export interface LegStatus {
  readonly leg: Leg;
  readonly market: MarketKey;
  /** Signed, positive long. */
  readonly coins: number;
  /** Average of what is open, and the price it is valued at, quote units: the mark unless `pricedBy` says another. */
  readonly entryPrice: number | undefined;
  readonly mark: number | undefined;
  readonly pricedBy: PricedBy | undefined;
  /** When that price was told, where it is not one of now. */
  readonly pricedAtMs: number | undefined;
  readonly notionalUsd: number;
  /** Open price PnL at the mark, USD. */
  readonly unrealizedUsd: number | undefined;
  readonly margin: LegMargin | undefined;
  readonly coming: ComingFunding | undefined;
}

/** What the cycle in hand has cost and earned, and when it will have paid for itself. */
export interface BreakEvenClock extends Partial<BreakEvenBand> {
  /** Fees, slippage, financing and fixed costs so far, USD. */
  readonly costsUsd: number;
  /** The whole round trip with its buffer, as it was required at entry, or what it has cost where that is more. */
  readonly requiredUsd: number;
  /** Settled funding, USD. */
  readonly earnedUsd: number;
  /** How far the projection looks: `never` is not within it. */
  readonly horizonHours: number;
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
  /** The part of it that is neither slippage nor booked yet: since the mids of the decisions, USD. */
  readonly openBasisUsd: number;
  /** What the cycle has earned so far, everything included, USD. */
  readonly netUsd: number;
  readonly requiredBps: number | undefined;
  readonly breakEvenHours: number | 'never' | undefined;
  /** What stood unhedged of this cycle, as far as this process saw it; absent before anything was filled. */
  readonly naked: NakedFigures | undefined;
  /** Of what is held; empty before. */
  readonly legs: readonly LegStatus[];
  /** Absent before anything is held, and while a coin of the cycle cannot be valued. */
  readonly clock: BreakEvenClock | undefined;
}

/** What the drawdown guard decides by. Fractions of the reference named, USD at its last look. */
export interface DrawdownStatus extends Drawdown {
  readonly totalUsd: number;
  readonly realizedUsd: number;
  /** Realized equity at or below this pauses, total equity at or below the others halts entries or pauses. */
  readonly realizedPauseUsd: number;
  readonly dailyHaltUsd: number;
  readonly dailyPauseUsd: number;
  readonly settings: GuardSettings;
  /** What is left of a new size, 0 to 1. */
  readonly sizeMultiplier: number;
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
  /** Absent before the guard's first look. */
  readonly drawdown: DrawdownStatus | undefined;
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
