import { MS_PER_HOUR } from '../../../domain/units.ts';
import type { Published, SimMarket } from '../../sim-market.ts';

/** After a settlement the old estimate stands for so long, then the settled rate, then the first new estimate. */
const OLD_ESTIMATE_MS = 12_000;
const SETTLED_RATE_MS = 65_000;

/** What the venue says of funding: the estimate, or what it takes for one in the first minute of an interval. */
export interface SaidFunding {
  readonly rate: string;
  /** The last settled rate, which the first seconds do not know yet. */
  readonly lastRate: string;
  /** Where the running interval began. */
  readonly startAtMs: number;
}

export const saidOf = (market: SimMarket, now: Published, nowMs: number): SaidFunding => {
  const startAtMs = now.nextAtMs - now.intervalHours * MS_PER_HOUR;
  const [before, last] = lastTwo(market);
  const sinceMs = nowMs - startAtMs;
  // The old estimate was not kept; what was settled is close to it.
  if (sinceMs >= 0 && sinceMs < OLD_ESTIMATE_MS) return { rate: last, lastRate: before, startAtMs };
  if (sinceMs >= 0 && sinceMs < SETTLED_RATE_MS) return { rate: last, lastRate: last, startAtMs };
  return { rate: now.rate, lastRate: last, startAtMs };
};

/** The last two settled rates; 0 where there are none. */
const lastTwo = ({ settled, history }: SimMarket): readonly [string, string] => {
  const [before, last] = [...history.slice(-2), ...settled.slice(-2)].slice(-2);
  return [before?.rate ?? '0', last?.rate ?? before?.rate ?? '0'];
};
