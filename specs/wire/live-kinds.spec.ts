import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../src/domain/money.ts';
import type { MarketKind } from '../../src/domain/ids.ts';
import { LiveRoom, START, must } from './live-room.ts';
import { comparable, fillsIn, isEnd, totalOf } from './live-story.ts';

/** Inverse contracts and spot where venues list them; quantities in the venue's unit. */
const CASES: readonly (readonly [venue: string, kind: MarketKind, symbol: string, quantity: string])[] = [
  ['binance', 'inverse', 'BTC/USD:BTC', '50'],
  ['bybit', 'inverse', 'BTC/USD:BTC', '500'],
  ['okx', 'inverse', 'BTC/USD:BTC', '12'],
  ['deribit', 'inverse', 'BTC/USD:BTC', '500'],
  ['kucoin', 'inverse', 'BTC/USD:BTC', '500'],
  ['binance', 'spot', 'BTC/USDT', '0.01'],
  ['bybit', 'spot', 'BTC/USDT', '0.01'],
  ['okx', 'spot', 'BTC/USDT', '0.01'],
];

describe.each(CASES)('the live gateway at %s, %s', (venue, kind, symbol, size) => {
  const quantity = text(size);
  const room = new LiveRoom({ venue, kind, symbol });
  beforeAll(() => room.open());
  afterAll(() => room.close());

  it('takes and tells every fill, with its fee in the coin it is paid in', async () => {
    const reports = await room.submit(await room.order({ quantity }), isEnd);
    expect(reports.at(-1)).toMatchObject({ kind: 'done', status: 'filled', filledQuantity: quantity });
    expect(totalOf(fillsIn(reports))).toBe(quantity);
    expect(comparable(fillsIn(reports))).toEqual(comparable(room.truth().fills));
    for (const { feeCoin } of fillsIn(reports)) expect(feeCoin).toBe('BTC');
  });

  it('rests post-only, and is cancelled', async () => {
    const limitPrice = await room.price('bid', 0.9);
    const order = await room.order({ quantity, timeInForce: 'post-only', limitPrice });
    await room.submit(order, ({ kind: told }) => told === 'accepted');
    expect((await room.account(START)).openOrders).toMatchObject([{ market: room.market }]);
    room.perform({ kind: 'cancel', clientOrderId: order.clientOrderId, market: order.market });
    await room.until(() => room.reports(order.clientOrderId).some(({ kind: told }) => told === 'done'));
    expect(await room.probe(order)).toMatchObject({ kind: 'found', status: 'cancelled', filledQuantity: '0' });
  });

  it('reports what is held and what was traded as the venue has it', async () => {
    const account = await room.account(START - 1000);
    const truth = room.truth();
    const of = (positions: typeof truth.positions) => must(positions.find(({ market }) => market === room.market));
    expect(of(account.positions).quantity).toBe(of(truth.positions).quantity);
    // some venues tell prices as doubles
    expect(Number(of(account.positions).entryPrice)).toBeCloseTo(Number(of(truth.positions).entryPrice), 9);
    expect(comparable(account.fills)).toEqual(comparable(truth.fills));
    const coin = (coins: typeof truth.balances) => coins.find((one) => one.coin === 'BTC')?.total;
    expect(Number(coin(account.balances))).toBeCloseTo(Number(coin(truth.balances)), 8);
  });

  // a spot market has no funding
  if (kind === 'spot') return;
  it('tells what funding came to, in the coin', async () => {
    await room.settle();
    await room.until(() => room.inputs.some((input) => input.kind === 'payment'));
    const told = room.inputs.flatMap((input) => (input.kind === 'payment' ? [input.payment] : []));
    const [own] = room.truth().payments;
    expect(told[0]).toMatchObject({ market: room.market, coin: 'BTC', quantity, settlementAtMs: own?.settlementAtMs });
    expect(Number(told[0]?.amount)).toBeCloseTo(Number(own?.amount), 12);
    expect(Number(told[0]?.rate) / Number(own?.rate)).toBeCloseTo(1, 4);
    expect(Number(told[0]?.settlementPrice) / Number(own?.settlementPrice)).toBeCloseTo(1, 4);
  });
});
