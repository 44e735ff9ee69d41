import { describe, expect, it } from 'vitest';
import { venueId } from '../../src/domain/ids.ts';
import { decimal, text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import type { MoneyFact } from '../../src/ledger/money-fact.ts';
import { LINEAR, SPOT, fill, funding, ledgerAfter, market, partsOf, plain } from './support/facts.ts';

describe('other money', () => {
  const at = atMs(1);

  it('is booked by what it is: funding, financing, fixed costs, capital, transfers', () => {
    const [alpha, beta] = [venueId('alpha'), venueId('beta')];
    const cost = { id: 'x', atMs: at, venue: alpha, coin: 'USDT', cycle: 'BTC#1' };
    const ledger = ledgerAfter(
      { kind: 'capital', id: 'd1', atMs: at, venue: alpha, coin: 'USDT', amount: text('1000') },
      { kind: 'transfer', id: 'm1', atMs: at, from: alpha, to: beta, coin: 'USDT', amount: text('400') },
      funding({ on: LINEAR, amount: '7.25' }),
      funding({ on: LINEAR, amount: '-0.25' }),
      { ...cost, kind: 'financing', amount: text('0.5') },
      { ...cost, kind: 'fixed', amount: text('1.5') },
      { kind: 'capital', id: 'd2', atMs: at, venue: beta, coin: 'USDT', amount: text('-100') },
    );
    // 1000 - 400 + 7.25 - 0.25 - 0.5 - 1.5 and 400 - 100.
    expect([alpha, beta].map((venue) => text(ledger.wallet(venue, 'USDT')))).toEqual(['605', '300']);
    expect(text(ledger.balance('capital USDT'))).toBe('-900');
    expect(partsOf(ledger)).toEqual({
      funding: '7',
      basis: '0',
      fx: '0',
      fees: '0',
      slippage: '0',
      financing: '0.5',
      fixed: '1.5',
      net: '5',
    });
  });

  it('is counted once, by trade, payment or own id', () => {
    const facts: readonly MoneyFact[] = [
      fill({ on: LINEAR, side: 'buy', quantity: '1', price: '100', mid: '99', fee: '1', tradeId: 'same' }),
      funding({ on: LINEAR, amount: '3', paymentId: 'same' }),
      { kind: 'capital', id: 'same', atMs: at, venue: venueId('alpha'), coin: 'USDT', amount: text('5') },
    ];
    const ledger = ledgerAfter(...facts);
    const before = ledger.rows();
    for (const fact of facts)
      expect(ledger.post(fact)).toEqual({ status: 'duplicate', entries: [], changedBalances: {} });
    expect(ledger.rows()).toEqual(before);
    // The same id on another market is another trade.
    const elsewhere = fill({ on: SPOT, side: 'buy', quantity: '1', price: '100', mid: '99', tradeId: 'same' });
    expect(ledger.post(elsewhere).status).toBe('posted');
  });

  it('keeps ids with spaces apart', () => {
    const ledger = ledgerAfter(funding({ on: LINEAR, amount: '1', paymentId: 'a b' }));
    expect(ledger.post(funding({ on: LINEAR, amount: '1', paymentId: 'a%20b' })).status).toBe('posted');
    expect(ledger.post(funding({ on: LINEAR, amount: '1', paymentId: 'a b' })).status).toBe('duplicate');
  });

  it.each([
    ['a price of zero', fill({ on: LINEAR, side: 'buy', quantity: '1', price: '0', mid: '1' })],
    ['a negative quantity', fill({ on: LINEAR, side: 'buy', quantity: '-1', price: '1', mid: '1' })],
    ['a mid of zero', fill({ on: LINEAR, side: 'buy', quantity: '1', price: '1', mid: '0' })],
    ['a rate of zero', { kind: 'rate', coin: 'USDT', usd: text('0'), atMs: at }],
  ] satisfies readonly (readonly [string, MoneyFact])[])('refuses %s and books nothing', (_, fact) => {
    const ledger = createLedger();
    expect(() => ledger.post(fact)).toThrow(expect.objectContaining({ code: 'ledger.bad-fact' }));
    expect(ledger.rows()).toEqual({});
  });

  it('refuses an amount that is no number', () => {
    const good = funding({ on: LINEAR, amount: '1' });
    const bad = { ...good, payment: { ...good.payment, amount: 'NaN' as typeof good.payment.amount } };
    expect(() => createLedger().post(bad)).toThrow('amount of a funding is not a number: "NaN"');
  });
});

describe('the rows of a ledger', () => {
  it('restore it: the same balances, lots and memory of what was counted', () => {
    const opening = fill({ on: LINEAR, side: 'buy', quantity: '3', price: '100', mid: '99', tradeId: 'first' });
    const ledger = ledgerAfter({ kind: 'rate', coin: 'USDT', usd: text('0.999'), atMs: atMs(1) }, opening);
    const restored = createLedger(ledger.rows());
    expect(restored.rows()).toEqual(ledger.rows());
    expect(restored.post(opening).status).toBe('duplicate');
    const closing = fill({ on: LINEAR, side: 'sell', quantity: '3', price: '101', mid: '101', tradeId: 'last' });
    ledger.post(closing);
    restored.post(closing);
    expect(restored.rows()).toEqual(ledger.rows());
    expect(restored.lots()).toEqual([]);
  });

  it('are told one by one as they change, absolute', () => {
    const ledger = createLedger();
    const rows: Record<string, string> = {};
    for (const fact of [
      fill({ on: LINEAR, side: 'buy', quantity: '3', price: '100', mid: '99' }),
      fill({ on: SPOT, side: 'sell', quantity: '1', price: '100', mid: '101', fee: '0.01', feeCoin: 'BTC' }),
      funding({ on: LINEAR, amount: '2' }),
    ])
      Object.assign(rows, ledger.post(fact).changedBalances);
    expect(rows).toEqual(ledger.rows());
  });

  it.each([
    ['a row of something else', { 'weather alpha': '1' }, 'is no row of a ledger'],
    ['a balance that is no number', { 'wallet alpha USDT': 'much' }, 'is not a number: "much"'],
  ])('are refused with %s', (_, rows, message) => {
    expect(() => createLedger(rows)).toThrow(
      expect.objectContaining({ code: 'ledger.bad-row', message: expect.stringContaining(message) }),
    );
  });
});

describe('equity', () => {
  const ledger = ledgerAfter(
    { kind: 'capital', id: '1', atMs: atMs(1), venue: venueId('alpha'), coin: 'USDT', amount: text('1000') },
    { kind: 'capital', id: '2', atMs: atMs(1), venue: venueId('gamma'), coin: 'BTC', amount: text('0.5') },
    fill({ on: LINEAR, side: 'sell', quantity: '2', price: '100', mid: '100' }),
    fill({ on: market('beta', 'ETH/USDT'), side: 'buy', quantity: '1', price: '30', mid: '30', feeCoin: 'USDT' }),
  );
  it('says which rates and marks are missing, and never takes one for zero or one', () => {
    expect(ledger.equity(() => undefined)).toEqual({
      kind: 'unvalued',
      coins: ['BTC', 'ETH', 'USDT'],
      markets: [LINEAR],
    });
  });

  it('is wallets at journaled rates plus open profit at marks', () => {
    for (const [coin, usd] of [
      ['USDT', '0.99'],
      ['BTC', '50000'],
      ['ETH', '31'],
    ] as const)
      ledger.post({ kind: 'rate', coin, usd: text(usd), atMs: atMs(2) });
    // Wallets: (1000 - 30) x 0.99 + 0.5 x 50000 + 1 x 31 = 960.3 + 25000 + 31; open: 2 x (100 - 90) x 0.99 = 19.8.
    expect(plain(ledger.equity(() => decimal('90')))).toMatchObject({
      walletUsd: '25991.3',
      unrealisedUsd: '19.8',
      totalUsd: '26011.1',
    });
    expect(text(ledger.usdRate('USD') ?? 0)).toBe('1');
    expect(ledger.lots().map((lot) => lot.market)).toEqual([LINEAR, 'beta:ETH/USDT']);
  });
});
