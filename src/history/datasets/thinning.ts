import type { MarketKey } from '../../domain/ids.ts';
import type { BookRow, MarkRow } from '../history.ts';
import type { TakeRow } from './dataset.ts';

interface Held<Row> {
  readonly period: number;
  row: Row;
  line: number;
}

/** Keeps the last row of each period and market; of prices also what earlier rows of the period told besides. */
export class Thinning<Row extends MarkRow | BookRow> {
  readonly #everyMs: number;
  readonly #held = new Map<MarketKey, Held<Row>>();

  /** 1 ms keeps one row an instant. */
  constructor(everyMs: number) {
    this.#everyMs = Math.max(1, everyMs);
  }

  add(row: Row, line: number, take: TakeRow): void {
    const period = Math.floor(row.atMs / this.#everyMs);
    const held = this.#held.get(row.market);
    if (held?.period === period) {
      // a late row of the same period does not take the place of a newer one
      held.row = row.atMs >= held.row.atMs ? { ...held.row, ...row } : { ...row, ...held.row };
      held.line = line;
      return;
    }
    if (held !== undefined) take(held.row, held.line);
    this.#held.set(row.market, { period, row, line });
  }

  end(take: TakeRow): void {
    for (const { row, line } of this.#held.values()) take(row, line);
    this.#held.clear();
  }
}
