import type { Block, BlockPlace, BlockStore } from './block-store.ts';
import { blockStart } from './block-store.ts';
import { HistoryConflictError } from './history-error.ts';
import type { Conflict, ConflictRule, HistoryImport, ImportNote, ImportOutcome, RowDraft } from './history.ts';
import { mergeRow } from './merge-row.ts';
import { heldLines, noLines } from './held-lines.ts';
import { compareRows, instantOfText, textOfRow } from './row-text.ts';

/** Rows held in memory before they are merged into staged blocks. */
const BUFFER_ROWS = 60_000;
/** Characters of book levels and the like that count as a row more. */
const ROW_CHARS = 160;
/** Texts handed over in one step. */
const STAGE_TEXTS = 64;
const CONFLICTS_KEPT = 100;

interface Told {
  readonly row: RowDraft;
  readonly place: number;
}

type BlockText = Pick<Block, 'rows' | 'firstMs' | 'lastMs'> & { readonly text: string };

interface Bucket {
  readonly place: BlockPlace;
  told: Told[];
}

/** An import over any block store: rows are buffered, merged block by block into staged texts, and published at once. */
export class StagedImport implements HistoryImport {
  readonly #blocks: BlockStore;
  readonly #note: ImportNote | 'unnoted';
  readonly #rule: ConflictRule;
  readonly #buckets = new Map<string, Bucket>();
  /** What was staged by this import, by place: the block as it will be. */
  readonly #staged = new Map<string, Block>();
  readonly #conflicts: Conflict[] = [];
  #buffered = 0;
  #counts = { added: 0, changed: 0, same: 0, conflictCount: 0 };
  #isOver = false;

  constructor(blocks: BlockStore, note: ImportNote | 'unnoted', rule: ConflictRule) {
    this.#blocks = blocks;
    this.#note = note;
    this.#rule = rule;
  }

  add(row: RowDraft, place: number): void {
    const startMs = blockStart(row.kind, row.atMs);
    const key = `${row.kind} ${startMs} ${row.market}`;
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = { place: { kind: row.kind, market: row.market, startMs }, told: [] };
      this.#buckets.set(key, bucket);
    }
    bucket.told.push({ row, place });
    this.#buffered += row.kind === 'book' ? 1 + Math.floor(((row.bids.length + row.asks.length) * 8) / ROW_CHARS) : 1;
    if (this.#buffered >= BUFFER_ROWS) this.#flush();
  }

  commit(): ImportOutcome {
    if (this.#isOver) throw new Error('this import is over');
    this.#flush();
    const { added, changed } = this.#counts;
    const changes = [...this.#staged.values()];
    if (added + changed > 0) {
      const replaced = changes.flatMap((block) => this.#blocks.block(block) ?? []);
      const note = this.#note === 'unnoted' ? {} : { note: { ...this.#note, added, changed } };
      this.#blocks.publish({ put: changes, remove: replaced, ...note });
    }
    this.#isOver = true;
    return { ...this.#counts, conflicts: this.#conflicts };
  }

  abort(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#buckets.clear();
    this.#blocks.unstage([...this.#staged.values()].map(({ id }) => id));
    this.#staged.clear();
  }

  #flush(): void {
    const buckets = [...this.#buckets];
    this.#buckets.clear();
    this.#buffered = 0;
    for (let from = 0; from < buckets.length; from += STAGE_TEXTS) this.#merge(buckets.slice(from, from + STAGE_TEXTS));
    if (this.#rule === 'refuse' && this.#conflicts.length > 0) throw conflictError(this.#conflicts, this.#counts);
  }

  #merge(buckets: readonly [string, Bucket][]): void {
    const texts: string[] = [];
    const drafts: { readonly key: string; readonly block: Omit<Block, 'id'> }[] = [];
    const outdated: number[] = [];
    for (const [key, { place, told }] of buckets) {
      const staged = this.#staged.get(key);
      const base = staged ?? this.#blocks.block(place);
      const merged = this.#mergeBlock(base, told);
      if (merged === undefined) continue;
      texts.push(merged.text);
      drafts.push({ key, block: { ...place, ...merged } });
      if (staged !== undefined) outdated.push(staged.id);
    }
    if (texts.length === 0) return;
    const ids = this.#blocks.stage(texts);
    for (const [at, { key, block }] of drafts.entries()) {
      const { kind, market, startMs, rows, firstMs, lastMs } = block;
      this.#staged.set(key, { id: ids[at] ?? 0, kind, market, startMs, rows, firstMs, lastMs });
    }
    this.#blocks.unstage(outdated);
  }

  /** The block as it becomes; `undefined` where nothing changes. */
  #mergeBlock(base: Block | undefined, told: readonly Told[]): BlockText | undefined {
    const before = this.#counts.added + this.#counts.changed;
    const ordered = [...told].sort((a, b) => compareRows(a.row, b.row) || a.place - b.place);
    const first = ordered[0]?.row.atMs ?? 0;
    // most files go on where the block ends: then nothing of it is read again
    const isAfter = base !== undefined && base.lastMs < first;
    const held = base === undefined || isAfter ? noLines : heldLines(this.#blocks.text(base.id), base);
    const lines: string[] = [];
    let last: RowDraft | undefined;
    for (const { row, place } of ordered) {
      for (; held.compare(row) < 0; held.next()) lines.push(held.line());
      const isHeld = held.compare(row) === 0;
      if (isHeld || (last !== undefined && compareRows(last, row) === 0)) {
        if (isHeld) {
          lines.push(held.line());
          last = held.row();
          held.next();
        }
        if (last !== undefined) last = this.#join(last, { row, place });
        if (last !== undefined) lines[lines.length - 1] = textOfRow(last);
      } else {
        last = row;
        lines.push(textOfRow(row));
        this.#counts.added += 1;
      }
    }
    lines.push(...held.rest());
    if (this.#counts.added + this.#counts.changed === before) return undefined;
    return isAfter ? appended(this.#blocks.text(base.id), base, lines) : textOf(lines);
  }

  #join(held: RowDraft, { row: told, place }: Told): RowDraft {
    const merge = mergeRow(held, told);
    if (merge.kind === 'same') {
      this.#counts.same += 1;
      return held;
    }
    if (merge.kind === 'conflict') {
      this.#counts.conflictCount += 1;
      if (this.#conflicts.length < CONFLICTS_KEPT) this.#conflicts.push(conflictOf(held, told, place));
      if (this.#rule !== 'replace') return held;
    }
    this.#counts.changed += 1;
    return merge.kind === 'completed' ? merge.row : ({ ...held, ...told } as RowDraft);
  }
}

const textOf = (lines: readonly string[]): BlockText => ({
  text: lines.join('\n'),
  rows: lines.length,
  firstMs: instantOfText(lines[0] ?? ''),
  lastMs: instantOfText(lines.at(-1) ?? ''),
});

const appended = (text: string, { rows, firstMs }: Block, lines: readonly string[]): BlockText => {
  const added = textOf(lines);
  return { text: `${text}\n${added.text}`, rows: rows + added.rows, firstMs, lastMs: added.lastMs };
};

const conflictOf = (held: RowDraft, told: RowDraft, place: number): Conflict => ({
  market: told.market,
  atMs: told.atMs,
  kind: told.kind,
  place,
  held: textOfRow(held),
  told: textOfRow(told),
});

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
