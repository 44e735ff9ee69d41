import type { Trade } from './trades.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, sum, text } from '../../src/domain/money.ts';
import { applySettlement, applyTransfer, balanceOf, entryPriceOf, openAccount } from '../../src/simulator/account.ts';
import { after } from './trades.ts';
import { instrumentOf, INVERSE, LINEAR, SPOT, START } from './venue-under-test.ts';

const settlementOf = (rate: string, settlementPrice: string, market = LINEAR) => ({
  market,
  rate,
  settlementPrice,
  atMs: START,
});

describe('account of perpetuals', () => {
  it('averages the entry price of what is added: (1 x 100 + 3 x 104) / 4 = 103', () => {
    const { positions } = after([
      { side: 'buy', quantity: '1', price: '100' },
      { side: 'buy', quantity: '3', price: '104' },
    ]);
    const position = positions[LINEAR];
    expect(position).toEqual({ quantity: '4', cost: '412' });
    expect(position === undefined ? '' : entryPriceOf(instrumentOf(LINEAR), position).toFixed()).toBe('103');
  });

  it('books profit when a long shrinks: 1 x (110 - 100), fees 0.0005 x (200 + 110)', () => {
    const account = after([
      { side: 'buy', quantity: '2', price: '100' },
      { side: 'sell', quantity: '1', price: '110' },
    ]);
    expect(account.realised).toEqual({ USDT: '10' });
    expect(account.fees).toEqual({ USDT: '0.155' });
    expect(account.balances).toEqual({ USDT: '1009.845' });
    expect(account.positions[LINEAR]).toEqual({ quantity: '1', cost: '100' });
  });

  it('turns a short into a long in one fill: profit 1 x (100 - 90), then 2 long at 90', () => {
    const account = after([
      { side: 'sell', quantity: '1', price: '100' },
      { side: 'buy', quantity: '3', price: '90' },
    ]);
    expect(account.realised).toEqual({ USDT: '10' });
    expect(account.positions[LINEAR]).toEqual({ quantity: '2', cost: '180' });
  });

  it('forgets a flat position', () => {
    const account = after([
      { side: 'sell', quantity: '1', price: '100' },
      { side: 'buy', quantity: '1', price: '100' },
    ]);
    expect(account.positions).toEqual({});
  });

  it('keeps an inverse position in coin: 10 x 100 USD long from 100 to 200 gains 10 - 5 = 5 coins', () => {
    const inverse = { quantity: '10', market: INVERSE };
    const account = after(
      [
        { side: 'buy', price: '100', ...inverse },
        { side: 'sell', price: '200', ...inverse },
      ],
      openAccount({ BTC: text(1) }),
    );
    expect(account.realised).toEqual({ BTC: '5' });
    // Fees 0.0005 x (10 + 5) coins.
    expect(account.balances).toEqual({ BTC: '5.9925' });
  });
});

describe('account of coins', () => {
  it('pays the fee of a spot buy in the coin bought: 2 BTC arrive as 2 - 0.001 x 2', () => {
    const account = after([{ side: 'buy', quantity: '2', price: '100', market: SPOT }]);
    expect(account.balances).toEqual({ USDT: '800', BTC: '1.998' });
    expect(account.fees).toEqual({ BTC: '0.002' });
  });

  it('pays the fee of a spot sell in the quote coin: 1 x 110 - 0.001 x 110', () => {
    const account = after([
      { side: 'buy', quantity: '2', price: '100', market: SPOT },
      { side: 'sell', quantity: '1', price: '110', market: SPOT },
    ]);
    expect(account.balances).toEqual({ USDT: '909.89', BTC: '0.998' });
  });
});

describe('funding of an account', () => {
  it('makes longs pay a positive rate: -(2 x 100) x 0.0001 = -0.02', () => {
    const held = after([{ side: 'buy', quantity: '2', price: '90' }]);
    const settled = applySettlement(held, settlementOf('0.0001', '100'), instrumentOf(LINEAR));
    expect(settled?.payment).toMatchObject({ amount: '-0.02', coin: 'USDT', quantity: '2', rate: '0.0001' });
    expect(settled?.account.funding).toEqual({ USDT: '-0.02' });
  });

  it('makes shorts receive it, and pay a negative one', () => {
    const held = after([{ side: 'sell', quantity: '2', price: '90' }]);
    const amountAt = (rate: string) =>
      applySettlement(held, settlementOf(rate, '100'), instrumentOf(LINEAR))?.payment.amount;
    expect(amountAt('0.0001')).toBe('0.02');
    expect(amountAt('-0.0001')).toBe('-0.02');
  });

  it('pays inverse funding in coin: -(10 x 100 / 200) x 0.001 = -0.005', () => {
    const held = after([{ side: 'buy', quantity: '10', price: '100', market: INVERSE }]);
    const settled = applySettlement(held, settlementOf('0.001', '200', INVERSE), instrumentOf(INVERSE));
    expect(settled?.payment).toMatchObject({ amount: '-0.005', coin: 'BTC' });
  });

  it('pays nothing for what is not held', () => {
    expect(applySettlement(openAccount({}), settlementOf('0.01', '100'), instrumentOf(LINEAR))).toBeUndefined();
  });
});

const lotsOf = (trade: Trade): Trade =>
  trade.market === INVERSE ? { ...trade, quantity: String(Math.ceil(Number(trade.quantity))) } : trade;

describe('conservation', () => {
  const trades = fc.array(
    fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      quantity: fc.integer({ min: 1, max: 9999 }).map((lots) => String(lots / 1000)),
      price: fc.integer({ min: 101, max: 399 }).map((ticks) => String(ticks / 2)),
      market: fc.constantFrom(LINEAR, SPOT, INVERSE),
    }),
    { maxLength: 30 },
  );
  it('changes balances by exactly realised - fees + funding + exchanged + transferred, coin by coin, whatever happens', () => {
    fc.assert(
      fc.property(trades, fc.integer({ min: -1000, max: 1000 }), (drawn, rate) => {
        let account = openAccount({ USDT: text(100_000), BTC: text(3) });
        for (const trade of drawn) {
          account = after([lotsOf(trade)], account);
          for (const market of [LINEAR, INVERSE]) {
            const settlement = settlementOf(String(rate / 1e7), trade.price, market);
            account = applySettlement(account, settlement, instrumentOf(market))?.account ?? account;
          }
          account = applyTransfer(account, { coin: 'USDT', amount: text(rate) });
        }
        for (const coin of ['USDT', 'BTC']) {
          const parts = sum([
            balanceOf(account.opening, coin),
            balanceOf(account.realised, coin),
            balanceOf(account.fees, coin).negated(),
            balanceOf(account.funding, coin),
            balanceOf(account.exchanged, coin),
            balanceOf(account.transferred ?? {}, coin),
          ]);
          expect(text(balanceOf(account.balances, coin))).toBe(text(parts));
        }
      }),
    );
  });

  it('realises exactly what was sold less what was bought once a linear position is flat', () => {
    fc.assert(
      fc.property(trades, (drawn) => {
        const linear = drawn.filter(({ market }) => market === LINEAR);
        const open = after(linear);
        const net = decimal(open.positions[LINEAR]?.quantity ?? '0');
        const closing: Trade[] = net.isZero()
          ? []
          : [{ side: net.greaterThan(0) ? 'sell' : 'buy', quantity: net.abs().toFixed(), price: '123.5' }];
        const flat = after(closing, open);
        const cash = sum(
          [...linear, ...closing].map(({ side, quantity, price }) =>
            decimal(quantity)
              .times(price)
              .times(side === 'buy' ? -1 : 1),
          ),
        );
        expect(text(balanceOf(flat.realised, 'USDT'))).toBe(text(cash));
      }),
    );
  });
});
