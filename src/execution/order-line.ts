import type { ClientOrderId, MarketKey } from '../domain/ids.ts';
import type { ApprovedOrder, OrderReport } from '../domain/order.ts';
import { text } from '../domain/money.ts';
import type { OrderName } from '../domain/venue-trading.ts';
import { reportOfFailure } from './ccxt-outcome.ts';
import type { OrderNews } from './order-news.ts';
import type { OrderWatch } from './order-watch.ts';
import { fillsOf } from './order-watch.ts';
import type { VenueDesk } from './venue-line.ts';

export interface OrderLineParts {
  readonly desk: VenueDesk;
  readonly watch: OrderWatch;
  readonly news: OrderNews;
  /** How long an accepted order may stay invisible to a look-up. */
  readonly visibilityDelayMs: number;
  /** A request that ccxt could not even make never left. */
  readonly neverLeft: (thrown: unknown) => boolean;
}

/** Orders to one venue: sent once, asked about by client id, cancelled. */
export class OrderLine {
  readonly #parts: OrderLineParts;
  readonly #sent = new Set<ClientOrderId>();
  readonly #sending = new Map<ClientOrderId, Promise<void>>();
  readonly #probing = new Set<ClientOrderId>();

  constructor(parts: OrderLineParts) {
    this.#parts = parts;
  }

  /**
   * The outcome comes as one report: accepted, refused or in doubt, unless a stream has said more by then. An id that was
   * sent is never sent again.
   */
  submit(order: ApprovedOrder): void {
    const { clientOrderId } = order;
    if (this.#sent.has(clientOrderId)) return this.#tell({ kind: 'in-doubt', clientOrderId, cause: 'disconnected' });
    const name = this.#nameOf(clientOrderId, order.market);
    if (name === undefined)
      return this.#tell({ kind: 'refused', clientOrderId, code: 'unknown', message: this.#whyNot(order.market) });
    this.#sent.add(clientOrderId);
    this.#parts.news.expect(name, 'sending');
    const sending = this.#send(order, name).finally(() => this.#sending.delete(clientOrderId));
    this.#sending.set(clientOrderId, sending);
  }

  /** What comes of it is told by the look that follows; of an order the venue does not know there is nothing to tell. */
  async cancel(clientOrderId: ClientOrderId, market: MarketKey): Promise<void> {
    const { desk, watch } = this.#parts;
    const name = this.#nameOf(clientOrderId, market);
    if (name === undefined || desk.line === undefined) return;
    await this.#sending.get(clientOrderId);
    // whatever the answer: only the order itself says whether it is over
    await desk.line.order(desk.trading.orders.cancel(name)).catch(() => undefined);
    await watch.look(name);
  }

  /**
   * Not before the send has its end, and the venue's delay after: what is absent then was never there. At a start it waits
   * until the venue is reached. One look; whoever gets no answer asks again.
   */
  async probe(clientOrderId: ClientOrderId, market: MarketKey): Promise<void> {
    if (this.#probing.has(clientOrderId)) return;
    this.#probing.add(clientOrderId);
    const { desk, visibilityDelayMs } = this.#parts;
    await this.#sending.get(clientOrderId);
    await desk.attempt;
    await desk.wait(visibilityDelayMs);
    const report = await this.#found(clientOrderId, market).catch((): OrderReport => ({
      kind: 'probe-failed',
      clientOrderId,
    }));
    this.#probing.delete(clientOrderId);
    this.#tell(report);
  }

  async #send(order: ApprovedOrder, name: OrderName): Promise<void> {
    const { watch, news } = this.#parts;
    const answer = await this.#answer(order, name);
    news.answered(answer);
    if (answer.kind === 'accepted') watch.watch(name);
  }

  async #answer(order: ApprovedOrder, { market }: OrderName): Promise<OrderReport> {
    const { desk, neverLeft } = this.#parts;
    const { clientOrderId } = order;
    try {
      const placed = desk.trading.orders.placed(await desk.line?.order(desk.trading.orders.place(order, market)));
      if (placed === undefined) return { kind: 'in-doubt', clientOrderId, cause: 'server-error' };
      return placed.kind === 'unmatched'
        ? { kind: 'done', clientOrderId, status: 'cancelled', filledQuantity: text(0) }
        : { kind: 'accepted', clientOrderId, venueOrderId: placed.venueOrderId };
    } catch (thrown) {
      if (!neverLeft(thrown)) return reportOfFailure(clientOrderId, thrown);
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      return { kind: 'refused', clientOrderId, code: 'unknown', message };
    }
  }

  async #found(clientOrderId: ClientOrderId, market: MarketKey): Promise<OrderReport> {
    const { desk, watch, news } = this.#parts;
    const name = this.#nameOf(clientOrderId, market);
    const { line } = desk;
    if (name === undefined || line === undefined) return { kind: 'probe-failed', clientOrderId };
    news.expect(name, 'open');
    const found = await desk.trading.orders.find(name, desk.inquiry(line));
    if (found === 'absent') return { kind: 'absent', clientOrderId };
    if (found.refusal !== undefined) return { kind: 'refused', clientOrderId, ...found.refusal };
    const fills = await fillsOf(name, found, { desk, inquiry: desk.inquiry(line) });
    news.found(clientOrderId, found);
    if (found.status === 'open') watch.watch(name);
    const { status, filledQuantity } = found;
    const own = fills.map((fill) => ({ ...fill, clientOrderId }));
    return { kind: 'found', clientOrderId, status, filledQuantity, fills: own };
  }

  #nameOf(clientOrderId: ClientOrderId, market: MarketKey): OrderName | undefined {
    const traded = this.#parts.desk.line?.markets.of(market);
    return traded === undefined || this.#parts.desk.isStopped ? undefined : { clientOrderId, market: traded };
  }

  #whyNot(market: MarketKey): string {
    const { venue, line, isStopped } = this.#parts.desk;
    if (isStopped) return `not sent: the gateway of ${venue} has stopped`;
    return line === undefined
      ? `not sent: ${venue} has not been reached yet`
      : `not sent: ${market} is not traded here`;
  }

  #tell(report: OrderReport): void {
    const { desk } = this.#parts;
    desk.tell({ kind: 'report', atMs: desk.clock.now(), report });
  }
}
