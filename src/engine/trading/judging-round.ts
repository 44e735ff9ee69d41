import { nextMultiple } from '../../clock/deadline.ts';
import type { Signal } from '../../analytics/signal.ts';
import type { CoinId } from '../../domain/ids.ts';
import type { AtMs } from '../../domain/units.ts';

/** Coins judged within one input: with seven venues some 2 ms each. */
export const COINS_AT_ONCE = 12;
const STEP_MS = 100;

/**
 * One look at every coin, a few at a time, so that no frame waits until all are judged. What was found is offered when the
 * round is over: the best of all coins comes first, and an entry is judged anew before it is made.
 */
export class JudgingRound {
  #coins: readonly CoinId[] = [];
  #signals: Signal[] = [];
  #nextAtMs: AtMs | undefined;

  /** When the next few are due; `undefined` while no round is on. */
  get deadlineAtMs(): AtMs | undefined {
    return this.#nextAtMs;
  }

  /** Begins at once, unless a round is on: a slow round is finished, not begun anew. */
  begin(coins: readonly CoinId[], nowMs: AtMs): void {
    if (this.#nextAtMs !== undefined) return;
    this.#coins = coins;
    this.#signals = [];
    this.#nextAtMs = nowMs;
  }

  /** The coins to judge now; none before they are due. */
  take(nowMs: AtMs): readonly CoinId[] {
    if (this.#nextAtMs === undefined || nowMs < this.#nextAtMs) return [];
    const now = this.#coins.slice(0, COINS_AT_ONCE);
    this.#coins = this.#coins.slice(COINS_AT_ONCE);
    this.#nextAtMs = this.#coins.length === 0 ? undefined : nextMultiple(nowMs, STEP_MS);
    return now;
  }

  /** Keeps what the coins taken last came to; all of the round when it is over. */
  judged(signals: readonly Signal[]): readonly Signal[] | undefined {
    this.#signals.push(...signals);
    return this.#nextAtMs === undefined ? this.#signals.splice(0) : undefined;
  }
}
