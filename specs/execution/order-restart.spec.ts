import { describe, expect, it } from 'vitest';
import { OrderLife, doubted, sent } from './order-life.ts';

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
