import type { FeedNotice } from '../domain/input.ts';

/** What is said again within this of the same place is not told again. */
const REPEAT_MS = 60_000;
const PLACES_MAX = 1000;

/** Passes notices on, but not the same one of the same place over and over. */
export class NoticeBoard {
  readonly #tell: (notice: FeedNotice) => void;
  readonly #nowMs: () => number;
  readonly #told = new Map<string, number>();

  constructor(tell: (notice: FeedNotice) => void, nowMs: () => number) {
    this.#tell = tell;
    this.#nowMs = nowMs;
  }

  put(notice: FeedNotice): void {
    if ('where' in notice) {
      const place = `${notice.type} ${notice.where}`;
      const toldAtMs = this.#told.get(place);
      if (toldAtMs !== undefined && this.#nowMs() - toldAtMs < REPEAT_MS) return;
      if (this.#told.size >= PLACES_MAX) this.#told.clear();
      this.#told.set(place, this.#nowMs());
    }
    this.#tell(notice);
  }
}
