import { describe, expect, it } from 'vitest';
import { clientOrderId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { ApprovedOrder } from '../../src/domain/order.ts';
import { atMs } from '../../src/domain/units.ts';
import { Outbox } from '../../src/engine/outbox.ts';
import { WireGuard } from '../../src/engine/wire-guard.ts';

const ID = clientOrderId('one');
const MARKET = marketKey(venueId('alpha'), symbolId('BTC/USDT:USDT'));

// the guard looks at these members only; the gate alone mints approved orders
const order = (own: Partial<ApprovedOrder>) =>
  ({ clientOrderId: ID, market: MARKET, purpose: 'open', reduceOnly: false, ...own }) as ApprovedOrder;

/** What went out, and what forbids new risk since. */
const guarding = () => {
  const outbox = new Outbox();
  outbox.begin(1, atMs(0));
  const conditions: string[] = [];
  const guard = new WireGuard(outbox, { failClosed: (condition) => conditions.push(condition) });
  return { guard, conditions, sent: () => outbox.take().requests.length };
};

describe('the last look before the wire', () => {
  it('lets through what is on disk, new, and says what it does', () => {
    const { guard, conditions, sent } = guarding();
    guard.send(order({}), []);
    guard.send(order({ clientOrderId: clientOrderId('two'), purpose: 'close', reduceOnly: true }), []);
    expect([sent(), conditions]).toEqual([2, []]);
  });

  it('holds back an id that was sent before, and all new risk with it', () => {
    const { guard, conditions, sent } = guarding();
    guard.send(order({}), []);
    guard.send(order({}), []);
    expect([sent(), conditions]).toEqual([1, ['order-held-back: sent before']]);
  });

  it('holds back an order whose intent is not on disk', () => {
    const { guard, conditions, sent } = guarding();
    guard.send(order({}), [{ clientOrderId: ID }]);
    expect([sent(), conditions]).toEqual([0, ['order-held-back: not on disk']]);
  });

  it('holds back what reduces and could add', () => {
    const { guard, conditions, sent } = guarding();
    guard.send(order({ purpose: 'close' }), []);
    expect([sent(), conditions]).toEqual([0, ['order-held-back: reduces but may add']]);
  });
});
