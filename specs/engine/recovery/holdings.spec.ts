import { describe, expect, it } from 'vitest';
import { clientOrderId } from '../../../src/domain/ids.ts';
import { atMs } from '../../../src/domain/units.ts';
import { orderId } from '../../../src/execution/order-id.ts';
import { POSITION_MACHINE_VERSION } from '../../../src/position/position.machine.ts';
import { bybitProfile } from '../../../src/venues/bybit/profile.ts';
import { disagreements, keptPositions, truthOf } from '../../support/chaos-agreement.ts';
import { setStage } from '../../support/chaos-lives.ts';

import {
  BYBIT,
  LONG,
  SHORT,
  lifeUntil,
  ofType,
  bodiesOf,
  never,
  hedgedStage,
  timePasses,
  handOn,
  tamper,
  solSnapshot,
  withLongHeld,
  quantityAt,
} from '../account-stage.ts';

describe('where a venue and the journal differ', () => {
  it('cancels an order of another journal of ours, known by the form of its id', async () => {
    const stage = setStage();
    const identity = {
      birthId: 'lost',
      inputSeq: 7,
      decidedAtMs: atMs(1),
      coin: 'SOL',
      leg: 'long',
      attempt: 1,
    } as const;
    const id = orderId(bybitProfile.clientId, identity);
    await handOn(stage, { market: LONG, side: 'buy', id, rests: true });
    expect(stage.world.venueTruth(BYBIT).openOrders).toMatchObject([{ clientOrderId: id }]);
    const facts = await lifeUntil(stage, never, { forMs: 8000 });
    expect(bodiesOf(facts, 'recovery.mismatch')).toEqual([
      {
        kind: 'order-unknown',
        market: LONG,
        coin: 'SOL',
        clientOrderId: id,
        ours: 'none',
        venue: 'open',
        resolution: 'cancel-order',
      },
    ]);
    expect(stage.world.venueTruth(BYBIT).openOrders).toEqual([]);
  });

  it('leaves an order of somebody else alone, and its coin until it is gone', async () => {
    const stage = setStage();
    await handOn(stage, { market: LONG, side: 'buy', id: 'hand1', rests: true });
    const facts = await lifeUntil(stage, never, { forMs: 8000 });
    expect(bodiesOf(facts, 'recovery.mismatch')).toMatchObject([{ clientOrderId: 'hand1', resolution: 'pause' }]);
    expect(facts.filter(({ type }) => type.startsWith('order.'))).toEqual([]);
    expect(stage.world.venueTruth(BYBIT).openOrders).toMatchObject([{ clientOrderId: 'hand1' }]);
    expect(keptPositions(stage.store).map(({ position }) => position.pauseReason)).toEqual([`not ours: ${LONG}`]);

    stage.world.perform({ kind: 'cancel', clientOrderId: clientOrderId('hand1'), market: LONG });
    await timePasses(stage, 2000);
    const resumed = await lifeUntil(stage, ofType('position.hedged'));
    expect(resumed.at(-1)?.type).toBe('position.hedged');
  });

  it('leaves a position of nobody alone, and its coin, until it is gone', async () => {
    const stage = setStage();
    await lifeUntil(stage, ofType('recovery.completed'));
    await handOn(stage, { market: LONG, side: 'buy', id: 'hand1' });
    const [held] = stage.world.venueTruth(BYBIT).positions;
    const paused = await lifeUntil(stage, never, { forMs: 5000 });
    expect(bodiesOf(paused, 'recovery.mismatch')).toMatchObject([
      { kind: 'position-unknown', market: LONG, coin: 'SOL', ours: '0', venue: held?.quantity, resolution: 'pause' },
    ]);
    expect(paused.filter(({ type }) => type.startsWith('order.'))).toEqual([]);
    expect(keptPositions(stage.store).map(({ position }) => position.pauseReason)).toEqual([`not ours: ${LONG}`]);
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([
      `${LONG}: held ${held?.quantity}, believed 0`,
      'hand1 sent without its intent',
    ]);

    await handOn(stage, { market: LONG, side: 'sell', id: 'hand2' });
    const resumed = await lifeUntil(stage, ofType('position.hedged'));
    expect(resumed.at(-1)?.type).toBe('position.hedged');
  });

  it('takes the venue at its word about a leg that nothing is in flight for, and evens the other out', async () => {
    const stage = await hedgedStage();
    const [, short] = [LONG, SHORT].map((market) => quantityAt(stage, market));
    tamper(stage, { snapshot: withLongHeld(solSnapshot(stage), '10') });
    const facts = await lifeUntil(stage, never, { forMs: 5000 });
    expect(bodiesOf(facts, 'recovery.mismatch')).toMatchObject([
      {
        kind: 'quantity-differs',
        market: LONG,
        leg: 'long',
        ours: '10',
        venue: quantityAt(stage, LONG),
        resolution: 'adopt-quantity',
      },
    ]);
    expect(quantityAt(stage, SHORT)).toBe(short);
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
  });

  it('leaves a coin alone whose snapshot it cannot read', async () => {
    const stage = await hedgedStage();
    tamper(stage, { snapshot: solSnapshot(stage), machineVersion: POSITION_MACHINE_VERSION + 1 });
    const facts = await lifeUntil(stage, never, { forMs: 5000 });
    expect(bodiesOf(facts, 'recovery.snapshot-refused')).toEqual([
      { machineVersion: POSITION_MACHINE_VERSION + 1, expected: POSITION_MACHINE_VERSION, reason: 'newer-version' },
    ]);
    expect(new Set(bodiesOf(facts, 'recovery.mismatch').map(({ market }) => market))).toEqual(new Set([LONG, SHORT]));
    expect(facts.filter(({ type }) => type.startsWith('order.'))).toEqual([]);
  });
});
