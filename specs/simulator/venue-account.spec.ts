import { describe, expect, it } from 'vitest';
import { decimal, sum, text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import {
  ALPHA,
  briefly,
  INVERSE,
  LINEAR,
  orderOf,
  reportsOf,
  SPOT,
  START,
  venueUnderTest,
} from './venue-under-test.ts';

describe('the account at a simulated venue', () => {
  it('reports positions, coins, fills and payments since an instant', () => {
    const venue = venueUnderTest();
    venue.submit(orderOf({ quantity: '2' }));
    const sinceMs = atMs(venue.nowMs());
    venue.submit(orderOf({ market: SPOT, quantity: '1' }));
    venue.gateway.settle({ market: LINEAR, rate: '0.0001', settlementPrice: '100', atMs: sinceMs });
    venue.gateway.perform({ kind: 'account', venue: ALPHA, sinceMs }, atMs(venue.nowMs()));
    expect(venue.run()).toMatchObject([
      {
        kind: 'account',
        account: {
          venue: ALPHA,
          openOrders: [],
          positions: [
            { market: LINEAR, quantity: '2', entryPrice: '100' },
            { market: SPOT, quantity: '0.999', entryPrice: '0' },
          ],
          balances: [{ coin: 'BTC', total: '0.999' }, { coin: 'USDT' }],
          fills: [{ market: SPOT, quantity: '1' }],
          payments: [{ market: LINEAR, amount: '-0.02' }],
        },
      },
    ]);
  });

  it('receives funding only for what is held at the settlement', () => {
    const venue = venueUnderTest();
    const settle = (n: number) =>
      venue.gateway.settle({
        market: LINEAR,
        rate: '0.001',
        settlementPrice: '100',
        atMs: atMs(START + n * 28_800_000),
      });
    expect(settle(0)).toEqual([]);
    venue.submit(orderOf({ side: 'sell', quantity: '2', limitPrice: '99' }));
    expect(settle(1)).toMatchObject([{ payment: { amount: '0.2', quantity: '-2' } }]);
    venue.submit(orderOf({ side: 'buy', quantity: '2', reduceOnly: true }));
    expect(settle(2)).toEqual([]);
    expect(venue.gateway.truth(ALPHA).payments).toHaveLength(1);
  });

  it('adds up: balance = opening + cash of the trades - fees + funding', () => {
    const venue = venueUnderTest();
    for (const order of [
      orderOf({ quantity: '3.3' }),
      orderOf({ side: 'sell', quantity: '5', limitPrice: '98' }),
      orderOf({ quantity: '1.7', limitPrice: '102', reduceOnly: true }),
    ])
      venue.submit(order);
    venue.gateway.settle({ market: LINEAR, rate: '0.00012345', settlementPrice: '100.12', atMs: START });
    expect(venue.position(LINEAR)).toBe('0');
    const { fills, payments } = venue.gateway.truth(ALPHA);
    const cash = fills.map(({ side, quantity, price }) =>
      decimal(quantity)
        .times(price)
        .times(side === 'buy' ? -1 : 1),
    );
    const fees = fills.map(({ fee }) => decimal(fee).negated());
    const funding = payments.map(({ amount }) => decimal(amount));
    expect(venue.balance('USDT')).toBe(text(sum([decimal(100_000), ...cash, ...fees, ...funding])));
  });

  it('carries inverse positions in coins it was given', () => {
    const venue = venueUnderTest({ openings: { [ALPHA]: { BTC: text(5) } } });
    // Only 2 contracts stand at 100: 2 x 100 USD / 100 = 2 BTC of value.
    expect(venue.submit(orderOf({ market: INVERSE, quantity: '2', limitPrice: '100' })).map(briefly)).toContain(
      'fill 2 @ 100',
    );
    expect(venue.balance('BTC')).toBe(text(decimal(5).minus('0.001')));
  });

  it('liquidates what it can no longer carry, at the mark, for a penalty', () => {
    const venue = venueUnderTest({ capitalUsd: 100 });
    venue.submit(orderOf({ quantity: '4', limitPrice: '100.5' }));
    venue.setMark(LINEAR, 76);
    venue.gateway.followBooks(atMs(venue.nowMs()));
    // Equity 100 - 4 x 100.25 x 0.0005 - 4 x 24.25 = 2.7995; maintenance 4 x 76 x 0.01 = 3.04.
    const [report] = reportsOf(venue.run());
    expect(report).toMatchObject({ kind: 'fill', fill: { side: 'sell', quantity: '4', price: '76' } });
    expect(report?.clientOrderId).toMatch(/^autoclose-/);
    expect(venue.position(LINEAR)).toBe('0');
    // Fee and penalty (0.0005 + 0.005) x 304 = 1.672.
    expect(venue.balance('USDT')).toBe('1.1275');
  });

  it('leaves alone what it can still carry', () => {
    const venue = venueUnderTest({ capitalUsd: 100 });
    venue.submit(orderOf({ quantity: '4', limitPrice: '100.5' }));
    venue.setMark(LINEAR, 77);
    venue.gateway.followBooks(atMs(venue.nowMs()));
    expect(venue.run()).toEqual([]);
    expect(venue.position(LINEAR)).toBe('4');
  });
});
