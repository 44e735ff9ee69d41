import { kindOf } from '../domain/ids.ts';
import type { ClientOrderId, MarketKind } from '../domain/ids.ts';
import { decimal, sum, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import type { Fill, OrderReport } from '../domain/order.ts';
import type { FoundOrder, OrderName, PrivateWord } from '../domain/venue-trading.ts';
import { ToldOnce } from './told-once.ts';
import type { VenueDesk } from './venue-line.ts';

/** Orders remembered; of those forgotten lists tell all. */
const ORDERS_MAX = 2000;

type OrderEnd = Pick<FoundOrder, 'status' | 'filledQuantity' | 'refusal'>;

interface OrderRecord {
  readonly name: OrderName;
  /** `sending`: its answer is on its way. `over`: nothing more is told of it. */
  state: 'sending' | 'open' | 'over';
  isAccepted: boolean;
  readonly fills: Map<string, DecimalText>;
  /** How it ended, while fills of it or the answer to its send are missing. */
  end: OrderEnd | undefined;
}

/**
 * What is told of orders, whichever way it came first: that one was taken, each fill, and how it ended, each once and in
 * this order. Lists and streams may repeat themselves, overtake one another and begin in the middle.
 */
export class OrderNews {
  readonly #desk: VenueDesk;
  readonly #trades = new ToldOnce();
  readonly #orders = new Map<ClientOrderId, OrderRecord>();
  #count = 0;

  constructor(desk: VenueDesk) {
    this.#desk = desk;
  }

  /** Fills and ends told so far: whether a look has found anything. */
  get count(): number {
    return this.#count;
  }

  /** From here on the end of this order is told; `sending` until `answered`. */
  expect(name: OrderName, state: 'sending' | 'open'): void {
    const known = this.#orders.get(name.clientOrderId);
    if (known !== undefined) return;
    this.#orders.set(name.clientOrderId, { name, state, isAccepted: false, fills: new Map(), end: undefined });
    const oldest = this.#orders.keys().next();
    if (this.#orders.size > ORDERS_MAX && oldest.done !== true) this.#orders.delete(oldest.value);
  }

  isOver(clientOrderId: ClientOrderId): boolean {
    return this.#orders.get(clientOrderId)?.state === 'over';
  }

  /** Less is told of an order than this: fills of it are missing, or its end is. */
  isBehind(clientOrderId: ClientOrderId, { status, filledQuantity }: FoundOrder): boolean {
    const order = this.#orders.get(clientOrderId);
    if (order === undefined || order.state === 'over') return false;
    return status !== 'open' || toldOf(order).lt(filledQuantity);
  }

  /** A probe's answer, which says all there is. */
  found(clientOrderId: ClientOrderId, { status }: FoundOrder): void {
    const order = this.#orders.get(clientOrderId);
    if (order !== undefined) order.state = status === 'open' ? 'open' : 'over';
  }

  /** What came of a send. Where a stream has shown that the order was taken, no doubt is told. */
  answered(report: OrderReport): void {
    const { clientOrderId } = report;
    const order = this.#orders.get(clientOrderId);
    if (order === undefined || order.state === 'over') return;
    order.state = 'open';
    if (report.kind === 'accepted') this.#accept(order, report.venueOrderId);
    else if (report.kind === 'done') order.end ??= report;
    else if (report.kind === 'refused') {
      // a taken id or a fill contradicts it: then it is asked about
      if (report.code !== 'duplicate-client-id' && order.fills.size === 0) order.state = 'over';
      this.#tell(report);
    } else if (!order.isAccepted && order.end === undefined) this.#tell(report);
    this.#tryEnd(order);
  }

  /** One fill, seen in a list or heard. */
  traded(fill: Fill): void {
    const { clientOrderId, market, tradeId, quantity } = fill;
    const order = this.#orders.get(clientOrderId);
    order?.fills.set(tradeId, quantity);
    if (this.#trades.isNew(`${market} ${tradeId}`)) {
      this.#count += 1;
      this.#tell({ kind: 'fill', clientOrderId, fill });
    }
    if (order !== undefined) this.#tryEnd(order);
  }

  /** How an order ended: told when every fill of it is. False while some are missing. */
  ended(clientOrderId: ClientOrderId, end: OrderEnd): boolean {
    const order = this.#orders.get(clientOrderId);
    if (order === undefined || order.state === 'over') return true;
    order.end = end;
    return this.#tryEnd(order);
  }

  /** What kind of market something heard is about; `undefined` for orders that are not known. */
  kindOf(word: Exclude<PrivateWord, { kind: 'account' }>): MarketKind | undefined {
    if (word.kind === 'fill') return kindOf(word.fill.market);
    return this.#orders.get(word.clientOrderId)?.name.market.kind;
  }

  /** What a stream says. The order, where it is one of ours and not over. */
  heard(word: Exclude<PrivateWord, { kind: 'account' }>): OrderName | undefined {
    const clientOrderId = word.kind === 'fill' ? word.fill.clientOrderId : word.clientOrderId;
    const order = this.#orders.get(clientOrderId);
    if (word.kind === 'fill') {
      if (order !== undefined) this.#accept(order, word.venueOrderId);
      this.traded(word.fill);
    } else if (order !== undefined) {
      const { found } = word;
      if (found.status === 'open') this.#accept(order, found.venueOrderId);
      else this.ended(clientOrderId, found);
    }
    return order === undefined || this.isOver(clientOrderId) ? undefined : order.name;
  }

  #accept(order: OrderRecord, venueOrderId: string): void {
    if (order.isAccepted || order.state === 'over') return;
    order.isAccepted = true;
    this.#tell({ kind: 'accepted', clientOrderId: order.name.clientOrderId, venueOrderId });
  }

  #tryEnd(order: OrderRecord): boolean {
    const { end, name, state } = order;
    if (end === undefined || state === 'over') return state === 'over';
    if (toldOf(order).lt(end.filledQuantity)) return false;
    // the answer to the send says better why nothing came of it
    if (state === 'sending' && end.filledQuantity === text(0)) return true;
    order.state = 'over';
    this.#count += 1;
    this.#tell(reportOf(name.clientOrderId, end));
    return true;
  }

  #tell(report: OrderReport): void {
    this.#desk.tell({ kind: 'report', atMs: this.#desk.clock.now(), report });
  }
}

const toldOf = ({ fills }: OrderRecord) => sum([...fills.values()].map(decimal));

const reportOf = (clientOrderId: ClientOrderId, { status, filledQuantity, refusal }: OrderEnd): OrderReport =>
  refusal === undefined
    ? { kind: 'done', clientOrderId, status: status === 'filled' ? 'filled' : 'cancelled', filledQuantity }
    : { kind: 'refused', clientOrderId, ...refusal };
