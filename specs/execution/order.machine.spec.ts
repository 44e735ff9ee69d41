import { describe, expect, it } from 'vitest';
import { text } from '../../src/domain/money.ts';
import { OrderLife, doubted, sent } from './order-life.ts';

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
    for (const timeInForce of ['gtc', 'post-only'] as const) {
      const order = sent({ timeInForce });
      order.tell(50, { type: 'accepted', venueOrderId: 'v' });
      // looked at, time and again, without a doubt
      expect(order.tell(2050, { type: 'tick' })).toBe('probe > working');
      expect(order.tell(2060, { type: 'found.open' })).toBe('working');
      expect(order.tell(4050, { type: 'tick' })).toBe('probe > working');
      // what a look found filled counts, and what it found ended has ended
      expect(order.fill(4060, '4')).toBe('working');
      expect(order.tell(4061, { type: 'ended', status: 'cancelled', filledQuantity: text(4) })).toBe(
        'ended cancelled > cancelled',
      );
    }
  });

  it('that may rest and that its venue does not find is in doubt, and never was when nobody ever finds it', () => {
    const order = sent({ timeInForce: 'post-only' });
    order.tell(50, { type: 'accepted', venueOrderId: 'v' });
    order.tell(2050, { type: 'tick' });
    expect(order.tell(2060, { type: 'absent' })).toBe('order > probe > in-doubt');
    expect(order.tell(3061, { type: 'absent' })).toBe('ended refused > refused');
  });

  it('is refused without a doubt when it would take although it may only rest, before or after it was accepted', () => {
    const refusal = { type: 'refused', code: 'post-only-would-take', message: 'crosses' } as const;
    expect(sent({ timeInForce: 'post-only' }).tell(50, refusal)).toBe('ended refused > refused');
    const order = sent({ timeInForce: 'post-only' });
    order.tell(50, { type: 'accepted', venueOrderId: 'v' });
    expect(order.tell(60, refusal)).toBe('ended refused > refused');
  });

  it('is asked about again soon after a look-up without an answer, each time a little later', () => {
    const order = doubted();
    order.tell(300, { type: 'probe.failed' });
    expect(order.tell(799, { type: 'tick' })).toBe('in-doubt');
    expect(order.tell(800, { type: 'tick' })).toBe('probe > in-doubt');
    order.tell(900, { type: 'probe.failed' });
    expect(order.tell(1899, { type: 'tick' })).toBe('in-doubt');
    expect(order.tell(1900, { type: 'tick' })).toBe('probe > in-doubt');
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
