import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../src/domain/codec.ts';
import type { Fact } from '../../../src/domain/fact.ts';
import { venueId } from '../../../src/domain/ids.ts';
import { decimal, text } from '../../../src/domain/money.ts';
import { createLedger } from '../../../src/ledger/ledger.ts';
import { drawdownOf } from '../../../src/risk/drawdown.ts';
import type { EquityMarks } from '../../../src/risk/drawdown.ts';
import { moneyFactOf } from '../../../src/monitor/money-facts.ts';
import { disagreements, truthOf } from '../../support/chaos-agreement.ts';
import { playLife, setStage } from '../../support/chaos-lives.ts';
import type { Hand, Life, Stage } from '../../support/chaos-lives.ts';

const BYBIT = venueId('bybit');
const MINUTE = 60_000;

const lived = async (stage: Stage, life: Life = {}): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  await playLife(stage, {
    ...life,
    onFact: (fact, hand) => {
      facts.push(fact);
      life.onFact?.(fact, hand);
    },
  });
  return facts;
};
const bodies = (facts: readonly Fact[], type: string) =>
  facts.filter((fact) => fact.type === type).map(({ body }) => body);
const at = (type: string, then: (hand: Hand) => void) => (fact: Fact, hand: Hand) => {
  if (fact.type === type) then(hand);
};

const marksOf = ({ store }: Stage): EquityMarks => {
  const guard = store.snapshots().find(({ actor }) => actor === 'guard')?.snapshot;
  if (!isRecord(guard) || !isRecord(guard['context'])) throw new Error('no guard is kept');
  return guard['context']['marks'] as unknown as EquityMarks;
};

const hedged = async (): Promise<Stage> => {
  const stage = setStage();
  await lived(stage, { forMs: 2 * MINUTE });
  return stage;
};

describe('a transfer that a venue lists', () => {
  it('is booked once, moves every mark of the guard by as much, and leaves the drawdowns as they were', async () => {
    const stage = await hedged();
    const before = marksOf(stage);
    stage.world.transfer(BYBIT, { coin: 'USDT', amount: text('5000.5') });
    // paused: nothing but the transfer and the prices moves equity
    const facts = await lived(stage, {
      forMs: 2 * MINUTE,
      onFact: at('engine.started', ({ send }) => send({ type: 'operator.pause' })),
    });
    expect(bodies(facts, 'capital.moved')).toEqual([
      expect.objectContaining({ venue: BYBIT, coin: 'USDT', amount: '5000.5', by: 'venue' }),
    ]);
    expect(bodies(facts, 'engine.fail-closed-begins')).toEqual([]);
    const after = marksOf(stage);
    const moved = (mark: 'reportedHwm' | 'ownHwm' | 'dayOpening') =>
      decimal(after[mark]).minus(before[mark]).toNumber();
    expect([moved('reportedHwm'), moved('ownHwm'), moved('dayOpening')]).toEqual([5000.5, 5000.5, 5000.5]);
    expect(drawdownOf(after).daily).toBeCloseTo(drawdownOf(before).daily, 4);
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
  });

  it('is noticed while the engine runs, and in a venue that was emptied', async () => {
    const stage = setStage();
    let isOut = false;
    const facts = await lived(stage, {
      forMs: 8 * MINUTE,
      onFact: at('recovery.completed', ({ send }) => send({ type: 'operator.stop' })),
      onInput: ({ kind }) => {
        if (kind === 'tick' && !isOut && stage.store.snapshots().some(({ actor }) => actor === 'guard')) {
          isOut = true;
          stage.world.transfer(BYBIT, { coin: 'USDT', amount: text('-100000') });
        }
      },
    });
    expect(bodies(facts, 'capital.moved')).toMatchObject([{ amount: '-100000' }]);
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
  });

  it('before the first report is no part of what the wallet was opened with', async () => {
    const stage = setStage();
    stage.world.transfer(BYBIT, { coin: 'USDT', amount: text('250') });
    const facts = await lived(stage, { forMs: MINUTE });
    expect(bodies(facts, 'capital.opened').filter(({ venue }) => venue === BYBIT)).toMatchObject([
      { amount: '100000' },
    ]);
    expect(bodies(facts, 'capital.moved')).toMatchObject([{ amount: '250' }]);
    expect(bodies(facts, 'engine.fail-closed-begins')).toEqual([]);
  });
});

/** The books of an earlier life say otherwise. */
const vanish = (stage: Stage, amount: string): void => {
  stage.store.commit({
    inputSeq: stage.store.lastInputSeq,
    facts: [],
    intents: [],
    snapshots: [],
    ledger: {
      [`wallet ${BYBIT} USDT`]: text(decimal(stage.store.balances()[`wallet ${BYBIT} USDT`] ?? 0).plus(amount)),
      'capital USDT': text(decimal(stage.store.balances()['capital USDT'] ?? 0).minus(amount)),
    },
  });
};

describe('a balance that differs without a transfer', () => {
  it('fails closed until the operator says that it was put in or taken out', async () => {
    const stage = await hedged();
    vanish(stage, '300');
    const facts = await lived(stage, {
      forMs: MINUTE,
      onFact: at('engine.fail-closed-begins', ({ send }) => send({ type: 'operator.adopt-balance', venue: BYBIT })),
    });
    expect(bodies(facts, 'engine.fail-closed-begins')).toEqual([{ condition: `balances-differ:${BYBIT}` }]);
    expect(bodies(facts, 'capital.moved')).toMatchObject([{ amount: '-300', by: 'operator' }]);
    expect(bodies(facts, 'engine.fail-closed-ends')).toEqual([{ condition: `balances-differ:${BYBIT}` }]);
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
  });

  it('is not adopted where nothing differs', async () => {
    const stage = await hedged();
    const facts = await lived(stage, {
      forMs: MINUTE,
      onFact: at('recovery.completed', ({ send }) => send({ type: 'operator.adopt-balance', venue: BYBIT })),
    });
    expect(bodies(facts, 'capital.nothing-to-adopt')).toEqual([{ venue: BYBIT }]);
    expect(bodies(facts, 'capital.moved')).toEqual([]);
  });

  it('is not asked for at a venue that this world does not have', async () => {
    const stage = await hedged();
    const venue = venueId('constructor');
    const facts = await lived(stage, {
      forMs: MINUTE,
      onFact: at('recovery.completed', ({ send }) => send({ type: 'operator.adopt-balance', venue })),
    });
    expect(bodies(facts, 'capital.nothing-to-adopt')).toEqual([{ venue }]);
    expect(facts.at(-1)?.atMs).toBeGreaterThan(
      facts.find(({ type }) => type === 'capital.nothing-to-adopt')?.atMs ?? 0,
    );
  });
});

describe('transfers of any sizes', () => {
  it('leave the ledger at zero and the guard where it was', async () => {
    const drawn = fc.array(fc.integer({ min: -4000, max: 9000 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(drawn, async (cents) => {
        const stage = setStage();
        const stopped: Life['onFact'] = at('recovery.completed', ({ send }) => send({ type: 'operator.stop' }));
        const facts = [...(await lived(stage, { forMs: 2 * MINUTE, onFact: stopped }))];
        const before = drawdownOf(marksOf(stage));
        for (const cent of cents) stage.world.transfer(BYBIT, { coin: 'USDT', amount: text(decimal(cent).div(100)) });
        facts.push(...(await lived(stage, { forMs: 2 * MINUTE })));
        expect(drawdownOf(marksOf(stage))).toEqual(before);
        // posting what was journaled gives the same books
        const ledger = createLedger();
        for (const fact of facts) {
          const money = moneyFactOf(fact);
          if (money !== undefined && money !== 'incomplete') ledger.post(money);
        }
        const expected = decimal(100_000).plus(decimal(cents.reduce((total, cent) => total + cent, 0)).div(100));
        expect(text(ledger.wallet(BYBIT, 'USDT'))).toBe(text(expected));
        expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
      }),
      { numRuns: 4 },
    );
  });
});
