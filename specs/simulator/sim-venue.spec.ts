import { describe, expect, it } from 'vitest';
import { decimal, text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { SimVenueUnknownError } from '../../src/simulator/sim-exchange.ts';
import {
  ALPHA,
  bookOf,
  briefly,
  instrumentOf,
  LINEAR,
  orderOf,
  profileOf,
  reportsOf,
  SPOT,
  START,
  venueUnderTest,
} from './venue-under-test.ts';

describe('orders at a simulated venue', () => {
  it('fill immediate-or-cancel orders in part and cancel the rest', () => {
    const venue = venueUnderTest();
    expect(venue.submit(orderOf({ quantity: '9', limitPrice: '101' })).map(briefly)).toEqual([
      'accepted',
      'fill 2 @ 100',
      'fill 3 @ 100.5',
      'done cancelled 5',
    ]);
    expect(venue.position(LINEAR)).toBe('5');
  });

  it('end with nothing where nothing crosses', () => {
    expect(
      venueUnderTest()
        .submit(orderOf({ limitPrice: '99.5' }))
        .map(briefly),
    ).toEqual(['accepted', 'done cancelled 0']);
  });

  it('charge the taker fee in the settle coin: 0.0005 x (2 x 100 + 1 x 100.5)', () => {
    const venue = venueUnderTest();
    venue.submit(orderOf({ quantity: '3' }));
    expect(venue.balance('USDT')).toBe(text(decimal(100_000).minus('0.15025')));
  });

  it('match against the book of the moment they arrive, not of the moment they were sent', () => {
    const venue = venueUnderTest();
    venue.gateway.perform({ kind: 'submit', order: orderOf() }, START);
    venue.setBook(LINEAR, bookOf([100, 1], [100.5, 5]));
    expect(reportsOf(venue.run()).map(briefly)).toContain('fill 1 @ 100.5');
  });

  it.each([
    ['between lots', { quantity: '0.1005' }, 'bad-quantity'],
    ['between ticks', { limitPrice: '100.2' }, 'bad-price'],
    ['under the minimum notional', { quantity: '0.001' }, 'below-minimum'],
    ['beyond the margin: 5000 x 101 / 5 of 100,000', { quantity: '5000' }, 'insufficient-margin'],
    ['reduce-only of nothing', { reduceOnly: true }, 'reduce-only'],
    ['spot sells of coins not held', { market: SPOT, side: 'sell', limitPrice: '99' }, 'insufficient-margin'],
    ['post-only that would take', { timeInForce: 'post-only' }, 'post-only-would-take'],
  ])('are refused when %s', (_, change, code) => {
    const venue = venueUnderTest();
    expect(venue.submit(orderOf(change)).map(briefly)).toEqual([`refused ${code}`]);
    expect(venue.gateway.truth(ALPHA).fills).toEqual([]);
  });

  it('are refused by a halted market and by one without a book', () => {
    const venue = venueUnderTest();
    venue.setBook(LINEAR, undefined);
    expect(venue.submit(orderOf()).map(briefly)).toEqual(['refused unknown']);
    venue.setInstrument(instrumentOf(LINEAR, { status: 'halted' }));
    expect(venue.submit(orderOf()).map(briefly)).toEqual(['refused market-halted']);
  });

  it('reduce to flat and no further, even when the order is larger', () => {
    const venue = venueUnderTest();
    venue.submit(orderOf({ quantity: '1' }));
    const close = orderOf({ side: 'sell', quantity: '4', limitPrice: '98', reduceOnly: true });
    expect(venue.submit(close).map(briefly)).toEqual(['accepted', 'fill 1 @ 99', 'done cancelled 1']);
    expect(venue.position(LINEAR)).toBe('0');
    expect(venue.submit(orderOf({ side: 'sell', reduceOnly: true })).map(briefly)).toEqual(['refused reduce-only']);
  });

  it('are refused under a client id used before, and every send is counted', () => {
    const venue = venueUnderTest();
    const order = orderOf({ quantity: '0.5' });
    venue.submit(order);
    expect(venue.submit(order).map(briefly)).toEqual(['refused duplicate-client-id']);
    expect(venue.position(LINEAR)).toBe('0.5');
    expect(venue.gateway.receivedClientIds().get(order.clientOrderId)).toBe(2);
  });

  it('cannot be sent to a venue that is not there', () => {
    const order = orderOf({ market: 'beta:BTC/USDT:USDT' });
    expect(() => venueUnderTest().gateway.perform({ kind: 'submit', order }, START)).toThrow(SimVenueUnknownError);
  });
});

describe('resting orders', () => {
  it('rest, then fill as maker at their own price when the book comes to them', () => {
    const venue = venueUnderTest();
    const order = orderOf({ timeInForce: 'gtc', limitPrice: '99.5' });
    expect(venue.submit(order).map(briefly)).toEqual(['accepted']);
    expect(venue.gateway.truth(ALPHA).openOrders).toEqual([{ clientOrderId: order.clientOrderId, market: LINEAR }]);
    venue.setBook(LINEAR, bookOf([98, 1], [99, 0.4, 99.5, 0.2]));
    venue.gateway.followBooks(atMs(venue.nowMs()));
    expect(reportsOf(venue.run()).map(briefly)).toEqual(['fill 0.6 @ 99.5']);
    venue.setBook(LINEAR, bookOf([98, 1], [99, 3]));
    venue.gateway.followBooks(atMs(venue.nowMs()));
    expect(reportsOf(venue.run()).map(briefly)).toEqual(['fill 0.4 @ 99.5', 'done filled 1']);
    // Maker fee 0.0001 x 1 x 99.5.
    expect(venue.balance('USDT')).toBe('99999.99005');
  });

  it('hold margin back while they rest and give it back when cancelled', () => {
    const venue = venueUnderTest();
    const order = orderOf({ timeInForce: 'gtc', limitPrice: '50', quantity: '100' });
    venue.submit(order);
    const free = () => venue.gateway.truth(ALPHA).balances[0]?.free;
    // 100 x 50 / 5.
    expect(free()).toBe('99000');
    const { clientOrderId, market } = order;
    venue.gateway.perform({ kind: 'cancel', clientOrderId, market }, atMs(venue.nowMs()));
    expect(reportsOf(venue.run()).map(briefly)).toEqual(['done cancelled 0']);
    expect(free()).toBe('100000');
  });

  it('end when a reduce-only rest has nothing left to reduce', () => {
    const venue = venueUnderTest();
    venue.submit(orderOf({ quantity: '1' }));
    venue.submit(orderOf({ side: 'sell', quantity: '1', limitPrice: '101', timeInForce: 'gtc', reduceOnly: true }));
    venue.submit(orderOf({ side: 'sell', quantity: '1', limitPrice: '98' }));
    venue.setBook(LINEAR, bookOf([102, 5], [103, 5]));
    venue.gateway.followBooks(atMs(venue.nowMs()));
    expect(reportsOf(venue.run()).map(briefly)).toEqual(['done cancelled 0']);
    expect(venue.position(LINEAR)).toBe('0');
  });
});

describe('look-ups', () => {
  it('answer only after the visibility delay, with status and fills', () => {
    const venue = venueUnderTest();
    const order = orderOf({ quantity: '3' });
    venue.submit(order);
    const askedAtMs = venue.nowMs();
    const { clientOrderId, market } = order;
    venue.gateway.perform({ kind: 'probe', clientOrderId, market }, atMs(askedAtMs));
    const [answer] = venue.run();
    expect((answer?.atMs ?? 0) - askedAtMs).toBeGreaterThanOrEqual(profileOf().visibilityDelayMs);
    expect(answer).toMatchObject({
      report: { kind: 'found', status: 'filled', filledQuantity: '3', fills: [{ quantity: '2' }, { quantity: '1' }] },
    });
  });

  it('find an order that was still travelling when they were asked', () => {
    const venue = venueUnderTest();
    const order = orderOf();
    const { clientOrderId, market } = order;
    venue.gateway.perform({ kind: 'submit', order }, START);
    venue.gateway.perform({ kind: 'probe', clientOrderId, market }, START);
    expect(reportsOf(venue.run()).map(briefly)).toContain('found filled 1');
  });

  it('say absent for an order never sent, and for one refused', () => {
    const venue = venueUnderTest();
    const refused = orderOf({ quantity: '0' });
    venue.submit(refused);
    for (const { clientOrderId, market } of [orderOf(), refused]) {
      venue.gateway.perform({ kind: 'probe', clientOrderId, market }, atMs(venue.nowMs()));
      expect(reportsOf(venue.run()).map(briefly)).toEqual(['absent']);
    }
  });
});
