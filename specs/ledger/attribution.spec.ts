import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindOf, venueOf } from '../../src/domain/ids.ts';
import { ZERO, decimal, sum, text } from '../../src/domain/money.ts';
import type { Decimal } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { foldEntries } from '../../src/ledger/balances.ts';
import { balancedEntry } from '../../src/ledger/entry.ts';
import type { Entry } from '../../src/ledger/entry.ts';
import { expectedFunding } from '../../src/ledger/expected-funding.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { emptyLot } from '../../src/ledger/lot.ts';
import type { MoneyFact } from '../../src/ledger/money-fact.ts';
import { INVERSE, LINEAR, SPOT, fill, funding, leftOver, plain } from './support/facts.ts';

const rate = (coin: string, usd: string): MoneyFact => ({ kind: 'rate', coin, usd: text(usd), atMs: atMs(1) });

describe('a result in USD', () => {
  it('values parts at the rates of their booking and calls the rest fx', () => {
    const ledger = createLedger();
    ledger.post(rate('BTC', '50000'));
    ledger.post(funding({ on: INVERSE, amount: '0.01', coin: 'BTC' }));
    ledger.post(rate('BTC', '60000'));
    ledger.post(
      fill({
        on: INVERSE,
        side: 'buy',
        quantity: '1',
        price: '50000',
        mid: '50000',
        contractSize: '100',
        fee: '0.001',
      }),
    );
    // Funding 0.01 x 50000, fee 0.001 x 60000; 0.009 coins are kept, worth 540: fx = 540 - (500 - 60).
    expect(plain(ledger.attributionUsd('BTC#1'))).toMatchObject({
      kind: 'valued',
      funding: '500',
      fees: '60',
      fx: '100',
      net: '540',
    });
  });

  it('is withheld where a rate was missing when money was booked, even if one is known now', () => {
    const ledger = createLedger();
    ledger.post(funding({ on: LINEAR, amount: '1' }));
    expect(ledger.attributionUsd('BTC#1')).toEqual({ kind: 'unvalued', coins: ['USDT'] });
    ledger.post(rate('USDT', '0.9995'));
    expect(ledger.attributionUsd('BTC#1')).toEqual({ kind: 'unvalued', coins: ['USDT'] });
    expect(ledger.attribution('BTC#1').get('USDT')).toMatchObject({ net: decimal(1) });
  });

  it('is nothing for a cycle without money, and keeps cycles apart', () => {
    const ledger = createLedger();
    ledger.post(rate('USDT', '1.0001'));
    ledger.post(funding({ on: LINEAR, amount: '10', cycle: 'BTC#12' }));
    expect(plain(ledger.attributionUsd('BTC#1'))).toMatchObject({ kind: 'valued', net: '0' });
    expect(plain(ledger.attributionUsd('BTC#12'))).toMatchObject({ funding: '10.001', net: '10.001' });
  });
});

describe('expected funding', () => {
  it.each([
    ['a long pays when the rate is positive', LINEAR, '2', 0.0001, '100', '-0.02'],
    ['a short receives when the rate is positive', LINEAR, '-2', 0.0001, '100', '0.02'],
    ['a long receives when the rate is negative', LINEAR, '2', -0.0001, '100', '0.02'],
    ['an inverse long pays in coins: 10 x 100 / 50000 x 0.0001', INVERSE, '10', 0.0001, '50000', '-0.000002'],
    ['an inverse short receives in coins', INVERSE, '-10', 0.0001, '50000', '0.000002'],
  ] as const)('%s', (_, market, quantity, rate, price, expected) => {
    const contractSize = decimal(kindOf(market) === 'inverse' ? 100 : 1);
    const lot = { ...emptyLot(market, contractSize), quantity: decimal(quantity) };
    expect(text(expectedFunding(lot, { rate, price: decimal(price) }))).toBe(expected);
  });

  it('never touches the books', () => {
    const ledger = createLedger();
    ledger.post(fill({ on: LINEAR, side: 'buy', quantity: '1', price: '100', mid: '100' }));
    const before = ledger.rows();
    for (const lot of ledger.lots()) expectedFunding(lot, { rate: 0.01, price: decimal(100) });
    expect(ledger.rows()).toEqual(before);
  });
});

const movement = (coin: string, amount: string) => ({
  account: `wallet alpha ${coin}`,
  coin,
  amount: decimal(amount),
});

it('refuses an entry that does not balance in one of its coins', () => {
  const head = { id: 'x', atMs: atMs(1), what: 'a mistake' };
  expect(() => balancedEntry(head, [movement('USDT', '1'), movement('BTC', '-1')])).toThrow('1 USDT is left over');
});

const amount = (max: number, decimals: number) =>
  fc.integer({ min: 1, max: max * 10 ** decimals }).map((n) => decimal(n).div(decimal(10).pow(decimals)));

const trade = fc.record({
  on: fc.constantFrom(LINEAR, SPOT, INVERSE),
  side: fc.constantFrom('buy', 'sell'),
  quantity: amount(50, 3),
  price: amount(70_000, 2),
  midOffset: fc.integer({ min: -90, max: 90 }),
  fee: fc.integer({ min: -500, max: 5000 }),
  feeCoin: fc.constantFrom('settle', 'base', 'BNB'),
});
type Trade = typeof trade extends fc.Arbitrary<infer T> ? T : never;

const fillOf = ({ on, side, quantity, price, midOffset, fee, feeCoin }: Trade) =>
  fill({
    on,
    side,
    quantity: text(quantity),
    price: text(price),
    mid: text(price.times(decimal(1000 + midOffset)).div(1000)),
    fee: text(decimal(fee).div(1_000_000)),
    feeCoin: feeCoin === 'BNB' ? 'BNB' : on === INVERSE || feeCoin === 'base' ? 'BTC' : 'USDT',
    contractSize: on === INVERSE ? '100' : on === LINEAR ? '0.01' : '1',
  });

const event = fc.oneof(
  { weight: 5, arbitrary: trade.map((value): MoneyFact => fillOf(value)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(LINEAR, INVERSE), fc.integer({ min: -10_000, max: 10_000 }))
      .map(([on, n]): MoneyFact =>
        funding({ on, amount: text(decimal(n).div(1_000_000)), coin: on === INVERSE ? 'BTC' : 'USDT' }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('BTC', 'USDT', 'BNB'), amount(60_000, 4))
      .map(([coin, usd]) => rate(coin, text(usd))),
  },
);

const post = (ledger: Ledger, facts: readonly MoneyFact[]): readonly Entry[] =>
  facts.flatMap((fact) => ledger.post(fact).entries);

/** Orders that bring every market flat. */
const flatten = (ledger: Ledger): readonly MoneyFact[] =>
  ledger.lots().map((lot) =>
    fill({
      on: lot.market,
      side: lot.quantity.isNegative() ? 'buy' : 'sell',
      quantity: text(lot.quantity.abs()),
      price: '31234.5',
      mid: '31230.25',
      contractSize: text(lot.contractSize),
    }),
  );

const walletTotals = (ledger: Ledger): ReadonlyMap<string, Decimal> => {
  const totals = new Map<string, Decimal>();
  for (const coin of ['USDT', 'BTC', 'BNB'])
    totals.set(coin, sum([LINEAR, SPOT, INVERSE].map((on) => ledger.wallet(venueOf(on), coin))));
  return totals;
};

describe('whatever is traded', () => {
  it('every entry balances, and so do all accounts together', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (facts) => {
        const entries = post(createLedger(), facts);
        for (const entry of entries) expect(leftOver([entry])).toEqual([]);
        expect(leftOver(entries)).toEqual([]);
      }),
    );
  });

  it('once flat, the parts add up exactly to what the wallets gained, coin by coin, and nothing stays open', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (facts) => {
        const ledger = createLedger();
        post(ledger, facts);
        post(ledger, flatten(ledger));
        expect(ledger.lots()).toEqual([]);
        const attribution = ledger.attribution('BTC#1');
        for (const [coin, gained] of walletTotals(ledger)) {
          const parts = attribution.get(coin);
          const net = parts?.net ?? ZERO;
          expect(text(net)).toBe(text(gained));
          if (parts === undefined) continue;
          const { funding, basis, fx, fees, slippage, financing, fixed } = parts;
          const added = sum([funding, basis, fx, fees.neg(), slippage.neg(), financing.neg(), fixed.neg()]);
          expect(text(added)).toBe(text(net));
        }
        for (const on of [LINEAR, SPOT]) expect(text(ledger.balance(`open ${on} USDT`))).toBe('0');
        expect(text(ledger.balance(`open ${INVERSE} BTC`))).toBe('0');
        expect(text(ledger.balance(`inventory ${SPOT} BTC`))).toBe('0');
      }),
    );
  });

  it('in USD the parts and fx add up exactly to the coins kept at the last rates', () => {
    const rates = [rate('USDT', '0.9987'), rate('BTC', '43210.98'), rate('BNB', '612.5')];
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (facts) => {
        const ledger = createLedger();
        post(ledger, [...rates, ...facts]);
        const usd = ledger.attributionUsd('BTC#1');
        if (usd.kind === 'unvalued') throw new Error(`no rate for ${usd.coins.join()}`);
        const kept = [...ledger.attribution('BTC#1')].map(([coin, { net }]) =>
          net.times(ledger.usdRate(coin) ?? ZERO).toDecimalPlaces(18),
        );
        expect(text(usd.net)).toBe(text(sum(kept)));
        const { funding, basis, fx, fees, slippage, financing, fixed } = usd;
        const added = sum([funding, basis, fx, fees.neg(), slippage.neg(), financing.neg(), fixed.neg()]);
        expect(text(added)).toBe(text(usd.net));
      }),
    );
  });

  it('replayed, restored half way or told twice, the books come out the same', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), fc.nat(40), (facts, half) => {
        const once = createLedger();
        const entries = post(once, facts);
        const first = createLedger();
        post(first, facts.slice(0, half));
        const restored = createLedger(first.rows());
        post(restored, facts.slice(half));
        expect(restored.rows()).toEqual(once.rows());
        // Money told again moves nothing; rates are left out, for telling an old one again is news.
        const money = facts.filter(({ kind }) => kind !== 'rate');
        expect(post(once, money)).toEqual([]);
        expect(restored.rows()).toEqual(once.rows());
        for (const [account, balance] of foldEntries(entries)) expect(text(once.balance(account))).toBe(balance);
      }),
    );
  });
});
