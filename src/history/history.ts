import type { FlatLevels } from '../domain/book.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { DecimalText } from '../domain/money.ts';
import type { AtMs, Hours } from '../domain/units.ts';
import type { Coverage } from './coverage.ts';

/**
 * One settlement of a market, final. `atMs` is the settlement: the full hour where the venue's stamp is within a
 * minute of one (venues stamp with jitter), else the stamp itself.
 */
export interface FundingRow {
  readonly kind: 'funding';
  readonly market: MarketKey;
  readonly atMs: AtMs;
  /** Fraction of notional for the whole interval, exact; positive: longs paid shorts. */
  readonly rate: DecimalText;
  /** The interval the rate was for. */
  readonly intervalHours: Hours;
  /** `measured`: no source states it, so it follows from the distance to the neighbouring settlements. */
  readonly intervalSource: 'stated' | 'measured';
  /** The mark it was settled on, where a source knows it. */
  readonly mark?: DecimalText;
  /** Outside the regular series, such as a stock dividend: paid, and left out of statistics and gaps. */
  readonly special?: true;
}

/**
 * What was known of a market's prices at an instant; at least one member is there. A candle stands at its close, the
 * instant from which it was known. At most one row an instant.
 */
export interface MarkRow {
  readonly kind: 'mark';
  readonly market: MarketKey;
  readonly atMs: AtMs;
  /** Prices in the quote coin. */
  readonly mark?: number;
  readonly index?: number;
  readonly close?: number;
  /** Mark over index as a fraction, where only the premium is recorded. */
  readonly premium?: number;
  /** The rate predicted then for `nextSettlementAtMs`, a fraction for the whole interval. */
  readonly predictedRate?: number;
  readonly nextSettlementAtMs?: AtMs;
}

/** Best bid and ask, or as many levels as were recorded (1, 5, 25): whole books, best level first, sizes in the venue's unit. */
export interface BookRow {
  readonly kind: 'book';
  readonly market: MarketKey;
  readonly atMs: AtMs;
  readonly bids: FlatLevels;
  readonly asks: FlatLevels;
}

/** One liquidation as a venue told it. */
export interface LiquidationRow {
  readonly kind: 'liquidation';
  readonly market: MarketKey;
  readonly atMs: AtMs;
  /** The venue's own, else its place in its source; tells two of one instant apart. */
  readonly id: string;
  /** The side of the position that was liquidated. */
  readonly liquidated: 'long' | 'short' | 'unknown';
  readonly price: number;
  /** In the venue's unit. */
  readonly size: number;
}

export type HistoryRow = FundingRow | MarkRow | BookRow | LiquidationRow;
export type HistoryKind = HistoryRow['kind'];

/** The kinds in the order in which rows of one instant come: what is known of it before what it settled. */
export const HISTORY_KINDS: readonly HistoryKind[] = ['mark', 'book', 'liquidation', 'funding'];

/** From `fromMs` on, up to but without `toMs`. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface EventQuery extends Span {
  readonly markets: readonly MarketKey[];
  /** Every kind when absent. */
  readonly kinds?: readonly HistoryKind[];
}

/**
 * The past, for reading. All iterators are lazy, in time order, and hold a few blocks in memory at most; `fromMs` is
 * included, `toMs` is not. A market nobody knows has no rows. Throw HistoryUnreadableError at a damaged block.
 */
export interface HistoryReader {
  /** Every market with a row of any kind, in order of their keys. */
  markets(): readonly MarketKey[];
  fundingRows(market: MarketKey, fromMs: number, toMs: number): Iterable<FundingRow>;
  marks(market: MarketKey, fromMs: number, toMs: number): Iterable<MarkRow>;
  books(market: MarketKey, fromMs: number, toMs: number): Iterable<BookRow>;
  liquidations(market: MarketKey, fromMs: number, toMs: number): Iterable<LiquidationRow>;
  /** Rows of many markets merged by time; of one instant by kind as in `HISTORY_KINDS`, then by market. */
  events(query: EventQuery): Iterable<HistoryRow>;
  /** What is there of a market and what is missing; reads all its funding. */
  coverage(market: MarketKey): Coverage;
  close(): Promise<void>;
}

/** A settlement as a source tells it: the interval is left out where the source does not state it. */
export type FundingDraft = Omit<FundingRow, 'intervalHours' | 'intervalSource'> & { readonly intervalHours?: Hours };
export type RowDraft = FundingDraft | MarkRow | BookRow | LiquidationRow;

/** What becomes of a row that contradicts one of the same market and instant: the whole import fails, or one of them stays. */
export type ConflictRule = 'refuse' | 'keep' | 'replace';

/** Two rows that cannot both be true. */
export interface Conflict {
  readonly market: MarketKey;
  readonly atMs: AtMs;
  readonly kind: HistoryKind;
  /** The place of the new row in its source, such as the line of a file. */
  readonly place: number;
  readonly held: string;
  readonly told: string;
}

export interface ImportOutcome {
  /** Rows that were not there before. */
  readonly added: number;
  /** Rows that completed (an interval, a mark) or, by the rule, replaced one. */
  readonly changed: number;
  /** Rows that were there already, to the digit. */
  readonly same: number;
  /** The first hundred. */
  readonly conflicts: readonly Conflict[];
  readonly conflictCount: number;
}

/**
 * One import: nothing of it is seen before `commit`, all of it afterwards, whatever happens in between. Memory is
 * bounded whatever its length; rows may come in any order.
 */
export interface HistoryImport {
  /** Throws HistoryStoreError; then only `abort` is left to do. */
  add(row: RowDraft, place: number): void;
  /**
   * Does a piece of what `commit` would do first, once everything was told: the share of it that is done, 1 when only
   * the transaction is left. Throws HistoryConflictError under the rule `refuse`, and as `add` does.
   */
  prepare(): number;
  /** What is left to prepare, and one transaction, on disk when it returns. Throws as `prepare` does. */
  commit(): ImportOutcome;
  /** Forgets everything; harmless after a commit. */
  abort(): void;
}

/** What an import was, kept beside the rows. */
export interface ImportNote {
  /** Such as a file's name. */
  readonly source: string;
  readonly atMs: AtMs;
}

/** The past, for writing too: one process at a time. */
export interface HistoryStore extends HistoryReader {
  /** `unnoted`: it stands in no list of imports, as for rows that come by the minute. */
  begin(note: ImportNote | 'unnoted', rule: ConflictRule): HistoryImport;
  /** Imports that changed something and were noted, oldest first; the last thousand. */
  imports(): readonly (ImportNote & { readonly added: number; readonly changed: number })[];
  /** Removes whole blocks that end before their kind's instant; returns the rows removed. */
  prune(keepFrom: Readonly<Partial<Record<HistoryKind, number>>>): number;
  sizeBytes(): number;
}
