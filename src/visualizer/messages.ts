import type { Json } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { CycleParts, MarketRow } from '../engine/view/inspect.ts';
import type { MarketDetail } from '../engine/view/market-detail.ts';
import type { DrawdownStatus, EngineStatus, FeedStatus, PositionStatus } from '../engine/view/status.ts';
import type { SinceWhat } from './refused-since.ts';
import type { WhatIf } from './what-if.ts';

/** A judged route. */
export type Signal = EngineStatus['routes'][number];

/** What the page knows: rows by key, section by section. Rows travel as pairs, so that no key can be a prototype's. */
export interface Sections {
  readonly head: Head;
  readonly feeds: FeedStatus;
  readonly markets: MarketCell;
  readonly routes: RouteRow;
  /** Key: the coin, with ` entry` where the gate refused it. */
  readonly refusals: Refusal;
  readonly positions: PositionRow;
  readonly lanes: Lane;
  readonly closed: ClosedCycle;
  readonly actors: ActorRow;
  /** Key: a running number. */
  readonly equity: EquityPoint;
  /** Key: the fact's seq. */
  readonly facts: Fact;
  /** Key: `past`; empty of a running engine. */
  readonly time: PastState;
}
export type SectionName = keyof Sections;

/** A row that changed, or `null` for one that is gone. */
export type Row<Name extends SectionName> = readonly [key: string, value: Sections[Name] | null];
export type Changes = { readonly [Name in SectionName]?: readonly Row<Name>[] };

/**
 * What the server says. Deltas count up from their snapshot; a gap cannot happen, a snapshot is sent instead. A page that
 * comes back to `/ws?session=…&n=…` is told what it missed.
 */
export type ServerMessage =
  | { readonly type: 'snapshot'; readonly session: string; readonly n: number; readonly changes: Changes }
  | { readonly type: 'delta'; readonly n: number; readonly changes: Changes }
  | ({ readonly type: 'actor' } & WatchedActor);

/** What a page may say: which actor it looks at. Nothing it says here changes anything. */
export interface WatchMessage {
  readonly type: 'watch';
  readonly actor: string | null;
}

export interface WatchedActor {
  readonly actor: string;
  readonly state: string;
  /** Ids of the active state nodes. */
  readonly active: readonly string[];
  readonly context: Json;
  /** Of a market: `[price, size]`, best first. */
  readonly book?: { readonly bids: readonly Level[]; readonly asks: readonly Level[] };
  readonly market?: MarketDetail;
}
export type Level = readonly [number, number];
export type { LadderLevel, MarketDetail } from '../engine/view/market-detail.ts';

export type Head = Omit<EngineStatus, 'feeds' | 'routes' | 'positions'>;
export type MarketCell = MarketRow & { readonly zScore: number | undefined };
export type RouteRow = Pick<
  Signal,
  | 'verdict'
  | 'reasons'
  | 'notionalUsd'
  | 'spreadPer8hBps'
  | 'aprSpread'
  | 'expectedCarryBps'
  | 'horizonHours'
  | 'costBps'
  | 'requiredBps'
  | 'netBps'
  | 'breakEvenHours'
  | 'basisBps'
  | 'atMs'
> & {
  readonly coin: string;
  readonly long: string;
  readonly short: string;
  /** 0 is the best. */
  readonly rank: number;
  readonly confidence: number | undefined;
};
/** A route that stands refused, by its figures (`screen`) or, a candidate, when it was to be entered (`entry`). */
export interface Refusal {
  readonly coin: string;
  readonly long: MarketKey;
  readonly short: MarketKey;
  readonly gate: 'screen' | 'entry';
  readonly sinceMs: number;
  readonly since: SinceWhat;
  /** Of the last fact that says so, and how many said it of this pair. */
  readonly seq: number;
  readonly times: number;
  readonly reasons: readonly Json[];
  readonly earned: WhatIf;
}
export type PositionRow = PositionStatus & { readonly parts: CycleParts | undefined };
export interface ActorRow {
  readonly state: string;
}
export interface Lane {
  readonly coin: string;
  readonly spans: readonly LaneSpan[];
  readonly marks: readonly LaneMark[];
}
/** `toMs` is missing while the state lasts. */
export interface LaneSpan {
  readonly state: string;
  readonly fromMs: number;
  readonly toMs?: number;
}
export interface LaneMark {
  readonly atMs: number;
  readonly kind: 'fill' | 'funding' | 'opened' | 'closed';
  readonly seq: number;
  readonly label: string;
}
export interface ClosedCycle {
  readonly coin: string;
  readonly atMs: number;
  readonly seq: number;
  readonly reason: string;
  /** USD, decimal text; `undefined` where the cycle could not be valued. */
  readonly parts: Readonly<Record<string, string>> | undefined;
}
/** What the guard saw: equity, where it acts, and the fractions lost. */
export type EquityPoint = { readonly atMs: number } & Pick<
  DrawdownStatus,
  | 'totalUsd'
  | 'realizedUsd'
  | 'realizedPauseUsd'
  | 'dailyHaltUsd'
  | 'dailyPauseUsd'
  | 'realized'
  | 'daily'
  | 'unrealized'
>;

/** What one may jump to in the past, and what the bar marks. */
export const MARK_KINDS = ['state', 'fill', 'alert', 'settlement', 'restart'] as const;
export type MarkKind = (typeof MARK_KINDS)[number];
/** Times real time; beside them as fast as it goes. */
export const PAST_SPEEDS = [1, 10, 60, 600] as const;
export type PastSpeed = (typeof PAST_SPEEDS)[number] | 'max';

/** Where a run that is over is looked at. */
export interface PastState {
  readonly source: string;
  readonly seq: number;
  readonly atMs: number;
  readonly lastSeq: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly isPlaying: boolean;
  readonly speed: PastSpeed;
  /** How far the way to another instant has come, 0 to 1; `null` where it stands or plays. */
  readonly seeking: number | null;
}

/** The whole span of a run, and of each kind the first fact in every slice of it that has one. */
export interface TimelineMarks {
  readonly fromMs: number;
  readonly toMs: number;
  readonly lastSeq: number;
  readonly marks: Readonly<Record<MarkKind, readonly (readonly [seq: number, atMs: number])[]>>;
  /** The first and the last of each kind; 0 and 0 where there is none. */
  readonly ends: Readonly<Record<MarkKind, readonly [firstSeq: number, lastSeq: number]>>;
}
