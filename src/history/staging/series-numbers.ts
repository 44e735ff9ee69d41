import type { MarketKey } from '../../domain/ids.ts';
import { HISTORY_KINDS } from '../history.ts';
import type { HistoryKind } from '../history.ts';

/** A market and kind as a number, handed out as they are met; the kind can be told from it. */
export class SeriesNumbers {
  readonly #known = HISTORY_KINDS.map(() => new Map<MarketKey, number>());
  readonly #markets: MarketKey[] = [];

  of({ kind, market }: { readonly kind: HistoryKind; readonly market: MarketKey }): number {
    const nth = HISTORY_KINDS.indexOf(kind);
    const known = this.#known[nth];
    let series = known?.get(market);
    if (series === undefined) {
      series = this.#markets.length * HISTORY_KINDS.length + nth;
      this.#markets.push(market);
      known?.set(market, series);
    }
    return series;
  }

  /** Throws where no such number was handed out. */
  named(series: number): {
    readonly kind: HistoryKind;
    readonly market: MarketKey;
  } {
    const market = this.#markets[Math.floor(series / HISTORY_KINDS.length)];
    if (market === undefined) throw new Error(`there is no series ${series}`);
    return { kind: kindOf(series), market };
  }
}

/** The kind of a series by its number. */
export const kindOf = (series: number): HistoryKind => HISTORY_KINDS[series % HISTORY_KINDS.length] ?? 'funding';
