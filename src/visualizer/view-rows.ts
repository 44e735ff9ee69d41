import type { ActorRow, MarketCell, RouteRow, Signal } from './messages.ts';
import { routeRow } from './route-row.ts';

type ZScores = ReadonlyMap<string, number | undefined>;

/**
 * Rows of a view. One is the same object as the time before while what it is made of is the same: what stayed need not be
 * written out to be known as such.
 */
export class ViewRows {
  readonly #byState = new Map<string, ActorRow>();
  readonly #bySignal = new WeakMap<Signal, RouteRow>();
  #judged: { readonly signals: readonly Signal[]; readonly zScores: ZScores } | undefined;

  actors(told: readonly { readonly id: string; readonly state: string }[]): ReadonlyMap<string, ActorRow> {
    return new Map(told.map(({ id, state }) => [id, this.#inState(state)]));
  }

  /** Ranked. */
  routes(best: readonly Signal[]): ReadonlyMap<string, RouteRow> {
    return new Map(best.map((signal, rank) => [signal.route.coin, this.#route(signal, rank)]));
  }

  markets(rows: readonly Omit<MarketCell, 'zScore'>[], signals: readonly Signal[]): ReadonlyMap<string, MarketCell> {
    if (this.#judged?.signals !== signals) this.#judged = { signals, zScores: zScoresOf(signals) };
    const { zScores } = this.#judged;
    return new Map(rows.map((row) => [row.market, { ...row, zScore: zScores.get(row.market) }]));
  }

  #inState(state: string): ActorRow {
    const known = this.#byState.get(state) ?? { state };
    this.#byState.set(state, known);
    return known;
  }

  #route(signal: Signal, rank: number): RouteRow {
    const known = this.#bySignal.get(signal);
    if (known?.rank === rank) return known;
    const row = routeRow(signal, rank);
    this.#bySignal.set(signal, row);
    return row;
  }
}

const zScoresOf = (signals: readonly Signal[]): ZScores => {
  const zScores = new Map<string, number | undefined>();
  for (const { legs } of signals) {
    zScores.set(legs.long.market, legs.long.zScore);
    zScores.set(legs.short.market, legs.short.zScore);
  }
  return zScores;
};
