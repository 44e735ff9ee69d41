import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decimal, text } from '../../src/domain/money.ts';
import type { RefusalCode } from '../../src/domain/order.ts';
import { LiveRoom, SETTLEMENT, START, must } from './live-room.ts';
import { LIVE_CASES, comparable, fillsIn, isEnd, refusals, sentByAnother, totalOf } from './live-story.ts';

/** Where a venue has no word of its own: what is worth little is taken there, a rest of a post-only order is cancelled. */
const OTHERWISE: Readonly<Record<string, Readonly<Record<string, RefusalCode | 'done'>>>> = {
  okx: { 'is worth too little': 'done' },
  deribit: { 'is worth too little': 'done' },
  kucoin: { 'is worth too little': 'done', 'takes although post-only': 'done' },
  backpack: { 'is worth too little': 'done' },
};

/** Decimals in which a venue tells balances, where they are fewer than those it counts in. */
const TOLD_PLACES: Readonly<Record<string, number>> = { deribit: 10 };
/** A payment's price follows from its amount where the venue does not tell it. */
const PRICE_FOLLOWS: ReadonlySet<string> = new Set(['binance', 'hyperliquid', 'backpack']);
/** A rate follows from the amount. */
const RATE_FOLLOWS: ReadonlySet<string> = new Set(['deribit']);

describe.each(Object.values(LIVE_CASES))('the live gateway at $venue', (told) => {
  const { venue, symbol, quantity } = told;
  const room = new LiveRoom({ venue, symbol });
  beforeAll(() => room.open());
  afterAll(() => room.close());

  it('says in which of our words the venue refuses an order', async () => {
    expect(await refusals(room, told)).toEqual({
      'takes although post-only': 'post-only-would-take',
      'reduces nothing': 'reduce-only',
      'is worth too little': 'below-minimum',
      'is off the lot': 'bad-quantity',
      'is off the tick': 'bad-price',
      'costs more than there is': 'insufficient-margin',
      ...OTHERWISE[venue],
    });
    // a label protects from nothing
    const second = await sentByAnother(room, told);
    expect(second).toMatchObject(
      venue === 'deribit' ? { kind: 'accepted' } : { kind: 'refused', code: 'duplicate-client-id' },
    );
  });

  it('takes at once: accepted, every fill once, and then over', async () => {
    const order = await room.order({ quantity });
    const reports = await room.submit(order, isEnd);
    expect(reports[0]).toMatchObject({ kind: 'accepted' });
    expect(reports.at(-1)).toMatchObject({ kind: 'done', status: 'filled', filledQuantity: quantity });
    const fills = fillsIn(reports);
    expect(totalOf(fills)).toBe(quantity);
    expect(new Set(fills.map(({ tradeId }) => tradeId)).size).toBe(fills.length);
    expect(comparable(fills)).toEqual(comparable(room.truth().fills.slice(-fills.length)));
    const found = await room.probe(order);
    expect(found).toMatchObject({ kind: 'found', status: 'filled', filledQuantity: quantity, fills });
  });

  it('is over with nothing where an immediate order meets nobody', async () => {
    const order = await room.order({ quantity, limitPrice: await room.price('bid', 0.9) });
    const reports = await room.submit(order, isEnd);
    expect(reports.at(-1)).toMatchObject({ kind: 'done', status: 'cancelled', filledQuantity: '0' });
    expect(fillsIn(reports)).toEqual([]);
  });

  it('lets a post-only order rest, and never sends an id twice', async () => {
    const order = await room.order({ quantity, timeInForce: 'post-only', limitPrice: await room.price('bid', 0.9) });
    await room.submit(order, ({ kind }) => kind === 'accepted');
    room.perform({ kind: 'submit', order });
    expect(room.reports(order.clientOrderId).at(-1)).toMatchObject({ kind: 'in-doubt' });
    expect(room.sends(order.clientOrderId)).toBe(1);
    const account = await room.account(START);
    expect(account.openOrders).toEqual([{ clientOrderId: order.clientOrderId, market: room.market }]);
    expect(await room.probe(order)).toMatchObject({ kind: 'found', status: 'open', filledQuantity: '0', fills: [] });
    room.perform({ kind: 'cancel', clientOrderId: order.clientOrderId, market: order.market });
    await room.until(() => room.reports(order.clientOrderId).some(({ kind }) => kind === 'done'));
    expect(room.reports(order.clientOrderId).at(-1)).toMatchObject({ status: 'cancelled', filledQuantity: '0' });
    expect(await room.probe(order)).toMatchObject({ kind: 'found', status: 'cancelled' });
  });

  it('tells what another hand traded on the account, under the id it was traded with', async () => {
    const order = await room.order({ quantity });
    const before = room.inputs.length;
    const other = room.gatewayOfAnotherLife({ firstLooksMs: [], openPollMs: 60_000, idlePollMs: 60_000 });
    await other.ready();
    other.perform({ kind: 'submit', order }, room.clock.now());
    await room.until(() => totalOf(fillsIn(room.reports(order.clientOrderId))) === quantity);
    other.stop();
    expect(room.inputs.slice(before).filter(({ kind }) => kind !== 'report')).toEqual([]);
    await room.submit(await room.order({ quantity, side: 'sell', reduceOnly: true }), isEnd);
  });

  it('closes no more than there is', async () => {
    const more = text(decimal(quantity).times(2));
    const held = must((await room.account(START)).positions[0]).quantity;
    const order = await room.order({ quantity: more, side: 'sell', reduceOnly: true });
    const reports = await room.submit(order, isEnd);
    expect(totalOf(fillsIn(reports))).toBe(held);
    const account = await room.account(START);
    expect(account.positions).toEqual([]);
    await room.submit(await room.order({ quantity, side: 'sell' }), isEnd);
    expect((await room.account(START)).positions).toMatchObject([{ market: room.market, quantity: `-${quantity}` }]);
  });

  it('tells a payment once, soon after its settlement', async () => {
    await room.settle();
    await room.until(() => room.inputs.some(({ kind }) => kind === 'payment'));
    const payments = room.inputs.flatMap((input) => (input.kind === 'payment' ? [input.payment] : []));
    const [own] = room.truth().payments;
    expect(payments).toHaveLength(1);
    expect(payments[0]).toMatchObject({ market: room.market, settlementAtMs: SETTLEMENT, quantity: `-${quantity}` });
    expect(Number(payments[0]?.amount)).toBeCloseTo(Number(own?.amount), 12);
  });

  it('reports the account as the venue has it, to the last digit it tells', async () => {
    const account = await room.account(START - 1000);
    const truth = room.truth();
    expect(account.openOrders).toEqual(truth.openOrders);
    expect(account.positions).toEqual(truth.positions);
    expect(comparable(account.fills)).toEqual(comparable(truth.fills));
    const places = TOLD_PLACES[venue] ?? 18;
    const totals = new Map(truth.balances.map(({ coin, total }) => [coin, total]));
    expect(account.balances.length).toBeGreaterThan(0);
    for (const { coin, total } of account.balances)
      expect([coin, rounded(total, places)]).toEqual([coin, rounded(totals.get(coin) ?? '0', places)]);
    expect(account.payments).toHaveLength(truth.payments.length);
    for (const [at, payment] of account.payments.entries()) {
      const own = must(truth.payments[at]);
      const { market, coin, settlementAtMs, quantity: held } = own;
      expect(payment).toMatchObject({ market, coin, settlementAtMs, quantity: held });
      expect(Number(payment.amount)).toBeCloseTo(Number(own.amount), venue === 'deribit' ? 15 : 18);
      expect(Number(payment.rate)).toBeCloseTo(Number(own.rate), RATE_FOLLOWS.has(venue) ? 12 : 18);
      if (!PRICE_FOLLOWS.has(venue)) expect(payment.settlementPrice).toBe(own.settlementPrice);
      expect(Number(payment.settlementPrice) / Number(own.settlementPrice)).toBeCloseTo(1, 7);
    }
  });
});

const rounded = (value: string, places: number): string => text(decimal(value).toDecimalPlaces(places));
