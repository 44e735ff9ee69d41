import type { Block, BlockPlace, BlockStore } from '../block-store.ts';
import { blockEnd } from '../block-store.ts';
import type { Conflict, ConflictRule, RowDraft } from '../history.ts';
import { mergeRow } from '../merge-row.ts';
import { rowOfText, textOfRow } from '../row-text.ts';
import { HeldLines } from './held-lines.ts';
import { LineBuffer } from './line-buffer.ts';
import type { MergedRows, RunCursor } from './merged-rows.ts';
import { idOfLine } from './told-row.ts';

const CONFLICTS_KEPT = 100;

/** A block as it becomes; its text is the last of the lines. */
export type ChangedBlock = Pick<Block, 'rows' | 'firstMs' | 'lastMs'>;

/** Joins rows told with the blocks they fall into, one block after the other; holds one held block at a time. */
export class BlockMerger {
  readonly counts = { added: 0, changed: 0, same: 0, conflictCount: 0 };
  readonly conflicts: Conflict[] = [];
  /** Told and gone through. */
  rows = 0;
  readonly #blocks: BlockStore;
  readonly #rule: ConflictRule;
  /** The texts of blocks that changed, until they are cleared. */
  readonly lines = new LineBuffer();
  #held = new HeldLines(Buffer.alloc(0), 'funding');
  /** Of the row told last. */
  #lastMs = NaN;

  constructor(blocks: BlockStore, rule: ConflictRule) {
    this.#blocks = blocks;
    this.#rule = rule;
  }

  /** Something contradicts and may not: nothing will be published, rows are only counted from here on. */
  get isRefused(): boolean {
    return this.#rule === 'refuse' && this.counts.conflictCount > 0;
  }

  /**
   * Takes the rows of the block that the one stood at falls into: the block as it becomes, `undefined` where nothing
   * changes.
   */
  merge(place: BlockPlace, told: MergedRows): ChangedBlock | undefined {
    const { counts } = this;
    const series = told.row?.series;
    const firstMs = told.row?.atMs ?? NaN;
    const { added, changed } = counts;
    const base = this.#begin(place, firstMs);
    const endMs = blockEnd(place.kind, place.startMs);
    for (let row = told.row; row?.series === series && row !== undefined && row.atMs < endMs; row = told.row) {
      this.#tell(row, place);
      this.rows += 1;
      told.next();
    }
    if ((counts.added === added && counts.changed === changed) || this.isRefused) {
      this.lines.dropText();
      return undefined;
    }
    if (!this.#held.isOver) this.lines.push(this.#held.bytes, this.#held.from, this.#held.bytes.length);
    this.lines.endText();
    return {
      rows: (base?.rows ?? 0) + counts.added - added,
      firstMs: Math.min(base?.firstMs ?? Infinity, firstMs),
      lastMs: Math.max(base?.lastMs ?? -Infinity, this.#lastMs),
    };
  }

  #begin(place: BlockPlace, firstMs: number): Block | undefined {
    const base = this.#blocks.block(place);
    const bytes = base === undefined ? Buffer.alloc(0) : this.#blocks.bytes(base.id);
    this.lines.beginText();
    this.#lastMs = NaN;
    // most files go on where the block ends: then its lines are not looked at
    const isAfter = base !== undefined && base.lastMs < firstMs;
    if (isAfter) this.lines.push(bytes, 0, bytes.length);
    this.#held = new HeldLines(isAfter ? Buffer.alloc(0) : bytes, place.kind);
    return base;
  }

  #tell(row: RunCursor, place: BlockPlace): void {
    const held = this.#held;
    const lines = this.lines;
    let apart = held.compare(row);
    for (; apart < 0; apart = held.compare(row)) {
      lines.push(held.bytes, held.from, held.to);
      held.next();
    }
    if (apart === 0) {
      const isSame = held.isSame(row);
      lines.push(held.bytes, held.from, held.to);
      held.next();
      if (isSame) this.counts.same += 1;
      else this.#join(row, place);
    } else if (this.#isToldAgain(row, place)) this.#join(row, place);
    else {
      lines.push(row.bytes, row.from, row.to);
      this.counts.added += 1;
    }
    this.#lastMs = row.atMs;
  }

  #isToldAgain(row: RunCursor, { kind }: BlockPlace): boolean {
    if (row.atMs !== this.#lastMs) return false;
    return kind !== 'liquidation' || idOfLine(this.lines.last()) === idOfLine(row.line());
  }

  /** A row told with the last line, which speaks of the same. */
  #join(row: RunCursor, { kind, market }: BlockPlace): void {
    const { counts } = this;
    const heldText = this.lines.last();
    const toldText = row.line();
    if (heldText === toldText) {
      counts.same += 1;
      return;
    }
    const held = rowOfText(heldText, kind, market);
    const told = rowOfText(toldText, kind, market);
    const merge = mergeRow(held, told);
    if (merge.kind === 'same') {
      counts.same += 1;
      return;
    }
    if (merge.kind === 'conflict') {
      counts.conflictCount += 1;
      if (this.conflicts.length < CONFLICTS_KEPT)
        this.conflicts.push({ market, atMs: told.atMs, kind, place: row.place, held: heldText, told: toldText });
      if (this.#rule !== 'replace') return;
    }
    counts.changed += 1;
    this.lines.replaceLast(textOfRow(merge.kind === 'completed' ? merge.row : ({ ...held, ...told } as RowDraft)));
  }
}
