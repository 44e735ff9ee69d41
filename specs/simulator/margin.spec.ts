import type { Account } from '../../src/simulator/account.ts';
import type { MarginView } from '../../src/simulator/margin.ts';
import { describe, expect, it } from 'vitest';
import { text } from '../../src/domain/money.ts';
import { openAccount } from '../../src/simulator/account.ts';
import { checkMargin, MARGIN_RULES, marginOf } from '../../src/simulator/margin.ts';
import { after } from './trades.ts';
import { instrumentOf, orderOf, SPOT } from './venue-under-test.ts';

const viewOf = (account: Account, mark = 100): MarginView => ({
  account,
  rules: MARGIN_RULES,
  resting: [],
  instrument: (market) => instrumentOf(market),
  mark: () => mark,
});

describe('margin', () => {
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
