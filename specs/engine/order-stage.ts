import type { JournalBatch } from '../../src/domain/ports.ts';
import { actorId, clientOrderId, coinId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { ApprovedOrder, OrderIntent, OrderReport } from '../../src/domain/order.ts';
import { atMs } from '../../src/domain/units.ts';
import { OrderDesk } from '../../src/engine/order-desk.ts';
import type { StepOutput } from '../../src/engine/outbox.ts';
import type { OrderEffect } from '../../src/execution/order.ts';
import { BYBIT_SOL, NINE, fedRoom } from './market-room.ts';
import type { MarketRoom } from './market-room.ts';
import { WireGuard } from '../../src/engine/wire-guard.ts';

export const SOL = coinId('SOL');
export const A = clientOrderId('a1');

/** Ten bought at market, decided at nine. */
export const intent = (overrides: Partial<OrderIntent> = {}): OrderIntent => ({
  coin: SOL,
  leg: 'long',
  market: BYBIT_SOL,
  side: 'buy',
  quantity: text(10),
  reduceOnly: false,
  purpose: 'open',
  attempt: 1,
  slippageMaxBps: 4,
  limitPrice: text('100.04'),
  timeInForce: 'ioc',
  decisionMid: text(100),
  clientOrderId: A,
  decidedAtMs: atMs(NINE),
  ...overrides,
});

/** The desk among real rooms; what it tells positions is written down. */
export class OrderStage {
  readonly room: MarketRoom = fedRoom();
  readonly told: string[] = [];
  readonly asked: string[] = [];
  readonly batches: JournalBatch[] = [];
  readonly requests: StepOutput['requests'][number][] = [];
  readonly desk = new OrderDesk({
    registry: this.room.registry,
    outbox: this.room.outbox,
    feeds: this.room.feeds,
    treasury: this.room.treasury,
    wire: new WireGuard(this.room.outbox, { failClosed: (condition) => this.told.push(condition) }),
    onFill: ({ intent: { leg }, netQuantity }) => this.told.push(`${leg} filled ${netQuantity}`),
    onWord: ({ type, clientOrderId: id }) => this.told.push(`${id} ${type}`),
    cycleOf: (coin) => `${coin}-1`,
    holderOf: (market) => (market === BYBIT_SOL ? { coin: SOL, leg: 'long' } : undefined),
    onTaken: ({ leg }) => this.told.push(`${leg} taken`),
    askAccountOf: (market) => this.asked.push(market),
  });

  /** One input: what is done, then what the actors asked for, in their order. */
  input(act: () => void): this {
    const output = this.room.within(() => {
      act();
      for (let next = this.room.effects.shift(); next !== undefined; next = this.room.effects.shift())
        this.desk.effect(next as OrderEffect);
      for (const snapshot of this.room.registry.takeSnapshots()) this.room.outbox.snapshot(snapshot);
    });
    if (output.batch !== undefined) this.batches.push(output.batch);
    this.requests.push(...output.requests);
    return this;
  }

  /** Approved for the sake of the story: only the gate mints such orders. */
  submit(...orders: readonly OrderIntent[]): this {
    return this.input(() => this.desk.submit(orders as readonly ApprovedOrder[], 7));
  }

  flush(throughSeq = 7): this {
    return this.input(() => this.desk.flushed(throughSeq));
  }

  report(...reports: readonly OrderReport[]): this {
    for (const report of reports) this.input(() => this.desk.report(report));
    return this;
  }

  tick(afterMs: number): this {
    this.room.clock.moveTo(this.room.nowMs + afterMs);
    return this.input(() => this.room.registry.tick(this.room.nowMs));
  }

  state(id = A): string | undefined {
    return this.room.registry.state(actorId(`order/${id}`));
  }

  factsOf(type: string): readonly unknown[] {
    return this.batches.flatMap(({ facts }) => facts.filter((fact) => fact.type === type));
  }
}
