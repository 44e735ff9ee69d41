import type { VenueId } from '../domain/ids.ts';
import type { VenueProfile } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import { atMs } from '../domain/units.ts';
import { STEP_MS } from './price-process.ts';
import type { SimMarkets, SimMarketsOptions } from './sim-markets.ts';

/** Markets move at their full pace so long after something was asked of a venue, ms. */
const HURRY_MS = 1500;

/** When the markets of a world move: every half second, or in strides while nothing is under way at the venues. */
export class Stride {
  readonly #markets: Pick<SimMarkets, 'nextAtMs' | 'nowMs'>;
  readonly #quietStepMs: number | undefined;
  #hurryUntilMs = -Infinity;

  constructor(markets: Pick<SimMarkets, 'nextAtMs' | 'nowMs'>, quietStepMs: number | undefined) {
    this.#markets = markets;
    this.#quietStepMs = quietStepMs;
  }

  /** Something was asked of a venue, or happened there. */
  hurry(nowMs: AtMs): void {
    this.#hurryUntilMs = nowMs + HURRY_MS;
  }

  /** `busyAtMs`: when something is due next at the venues. */
  nextAtMs(nowMs: AtMs, busyAtMs: number): AtMs {
    const strideMs = this.#quietStepMs;
    if (strideMs === undefined) return this.#markets.nextAtMs();
    const sinceMs = Math.max(this.#markets.nowMs(), nowMs - 1);
    const isBusy = nowMs < this.#hurryUntilMs || busyAtMs < sinceMs + strideMs;
    const everyMs = isBusy ? STEP_MS : strideMs;
    return atMs(Math.floor(sinceMs / everyMs) * everyMs + everyMs);
  }
}

export interface InventionOptions {
  readonly seed: number;
  readonly scenario?: string;
  readonly startAtMs?: AtMs;
  readonly coins?: ReadonlySet<string>;
  readonly skewMs?: (venue: VenueId) => number;
  readonly quietStepMs?: number;
  readonly profiles: readonly VenueProfile[];
}

/** A world that strides is in a hurry: it invents only what is listened to. */
export const marketOptions = (options: InventionOptions): SimMarketsOptions => {
  const { seed, scenario = 'default', startAtMs, coins, skewMs, quietStepMs, profiles } = options;
  return {
    seed,
    scenario,
    ...(startAtMs === undefined ? {} : { startAtMs }),
    ...(coins === undefined ? {} : { coins }),
    ...(skewMs === undefined ? {} : { skewMs }),
    ...(quietStepMs === undefined ? {} : { venues: new Set(profiles.map(({ venue }) => venue)) }),
  };
};
