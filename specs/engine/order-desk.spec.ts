import { beforeEach, describe, expect, it } from 'vitest';
import { clientOrderId, marketKey, symbolId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { Fill, OrderReport } from '../../src/domain/order.ts';
import { BYBIT, BYBIT_SOL, BYBIT_SPOT, NINE, fillOf } from './market-room.ts';
import { A, OrderStage, SOL, intent } from './order-stage.ts';

const fillReport = (fill: Fill): OrderReport => ({ kind: 'fill', clientOrderId: fill.clientOrderId, fill });
const accepted: OrderReport = { kind: 'accepted', clientOrderId: A, venueOrderId: 'v1' };
const done = (filledQuantity: number, status: 'filled' | 'cancelled' = 'filled'): OrderReport => ({
  kind: 'done',
  clientOrderId: A,
  status,
  filledQuantity: text(filledQuantity),
});

let stage: OrderStage;
beforeEach(() => {
  stage = new OrderStage();
});

describe('an order on its way out', () => {
  it('is written with its intent and its actor before anything is sent', () => {
    stage.submit(intent());
    expect(stage.requests).toEqual([]);
    expect(stage.batches[0]).toMatchObject({
      facts: [{ type: 'order.intended', actor: 'order/a1', body: { clientOrderId: 'a1', quantity: '10' } }],
      intents: [{ kind: 'opened', intent: { clientOrderId: 'a1' } }],
    });
    expect([stage.state(), stage.desk.openOrders, stage.desk.submitted]).toEqual(['intended', 1, 0]);
  });

  it('is sent once the disk has it, and only once', () => {
    stage.submit(intent()).flush().flush();
    expect(stage.requests).toMatchObject([{ kind: 'submit', order: { clientOrderId: 'a1' } }]);
    expect([stage.state(), stage.desk.submitted]).toEqual(['sent', 1]);
  });

  it('waits for the flush of its own input', () => {
    stage.submit(intent()).flush(6);
    expect(stage.requests).toEqual([]);
    stage.flush(7);
    expect(stage.requests).toHaveLength(1);
  });

  it('goes with its other leg', () => {
    const b = clientOrderId('b1');
    stage.submit(intent(), intent({ clientOrderId: b, leg: 'short', side: 'sell' })).flush();
    expect(stage.requests.map((request) => (request.kind === 'submit' ? request.order.clientOrderId : ''))).toEqual([
      'a1',
      'b1',
    ]);
  });
});

describe('reports of an order', () => {
  it('end it once every fill the venue spoke of was counted, and settle its intent', () => {
    stage.submit(intent()).flush().report(accepted);
    stage.report(fillReport(fillOf({ quantity: text(4) })), done(10));
    // 6 are still to be told of
    expect([stage.state(), stage.desk.openOrders]).toEqual(['settling', 1]);
    stage.report(fillReport(fillOf({ quantity: text(6) })));
    expect(stage.desk.openOrders).toBe(0);
    expect(stage.told).toEqual(['long filled 4', 'long filled 6', 'a1 order.ended']);
    expect(stage.batches.at(-1)).toMatchObject({
      intents: [{ kind: 'settled', clientOrderId: 'a1' }],
      snapshots: [{ actor: 'order/a1', snapshot: null }],
    });
  });

  it('count a fill once, however often it is told', () => {
    const fill = fillOf({ quantity: text(4) });
    stage.submit(intent()).flush().report(accepted, fillReport(fill), fillReport(fill));
    expect(stage.told).toEqual(['long filled 4']);
    expect(stage.factsOf('fill.booked')).toHaveLength(1);
  });

  it('keep a fee that a spot venue took out of the coins off the leg: 10 - 0.01', () => {
    stage
      .submit(intent({ market: BYBIT_SPOT }))
      .flush()
      .report(accepted);
    stage.report(fillReport(fillOf({ market: BYBIT_SPOT, fee: text('0.01'), feeCoin: 'SOL' })));
    expect(stage.told[0]).toBe('long filled 9.99');
  });

  it('tell a refusal to the position, and ask for the account where there was less to reduce than believed', () => {
    stage.submit(intent({ purpose: 'close', reduceOnly: true })).flush();
    stage.report({ kind: 'refused', clientOrderId: A, code: 'reduce-only', message: 'position is zero' });
    expect([stage.told, stage.asked]).toEqual([['a1 order.ended'], [BYBIT_SOL]]);
  });

  it('of orders nobody knows change nothing', () => {
    stage.report({ ...accepted, clientOrderId: clientOrderId('zz') });
    expect([stage.told, stage.batches]).toEqual([[], []]);
  });
});

describe('an order in doubt', () => {
  it('is asked about by its id, never sent again', () => {
    stage.submit(intent()).flush();
    stage.report({ kind: 'in-doubt', clientOrderId: A, cause: 'timeout' });
    expect(stage.requests.map(({ kind }) => kind)).toEqual(['submit', 'probe']);
    expect(stage.told).toEqual(['a1 order.doubted']);
  });

  it('is one that was not acknowledged within three seconds', () => {
    stage.submit(intent()).flush().tick(2999);
    expect(stage.state()).toBe('sent');
    stage.tick(1);
    expect(stage.state()).toBe('in-doubt');
  });

  it('is over when a probe found it with its fills', () => {
    stage.submit(intent()).flush().report({ kind: 'in-doubt', clientOrderId: A, cause: 'disconnected' });
    stage.report({
      kind: 'found',
      clientOrderId: A,
      status: 'cancelled',
      filledQuantity: text(3),
      fills: [fillOf({ quantity: text(3) })],
    });
    expect(stage.told).toContain('long filled 3');
    expect(stage.told.at(-1)).toBe('a1 order.ended');
    expect(stage.desk.openOrders).toBe(0);
  });

  it('never existed when the venue does not know it after its visibility delay (2 s), not before', () => {
    stage.submit(intent()).flush().report({ kind: 'in-doubt', clientOrderId: A, cause: 'timeout' });
    stage.report({ kind: 'absent', clientOrderId: A });
    expect(stage.state()).toBe('in-doubt');
    stage.room.clock.moveTo(NINE + 2000);
    stage.report({ kind: 'absent', clientOrderId: A });
    expect(stage.told.at(-1)).toBe('a1 order.ended');
  });
});

describe('fills without an open order', () => {
  it('that come late still find the leg of their order', () => {
    stage.submit(intent()).flush().report(accepted, done(0, 'cancelled'));
    expect(stage.desk.openOrders).toBe(0);
    const late = fillOf({ quantity: text(1) });
    expect(stage.desk.isOurs(late)).toBe(true);
    stage.report(fillReport(late));
    expect(stage.told.at(-1)).toBe('long filled 1');
  });

  it('that nobody ordered are booked, told to the leg that holds the market, and looked into', () => {
    const liquidated = fillOf({ clientOrderId: clientOrderId('venue'), side: 'sell', quantity: text(2) });
    stage.report(fillReport(liquidated), fillReport(liquidated));
    expect(stage.factsOf('fill.unasked')).toHaveLength(1);
    expect([stage.told, stage.asked]).toEqual([['long filled 2', 'long taken'], [BYBIT_SOL]]);
  });
});

describe('orders of an earlier life', () => {
  it('are asked about at once, whatever was known of them', () => {
    stage.input(() => stage.desk.recover(intent(), undefined));
    expect(stage.requests).toEqual([{ kind: 'probe', clientOrderId: A, market: BYBIT_SOL }]);
    expect([stage.desk.openOrders, stage.desk.submitted]).toEqual([1, 0]);
    expect(stage.desk.intents().map(({ clientOrderId: id }) => id)).toEqual([A]);
  });

  it('go on from their snapshot with the fills they had counted', () => {
    stage
      .submit(intent())
      .flush()
      .report(accepted, fillReport(fillOf({ quantity: text(4) })));
    const last = stage.batches.flatMap(({ snapshots }) => snapshots).findLast(({ actor }) => actor === 'order/a1');
    const next = new OrderStage();
    next.input(() => next.desk.recover(intent(), last?.snapshot));
    next.report(done(10), fillReport(fillOf({ quantity: text(6) })));
    expect(next.told.at(-1)).toBe('a1 order.ended');
  });

  it('without a snapshot count fills that were booked then, without booking them twice', () => {
    const counted = fillOf({ quantity: text(10) });
    stage.input(() => stage.room.treasury.bookFill(counted, { cycle: 'SOL-1', coin: SOL, decisionMid: text(100) }));
    stage.input(() => stage.desk.recover(intent(), undefined));
    stage.report({ kind: 'found', clientOrderId: A, status: 'filled', filledQuantity: text(10), fills: [counted] });
    expect(stage.factsOf('fill.booked')).toHaveLength(1);
    // the position was told in its own life
    expect(stage.told.filter((line) => line.includes('filled'))).toEqual([]);
    expect(stage.desk.openOrders).toBe(0);
  });

  it('wait with their fills until the contract is known again', () => {
    const BTC = marketKey(BYBIT, symbolId('BTC/USDT:USDT'));
    stage.input(() => stage.desk.recover(intent({ market: BTC }), undefined));
    stage.report(fillReport(fillOf({ market: BTC })));
    expect([stage.told, stage.factsOf('fill.booked')]).toEqual([['a1 order.doubted'], []]);
    expect(stage.desk.openOrders).toBe(1);
  });
});
