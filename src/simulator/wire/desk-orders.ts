import type { ClientOrderId } from '../../domain/ids.ts';
import type { Fill, OrderReport } from '../../domain/order.ts';
import type { SimOrder, VenueRecords } from '../venue-records.ts';
import type { DeskMemory } from './desk-memory.ts';
import type { DeskOrder, OrderName } from './venue-face.ts';
import { clientOrderId as asClientOrderId, kindOf } from '../../domain/ids.ts';
import { digitsOf, forcedOrderView, orderView, quantityOf, wireFill } from './desk-views.ts';

/** The venue's records of orders and fills as a face shows them. Orders that were refused are not shown. */
export class DeskOrders {
  readonly #records: VenueRecords;
  readonly #memory: DeskMemory;
  /** Client ids by the number the venue gave. */
  readonly #byNumber = new Map<string, ClientOrderId>();
  #numbered = 0;

  constructor(records: VenueRecords, memory: DeskMemory) {
    this.#records = records;
    this.#memory = memory;
  }

  all(): readonly DeskOrder[] {
    const known = [...this.#records.orders.values()].filter(({ state }) => state !== 'refused');
    return [...known.map((one) => this.view(one)), ...this.#forced()].sort(byAge);
  }

  fills(): readonly (Fill & { readonly venueOrderId: string })[] {
    const { fills, orders } = this.#records;
    return fills.map((fill) => {
      const venueOrderId = orders.get(fill.clientOrderId)?.venueOrderId;
      const id = venueOrderId === undefined ? forcedOrderView(fill).venueOrderId : digitsOf(venueOrderId);
      return { ...wireFill(fill), venueOrderId: id };
    });
  }

  find(which: OrderName): SimOrder | undefined {
    const id = 'clientOrderId' in which ? asClientOrderId(which.clientOrderId) : this.#idOf(which.venueOrderId);
    const known = id === undefined ? undefined : this.#records.orders.get(id);
    return known?.state === 'refused' ? undefined : known;
  }

  forced(which: OrderName): DeskOrder | undefined {
    return this.#forced().find((order) =>
      'clientOrderId' in which
        ? order.clientOrderId === which.clientOrderId
        : order.venueOrderId === which.venueOrderId,
    );
  }

  view(known: SimOrder, fills = this.#fillsOf(known)): DeskOrder {
    return orderView(known, { fills, note: this.#memory.noteOf(known), kind: kindOf(known.order.market) });
  }

  /** The order as it stood when a report was made; `undefined` for what is no news of an order. */
  reported(report: OrderReport): DeskOrder | undefined {
    const known = this.#records.orders.get(report.clientOrderId);
    if (known === undefined) return report.kind === 'fill' ? forcedOrderView(report.fill) : undefined;
    if (report.kind === 'accepted') return this.view({ ...known, state: 'open' }, []);
    if (report.kind === 'done') return report.status === 'cancelled' ? this.view(known) : undefined;
    if (report.kind !== 'fill') return undefined;
    const fills = this.#fillsOf(known);
    const upTo = fills.slice(0, fills.findIndex(({ tradeId }) => tradeId === digitsOf(report.fill.tradeId)) + 1);
    const isFilled = quantityOf(upTo).equals(known.order.quantity);
    return this.view({ ...known, state: isFilled ? 'filled' : 'open' }, upTo);
  }

  #fillsOf({ order }: SimOrder): readonly Fill[] {
    return this.#memory.fillsOf(order.clientOrderId, this.#records.fills).map(wireFill);
  }

  #forced(): readonly DeskOrder[] {
    const { fills, orders } = this.#records;
    return fills.filter(({ clientOrderId }) => !orders.has(clientOrderId)).map(forcedOrderView);
  }

  #idOf(venueOrderId: string): ClientOrderId | undefined {
    const { orders } = this.#records;
    if (this.#numbered !== orders.size) {
      this.#numbered = orders.size;
      for (const [id, order] of orders) this.#byNumber.set(digitsOf(order.venueOrderId), id);
    }
    return this.#byNumber.get(venueOrderId);
  }
}

const byAge = (a: DeskOrder, b: DeskOrder): number =>
  a.createdAtMs - b.createdAtMs || Number(a.venueOrderId) - Number(b.venueOrderId);
