import { createActor } from 'xstate';
import type { Actor, Snapshot } from 'xstate';
import { clientOrderId, coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { OrderIntent } from '../../src/domain/order.ts';
import { atMs } from '../../src/domain/units.ts';
import { orderMachine } from '../../src/execution/order.machine.ts';
import type { OrderEvent } from '../../src/execution/order.ts';

const PATIENCE = { ackTimeoutMs: 3000, restTimeoutMs: 2000, visibilityDelayMs: 1000, probeTimeoutMs: 500 };
const INTENT: OrderIntent = {
  coin: coinId('BTC'),
  leg: 'long',
  market: marketKey(venueId('alpha'), symbolId('BTC/USDT:USDT')),
  side: 'buy',
  quantity: text(10),
  reduceOnly: false,
  purpose: 'open',
  attempt: 1,
  slippageMaxBps: 4,
  limitPrice: text(100),
  timeInForce: 'ioc',
  decisionMid: text(100),
  clientOrderId: clientOrderId('order-1'),
  decidedAtMs: atMs(0),
};

/** Events without their instant: the life tells when. */
type Untimed<Event> = Event extends { readonly atMs: unknown } ? Omit<Event, 'atMs'> : never;

/** One order told its life; every step says what it asked for and where it then stands. */
export class OrderLife {
  readonly asked: string[] = [];
  readonly #intent: OrderIntent;
  #actor: Actor<typeof orderMachine>;

  constructor(intent: Partial<OrderIntent> = {}) {
    this.#intent = { ...INTENT, ...intent };
    this.#actor = this.#begin();
  }

  /** What the order asked for and its state after an event at `at` ms. */
  tell(at: number, event: Untimed<OrderEvent>): string {
    const before = this.asked.length;
    this.#actor.send({ ...event, atMs: atMs(at) } as OrderEvent);
    return [...this.asked.slice(before), this.state].join(' > ');
  }

  fill(at: number, quantity: string): string {
    const { clientOrderId, market, side } = INTENT;
    const about = { fee: text(0), feeCoin: 'USDT', liquidity: 'taker', venueAtMs: atMs(at) } as const;
    const fill = {
      ...about,
      clientOrderId,
      market,
      side,
      tradeId: `t-${at}`,
      quantity: text(quantity),
      price: text(100),
    };
    return this.tell(at, { type: 'fill.counted', fill });
  }

  end(at: number, status: 'filled' | 'cancelled', filled: string): string {
    return this.tell(at, { type: 'ended', status, filledQuantity: text(filled) });
  }

  /** Through JSON text and back, as a restart does. */
  restart(): void {
    const snapshot = JSON.parse(JSON.stringify(this.#actor.getPersistedSnapshot())) as Snapshot<unknown>;
    this.#actor = this.#begin(snapshot);
  }

  get state(): string {
    return this.#actor.getSnapshot().value;
  }
  get deadlineAtMs(): number | null {
    return this.#actor.getSnapshot().context.deadlineAtMs;
  }

  #begin(snapshot?: Snapshot<unknown>): Actor<typeof orderMachine> {
    const input = { intent: this.#intent, patience: PATIENCE };
    const actor = createActor(orderMachine, snapshot === undefined ? { input } : { input, snapshot });
    actor.on('*', (effect) =>
      this.asked.push(effect.type === 'order.ended' ? `ended ${effect.outcome}` : (effect.type.split('.')[0] ?? '')),
    );
    return actor.start();
  }
}

/** An order on the wire since 10 ms. */
export const sent = (intent: Partial<OrderIntent> = {}): OrderLife => {
  const order = new OrderLife(intent);
  order.tell(10, { type: 'flushed' });
  return order;
};
export const doubted = (at = 100): OrderLife => {
  const order = sent();
  order.tell(at, { type: 'doubted', cause: 'timeout' });
  return order;
};
