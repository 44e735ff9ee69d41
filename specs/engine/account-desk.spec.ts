import { describe, expect, it } from 'vitest';
import { decimal, text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { disagreements, nakedFractions, truthOf } from '../support/chaos-agreement.ts';
import { playLife, setStage } from '../support/chaos-lives.ts';
import type { Stage } from '../support/chaos-lives.ts';

import { BYBIT, SHORT, lifeUntil, ofType, bodiesOf, never, hedgedStage, timePasses, tamper } from './account-stage.ts';

describe('what happened while no engine was listening', () => {
  it('is paid into the ledger, even when the next engines die before they hear of it', async () => {
    const stage = await hedgedStage({ startAtMs: atMs(Date.UTC(2026, 0, 5, 2, 59, 50)) });
    await timePasses(stage, 60_000);
    // each of these begins, writes facts, and dies before a venue has answered
    for (let life = 0; life < 3; life += 1) {
      await playLife(stage, { crash: { before: 'request', nth: 2 } });
      await timePasses(stage, 120_000);
    }
    const facts = await lifeUntil(stage, ofType('recovery.completed'));
    expect(bodiesOf(facts, 'funding.paid')).toMatchObject([{ market: SHORT, cycle: 'SOL-1' }]);
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
  });

  it('is heard when a venue halved a leg: the other is cut to it', async () => {
    const stage = await hedgedStage({
      startAtMs: atMs(Date.UTC(2026, 0, 5, 2, 59, 50)),
      faults: { probabilities: { adl: 1 } },
    });
    await timePasses(stage, 60_000);
    const facts = await lifeUntil(stage, ({ body }) => body['to'] === 'hedged.carrying');
    expect(bodiesOf(facts, 'fill.unasked')).toMatchObject([{ market: SHORT, side: 'buy' }]);
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
    expect(nakedFractions(stage.store)['SOL']).toBeLessThan(0.005);
  });

  it('is not told twice: a start with nothing new books nothing and doubts nothing', async () => {
    const stage = await hedgedStage();
    const facts = await lifeUntil(stage, never, { forMs: 3000 });
    expect(
      facts.map(({ type }) => type).filter((type) => /^(fill|funding|capital|recovery|engine)/.test(type)),
    ).toEqual(['engine.started', 'recovery.started', 'recovery.completed']);
  });
});

const WALLET = `wallet ${BYBIT} USDT`;

/** One dollar more is booked than the venue has. */
const wrong = (stage: Stage): void => {
  const booked = stage.store.balances()[WALLET] ?? '0';
  tamper(stage, { ledger: { [WALLET]: text(decimal(booked).plus(1)) } });
};

describe('balances that differ', () => {
  it('stop new risk, and only that, until they agree', async () => {
    const stage = setStage();
    await lifeUntil(stage, ofType('recovery.completed'));
    wrong(stage);
    const stopped = await lifeUntil(stage, never, { forMs: 5000 });
    expect(bodiesOf(stopped, 'engine.fail-closed-begins')).toEqual([{ condition: `balances-differ:${BYBIT}` }]);
    expect(bodiesOf(stopped, 'entry.refused')).not.toEqual([]);
    expect(stopped.filter(({ type }) => type.startsWith('order.'))).toEqual([]);
  });

  it('stop nothing while an order in flight may explain them, and everything once it has ended', async () => {
    const stage = setStage();
    // dies with both intents on disk and no order sent
    let flushes = 0;
    await playLife(stage, {
      crash: { before: 'request', nth: 3 },
      onInput: ({ kind }) => (flushes += kind === 'flushed' ? 1 : 0),
    });
    expect([flushes, stage.store.openIntents().length]).toEqual([1, 2]);
    wrong(stage);
    const facts = await lifeUntil(stage, never);
    const began = facts.findIndex(ofType('engine.fail-closed-begins'));
    const lastEnd = facts.findLastIndex(ofType('order.refused'));
    expect(bodiesOf(facts, 'order.refused')).toHaveLength(2);
    expect(began).toBeGreaterThan(lastEnd);
  });
});
