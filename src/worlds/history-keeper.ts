import type { MarketKey } from '../domain/ids.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import { MS_PER_DAY, atMs as instant, utcDay } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import { HISTORY_KINDS } from '../history/history.ts';
import type { HistoryStore, RowDraft } from '../history/history.ts';
import { StreamRows } from '../history/stream-rows.ts';

export interface KeeperTerms {
  /** What was heard of a market is written after so long. */
  readonly keepEveryMs: number;
  /** One row of prices, and one book, a market within these. */
  readonly pricesEveryMs: number;
  readonly booksEveryMs: number;
  readonly retentionDays: number;
}

interface Heard {
  readonly sinceMs: number;
  readonly rows: RowDraft[];
}

/** Markets written at one go: a few ms of the engine's thread. */
const MARKETS_AT_ONCE = 2;
/** At most so often. */
const STEP_MS = 250;

/**
 * Keeps what venues tell a running engine in its history, market after market, so that no write holds the engine for
 * long. Nothing is decided by it. What was imported stays where the two contradict. A history that fails is left alone
 * from then on, once told; the engine goes on.
 */
export class HistoryKeeper {
  readonly #store: HistoryStore;
  readonly #terms: KeeperTerms;
  readonly #failed: (thrown: unknown) => void;
  readonly #rows: StreamRows;
  readonly #heard = new Map<MarketKey, Heard>();
  #isOver = false;
  #nextStepMs = -Infinity;
  #prunedDay: number | undefined;

  constructor(store: HistoryStore, terms: KeeperTerms, failed: (thrown: unknown) => void) {
    this.#store = store;
    this.#terms = terms;
    this.#failed = failed;
    this.#rows = new StreamRows(terms);
  }

  /** Takes what a frame told. Time is that of the frames. */
  hear(events: readonly MarketEvent[], atMs: AtMs): void {
    if (this.#isOver) return;
    for (const event of events) this.#rows.add(event, { atMs, line: 0 }, (row) => this.#keep(row, atMs));
    if (atMs < this.#nextStepMs) return;
    this.#nextStepMs = atMs + STEP_MS;
    this.#guarded(() => {
      this.#write(this.#due(atMs));
      this.#pruneDaily(atMs);
    });
  }

  /** Writes what has not been written, and leaves the store. Safe to call twice. */
  async close(): Promise<void> {
    if (!this.#isOver)
      this.#guarded(() => {
        this.#rows.end((row) => this.#keep(row, row.atMs));
        this.#write([...this.#heard.keys()]);
      });
    this.#isOver = true;
    await this.#store.close();
  }

  #keep(row: RowDraft, atMs: AtMs): void {
    const heard = this.#heard.get(row.market);
    if (heard === undefined) this.#heard.set(row.market, { sinceMs: atMs, rows: [row] });
    else heard.rows.push(row);
  }

  /** Those that wait longest stand first in the map. */
  #due(atMs: AtMs): readonly MarketKey[] {
    const due: MarketKey[] = [];
    for (const [market, { sinceMs }] of this.#heard) {
      if (due.length === MARKETS_AT_ONCE || sinceMs + this.#terms.keepEveryMs > atMs) break;
      due.push(market);
    }
    return due;
  }

  #write(markets: readonly MarketKey[]): void {
    if (markets.length === 0) return;
    const entry = this.#store.begin('unnoted', 'keep');
    try {
      for (const market of markets) for (const row of this.#heard.get(market)?.rows ?? []) entry.add(row, 0);
      entry.commit();
      for (const market of markets) this.#heard.delete(market);
    } finally {
      // harmless after a commit
      entry.abort();
    }
  }

  #pruneDaily(atMs: AtMs): void {
    const day = utcDay(atMs);
    if (day === this.#prunedDay) return;
    this.#prunedDay = day;
    const before = instant(atMs - this.#terms.retentionDays * MS_PER_DAY);
    this.#store.prune(Object.fromEntries(HISTORY_KINDS.map((kind) => [kind, before])));
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.#isOver = true;
      this.#heard.clear();
      this.#failed(thrown);
    }
  }
}
