import type { ClientOrderId, MarketKey, VenueId } from '../../domain/ids.ts';
import type { Fill } from '../../domain/order.ts';
import type { SimOrder } from '../venue-records.ts';
import type { StoreRow } from '../venue-store.ts';
import type { OrderNote } from './desk-views.ts';
import { asJson, isRecord } from '../../domain/codec.ts';
import { atMs } from '../../domain/units.ts';

/** What a desk knows beside the venue's records: notes on orders, leverage, fills by order; rows for the same store. */
export class DeskMemory {
  readonly faults = new Map<string, number>();
  readonly #prefix: string;
  readonly #notes = new Map<ClientOrderId, OrderNote>();
  readonly #leverages = new Map<MarketKey, number>();
  readonly #fills = new Map<ClientOrderId, Fill[]>();
  #indexed = 0;
  #rows: StoreRow[] = [];

  constructor(venue: VenueId, rows: Iterable<StoreRow>) {
    this.#prefix = `${venue}|`;
    for (const { key, value } of rows) {
      const [owner, table, id = ''] = key.split('|');
      if (owner !== venue || !isRecord(value)) continue;
      // Written by this class: ids are those of orders and markets.
      if (table === 'desk') this.#notes.set(id as ClientOrderId, noteIn(value));
      if (table === 'leverage') this.#leverages.set(id as MarketKey, Number(value['leverage']));
    }
  }

  note(id: ClientOrderId, note: OrderNote): void {
    this.#notes.set(id, note);
    this.#rows.push({ key: `${this.#prefix}desk|${id}`, value: asJson({ ...note }) });
  }

  noteOf({ order, arrivesAtMs }: SimOrder): OrderNote {
    return this.#notes.get(order.clientOrderId) ?? { type: 'limit', updatedAtMs: arrivesAtMs };
  }

  leverage(market: MarketKey): number {
    return this.#leverages.get(market) ?? 1;
  }

  setLeverage(market: MarketKey, leverage: number): void {
    this.#leverages.set(market, leverage);
    this.#rows.push({ key: `${this.#prefix}leverage|${market}`, value: { leverage } });
  }

  /** Fills of one order, oldest first; `all` only grows. */
  fillsOf(id: ClientOrderId, all: readonly Fill[]): readonly Fill[] {
    for (; this.#indexed < all.length; this.#indexed += 1) {
      const fill = all[this.#indexed];
      if (fill === undefined) continue;
      const known = this.#fills.get(fill.clientOrderId);
      if (known === undefined) this.#fills.set(fill.clientOrderId, [fill]);
      else known.push(fill);
    }
    return this.#fills.get(id) ?? [];
  }

  countFault(name: string): void {
    this.faults.set(name, (this.faults.get(name) ?? 0) + 1);
  }

  takeRows(): readonly StoreRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }
}

const noteIn = (value: Readonly<Record<string, unknown>>): OrderNote => ({
  type: value['type'] === 'market' ? 'market' : 'limit',
  updatedAtMs: atMs(Number(value['updatedAtMs'])),
});
