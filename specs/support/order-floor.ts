import type { ClientOrderId, Leg } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { Fill, LegOrder, OrderIntent, OrderReport } from '../../src/domain/order.ts';
import type { AtMs } from '../../src/domain/units.ts';
import { orderId } from '../../src/execution/order-id.ts';
import { orderMachine } from '../../src/execution/order.machine.ts';
import type { OrderEffect, OrderEvent } from '../../src/execution/order.ts';
import { ActorLife } from './actor-life.ts';
import { ID_RULE, PATIENCE } from './route-terms.ts';

export interface FloorParts {
  readonly now: () => AtMs;
  readonly timeInForce: 'ioc' | 'gtc';
  /** What an order asked for, done when its turn comes. */
  readonly onEffect: (effect: OrderEffect) => void;
  readonly onFill: (fill: Fill, leg: Leg) => void;
  /** An actor was told something: what it asked for can be done. */
  readonly settle: () => void;
}

/** Where orders live: minted once, told what their venue says, fills counted once whoever tells them. */
export class OrderFloor {
  readonly orders = new Map<ClientOrderId, ActorLife<typeof orderMachine>>();
  readonly #parts: FloorParts;
  readonly #counted = new Set<string>();
  #seq = 0;

  constructor(parts: FloorParts) {
    this.#parts = parts;
  }

  mint(
    wanted: readonly LegOrder[],
    timeInForce: OrderIntent['timeInForce'] = this.#parts.timeInForce,
  ): readonly OrderIntent[] {
    const { now } = this.#parts;
    this.#seq += 1;
    return wanted.map((order) => {
      const { coin, leg, attempt } = order;
      const clientOrderId = orderId(ID_RULE, {
        birthId: 'birth',
        inputSeq: this.#seq,
        decidedAtMs: now(),
        coin,
        leg,
        attempt,
      });
      const priced = { limitPrice: text(100), decisionMid: text(100), timeInForce };
      return { ...order, ...priced, clientOrderId, decidedAtMs: now() };
    });
  }

  /** Intents are on disk at once here; the wire comes after. */
  send(orders: readonly OrderIntent[]): void {
    const { now, onEffect } = this.#parts;
    for (const intent of orders) {
      const id = intent.clientOrderId;
      if (this.orders.has(id)) throw new Error(`minted twice: ${id}`);
      const life = new ActorLife(orderMachine, { intent, patience: PATIENCE }, onEffect);
      this.orders.set(id, life);
      life.tell({ type: 'flushed', atMs: now() });
    }
  }

  report(report: OrderReport): void {
    const { clientOrderId } = report;
    const at = { atMs: this.#parts.now() };
    switch (report.kind) {
      case 'accepted':
        return this.tell(clientOrderId, { type: 'accepted', ...at, venueOrderId: report.venueOrderId });
      case 'refused':
        return this.tell(clientOrderId, { type: 'refused', ...at, code: report.code, message: report.message });
      case 'in-doubt':
        return this.tell(clientOrderId, { type: 'doubted', ...at, cause: report.cause });
      case 'fill':
        return this.fill(report.fill);
      case 'found':
        for (const fill of report.fills) this.fill(fill);
        if (report.status === 'open') return this.tell(clientOrderId, { type: 'found.open', ...at });
        return this.#ended(clientOrderId, report.status, report.filledQuantity);
      case 'done':
        return this.#ended(clientOrderId, report.status, report.filledQuantity);
      case 'absent':
        return this.tell(clientOrderId, { type: 'absent', ...at });
      case 'probe-failed':
        return this.tell(clientOrderId, { type: 'probe.failed', ...at });
    }
  }

  /** An order that is over hears nothing any more. */
  tell(id: ClientOrderId, event: OrderEvent): void {
    const order = this.orders.get(id);
    if (order?.isOver === false) order.tell(event);
    this.#parts.settle();
  }

  fill(fill: Fill): void {
    const key = `${fill.market} ${fill.tradeId}`;
    if (this.#counted.has(key)) return;
    this.#counted.add(key);
    // what this leads to waits until the position has heard of the fill: an order ends after all its fills were told
    const order = this.orders.get(fill.clientOrderId);
    if (order?.isOver === false) order.tell({ type: 'fill.counted', atMs: this.#parts.now(), fill });
    this.#parts.onFill(fill, this.intent(fill.clientOrderId).leg);
  }

  tick(): void {
    const nowMs = this.#parts.now();
    for (const [id, { dueAtMs }] of this.orders) if (dueAtMs <= nowMs) this.tell(id, { type: 'tick', atMs: nowMs });
  }

  /** The process comes back: whatever is not over is asked about. */
  recover(): void {
    for (const [id, order] of this.orders)
      if (!order.isOver) {
        order.restart();
        this.tell(id, { type: 'recovered', atMs: this.#parts.now() });
      }
  }

  intent(id: ClientOrderId): OrderIntent {
    const intent = this.orders.get(id)?.context.intent;
    if (intent === undefined) throw new Error(`no such order: ${id}`);
    return intent;
  }

  get open(): readonly ActorLife<typeof orderMachine>[] {
    return [...this.orders.values()].filter(({ isOver }) => !isOver);
  }

  #ended(id: ClientOrderId, status: 'filled' | 'cancelled', filledQuantity: OrderIntent['quantity']): void {
    this.tell(id, { type: 'ended', atMs: this.#parts.now(), status, filledQuantity });
  }
}
