import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/codec.ts';
import { isRecord } from '../../src/domain/codec.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId, clientOrderId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { MarketKey, Side } from '../../src/domain/ids.ts';
import { decimal, text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { orderId } from '../../src/execution/order-id.ts';
import { POSITION_MACHINE_VERSION } from '../../src/position/position.machine.ts';
import { bybitProfile } from '../../src/venues/bybit/profile.ts';
import { marketOrder } from '../simulator/world-under-test.ts';
import { disagreements, keptPositions, nakedFractions, truthOf } from '../support/chaos-agreement.ts';
import { playLife, setStage } from '../support/chaos-lives.ts';
import type { Life, Stage } from '../support/chaos-lives.ts';

const BYBIT = venueId('bybit');
const HYPERLIQUID = venueId('hyperliquid');
const LONG = marketKey(BYBIT, symbolId('SOL/USDT:USDT'));
const SHORT = marketKey(HYPERLIQUID, symbolId('SOL/USDC:USDC'));
const SOL = actorId('position/SOL');

/** Lives until a fact that fits, or for `forMs`; returns all facts of the life. */
const lifeUntil = async (stage: Stage, isLast: (fact: Fact) => boolean, life: Life = {}): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  await playLife(stage, {
    forMs: 30_000,
    ...life,
    onFact: (fact, hand) => {
      facts.push(fact);
      life.onFact?.(fact, hand);
      if (isLast(fact)) hand.stop();
    },
  });
  return facts;
};

const ofType = (type: string) => (fact: Fact) => fact.type === type;
const bodiesOf = (facts: readonly Fact[], type: string) => facts.filter(ofType(type)).map(({ body }) => body);
const never = (): boolean => false;

const hedgedStage = async (options: Parameters<typeof setStage>[0] = {}): Promise<Stage> => {
  const stage = setStage(options);
  await lifeUntil(stage, ofType('position.hedged'));
  expect(keptPositions(stage.store).map(({ state }) => state)).toEqual(['hedged.carrying']);
  return stage;
};

/** The venues go on with nobody listening. */
const timePasses = async ({ world }: Stage, ms: number): Promise<void> => {
  world.reconnect();
  const untilMs = world.nowMs() + ms;
  while (world.nowMs() < untilMs) await world.next(atMs(untilMs));
};

/** Somebody else trades on the account: about 100 USD at once, or an order that rests. */
const handOn = async (
  stage: Stage,
  order: { market: MarketKey; side: Side; id: string; rests?: true },
): Promise<void> => {
  const { world } = stage;
  const taken = marketOrder(world, order);
  const mark = decimal(world.markets.markPrice(order.market));
  const resting = { ...taken, timeInForce: 'gtc' as const, limitPrice: text(mark.times('0.8').toDecimalPlaces(2)) };
  world.perform({ kind: 'submit', order: order.rests === true ? resting : taken });
  await timePasses(stage, 2000);
};

/** Writes into the journal what no engine would: a snapshot, a balance. */
const tamper = (
  { store }: Stage,
  change: { snapshot?: Json; machineVersion?: number; ledger?: Record<string, string> },
) => {
  const { snapshot, machineVersion = POSITION_MACHINE_VERSION, ledger = {} } = change;
  const snapshots = snapshot === undefined ? [] : [{ actor: SOL, machineVersion, snapshot }];
  store.commit({ inputSeq: store.lastInputSeq, facts: [], intents: [], snapshots, ledger });
};

const solSnapshot = ({ store }: Stage): Json => store.snapshots().find(({ actor }) => actor === SOL)?.snapshot ?? null;

/** The kept position with `held` of its long leg changed. */
const withLongHeld = (snapshot: Json, held: string): Json => {
  const edited: unknown = JSON.parse(JSON.stringify(snapshot));
  const context = isRecord(edited) ? edited['context'] : undefined;
  const legs = isRecord(context) ? context['legs'] : undefined;
  const long = isRecord(legs) ? legs['long'] : undefined;
  if (!isRecord(long)) throw new Error('no position is kept');
  Object.assign(long, { held });
  return edited as Json;
};

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

const quantityAt = ({ world }: Stage, market: MarketKey): string | undefined =>
  world.venues.flatMap(({ venue }) => world.venueTruth(venue).positions).find((position) => position.market === market)
    ?.quantity;

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
