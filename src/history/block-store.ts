import type { HistoryKind, ImportNote } from './history.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { Scratch } from './staging/scratch.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '../domain/units.ts';

/** All rows of one market and kind within one span of time, kept as one text of sorted lines. */
export interface Block extends BlockPlace {
  /** The name of its text; a changed block gets a new one. */
  readonly id: number;
  readonly rows: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface BlockPlace {
  readonly kind: HistoryKind;
  readonly market: MarketKey;
  readonly startMs: number;
}

/** What becomes visible at once, or not at all. */
export interface Publication {
  /** Each takes the place of what stands there. */
  readonly put: Iterable<Block>;
  readonly remove: Iterable<Block>;
  readonly note?: StoredNote;
}

export type StoredNote = ImportNote & { readonly added: number; readonly changed: number };

/**
 * Where blocks lie. Texts are staged first, in as many steps as it takes, under ids nobody refers to; a publication then
 * moves the references. What was staged and never published is gone at the next `discard` or opening.
 */
export interface BlockStore {
  series(): Iterable<{ readonly kind: HistoryKind; readonly market: MarketKey }>;
  /** In order of time; those that start at or after `fromStartMs` and before `toMs`. */
  blocks(series: Omit<BlockPlace, 'startMs'>, fromStartMs: number, toMs: number): Iterable<Block>;
  block(place: BlockPlace): Block | undefined;
  /** The text of a block, ASCII. */
  bytes(id: number): Buffer;
  /** Room beside the blocks for the time of an import; a process that is killed leaves none of it to the next. */
  scratch(): Scratch;
  /** Ids in the order of the texts, each of which is used up before the next one is asked for. */
  stage(texts: Iterable<Uint8Array>): readonly number[];
  /** Forgets texts staged before and not published. */
  unstage(ids: Iterable<number>): void;
  publish(publication: Publication): void;
  notes(): readonly StoredNote[];
  sizeBytes(): number;
  close(): Promise<void>;
}

/** Notes kept. */
export const NOTES_MAX = 1000;

/** How long a block is: some hundred to some thousand rows at the usual pace of each kind. */
const BLOCK_MS: Readonly<Record<HistoryKind, number>> = {
  funding: 8 * MS_PER_DAY,
  mark: MS_PER_DAY,
  book: MS_PER_HOUR,
  liquidation: MS_PER_DAY,
};

/** The start of the block an instant falls into. */
export const blockStart = (kind: HistoryKind, instantMs: number): number =>
  Math.floor(instantMs / BLOCK_MS[kind]) * BLOCK_MS[kind];

export const blockEnd = (kind: HistoryKind, startMs: number): number => startMs + BLOCK_MS[kind];
