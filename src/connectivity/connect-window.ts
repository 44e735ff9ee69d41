import { atMs } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { FeedSettings } from './feed-settings.ts';
import type { Rate } from './venue-link.ts';

/** Part of a window that an attempt is remembered longer: clocks do not run alike. */
const MARGIN = 0.02;

/**
 * The count of new connections of one address. The venue counts a handshake at some moment between its beginning here and
 * its answer, and after a stall of either side several arrive at once. So an attempt counts for as long as it is under way
 * and a whole window after its answer: however late each of them arrives, no window of the venue holds more than its part.
 */
export class ConnectWindow {
  readonly #limit: number;
  readonly #keptMs: number;
  readonly #gapMs: number;
  #underWay = 0;
  /** When handshakes were answered, oldest first. */
  #answeredAtMs: number[] = [];
  #begunAtMs = -Infinity;

  constructor(
    { count, perMs }: Rate,
    { budgetFraction, connectsAtOnce }: Pick<FeedSettings, 'budgetFraction' | 'connectsAtOnce'>,
  ) {
    this.#limit = Math.max(1, Math.floor(count * budgetFraction));
    this.#keptMs = Math.ceil(perMs * (1 + MARGIN));
    // Where a few made at once would fill the window, they are spaced over it.
    this.#gapMs = this.#limit < connectsAtOnce ? Math.ceil(perMs / (count * budgetFraction)) : 0;
  }

  /** The first instant at which one more may begin; `undefined` when that depends on an answer. */
  admitsAtMs(nowMs: number): AtMs | undefined {
    this.#forget(nowMs);
    const room = this.#limit - this.#underWay;
    if (room <= 0) return undefined;
    const answeredAtMs = this.#answeredAtMs[this.#answeredAtMs.length - room];
    const freeAtMs = answeredAtMs === undefined ? nowMs : answeredAtMs + this.#keptMs;
    return atMs(Math.max(nowMs, freeAtMs, this.#begunAtMs + this.#gapMs));
  }

  begin(nowMs: number): void {
    this.#begunAtMs = nowMs;
    this.#underWay += 1;
  }

  /** It opened, failed, or was given up: the venue counts it now at the latest. */
  answered(nowMs: number): void {
    this.#underWay -= 1;
    this.#answeredAtMs.push(nowMs);
  }

  #forget(nowMs: number): void {
    const first = this.#answeredAtMs.findIndex((answeredAtMs) => answeredAtMs > nowMs - this.#keptMs);
    if (first !== 0) this.#answeredAtMs = first < 0 ? [] : this.#answeredAtMs.slice(first);
  }
}
