import type { MarketKey } from '../domain/ids.ts';
import { compareText } from '../domain/compare-text.ts';
import { MS_PER_DAY } from '../domain/units.ts';
import type { Block, BlockStore } from './block-store.ts';
import { blockEnd, blockStart } from './block-store.ts';
import { coverageOf } from './funding-coverage.ts';
import type { Coverage, Extent } from './coverage.ts';
import { HISTORY_KINDS } from './history.ts';
import type {
  BookRow,
  ConflictRule,
  EventQuery,
  FundingRow,
  HistoryImport,
  HistoryKind,
  HistoryRow,
  HistoryStore,
  ImportNote,
  LiquidationRow,
  MarkRow,
  RowDraft,
  Span,
} from './history.ts';
import { withIntervals } from './measured-interval.ts';
import { mergeByTime } from './merge-by-time.ts';
import { instantOfText, rowOfText } from './row-text.ts';
import type { ImportLimits } from './staging/import-limits.ts';
import { StagedImport } from './staging/staged-import.ts';

/** Read around a span of funding, so that a measured interval is the same whatever span is asked for. */
const AROUND_MS = 40 * MS_PER_DAY;

/** The past over any block store. */
export class BlockHistory implements HistoryStore {
  readonly #blocks: BlockStore;
  /** Of its imports, where they are not the usual ones. */
  readonly #limits: ImportLimits | undefined;

  constructor(blocks: BlockStore, limits?: ImportLimits) {
    this.#blocks = blocks;
    this.#limits = limits;
  }

  markets(): readonly MarketKey[] {
    const markets = new Set<MarketKey>();
    for (const { market } of this.#blocks.series()) markets.add(market);
    return [...markets].sort(compareText);
  }

  *fundingRows(market: MarketKey, fromMs: number, toMs: number): Iterable<FundingRow> {
    const around = { fromMs: fromMs - AROUND_MS, toMs: toMs + AROUND_MS };
    for (const row of withIntervals(this.#rows('funding', market, around)))
      if (row.atMs >= toMs) return;
      else if (row.atMs >= fromMs) yield row;
  }

  marks(market: MarketKey, fromMs: number, toMs: number): Iterable<MarkRow> {
    return this.#rows('mark', market, { fromMs, toMs });
  }

  books(market: MarketKey, fromMs: number, toMs: number): Iterable<BookRow> {
    return this.#rows('book', market, { fromMs, toMs });
  }

  liquidations(market: MarketKey, fromMs: number, toMs: number): Iterable<LiquidationRow> {
    return this.#rows('liquidation', market, { fromMs, toMs });
  }

  events({ markets, kinds = HISTORY_KINDS, fromMs, toMs }: EventQuery): Iterable<HistoryRow> {
    const sources = kinds.flatMap((kind) =>
      markets.map((market): Iterable<HistoryRow> =>
        kind === 'funding'
          ? this.fundingRows(market, fromMs, toMs)
          : (this.#rows(kind, market, { fromMs, toMs }) as Iterable<HistoryRow>),
      ),
    );
    return mergeByTime(sources);
  }

  coverage(market: MarketKey): Coverage {
    const extents = new Map(HISTORY_KINDS.map((kind) => [kind, this.#extent(kind, market)]));
    return coverageOf(market, extents, this.fundingRows(market, -Infinity, Infinity));
  }

  begin(note: ImportNote | 'unnoted', rule: ConflictRule): HistoryImport {
    return new StagedImport(this.#blocks, {
      note,
      rule,
      ...(this.#limits === undefined ? {} : { limits: this.#limits }),
    });
  }

  imports(): ReturnType<HistoryStore['imports']> {
    return this.#blocks.notes();
  }

  prune(keepFrom: Readonly<Partial<Record<HistoryKind, number>>>): number {
    const old: Block[] = [];
    for (const series of this.#blocks.series()) {
      const fromMs = keepFrom[series.kind] ?? -Infinity;
      for (const block of this.#blocks.blocks(series, -Infinity, fromMs))
        if (blockEnd(block.kind, block.startMs) <= fromMs) old.push(block);
    }
    if (old.length > 0) this.#blocks.publish({ put: [], remove: old });
    return old.reduce((rows, block) => rows + block.rows, 0);
  }

  sizeBytes(): number {
    return this.#blocks.sizeBytes();
  }

  close(): Promise<void> {
    return this.#blocks.close();
  }

  *#rows<Kind extends HistoryKind>(
    kind: Kind,
    market: MarketKey,
    { fromMs, toMs }: Span,
  ): Generator<Extract<RowDraft, { kind: Kind }>> {
    const fromStartMs = Number.isFinite(fromMs) ? blockStart(kind, fromMs) : fromMs;
    for (const { id, lastMs } of this.#blocks.blocks({ kind, market }, fromStartMs, toMs)) {
      if (lastMs < fromMs) continue;
      for (const line of this.#blocks.bytes(id).toString('latin1').split('\n')) {
        const instant = instantOfText(line);
        if (instant >= toMs) return;
        // what lies before is not made a row; what has no instant is, and is refused there
        if (!(instant < fromMs)) yield rowOfText(line, kind, market) as Extract<RowDraft, { kind: Kind }>;
      }
    }
  }

  #extent(kind: HistoryKind, market: MarketKey): Extent | undefined {
    let extent: Extent | undefined;
    for (const { rows, firstMs, lastMs } of this.#blocks.blocks({ kind, market }, -Infinity, Infinity))
      extent = {
        rows: (extent?.rows ?? 0) + rows,
        fromMs: extent?.fromMs ?? (firstMs as Extent['fromMs']),
        toMs: lastMs as Extent['toMs'],
      };
    return extent;
  }
}
