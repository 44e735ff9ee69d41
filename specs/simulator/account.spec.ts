import type { Account } from '../../src/simulator/account.ts';
import type { Fill } from '../../src/domain/order.ts';
import type { MarginView } from '../../src/simulator/margin.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientOrderId } from '../../src/domain/ids.ts';
import { decimal, sum, text } from '../../src/domain/money.ts';
import { applyFill, applySettlement, balanceOf, entryPriceOf, openAccount } from '../../src/simulator/account.ts';
import { feeOf } from '../../src/simulator/fill-booking.ts';
import { checkMargin, MARGIN_RULES, marginOf } from '../../src/simulator/margin.ts';
import { instrumentOf, INVERSE, LINEAR, orderOf, profileOf, SPOT, START } from './venue-under-test.ts';

interface Trade {
  readonly side: 'buy' | 'sell';
  readonly quantity: string;
  readonly price: string;
  readonly market?: typeof LINEAR;
}

const fillOf = ({ side, quantity, price, market = LINEAR }: Trade): Fill => ({
  clientOrderId: clientOrderId('c'),
  market,
  tradeId: 't',
  side,
  quantity: text(quantity),
  price: text(price),
  ...feeOf(profileOf(), instrumentOf(market), {
    side,
    quantity: text(quantity),
    price: text(price),
    liquidity: 'taker',
  }),
  liquidity: 'taker',
  venueAtMs: START,
});

const after = (trades: readonly Trade[], account: Account = openAccount({ USDT: text(1000) })): Account =>
  trades.reduce((held, trade) => applyFill(held, fillOf(trade), instrumentOf(trade.market ?? LINEAR)), account);

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
  const lotsOf = (trade: Trade): Trade =>
    trade.market === INVERSE ? { ...trade, quantity: String(Math.ceil(Number(trade.quantity))) } : trade;

  it('changes balances by exactly realised - fees + funding + exchanged, coin by coin, whatever is traded', () => {
    fc.assert(
      fc.property(trades, fc.integer({ min: -1000, max: 1000 }), (drawn, rate) => {
        let account = openAccount({ USDT: text(100_000), BTC: text(3) });
        for (const trade of drawn) {
          account = after([lotsOf(trade)], account);
          for (const market of [LINEAR, INVERSE]) {
            const settlement = settlementOf(String(rate / 1e7), trade.price, market);
            account = applySettlement(account, settlement, instrumentOf(market))?.account ?? account;
          }
        }
        for (const coin of ['USDT', 'BTC']) {
          const parts = sum([
            balanceOf(account.opening, coin),
            balanceOf(account.realised, coin),
            balanceOf(account.fees, coin).negated(),
            balanceOf(account.funding, coin),
            balanceOf(account.exchanged, coin),
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

describe('margin', () => {
  const viewOf = (account: Account, mark = 100): MarginView => ({
    account,
    rules: MARGIN_RULES,
    resting: [],
    instrument: (market) => instrumentOf(market),
    mark: () => mark,
  });

  it('holds back notional / leverage and knows unrealised profit', () => {
    const margin = marginOf(viewOf(after([{ side: 'buy', quantity: '10', price: '100' }]), 110), 'USDT');
    // 1000 - 0.5 fee + 10 x (110 - 100); 1100 / 5; 1100 x 0.01.
    expect(text(margin.equity)).toBe('1099.5');
    expect(text(margin.initial)).toBe('220');
    expect(text(margin.maintenance)).toBe('11');
    expect(text(margin.free)).toBe('879.5');
  });

  it('refuses what the account cannot carry: 50 x 101 / 5 = 1010 and its fee, of 1000', () => {
    const view = viewOf(openAccount({ USDT: text(1000) }));
    expect(checkMargin(view, orderOf({ quantity: '50' }), 0.0005)).toMatchObject({ code: 'insufficient-margin' });
    expect(checkMargin(view, orderOf({ quantity: '49' }), 0.0005)).toBeUndefined();
  });

  it('does not spend unrealised profit', () => {
    const view = viewOf(after([{ side: 'buy', quantity: '10', price: '100' }]), 300);
    // Equity is near 3000, but no more than the wallet's 999.5 may be spent on coins.
    const spend = (quantity: string) =>
      checkMargin(view, orderOf({ market: SPOT, quantity, limitPrice: '100' }), 0.001);
    expect(spend('10')).toMatchObject({ code: 'insufficient-margin' });
    expect(spend('9')).toBeUndefined();
  });

  it('asks no margin of an order that shrinks the position', () => {
    const poor = after([{ side: 'buy', quantity: '10', price: '100' }], openAccount({ USDT: text('0.5') }));
    expect(
      checkMargin(viewOf(poor), orderOf({ side: 'sell', quantity: '10', limitPrice: '99' }), 0.0005),
    ).toBeUndefined();
  });

  it('sells no coins it does not hold', () => {
    const view = viewOf(after([{ side: 'buy', quantity: '1', price: '100', market: SPOT }]));
    const sell = (quantity: string) => checkMargin(view, orderOf({ market: SPOT, side: 'sell', quantity }), 0.001);
    // 0.999 arrived of the 1 bought.
    expect(sell('1')).toMatchObject({ code: 'insufficient-margin' });
    expect(sell('0.999')).toBeUndefined();
  });
});
