import { describe, expect, it } from 'vitest';
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
class OrderLife {
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
const sent = (intent: Partial<OrderIntent> = {}): OrderLife => {
  const order = new OrderLife(intent);
  order.tell(10, { type: 'flushed' });
  return order;
};
const doubted = (at = 100): OrderLife => {
  const order = sent();
  order.tell(at, { type: 'doubted', cause: 'timeout' });
  return order;
};

describe('an order that goes well', () => {
  it('is sent once its intent is on disk, and not before', () => {
    const order = new OrderLife();
    expect(order.tell(5, { type: 'tick' })).toBe('intended');
    expect(order.tell(10, { type: 'flushed' })).toBe('submit > sent');
    expect(order.tell(11, { type: 'flushed' })).toBe('sent');
  });

  it('works once accepted and ends with its last fill', () => {
    const order = sent();
    expect(order.tell(50, { type: 'accepted', venueOrderId: 'v' })).toBe('working');
    expect(order.fill(60, '4')).toBe('working');
    expect(order.fill(70, '6')).toBe('ended filled > filled');
  });

  it('ends cancelled with the part that was filled', () => {
    const order = sent();
    order.fill(60, '4');
    expect(order.end(70, 'cancelled', '4')).toBe('ended cancelled > cancelled');
  });

  it('ends without an acknowledgement when the fills came first', () => {
    expect(sent().fill(60, '10')).toBe('ended filled > filled');
  });
});

describe('an order that is refused', () => {
  it('ends at once, also by a venue that acknowledged it first', () => {
    const refused = { type: 'refused', code: 'insufficient-margin', message: 'no' } as const;
    expect(sent().tell(50, refused)).toBe('ended refused > refused');
    const order = sent();
    order.tell(40, { type: 'accepted', venueOrderId: 'v' });
    expect(order.tell(50, refused)).toBe('ended refused > refused');
  });

  it('is in doubt when the venue knows its id already', () => {
    const duplicate = { type: 'refused', code: 'duplicate-client-id', message: 'seen' } as const;
    expect(sent().tell(50, duplicate)).toBe('order > probe > in-doubt');
    expect(doubted().tell(150, duplicate)).toBe('in-doubt');
  });

  it('is in doubt when it was filled before', () => {
    const order = sent();
    order.tell(40, { type: 'accepted', venueOrderId: 'v' });
    order.fill(45, '1');
    expect(order.tell(50, { type: 'refused', code: 'unknown', message: 'no' })).toBe('order > probe > in-doubt');
  });
});

describe('an order in doubt', () => {
  it('is asked about by a dropped send, and by silence: 10 + 3000 ms', () => {
    expect(sent().tell(100, { type: 'doubted', cause: 'disconnected' })).toBe('order > probe > in-doubt');
    const order = sent();
    expect(order.tell(3009, { type: 'tick' })).toBe('sent');
    expect(order.tell(3010, { type: 'tick' })).toBe('order > probe > in-doubt');
  });

  it('is asked about when an immediate order rests: 50 + 2000 ms', () => {
    const order = sent();
    order.tell(50, { type: 'accepted', venueOrderId: 'v' });
    expect(order.deadlineAtMs).toBe(2050);
    expect(order.tell(2050, { type: 'tick' })).toBe('order > probe > in-doubt');
  });

  it('may rest for as long as it likes when it was meant to', () => {
    const order = sent({ timeInForce: 'gtc' });
    order.tell(50, { type: 'accepted', venueOrderId: 'v' });
    expect(order.deadlineAtMs).toBeNull();
  });

  it('is never sent again, whatever happens', () => {
    const order = doubted();
    for (let at = 200; at < 200_000; at += 500) {
      order.tell(at, { type: 'tick' });
      order.tell(at, { type: 'probe.failed' });
      order.tell(at, { type: 'flushed' });
      order.tell(at, { type: 'doubted', cause: 'timeout' });
    }
    expect(order.asked.filter((asked) => asked === 'submit')).toEqual(['submit']);
    expect(order.state).toBe('in-doubt');
  });

  it('is asked about at growing distances, up to ten visibility delays', () => {
    const order = doubted();
    const gaps: number[] = [];
    for (let at = 100; gaps.length < 12;) {
      const next = order.deadlineAtMs ?? 0;
      gaps.push(next - at);
      order.tell((at = next), { type: 'tick' });
    }
    // n x 1000 ms until an order is visible and 500 ms for the answer
    expect(gaps).toEqual([1500, 2500, 3500, 4500, 5500, 6500, 7500, 8500, 9500, 10500, 10500, 10500]);
  });

  it('is believed absent only after the visibility delay: 100 + 1000 ms', () => {
    const order = doubted();
    expect(order.tell(1099, { type: 'absent' })).toBe('in-doubt');
    expect(order.tell(1100, { type: 'absent' })).toBe('ended refused > refused');
  });

  it('is never believed absent against a fill', () => {
    const order = doubted();
    order.fill(200, '1');
    expect(order.tell(5000, { type: 'absent' })).toBe('in-doubt');
  });

  it('goes on as the venue has it: open, filled, cancelled', () => {
    expect(doubted().tell(500, { type: 'found.open' })).toBe('order > working');
    const filled = doubted();
    expect(filled.fill(500, '10')).toBe('ended filled > filled');
    expect(doubted().end(500, 'cancelled', '0')).toBe('ended cancelled > cancelled');
  });

  it('is out of doubt by a late acknowledgement', () => {
    expect(doubted().tell(500, { type: 'accepted', venueOrderId: 'v' })).toBe('order > working');
  });
});

describe('an order whose end is known', () => {
  it('waits for the fills it was told of, and asks for them', () => {
    const order = sent();
    order.fill(60, '4');
    expect(order.end(70, 'cancelled', '7')).toBe('settling');
    const askAtMs = order.deadlineAtMs ?? 0;
    expect(order.tell(askAtMs, { type: 'tick' })).toBe('probe > settling');
    expect(order.fill(askAtMs + 10, '3')).toBe('ended cancelled > cancelled');
  });
});

/** Silence, a part of it, silence, its end. */
const future = (order: OrderLife): readonly string[] => [
  order.tell(4000, { type: 'tick' }),
  order.fill(4100, '4'),
  order.tell(9000, { type: 'tick' }),
  order.end(9100, 'cancelled', '4'),
];

describe('an order across a restart', () => {
  const lives: readonly (readonly [string, () => OrderLife])[] = [
    ['intended', () => new OrderLife()],
    ['sent', () => sent()],
    [
      'working',
      () => {
        const order = sent();
        order.tell(50, { type: 'accepted', venueOrderId: 'v' });
        return order;
      },
    ],
    ['in-doubt', () => doubted()],
    [
      'settling',
      () => {
        const order = sent();
        order.end(70, 'cancelled', '7');
        return order;
      },
    ],
  ];

  it.each(lives)('is asked about and not sent: %s', (state, live) => {
    const order = live();
    expect(order.state).toBe(state);
    order.restart();
    const asked = order.tell(5000, { type: 'recovered' });
    expect(asked).toContain('probe');
    expect(asked).not.toContain('submit');
    expect(order.tell(5001, { type: 'flushed' })).not.toContain('submit');
  });

  it.each(lives)('has the same future as without it: %s', (_, live) => {
    const restored = live();
    restored.restart();
    expect(future(restored)).toEqual(future(live()));
  });
});

describe('an intent that waited too long for the disk', () => {
  it('is given up when it is new risk: more than 3000 ms after it was decided', () => {
    expect(new OrderLife().tell(3000, { type: 'flushed' })).toBe('submit > sent');
    expect(new OrderLife().tell(3001, { type: 'flushed' })).toBe('ended cancelled > cancelled');
  });

  it('is sent however late when it repairs', () => {
    const late = new OrderLife({ purpose: 'hedge' });
    expect(late.tell(60_000, { type: 'flushed' })).toBe('submit > sent');
  });
});
