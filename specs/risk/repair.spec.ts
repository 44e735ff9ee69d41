import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientOrderId } from '../../src/domain/ids.ts';
import type { Decimal } from '../../src/domain/money.ts';
import { decimal, text } from '../../src/domain/money.ts';
import type { LegOrder } from '../../src/domain/order.ts';
import { approveRepair } from '../../src/risk/gate.ts';
import type { RepairAsk } from '../../src/risk/gate.ts';
import { defaultRepairSettings } from '../../src/risk/repair-checks.ts';
import type { RepairLeg } from '../../src/risk/repair-checks.ts';
import { BTC, NOW, deepBook, instrument } from './sample-market.ts';

const order = (change: Partial<LegOrder> = {}): LegOrder => ({
  coin: BTC,
  leg: 'short',
  market: instrument({ venue: 'beta' }).market,
  side: 'sell',
  quantity: text('2'),
  reduceOnly: false,
  purpose: 'hedge',
  attempt: 2,
  slippageMaxBps: 25,
  ...change,
});

/** A short leg that lags: nothing held at beta, 2 coins long unhedged. */
const leg = (change: Partial<LegOrder> = {}, more: Partial<RepairLeg> = {}): RepairLeg => ({
  order: order(change),
  instrument: instrument({ venue: 'beta' }),
  book: deepBook,
  lastPrice: 99,
  held: text('0'),
  ...more,
});

const ask = (legs: readonly RepairLeg[], change: Partial<RepairAsk> = {}): RepairAsk => ({
  nowMs: NOW,
  legs,
  nakedCoins: text('2'),
  inDoubtOrders: 0,
  settings: defaultRepairSettings,
  idOf: ({ leg: name, attempt }) => clientOrderId(`id-${name}-${attempt}`),
  ...change,
});

const closing = (held: string, change: Partial<LegOrder> = {}): RepairLeg =>
  leg({ purpose: 'close', reduceOnly: true, side: 'sell', leg: 'long', ...change }, { held: text(held) });

const cut = (held: string) =>
  leg({ purpose: 'rebalance', reduceOnly: true, quantity: text('9') }, { held: text(held) });

const reduces = (before: Decimal, after: Decimal) => after.abs().lt(before.abs()) && !before.times(after).lt(0);

describe('the door for repairs', () => {
  it('lets a hedge of the unhedged coins through, bounded around the mid', () => {
    expect(approveRepair(ask([leg()]))).toMatchObject({
      kind: 'approved',
      orders: [
        { quantity: '2', limitPrice: '99.75', decisionMid: '100', timeInForce: 'ioc', clientOrderId: 'id-short-2' },
      ],
      leftOut: [],
    });
  });

  it('cuts a hedge to what is unhedged, in whole lots', () => {
    expect(approveRepair(ask([leg({ quantity: text('9') })], { nakedCoins: text('1.2345') }))).toMatchObject({
      orders: [{ quantity: '1.234' }],
    });
  });

  it('lets two hedges share the delta: the second sees what the first leaves', () => {
    const verdict = approveRepair(ask([leg({ quantity: text('1.5') }), leg({ quantity: text('1.5'), attempt: 3 })]));
    expect(verdict).toMatchObject({ orders: [{ quantity: '1.5' }, { quantity: '0.5' }] });
  });

  it.each([
    ['opens', leg({ purpose: 'open' }), 'not-a-repair'],
    ['hedges the wrong way', leg({ side: 'buy' }), 'increases-risk'],
    ['closes what is not held', closing('0'), 'increases-risk'],
    ['closes a long by buying', closing('2', { side: 'buy' }), 'increases-risk'],
    ['flattens beyond nothing', leg({ purpose: 'flatten' }, { held: text('-1') }), 'increases-risk'],
    ['knows no instrument', leg({}, { instrument: undefined }), 'instrument-unknown'],
    ['knows no price', leg({}, { book: undefined, lastPrice: undefined }), 'no-price'],
    ['is dust', leg({ quantity: text('0.0004') }), 'min-quantity'],
    ['is under the least notional', leg({ quantity: text('0.04') }), 'min-notional'],
  ])('keeps out what %s', (_, wrong, code) => {
    const verdict = approveRepair(ask([wrong]));
    expect(verdict.kind).toBe('refused');
    expect(verdict.kind === 'refused' && verdict.reasons[0]?.code).toBe(code);
  });

  it('keeps everything out while an order of the position is in doubt', () => {
    expect(approveRepair(ask([leg(), closing('2')], { inDoubtOrders: 1 }))).toEqual({
      kind: 'refused',
      reasons: [{ code: 'symbol-frozen', limit: 0, actual: 1 }],
    });
  });

  it('hedges nothing when nothing is unhedged', () => {
    expect(approveRepair(ask([leg()], { nakedCoins: text('0') }))).toMatchObject({
      reasons: [{ code: 'increases-risk' }],
    });
  });

  it('works on a dead book from the last price known, with the bound of its purpose', () => {
    // 99 x (1 - 100 / 10,000) = 98.01
    const flatten = leg(
      { purpose: 'flatten', reduceOnly: true, slippageMaxBps: 500 },
      { book: undefined, held: text('2') },
    );
    expect(approveRepair(ask([flatten]))).toMatchObject({
      orders: [{ decisionMid: '99', limitPrice: '98.01', slippageMaxBps: 100 }],
    });
    expect(approveRepair(ask([leg({ slippageMaxBps: 500 })]))).toMatchObject({ orders: [{ slippageMaxBps: 25 }] });
  });

  it('sells of a coin balance at most what the position itself holds', () => {
    const spot = instrument({ venue: 'beta', symbol: 'BTC/USDT' });
    const close = { ...closing('1.9985', { quantity: text('5') }), instrument: spot };
    expect(approveRepair(ask([close]))).toMatchObject({ orders: [{ quantity: '1.998', reduceOnly: true }] });
  });

  it('closes a derivative whole under the least notional, not a coin balance', () => {
    const small = closing('0.03', { quantity: text('0.03') });
    expect(approveRepair(ask([small]))).toMatchObject({ orders: [{ quantity: '0.03' }] });
    expect(approveRepair(ask([closing('0.03', { quantity: text('0.02') })]))).toMatchObject({
      reasons: [{ code: 'min-notional', limit: 5, actual: 2 }],
    });
    const spot = { ...small, instrument: instrument({ venue: 'beta', symbol: 'BTC/USDT' }) };
    expect(approveRepair(ask([spot]))).toMatchObject({ reasons: [{ code: 'min-notional', limit: 5, actual: 3 }] });
  });

  it('sends what it may and says what it left out', () => {
    const verdict = approveRepair(ask([closing('2'), leg({ purpose: 'open' }, { held: text('2') })]));
    expect(verdict).toMatchObject({
      kind: 'approved',
      orders: [{ purpose: 'close' }],
      leftOut: [{ code: 'not-a-repair' }],
    });
  });

  it('leaves neither leg of a hedge while one of them has no price, and a naked one whatever the other has', () => {
    const other = instrument({ venue: 'alpha' });
    const legs = [
      closing('2'),
      leg(
        { purpose: 'close', reduceOnly: true, side: 'buy', leg: 'short', market: other.market },
        { held: text('-2'), instrument: other, book: undefined, lastPrice: undefined },
      ),
    ];
    expect(approveRepair(ask(legs, { nakedCoins: text('0') }))).toMatchObject({
      kind: 'refused',
      reasons: [{ code: 'no-price' }],
    });
    expect(approveRepair(ask(legs, { nakedCoins: text('1.5') }))).toMatchObject({ orders: [{ quantity: '2' }] });
  });

  it('leaves neither leg while the venue of one takes no orders, unless one may go alone; a naked one all the same', () => {
    const other = instrument({ venue: 'alpha' });
    const close = { purpose: 'close', reduceOnly: true, side: 'buy', leg: 'short', market: other.market } as const;
    const legs = [closing('2'), leg(close, { held: text('-2'), instrument: other, venue: 'out' })];
    expect(approveRepair(ask(legs, { nakedCoins: text('0') }))).toMatchObject({
      kind: 'refused',
      reasons: [{ code: 'venue-outage', market: other.market }],
    });
    expect(approveRepair(ask(legs, { nakedCoins: text('0'), goingAlone: 'allowed' }))).toMatchObject({
      orders: [{ quantity: '2', side: 'sell' }],
      leftOut: [{ code: 'venue-outage' }],
    });
    expect(approveRepair(ask(legs, { nakedCoins: text('1.5') }))).toMatchObject({ orders: [{ quantity: '2' }] });
  });

  it('rebalances by cutting the larger leg only as far as both it and the delta allow', () => {
    expect(approveRepair(ask([cut('1.5')]))).toMatchObject({ orders: [{ quantity: '1.5' }] });
    expect(approveRepair(ask([cut('7')]))).toMatchObject({ orders: [{ quantity: '2' }] });
  });

  it('never leaves more risk than it found, whatever is asked', () => {
    const amount = fc.integer({ min: -40, max: 40 }).map((tenths) => text(tenths / 10));
    const quantity = fc.integer({ min: 1, max: 80 }).map((tenths) => text(tenths / 10));
    const any = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      purpose: fc.constantFrom(
        'open' as const,
        'hedge' as const,
        'flatten' as const,
        'close' as const,
        'rebalance' as const,
      ),
      reduceOnly: fc.boolean(),
      quantity,
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 4 }), amount, amount, (orders, held, nakedCoins) => {
        const verdict = approveRepair(
          ask(
            orders.map((change) => leg(change, { held })),
            { nakedCoins },
          ),
        );
        if (verdict.kind === 'refused') return;
        let position = decimal(held);
        let naked = decimal(nakedCoins);
        for (const approved of verdict.orders) {
          const signed = decimal(approved.quantity).times(approved.side === 'buy' ? 1 : -1);
          const [positionAfter, nakedAfter] = [position.plus(signed), naked.plus(signed)];
          const leaves = approved.purpose === 'close' || approved.purpose === 'flatten';
          expect(leaves ? reduces(position, positionAfter) : reduces(naked, nakedAfter)).toBe(true);
          position = positionAfter;
          naked = nakedAfter;
        }
      }),
    );
  });
});
