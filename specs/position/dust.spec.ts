import { describe, expect, it } from 'vitest';
import type { Leg } from '../../src/domain/ids.ts';
import { clientOrderId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { closed, withDust } from '../../src/position/ending.ts';
import { closeOrders } from '../../src/position/repair.ts';
import { entered } from '../../src/position/entry.ts';
import { withFill } from '../../src/position/fills.ts';
import { emptyPosition, withOrderEnded } from '../../src/position/position.ts';
import type { Position } from '../../src/position/position.ts';
import { COIN, LONG, ROUTE, SETTINGS, SHORT, termsOf } from '../support/route-terms.ts';

const opened = (position: Position): Position => {
  const ids = { long: clientOrderId('l'), short: clientOrderId('s') };
  const order = (leg: Leg) => {
    const market = leg === 'long' ? LONG : SHORT;
    return { leg, market, clientOrderId: ids[leg], purpose: 'open', quantity: text(1) } as const;
  };
  const position1 = entered(position, {
    type: 'entry.approved',
    atMs: atMs(1000),
    terms: {
      route: ROUTE,
      legs: { long: termsOf(LONG), short: termsOf(SHORT) },
      notionalUsd: 1000,
      netBps: 1,
      requiredBps: 1,
      breakEvenHours: 1,
    },
    orders: [order('long'), order('short')],
  });
  return withOrderEnded(withOrderEnded(position1, ids.long), ids.short);
};

const filled = (position: Position, leg: Leg, by: string): Position =>
  withFill(position, {
    type: 'leg.filled',
    atMs: atMs(1000),
    leg,
    effect: by.startsWith('-') ? 'reduces' : 'adds',
    netQuantity: text(by.replace('-', '')),
    terms: termsOf(leg === 'long' ? LONG : SHORT),
  });

/** Lots of 0.1: buys 1.07 (a fee kept in coin leaves odd rests), sells what lots allow, closes. */
const cycle = (position: Position): Position => {
  const held = filled(filled(opened(position), 'long', '1.07'), 'short', '1');
  const [long, short] = closeOrders(held);
  return closed(withDust(filled(filled(held, 'long', `-${long?.quantity ?? 0}`), 'short', `-${short?.quantity ?? 0}`)));
};

describe('what a cycle has to leave', () => {
  const once = cycle(emptyPosition(COIN, SETTINGS));

  it('stays with the position', () => {
    expect(once.legs).toBeNull();
    expect(once.strays.map(({ leg, terms, held, dust }) => [leg, terms.market, held, dust])).toEqual([
      ['long', LONG, '0.07', '0.07'],
    ]);
  });

  it('is taken up by the next leg on its market, and sold with it where it makes a lot', () => {
    const again = filled(filled(opened(once), 'long', '1.07'), 'short', '1');
    expect(again.strays).toEqual([]);
    expect(again.legs?.long.held).toBe('1.14');
    expect(closeOrders(again).map(({ quantity }) => quantity)).toEqual(['1.1', '1']);
  });

  it('never grows beyond a lot, however many cycles leave some', () => {
    let position = once;
    for (let count = 0; count < 20; count += 1) {
      position = cycle(position);
      const left = position.strays.map(({ held }) => Number(held));
      expect(left.length).toBeLessThan(2);
      expect(Math.max(0, ...left)).toBeLessThan(0.1);
    }
  });

  it('is taken up in the other direction where the next leg on its market is short', () => {
    const route = { ...ROUTE, long: SHORT, short: LONG };
    const position = entered(once, {
      type: 'entry.approved',
      atMs: atMs(2000),
      terms: {
        route,
        legs: { long: termsOf(SHORT), short: termsOf(LONG) },
        notionalUsd: 1000,
        netBps: 1,
        requiredBps: 1,
        breakEvenHours: 1,
      },
      orders: [],
    });
    expect(position.legs?.short.held).toBe('-0.07');
  });
});
