import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import { decimal } from '../../src/domain/money.ts';
import type { JournalStore } from '../../src/domain/ports.ts';
import { atMs } from '../../src/domain/units.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { disagreements, keptPositions, truthOf } from '../support/chaos-agreement.ts';
import { playLife, setStage } from '../support/chaos-lives.ts';
import type { Hand, Stage } from '../support/chaos-lives.ts';
import { copyOf } from '../support/journal-copy.ts';

const BYBIT = venueId('bybit');
const HYPERLIQUID = venueId('hyperliquid');
const LONG = marketKey(BYBIT, symbolId('SOL/USDT:USDT'));
const SHORT = marketKey(HYPERLIQUID, symbolId('SOL/USDC:USDC'));
const SOL = coinId('SOL');

type Reaction = (fact: Fact, hand: Hand) => void;

/** A life of so long; returns its facts. */
const live = async (stage: Stage, react: Reaction, forMs = 30_000): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  await playLife(stage, {
    forMs,
    onFact: (fact, hand) => {
      facts.push(fact);
      react(fact, hand);
    },
  });
  return facts;
};

const stopAt =
  (isLast: (fact: Fact) => boolean): Reaction =>
  (fact, { stop }) => {
    if (isLast(fact)) stop();
  };
const ofType = (type: string) => (fact: Fact) => fact.type === type;
const nothing: Reaction = () => undefined;
const bodiesOf = (facts: readonly Fact[], type: string) => facts.filter(ofType(type)).map(({ body }) => body);
const ordersIn = (facts: readonly Fact[]) => facts.filter(({ type }) => type.startsWith('order.'));

const hedged = async (options: Parameters<typeof setStage>[0] = {}): Promise<Stage> => {
  const stage = setStage(options);
  await live(stage, stopAt(ofType('position.hedged')));
  return stage;
};

/** The venues with a journal that knows nothing of them. */
const anew = ({ world }: Stage): Stage => ({ world, store: createMemoryJournal({ birthId: 'anew' }) });

const stateIn = (store: JournalStore): string | undefined => keptPositions(store)[0]?.state;

/** Signed, as the venue has it. */
const heldAt = ({ world }: Stage, market: MarketKey): string =>
  world.venues.flatMap(({ venue }) => world.venueTruth(venue).positions).find((one) => one.market === market)
    ?.quantity ?? '0';

/** Orders of the life whose journal is lost have their intents nowhere. */
const wrongIn = ({ store, world }: Stage): readonly string[] =>
  disagreements(store, truthOf(world)).filter((fault) => !fault.endsWith('sent without its intent'));

const unwound: Reaction = (fact, { send, stop }) => {
  if (fact.type === 'recovery.completed') send({ type: 'operator.unwind', coin: SOL });
  if (fact.type === 'cycle.closed') stop();
};

describe('a journal that is lost while a hedge is held', () => {
  it('is begun anew with the hedge in it, which waits for the operator and is left alone meanwhile', async () => {
    const before = await hedged();
    const stage = anew(before);
    const facts = await live(stage, nothing, 120_000);
    expect(ordersIn(facts)).toEqual([]);
    expect(stateIn(stage.store)).toBe('recovered');
    const [long, short] = [heldAt(stage, LONG), heldAt(stage, SHORT)];
    expect(bodiesOf(facts, 'recovery.position-rebuilt')).toMatchObject([
      {
        coin: 'SOL',
        cycle: 'SOL-1',
        shape: 'hedged',
        pause: 'recovered-from-venues',
        legs: [
          { leg: 'long', market: LONG, held: long, source: 'venue' },
          { leg: 'short', market: SHORT, held: decimal(short).neg().toString(), source: 'venue' },
        ],
      },
    ]);
    expect(bodiesOf(facts, 'recovery.mismatch').map(({ kind, resolution }) => [kind, resolution])).toEqual([
      ['position-unknown', 'rebuild'],
      ['position-unknown', 'rebuild'],
    ]);
    expect(wrongIn(stage)).toEqual([]);
    // what was paid for it is what the lost books had
    const [own, lost] = [stage, before].map(({ store }) => createLedger(store.balances()));
    for (const market of [LONG, SHORT]) expect(own?.lot(market)?.cost.eq(lost?.lot(market)?.cost ?? 0)).toBe(true);
  });

  it('goes on with it as with any other once it is resumed: paid, reviewed, unwound to the last digit', async () => {
    // a settlement is ten seconds away
    const stage = anew(await hedged({ startAtMs: atMs(Date.UTC(2026, 0, 5, 2, 59, 50)) }));
    const facts = await live(
      stage,
      ({ type }, { send, stop }) => {
        if (type === 'recovery.completed') send({ type: 'operator.resume' });
        if (type === 'carry.reviewed') send({ type: 'operator.unwind', coin: SOL });
        if (type === 'cycle.closed') stop();
      },
      600_000,
    );
    expect(facts.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['position.hedged', 'funding.paid', 'carry.reviewed', 'position.unwinding']),
    );
    expect(bodiesOf(facts, 'cycle.closed')).toMatchObject([{ cycle: 'SOL-1', reason: 'operator' }]);
    expect([heldAt(stage, LONG), heldAt(stage, SHORT)]).toEqual(['0', '0']);
    expect(wrongIn(stage)).toEqual([]);
    expect(bodiesOf(facts, 'engine.fail-closed-begins')).toEqual([]);
  });

  it('is made all the same when the engine dies at some input of the start that makes it', async () => {
    for (let nth = 1; nth <= 21; nth += 2) {
      const stage = anew(await hedged());
      await playLife(stage, { crash: { before: 'input', nth } });
      await live(stage, nothing, 10_000);
      expect([nth, stateIn(stage.store), wrongIn(stage)]).toEqual([nth, 'recovered', []]);
    }
  });

  it('does not close a leg that it finds alone before it is told to, not even when it is resumed', async () => {
    const before = await hedged();
    before.world.takeAway(SHORT, 'liquidation');
    const stage = anew(before);
    const facts = await live(
      stage,
      ({ type }, { send }) => {
        if (type === 'recovery.completed') send({ type: 'operator.resume' });
      },
      120_000,
    );
    expect(bodiesOf(facts, 'recovery.position-rebuilt')).toMatchObject([{ shape: 'sole-leg' }]);
    expect([stateIn(stage.store), ordersIn(facts)]).toEqual(['recovered', []]);
    await live(stage, unwound);
    expect([heldAt(stage, LONG), wrongIn(stage)]).toEqual(['0', []]);
  });
});

describe('a journal that is older than what its venues hold', () => {
  it('takes over the hedge that was entered since, and books what it cost by the fills', async () => {
    const stage = setStage();
    await live(stage, stopAt(ofType('recovery.completed')));
    const old: Stage = { world: stage.world, store: copyOf(stage.store) };
    await live(stage, stopAt(ofType('position.hedged')));
    const facts = await live(old, nothing);
    expect([stateIn(old.store), ordersIn(facts)]).toEqual(['recovered', []]);
    expect(bodiesOf(facts, 'position.adopted')).toEqual([]);
    expect(bodiesOf(facts, 'fill.booked').length).toBeGreaterThan(1);
    await live(old, unwound);
    expect([heldAt(old, LONG), heldAt(old, SHORT), wrongIn(old)]).toEqual(['0', '0', []]);
    expect(Math.max(...stage.world.receivedClientIds().values())).toBe(1);
  });

  it('finds flat what was left since, and closes its cycle', async () => {
    const stage = await hedged();
    const old: Stage = { world: stage.world, store: copyOf(stage.store) };
    await live(stage, unwound);
    const facts = await live(old, stopAt(ofType('cycle.closed')));
    expect(bodiesOf(facts, 'cycle.closed')).toMatchObject([{ cycle: 'SOL-1' }]);
    // before its venue has spoken a leg may be taken for naked: nothing but less can come of it
    expect(bodiesOf(facts, 'order.intended').map(({ reduceOnly }) => reduceOnly)).not.toContain(false);
    expect([heldAt(old, LONG), heldAt(old, SHORT), wrongIn(old)]).toEqual(['0', '0', []]);
  });
});

describe('a journal that believes in more than its venues hold', () => {
  it('flattens the leg whose other a venue took away while nobody listened', async () => {
    const stage = await hedged();
    stage.world.takeAway(SHORT, 'liquidation');
    const facts = await live(stage, stopAt(ofType('cycle.closed')));
    expect(bodiesOf(facts, 'fill.unasked')).toMatchObject([{ market: SHORT, side: 'buy' }]);
    expect([heldAt(stage, LONG), heldAt(stage, SHORT), wrongIn(stage)]).toEqual(['0', '0', []]);
  });
});
