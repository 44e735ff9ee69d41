import type { MarketKey } from './ids.ts';

/** Prices a coin's days closed at; all of one market, so that no return is the difference between two venues. */
export interface DailyCloses {
  readonly market: MarketKey;
  /** Of the first price: days since the epoch, UTC. */
  readonly fromDay: number;
  /** One a day, quote units; `null` where there is none. */
  readonly prices: readonly (number | null)[];
}
