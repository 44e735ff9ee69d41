import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientOrderId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { decimal, text } from '../../src/domain/money.ts';
import type { Fill } from '../../src/domain/order.ts';
import { atMs } from '../../src/domain/units.ts';
import type { StatedPayment, TradedMarket } from '../../src/domain/venue-trading.ts';
import { detailedPayment } from '../../src/execution/payment-detail.ts';

const SETTLED = atMs(Date.UTC(2026, 0, 5, 8));
const venue = venueId('okx');

const market = (symbol: string, contractSize: string): TradedMarket => ({
  market: marketKey(venue, symbolId(symbol)),
  kind: symbol.endsWith(':BTC') ? 'inverse' : 'linear',
  native: symbol,
  base: 'BTC',
  settle: symbol.split(':')[1] ?? '',
  contractSize: text(contractSize),
});
const LINEAR = market('BTC/USDT:USDT', '0.01');
const INVERSE = market('BTC/USD:BTC', '100');

const stated = (of: TradedMarket, more: Partial<StatedPayment>): StatedPayment => ({
  market: of,
  paymentId: '1',
  amount: text('-0.45'),
  coin: of.settle,
  settlementAtMs: SETTLED,
  ...more,
});

const fill = (side: Fill['side'], quantity: string, afterMs: number): Fill => ({
  clientOrderId: clientOrderId('h1'),
  market: LINEAR.market,
  tradeId: `${side}${quantity}${afterMs}`,
  side,
  quantity: text(quantity),
  price: text(90_000),
  fee: text(0),
  feeCoin: 'USDT',
  liquidity: 'taker',
  venueAtMs: atMs(SETTLED + afterMs),
});

const NOTHING = { positions: [], fills: [] };

describe('a payment with all its figures', () => {
  it('keeps what the venue says', () => {
    const all = { rate: text('0.0001'), quantity: text(5), settlementPrice: text('90047.72') };
    expect(detailedPayment(stated(LINEAR, all), NOTHING)).toMatchObject({ ...all, market: LINEAR.market });
  });

  it('held then what is held now, without what was traded since', () => {
    const positions = [{ market: LINEAR.market, quantity: text(7), entryPrice: text(1) }];
    const fills = [fill('buy', '3', 5000), fill('sell', '1', 6000), fill('buy', '9', -1)];
    const { quantity } = detailedPayment(stated(LINEAR, { rate: text('0.0001') }), { positions, fills });
    expect(quantity).toBe('5');
  });

  it('was settled at a price that follows from its amount and rate', () => {
    const linear = stated(LINEAR, { rate: text('0.0001'), quantity: text(5), amount: text('-0.4502386') });
    expect(detailedPayment(linear, NOTHING).settlementPrice).toBe('90047.72');
    const inverse = stated(INVERSE, { rate: text('0.0001'), quantity: text(-9), amount: text('0.000001') });
    expect(detailedPayment(inverse, NOTHING).settlementPrice).toBe('90000');
  });

  it('was charged at a rate that follows from its amount and price: a long that received pays a negative one', () => {
    const told = { quantity: text(5), settlementPrice: text(90_000) };
    expect(detailedPayment(stated(LINEAR, { ...told, amount: text('0.45') }), NOTHING).rate).toBe('-0.0001');
    expect(detailedPayment(stated(LINEAR, { ...told, amount: text('-0.45') }), NOTHING).rate).toBe('0.0001');
  });

  it('says 0 of what nobody can know', () => {
    expect(detailedPayment(stated(LINEAR, { amount: text(0), rate: text(0) }), NOTHING)).toMatchObject({
      quantity: '0',
      settlementPrice: '0',
    });
    expect(detailedPayment(stated(LINEAR, {}), NOTHING)).toMatchObject({ rate: '0', settlementPrice: '0' });
  });

  it('comes to the amount that was paid, whatever figures there are', () => {
    const sized = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(
        sized,
        fc.integer({ min: -500, max: 500 }),
        sized,
        fc.boolean(),
        (size, millionths, price, isInverse) => {
          fc.pre(millionths !== 0);
          const of = isInverse ? INVERSE : LINEAR;
          const rate = text(decimal(millionths).div(1e6));
          const worth = decimal(size).times(of.contractSize);
          const value = isInverse ? worth.div(price) : worth.times(price);
          const amount = text(value.times(rate).negated().toDecimalPlaces(18));
          const told = stated(of, { amount, rate, quantity: text(size) });
          expect(Number(detailedPayment(told, NOTHING).settlementPrice) / price).toBeCloseTo(1, 6);
        },
      ),
    );
  });
});
