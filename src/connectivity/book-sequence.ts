import type { FlatLevels } from '../domain/book.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { BookGapEvent, MarketEvent } from '../domain/market-event.ts';
import type { AtMs } from '../domain/units.ts';

/** How a venue proves that no change of a book was lost. */
export type SequenceRule =
  /**
   * REST snapshot `L` plus deltas `first..last` that name the last id of their predecessor. Deltas with `last < L` are
   * dropped; the first applied holds `L` (`first <= L <= last`) or follows it (`previous == L`); then `previous == last`.
   */
  | 'previous-id'
  /** REST snapshot `L` plus deltas with dense ids: `last <= L` is dropped, then `first <= last applied + 1`. */
  | 'dense-ids'
  /** Snapshots on the stream at any time; the id of each delta is the last one plus 1, and id 1 is a snapshot. */
  | 'next-id'
  /**
   * Snapshots on the stream; a delta's previous id equals the last id, which may jump and even fall. Equal ids without
   * levels are a keep-alive. Deltas without a previous id (streams of before sequence ids) cannot be checked: they are
   * taken in order of arrival.
   */
  | 'linked-ids';

/** A whole book as a venue states it; `updateId` is the last change it contains. */
export interface BookImage {
  readonly bids: FlatLevels;
  readonly asks: FlatLevels;
  readonly updateId: number;
  readonly venueAtMs: AtMs | undefined;
}

/** Changes `firstId..lastId`; rules that know only one id give it as both. */
export interface BookChange {
  readonly bids: FlatLevels;
  readonly asks: FlatLevels;
  readonly firstId: number;
  readonly lastId: number;
  readonly previousId?: number | undefined;
  readonly venueAtMs: AtMs | undefined;
}

/** Deltas kept per book while its REST snapshot is on the way: 100 s of a 100 ms stream. The oldest is dropped first. */
export const BUFFERED_DELTAS_MAX = 1000;
/** Old ids in a row that pass as repeats (a second socket, a late packet); more mean that the venue's ids began anew. */
export const REPEATS_MAX = 100;

/**
 * The continuity of one book: what may be applied comes out as `book.snapshot` and `book.delta`, in sequence; a break
 * comes out as one `book.gap`, after which nothing but a snapshot restores the book. Before the first snapshot (a stream
 * joined in the middle) deltas are kept or dropped in silence: that is no gap. Repeats of old ids are dropped.
 */
export class BookSequence {
  readonly market: MarketKey;
  readonly rule: SequenceRule;
  readonly #recovery: BookGapEvent['recovery'];
  readonly #judge: Judge;
  #state: 'waiting' | 'seeded' | 'chained' = 'waiting';
  #lastId = 0;
  #repeats = 0;
  #buffer: BookChange[] = [];

  constructor(market: MarketKey, rule: SequenceRule) {
    this.market = market;
    this.rule = rule;
    this.#recovery = rule === 'previous-id' || rule === 'dense-ids' ? 'rest-snapshot' : 'resubscribe';
    this.#judge = JUDGES[rule];
  }

  /** Last id applied; `undefined` while the book waits for a snapshot. */
  get lastId(): number | undefined {
    return this.#state === 'waiting' ? undefined : this.#lastId;
  }

  /**
   * A whole book. A REST snapshot older than a book that is in step is ignored; one that the kept deltas do not reach
   * is refused with a gap, which asks for a newer one.
   */
  snapshot(image: BookImage): readonly MarketEvent[] {
    const isLate = this.#state !== 'waiting' && image.updateId <= this.#lastId;
    if (isLate && this.#recovery === 'rest-snapshot') return [];
    const kept = this.#buffer;
    this.reset();
    this.#state = 'seeded';
    this.#lastId = image.updateId;
    const { bids, asks, updateId, venueAtMs } = image;
    const events: MarketEvent[] = [{ type: 'book.snapshot', market: this.market, bids, asks, updateId, venueAtMs }];
    let gap: MarketEvent | undefined;
    for (const change of kept) {
      for (const event of this.delta(change)) {
        if (event.type === 'book.gap') gap = event;
        events.push(event);
      }
    }
    return gap === undefined ? events : [gap];
  }

  /** A change of the book, in order of arrival. */
  delta(change: BookChange): readonly MarketEvent[] {
    if (this.rule === 'next-id' && change.lastId === 1) return this.snapshot({ ...change, updateId: 1 });
    if (this.#state === 'waiting') return this.#keep(change);
    const verdict = this.#judge(change, this.#lastId, this.#state);
    if (verdict === 'gap') return this.#break(change);
    if (verdict === 'repeat') {
      if (this.#state === 'seeded') return [];
      this.#repeats += 1;
      return this.#repeats > REPEATS_MAX ? this.#break(change) : [];
    }
    this.#state = 'chained';
    this.#lastId = change.lastId;
    this.#repeats = 0;
    const { bids, asks, lastId, venueAtMs } = change;
    return [{ type: 'book.delta', market: this.market, bids, asks, updateId: lastId, venueAtMs }];
  }

  /** A snapshot that could not be believed (crossed, unreadable): the book is unusable and a new one must be asked for. */
  refuse(updateId: number): readonly MarketEvent[] {
    const expected = this.#lastId;
    this.reset();
    return [this.#gap(expected, updateId)];
  }

  /** The stream is gone: a book that stood, a snapshot without changes included, is unusable, which a gap says. */
  lost(): readonly BookGapEvent[] {
    const stood = this.lastId;
    this.reset();
    return stood === undefined ? [] : [this.#gap(stood, 0)];
  }

  /** The stream ended: forget the book and what was kept for it. */
  reset(): void {
    this.#state = 'waiting';
    this.#lastId = 0;
    this.#repeats = 0;
    this.#buffer = [];
  }

  #break(change: BookChange): readonly MarketEvent[] {
    const expected = this.rule === 'dense-ids' || this.rule === 'next-id' ? this.#lastId + 1 : this.#lastId;
    const received = this.rule === 'dense-ids' ? change.firstId : (change.previousId ?? change.firstId);
    this.reset();
    this.#keep(change);
    return [this.#gap(expected, received)];
  }

  #keep(change: BookChange): readonly MarketEvent[] {
    if (this.#recovery === 'resubscribe') return [];
    if (this.#buffer.length === BUFFERED_DELTAS_MAX) this.#buffer.shift();
    this.#buffer.push(change);
    return [];
  }

  #gap(expected: number, received: number): BookGapEvent {
    return { type: 'book.gap', market: this.market, expected, received, recovery: this.#recovery };
  }
}

type Verdict = 'apply' | 'repeat' | 'gap';
type Judge = (change: BookChange, lastId: number, state: 'seeded' | 'chained') => Verdict;

const JUDGES: Readonly<Record<SequenceRule, Judge>> = {
  'previous-id': ({ firstId, lastId, previousId }, last, state) => {
    if (previousId === last) return 'apply';
    if (state === 'chained') return lastId <= last ? 'repeat' : 'gap';
    if (lastId < last) return 'repeat';
    return firstId <= last ? 'apply' : 'gap';
  },
  'dense-ids': ({ firstId, lastId }, last) => {
    if (lastId <= last) return 'repeat';
    return firstId <= last + 1 ? 'apply' : 'gap';
  },
  'next-id': ({ lastId }, last) => {
    if (lastId <= last) return 'repeat';
    return lastId === last + 1 ? 'apply' : 'gap';
  },
  'linked-ids': ({ lastId, previousId }, last) => {
    if (previousId === undefined || previousId === last) return 'apply';
    return lastId === last ? 'repeat' : 'gap';
  },
};
