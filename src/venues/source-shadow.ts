import type { FundingObservation } from '../domain/funding.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { AtMs, Hours } from '../domain/units.ts';
import type { Source } from './source-split.ts';

/** Relay and venue disagree about one market. Rates are fractions per `intervalHours`, the venue's own interval. */
export interface Divergence {
  readonly market: MarketKey;
  readonly directRate: number;
  readonly relayRate: number;
  readonly intervalHours: Hours;
  /** Relay minus venue. */
  readonly differenceFraction: number;
  /** Ages of both observations at the comparison, ms, by the time each gave (arrival where it gave none). */
  readonly directAgeMs: number;
  readonly relayAgeMs: number;
}

/** Differences above this are told; 0.1 bp per interval. */
export const DIVERGENCE_ABOVE = 0.00001;

/** Digits beyond these are noise of subtraction. */
const DIGITS = 1e12;

interface Pair {
  direct: FundingObservation | undefined;
  relay: FundingObservation | undefined;
  /** Values of the last divergence told, so that it is told once. */
  told: readonly [number, number] | undefined;
}

/**
 * Both sources' rates side by side, whoever serves. A divergence is told when it begins and whenever either value of it
 * changes. One entry a market, bounded by the markets that exist.
 */
export class SourceShadow {
  readonly #pairs = new Map<MarketKey, Pair>();

  /** The divergence that this observation begins or changes. Settled rates are not compared. */
  hear(source: Source, funding: FundingObservation, nowMs: AtMs): Divergence | undefined {
    if (funding.kind === 'settled') return undefined;
    const pair = this.#pairOf(funding.market);
    pair[source] = funding;
    const { direct, relay } = pair;
    if (direct === undefined || relay === undefined) return undefined;
    const relayRate = relay.rate * (direct.intervalHours / relay.intervalHours);
    const differenceFraction = Math.round((relayRate - direct.rate) * DIGITS) / DIGITS;
    if (Math.abs(differenceFraction) <= DIVERGENCE_ABOVE) {
      pair.told = undefined;
      return undefined;
    }
    if (pair.told?.[0] === direct.rate && pair.told[1] === relayRate) return undefined;
    pair.told = [direct.rate, relayRate];
    return {
      market: funding.market,
      directRate: direct.rate,
      relayRate,
      intervalHours: direct.intervalHours,
      differenceFraction,
      directAgeMs: nowMs - direct.observedAtMs,
      relayAgeMs: nowMs - relay.observedAtMs,
    };
  }

  /** Forgets a source that was lost: what it said is compared with nothing new. */
  lose(source: Source): void {
    for (const pair of this.#pairs.values()) pair[source] = undefined;
  }

  #pairOf(market: MarketKey): Pair {
    const known = this.#pairs.get(market);
    if (known !== undefined) return known;
    const pair: Pair = { direct: undefined, relay: undefined, told: undefined };
    this.#pairs.set(market, pair);
    return pair;
  }
}
