import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../src/domain/codec.ts';
import type { Json } from '../../../src/domain/codec.ts';
import type { Fact } from '../../../src/domain/fact.ts';
import { actorId, marketKey, symbolId, venueId } from '../../../src/domain/ids.ts';
import { decimal, text } from '../../../src/domain/money.ts';
import type { ApprovedOrder } from '../../../src/domain/order.ts';
import { POSITION_MACHINE_VERSION } from '../../../src/position/position.machine.ts';
import { marketOrder } from '../../simulator/world-under-test.ts';
import { disagreements, truthOf } from '../../support/chaos-agreement.ts';
import { playLife, setStage } from '../../support/chaos-lives.ts';
import type { Hand, Life, Stage } from '../../support/chaos-lives.ts';

const BYBIT = venueId('bybit');
const LONG = marketKey(BYBIT, symbolId('SOL/USDT:USDT'));
const SOL = actorId('position/SOL');
const NOTHING = { facts: [], intents: [], ledger: {} };
const KILL = { type: 'operator.kill' } as const;

/** A life that sends what `on` says at the facts it meets, to its end or to a fact of type `last`. */
const live = async (stage: Stage, on: Readonly<Record<string, (hand: Hand) => void>>, life: Life = {}) => {
  const facts: Fact[] = [];
  await playLife(stage, {
    forMs: 60_000,
    ...life,
    onFact: (fact, hand) => {
      facts.push(fact);
      on[fact.type]?.(hand);
      if (fact.type === 'operator.flat') hand.stop();
    },
  });
  return facts;
};

const kill = (hand: Hand): void => hand.send(KILL);
const ofType = (facts: readonly Fact[], type: string): readonly Fact[] => facts.filter((fact) => fact.type === type);
const held = ({ world }: Stage): readonly string[] =>
  world.venues.flatMap(({ venue }) => world.venueTruth(venue).positions.map(({ market }) => market));
const operatorOf = ({ store }: Stage): unknown => store.snapshots().find(({ actor }) => actor === 'operator')?.snapshot;

describe('the kill switch', () => {
  it('closes what is held whatever its hold, by the venues own word, and leaves the operator stopped', async () => {
    const stage = setStage();
    const facts = await live(stage, { 'position.hedged': kill });
    expect(held(stage)).toEqual([]);
    expect(ofType(facts, 'cycle.closed').map(({ body }) => body['reason'])).toEqual(['kill']);
    expect(facts.at(-1)).toMatchObject({ type: 'operator.flat', actor: 'operator', body: { left: [] } });
    expect(operatorOf(stage)).toMatchObject({ value: 'stopped' });
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
  });

  it('enters nothing once pulled, and hears no other word until it is over', async () => {
    const stage = setStage();
    const facts = await live(stage, {
      'position.hedged': (hand) => {
        for (const type of ['kill', 'stop', 'arm', 'trade', 'resume', 'pause'] as const)
          hand.send({ type: `operator.${type}` });
      },
    });
    const killedAt = facts.findIndex(({ type }) => type === 'operator.killing');
    expect(killedAt).toBeGreaterThan(0);
    const after = facts.slice(killedAt);
    expect(ofType(after, 'order.intended').map(({ body }) => body['purpose'])).toEqual(['close', 'close']);
    expect(after.filter(({ type }) => type.startsWith('operator.')).map(({ type }) => type)).toEqual([
      'operator.killing',
      'operator.stopped',
      'operator.flat',
    ]);
  });

  it('pulled while both orders of an entry are on their way ends with nothing held', async () => {
    const stage = setStage();
    const facts = await live(stage, { 'cycle.opened': kill });
    expect(held(stage)).toEqual([]);
    expect(facts.at(-1)?.type).toBe('operator.flat');
    expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
  });

  it('reaches what is paused', async () => {
    const stage = setStage();
    await live(stage, { 'position.hedged': (hand) => hand.stop() });
    const kept = stage.store.snapshots().find(({ actor }) => actor === SOL)?.snapshot;
    if (!isRecord(kept) || !isRecord(kept['context'])) throw new Error('no position is kept');
    const context = { ...kept['context'], pauseReason: 'spec' };
    const snapshot = { ...kept, value: 'paused', context } as Json;
    const change = { actor: SOL, machineVersion: POSITION_MACHINE_VERSION, snapshot };
    stage.store.commit({ ...NOTHING, inputSeq: stage.store.lastInputSeq, snapshots: [change] });
    const facts = await live(stage, { 'recovery.completed': kill });
    expect(facts.find(({ actor }) => actor === SOL)?.body).toMatchObject({ from: 'paused' });
    expect(facts.at(-1)?.type).toBe('operator.flat');
    expect(held(stage)).toEqual([]);
  });

  it('goes on after a crash at any request, in a next life that is told to trade', async () => {
    let crashes = 0;
    for (let nth = 1; nth < 40; nth += 1) {
      const stage = setStage();
      await live(stage, { 'position.hedged': (hand) => hand.stop() });
      expect(held(stage)).toHaveLength(2);
      const killed = await live(stage, { 'engine.started': kill }, { crash: { before: 'request', nth } });
      if (killed.at(-1)?.type === 'operator.flat') break;
      crashes += 1;
      if (ofType(killed, 'operator.killing').length > 0) expect(operatorOf(stage)).toMatchObject({ value: 'killing' });
      const facts = await live(stage, {
        'engine.started': (hand) => {
          for (const type of ['arm', 'trade', 'kill'] as const) hand.send({ type: `operator.${type}` });
        },
      });
      expect(held(stage), `request ${nth}`).toEqual([]);
      expect(facts.at(-1)?.type).toBe('operator.flat');
      expect(ofType(facts, 'order.intended').filter(({ body }) => body['purpose'] !== 'close')).toEqual([]);
      expect(disagreements(stage.store, truthOf(stage.world))).toEqual([]);
    }
    expect(crashes).toBeGreaterThan(5);
  });

  it('leaves alone what is not ours, and names it', async () => {
    const stage = setStage();
    await live(stage, { 'recovery.completed': (hand) => hand.stop() });
    stage.world.reconnect();
    stage.world.perform({
      kind: 'submit',
      order: marketOrder(stage.world, { market: LONG, side: 'buy', id: 'hand1' }),
    });
    const facts = await live(stage, { 'recovery.mismatch': kill });
    const [own] = stage.world.venueTruth(BYBIT).positions;
    expect(own?.market).toBe(LONG);
    expect(facts.at(-1)).toMatchObject({
      type: 'operator.flat',
      body: { left: [{ market: LONG, quantity: own?.quantity, why: 'not-ours' }] },
    });
  });

  it('of nothing at all is over once every venue has said so', async () => {
    const stage = setStage();
    const facts = await live(stage, { 'engine.started': kill });
    expect(facts.at(-1)?.type).toBe('operator.flat');
    expect(ofType(facts, 'order.intended')).toEqual([]);
  });
});

const quantities = ({ world }: Stage): readonly string[] =>
  world.venues.flatMap(({ venue }) =>
    world.venueTruth(venue).positions.map(({ market, quantity }) => `${market} ${quantity}`),
  );

/** Orders arrive at prices that nobody trades at: each is taken, fills nothing and ends. */
const unmet = (stage: Stage, submitted: ApprovedOrder[]): Stage => ({
  ...stage,
  world: new Proxy(stage.world, {
    get: (world, key) => {
      if (key === 'perform')
        return (request: Parameters<typeof world.perform>[0]) => {
          if (request.kind !== 'submit') return world.perform(request);
          const { order } = request;
          submitted.push(order);
          const far = decimal(order.limitPrice).times(order.side === 'buy' ? '0.5' : '2');
          world.perform({ kind: 'submit', order: { ...order, limitPrice: text(far) } });
        };
      const value: unknown = Reflect.get(world, key, world);
      return typeof value === 'function' ? (value.bind(world) as unknown) : value;
    },
  }),
});

describe('a kill that gets no fills', () => {
  it('believes nothing, says every minute what is in its way, and is done when the venue is back', async () => {
    const stage = setStage();
    await live(stage, { 'position.hedged': (hand) => hand.stop() });
    const before = held(stage);
    // the venue takes no order and tells nothing
    const deaf: Stage = {
      ...stage,
      world: new Proxy(stage.world, {
        get: (world, key) => {
          if (key === 'perform')
            return (request: Parameters<typeof world.perform>[0]) => {
              const market =
                request.kind === 'account' ? `${request.venue}:` : 'market' in request ? request.market : '';
              const venue = request.kind === 'submit' ? request.order.market : market;
              if (!venue.startsWith('bybit')) world.perform(request);
            };
          const value: unknown = Reflect.get(world, key, world);
          return typeof value === 'function' ? (value.bind(world) as unknown) : value;
        },
      }),
    };
    const facts = await live(deaf, { 'engine.started': kill }, { forMs: 200_000 });
    expect(ofType(facts, 'operator.flat')).toEqual([]);
    expect(ofType(facts, 'operator.kill-delayed').map(({ body }) => body)).toMatchObject([
      { coins: 'SOL' },
      { coins: 'SOL' },
      { coins: 'SOL' },
    ]);
    expect(held(stage)).toContain(before[0]);
    const back = await live(stage, {});
    expect(back.at(-1)?.type).toBe('operator.flat');
    expect(held(stage)).toEqual([]);
  });

  it('goes on trying where its orders are taken and nothing meets them, moves nothing meanwhile, and says so', async () => {
    const stage = setStage();
    await live(stage, { 'position.hedged': (hand) => hand.stop() });
    const before = quantities(stage);
    const submitted: ApprovedOrder[] = [];
    const facts = await live(unmet(stage, submitted), { 'engine.started': kill }, { forMs: 200_000 });
    expect(submitted.length).toBeGreaterThan(20);
    expect(submitted.filter(({ reduceOnly, purpose }) => !reduceOnly || purpose !== 'close')).toEqual([]);
    expect(new Set(submitted.map(({ clientOrderId }) => clientOrderId)).size).toBe(submitted.length);
    expect(quantities(stage)).toEqual(before);
    expect(ofType(facts, 'operator.kill-delayed')).toHaveLength(3);
    expect(ofType(facts, 'operator.flat')).toEqual([]);
    expect(operatorOf(stage)).toMatchObject({ value: 'killing' });
    const back = await live(stage, {});
    expect(back.at(-1)?.type).toBe('operator.flat');
    expect(held(stage)).toEqual([]);
  });
});
