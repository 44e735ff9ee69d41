import type { Json } from '../domain/codec.ts';
import type { AtMs } from '../domain/units.ts';
import type { SimMarkets } from './sim-markets.ts';
import type { StoreRow, VenueStore } from './venue-store.ts';
import { isRecord } from '../domain/codec.ts';
import { EngineError } from '../domain/errors.ts';
import { atMs } from '../domain/units.ts';

/** The store was filled by another seed or scenario: its positions would meet other prices. */
export class SimStoreMismatchError extends EngineError<{ stored: Json; asked: Json }> {
  readonly code = 'simulator.store-mismatch';
  override readonly exitCode = 2;
}

/** Between two notes of the clock in quiet times, virtual ms. */
const CLOCK_EVERY_MS = 1000;
/** Between two notes of the markets, virtual ms: what a restart plays again in silence. */
const MARKETS_EVERY_MS = 300_000;

const ORIGIN = 'world|origin';
/** Written with the venues' changes and before answers. */
const CLOCK = 'world|clock';
/** Noted. */
const QUIET_CLOCK = 'world|quiet-clock';
const MARKETS = 'world|markets';

export interface ArchiveWrite {
  readonly nowMs: AtMs;
  /** What changed at the venues. */
  readonly rows: readonly StoreRow[];
  readonly markets: SimMarkets;
  /** `answer`: something is about to be told. `quiet`: nothing but time and market data. */
  readonly occasion: 'order' | 'answer' | 'quiet' | 'stop';
}

/**
 * When a world writes what. Changes at the venues, and the clock before each answer, at once and in one transaction; in
 * quiet times the clock is noted once a virtual second. Markets do not depend on orders, so they are noted rarely: a
 * restart restores the last note and plays the markets on to the clock, the later of the two. The settlements it passes
 * were paid in the life before (payments are written with their instant), so they are not posted again.
 */
export class WorldArchive {
  /** What was kept of the venues; read once, at the start. */
  readonly rows: readonly StoreRow[];
  /** Counts the engine's connections over all lives of the store. */
  session: number;
  readonly #store: VenueStore | undefined;
  #clockNotedMs = -Infinity;
  #marketsNotedMs = -Infinity;

  constructor({ store, seed, scenario }: { store: VenueStore | undefined; seed: number; scenario: string }) {
    this.#store = store;
    this.rows = store === undefined ? [] : [...store.rows()];
    this.session = (numberIn(this.#row(CLOCK), 'session') ?? 0) + 1;
    const asked = { seed, scenario };
    const stored = this.#row(ORIGIN);
    if (stored === undefined) store?.write([{ key: ORIGIN, value: asked }]);
    else if (JSON.stringify(stored) !== JSON.stringify(asked))
      throw new SimStoreMismatchError(
        `the venues' store was made with ${JSON.stringify(stored)}, not ${JSON.stringify(asked)}: use another directory`,
        { stored, asked },
      );
  }

  /**
   * Brings new markets to where the last life left off; returns the instant it is there, or their start. One that ended
   * before `notBeforeMs` is not gone on with.
   */
  restore(markets: SimMarkets, notBeforeMs = -Infinity): AtMs {
    const clockMs = Math.max(
      numberIn(this.#row(CLOCK), 'atMs') ?? -Infinity,
      numberIn(this.#row(QUIET_CLOCK), 'atMs') ?? -Infinity,
    );
    if (clockMs === -Infinity || clockMs < notBeforeMs) return markets.nowMs();
    const state = this.#row(MARKETS);
    if (state !== undefined) markets.restore(state);
    while (markets.nextAtMs() <= clockMs) markets.advance();
    return atMs(clockMs);
  }

  write({ nowMs, rows, markets, occasion }: ArchiveWrite): void {
    if (this.#store === undefined) return;
    if (occasion !== 'quiet' || rows.length > 0)
      this.#store.write([...rows, { key: CLOCK, value: { atMs: nowMs, session: this.session } }]);
    else if (nowMs - this.#clockNotedMs >= CLOCK_EVERY_MS) {
      this.#store.note({ key: QUIET_CLOCK, value: { atMs: nowMs } });
      this.#clockNotedMs = nowMs;
    }
    if (occasion !== 'stop' && nowMs - this.#marketsNotedMs < MARKETS_EVERY_MS) return;
    this.#store.note({ key: MARKETS, value: markets.save() });
    this.#marketsNotedMs = nowMs;
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }

  #row(key: string): Json | undefined {
    return this.rows.find((row) => row.key === key)?.value;
  }
}

const numberIn = (row: Json | undefined, member: string): number | undefined => {
  if (!isRecord(row)) return undefined;
  const value = row[member];
  return typeof value === 'number' ? value : undefined;
};
