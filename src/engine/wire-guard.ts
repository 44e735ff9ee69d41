import { actorId } from '../domain/ids.ts';
import type { ClientOrderId } from '../domain/ids.ts';
import type { ApprovedOrder } from '../domain/order.ts';
import type { GuardDesk } from './operating/guard-desk.ts';
import type { Outbox } from './outbox.ts';

/** Ids remembered; one that old is refused as outdated long before it comes here again. */
const SENT_MAX = 100_000;

/**
 * The last look at an order before the wire, at the price of a lookup: its id was never sent in this life, its intent is on
 * disk, and what reduces says so. Nothing here can happen; if it does, the order stays, and so does all new risk.
 */
export class WireGuard {
  readonly #outbox: Outbox;
  readonly #guards: Pick<GuardDesk, 'failClosed'>;
  readonly #sent = new Set<ClientOrderId>();

  constructor(outbox: Outbox, guards: Pick<GuardDesk, 'failClosed'>) {
    this.#outbox = outbox;
    this.#guards = guards;
  }

  /** `unflushed`: intents that are not known to be on disk. */
  send(order: ApprovedOrder, unflushed: readonly { readonly clientOrderId: ClientOrderId }[]): void {
    const { clientOrderId, purpose, reduceOnly } = order;
    const isAdding = purpose === 'open' || purpose === 'hedge';
    if (this.#sent.has(clientOrderId)) return this.#refuse(order, 'sent before');
    if (unflushed.some((one) => one.clientOrderId === clientOrderId)) return this.#refuse(order, 'not on disk');
    if (reduceOnly === isAdding)
      return this.#refuse(order, isAdding ? 'adds but is reduce-only' : 'reduces but may add');
    this.#sent.add(clientOrderId);
    const oldest = this.#sent.keys().next();
    if (this.#sent.size > SENT_MAX && oldest.done !== true) this.#sent.delete(oldest.value);
    this.#outbox.request({ kind: 'submit', order });
  }

  #refuse({ clientOrderId, market, purpose }: ApprovedOrder, why: string): void {
    this.#outbox.fact('order.held-back', actorId(`order/${clientOrderId}`), { market, purpose, why });
    this.#guards.failClosed(`order-held-back: ${why}`, 'begins');
  }
}
