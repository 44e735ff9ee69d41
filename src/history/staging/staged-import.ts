import type { Block, BlockPlace, BlockStore } from '../block-store.ts';
import { blockStart } from '../block-store.ts';
import { HistoryConflictError } from '../history-error.ts';
import type { Conflict, ConflictRule, HistoryImport, ImportNote, ImportOutcome, RowDraft } from '../history.ts';
import { BlockList } from './block-list.ts';
import { BlockMerger } from './block-merger.ts';
import { IMPORT_LIMITS } from './import-limits.ts';
import type { ImportLimits } from './import-limits.ts';
import { MergedRows } from './merged-rows.ts';
import type { RunCursor } from './merged-rows.ts';
import { RowArena } from './row-arena.ts';
import { RowRuns } from './row-runs.ts';
import { memoryScratch } from './scratch.ts';
import type { Scratch } from './scratch.ts';
import { SeriesNumbers } from './series-numbers.ts';

/** Texts handed over in one step: so many, or as many as come to these bytes. */
const STAGE_TEXTS = 64;
const STAGE_BYTES = 1024 * 1024;

export interface ImportTerms {
  readonly note: ImportNote | 'unnoted';
  readonly rule: ConflictRule;
  readonly limits?: ImportLimits;
}

/** What is merged, once everything was told. */
interface Merging {
  readonly told: MergedRows;
  readonly staged: BlockList;
}

/**
 * An import over any block store: rows are laid aside in sorted runs, the runs merged block by block into staged texts,
 * each written once, and all of them published at once. What is held in memory does not grow with the rows.
 */
export class StagedImport implements HistoryImport {
  readonly #blocks: BlockStore;
  readonly #note: ImportNote | 'unnoted';
  readonly #series = new SeriesNumbers();
  readonly #limits: ImportLimits;
  readonly #arena: RowArena;
  readonly #merger: BlockMerger;
  #scratch: Scratch | undefined;
  #runs: RowRuns | undefined;
  #merging: Merging | undefined;
  #rows = 0;
  #isOver = false;

  constructor(blocks: BlockStore, { note, rule, limits = IMPORT_LIMITS }: ImportTerms) {
    this.#blocks = blocks;
    this.#note = note;
    this.#limits = limits;
    this.#arena = new RowArena(limits);
    this.#merger = new BlockMerger(blocks, rule);
  }

  add(row: RowDraft, place: number): void {
    this.#arena.add(this.#series.of(row), row, place);
    this.#rows += 1;
    if (this.#arena.isFull) this.#layAside((this.#scratch ??= this.#blocks.scratch()));
  }

  prepare(): number {
    if (this.#isOver) throw new Error('this import is over');
    const { told, staged } = (this.#merging ??= this.#begin());
    const { lines } = this.#merger;
    lines.clear();
    for (let seen = 0; told.row !== undefined && seen < STAGE_TEXTS && lines.length < STAGE_BYTES; seen += 1) {
      const place = this.#placeOf(told.row);
      const block = this.#merger.merge(place, told);
      if (block !== undefined) staged.add({ ...place, ...block });
    }
    if (lines.length > 0) staged.name(this.#blocks.stage(lines.texts()));
    if (told.row !== undefined) return Math.min(0.999, this.#merger.rows / this.#rows);
    const { conflicts, counts, isRefused } = this.#merger;
    if (isRefused) throw conflictError(conflicts, counts);
    return 1;
  }

  commit(): ImportOutcome {
    while (this.prepare() < 1);
    const { conflicts, counts } = this.#merger;
    const { added, changed } = counts;
    if (added + changed > 0) {
      const note = this.#note === 'unnoted' ? {} : { note: { ...this.#note, added, changed } };
      this.#blocks.publish({ put: this.#merging?.staged ?? [], remove: [], ...note });
    }
    this.#isOver = true;
    this.#scratch?.close();
    return { ...counts, conflicts };
  }

  abort(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#merging !== undefined) this.#blocks.unstage(idsOf(this.#merging.staged));
    this.#scratch?.close();
  }

  /** Everything was told. What never filled the arena needs no room but memory. */
  #begin(): Merging {
    const scratch = (this.#scratch ??= memoryScratch());
    if (!this.#arena.isEmpty) this.#layAside(scratch);
    return {
      told: this.#runs?.merged() ?? new MergedRows([]),
      staged: new BlockList(scratch, this.#series),
    };
  }

  #layAside(scratch: Scratch): void {
    (this.#runs ??= new RowRuns(scratch, this.#limits)).add(this.#arena);
  }

  #placeOf({ series, atMs }: RunCursor): BlockPlace {
    const { kind, market } = this.#series.named(series);
    return { kind, market, startMs: blockStart(kind, atMs) };
  }
}

function* idsOf(blocks: Iterable<Block>): Generator<number> {
  for (const { id } of blocks) yield id;
}

const conflictError = (
  conflicts: readonly Conflict[],
  { conflictCount }: { readonly conflictCount: number },
): HistoryConflictError => {
  const [first] = conflicts;
  const where = first === undefined ? '' : `row ${first.place}: ${describeConflict(first)}`;
  return new HistoryConflictError(
    `${conflictCount} rows contradict what is held or each other, ${where}; ` +
      'nothing was taken. Look which source is right, then import with --on-conflict keep or replace',
    { conflicts },
  );
};

/** `binance:BTC/USDT:USDT funding at 2026-01-01T00:00:00.000Z is held as …, told as …`. */
export const describeConflict = ({ market, atMs, kind, held, told }: Conflict): string =>
  `${market} ${kind} at ${new Date(atMs).toISOString()} is held as ${held}, told as ${told}`;
