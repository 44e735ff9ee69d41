import { Hono } from 'hono';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createActor, createMachine, setup } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { orderMachine } from '../../src/execution/order.machine.ts';
import { marketMachine } from '../../src/market/market.machine.ts';
import { positionMachine } from '../../src/position/position.machine.ts';
import { drawdownMachine } from '../../src/risk/drawdown.machine.ts';
import { InspectionTale } from '../../src/visualizer/inspection.ts';
import { mountReads } from '../../src/visualizer/read-routes.adapter.ts';

const ID = actorId('door/1');
const AT_MS = 1_767_571_200_000;

const doorMachine = setup({
  types: {
    context: {} as { readonly opened: number },
    events: {} as { readonly type: 'push' } | { readonly type: 'fall' },
  },
  actions: { creak: () => undefined },
  guards: { isOiled: (_, loud: number) => loud < 1 },
}).createMachine({
  id: 'door',
  context: { opened: 0 },
  initial: 'shut',
  states: {
    shut: { on: { push: { target: 'open', actions: { type: 'creak', params: () => ({ loud: 1 }) } } } },
    open: {
      initial: 'ajar',
      states: { ajar: { always: { guard: { type: 'isOiled', params: 0 }, target: 'wide' } }, wide: {} },
    },
    gone: { type: 'final' },
  },
  on: { fall: '.gone' },
});

/** One running door, as the engine would let it be looked at while it is there. */
const stage = () => {
  const actor = createActor(doorMachine).start();
  const state = { isThere: true };
  const whileThere =
    <Value>(value: () => Value) =>
    (): Value | undefined =>
      state.isThere ? value() : undefined;
  const inspect = {
    machine: whileThere(() => doorMachine),
    value: whileThere(() => actor.getSnapshot().value),
    context: whileThere(() => actor.getSnapshot().context),
  };
  const tale = new InspectionTale({ inspect } as unknown as Pick<Engine, 'inspect'>);
  return { actor, state, inspect, tale };
};

const moved = (seq: number, body: Fact['body'], type = 'door.open'): Fact => ({
  seq,
  atMs: atMs(AT_MS + seq),
  type,
  cause: seq,
  actor: ID,
  body,
});
const base = (id: string, at: number) => ({
  sessionId: 'door/1',
  rootId: 'door/1',
  id,
  createdAt: String(at),
  _version: '0.7.2',
});

describe('what an inspector is told', () => {
  it('is of each actor once that there is one: its chart, and how it stands', () => {
    const { tale } = stage();
    const [event, ...more] = tale.introduction(ID, AT_MS);
    expect(more).toEqual([]);
    expect(event).toStrictEqual({
      ...base(`door/1 at ${AT_MS}`, AT_MS),
      type: '@xstate.actor',
      name: 'door/1',
      definition: expect.any(String) as string,
      snapshot: { status: 'active', value: 'shut', context: { opened: 0 }, children: {} },
    });
    expect(tale.introduction(ID, AT_MS)).toEqual([]);
  });

  it('is of each move the event, and the state it brought as the journal names it', () => {
    const { actor, tale } = stage();
    tale.introduction(ID, AT_MS);
    actor.send({ type: 'push' });
    // by now it stands elsewhere: the fact tells where this move brought it
    const event = { type: 'push' };
    expect(tale.move(moved(7, { from: 'shut', to: 'open.ajar', event }))).toStrictEqual([
      { ...base('7.event', AT_MS + 7), type: '@xstate.event', event },
      {
        ...base('7.snapshot', AT_MS + 7),
        type: '@xstate.snapshot',
        event,
        snapshot: { status: 'active', value: { open: 'ajar' }, context: { opened: 0 }, children: {} },
      },
    ]);
    const [unnamed] = tale.move(moved(8, { from: 'open.ajar', to: 'open.wide' }));
    expect(unnamed).toMatchObject({ type: '@xstate.event', event: { type: 'unnamed' } });
  });

  it('introduces an actor that came later before its first move', () => {
    const { tale } = stage();
    const told = tale.move(moved(3, { from: 'shut', to: 'open.wide' }));
    expect(told.map(({ type }) => type)).toEqual(['@xstate.actor', '@xstate.event', '@xstate.snapshot']);
  });

  it('ends with an actor that is gone, and says so', () => {
    const { state, tale } = stage();
    tale.introduction(ID, AT_MS);
    state.isThere = false;
    const fact = moved(9, { from: 'open.wide', to: 'gone', event: { type: 'fall' } }, 'door.gone');
    expect(tale.move(fact)[1]).toStrictEqual({
      ...base('9.snapshot', AT_MS + 9),
      type: '@xstate.snapshot',
      event: { type: 'fall' },
      snapshot: { status: 'done', value: 'gone', children: {} },
    });
    expect(tale.move(fact)).toEqual([]);
  });

  it('is nothing of facts that move no actor', () => {
    const { tale } = stage();
    expect(tale.move(moved(1, { market: 'x' }))).toEqual([]);
    // a transfer has a from and a to as well
    expect(tale.move(moved(1, { from: 'alpha', to: 'beta' }, 'transfer.booked'))).toEqual([]);
  });
});

describe('an inspector that does not read', () => {
  it('is let go, with nothing more kept for it', async () => {
    const facts$ = new Subject<Fact>();
    const inspect = { ...stage().inspect, actors: () => [{ id: ID, state: 'shut' }] };
    const app = new Hono();
    mountReads(app, {
      engine: { inspect, facts$ },
      status: () => ({ nowMs: AT_MS }),
      isInspected: true,
    } as unknown as Parameters<typeof mountReads>[1]);
    const { body } = await app.request('/api/inspect');
    for (let seq = 1; facts$.observed && seq < 10_000; seq += 1) {
      facts$.next(moved(seq, { from: 'shut', to: 'open.ajar' }));
      await new Promise(setImmediate);
    }
    expect(facts$.observed).toBe(false);
    const kept = await new Response(body).text();
    expect(kept.split('\n').length).toBeLessThan(1100);
  });
});

/** All of a chart that a drawing of it shows. */
const shapeOf = (machine: AnyStateMachine): unknown => {
  const of = (node: AnyStateMachine['root']): unknown => ({
    id: node.id,
    type: node.type,
    initial: node.initial.target.map(({ id }) => id),
    states: Object.values(node.states).map(of),
    leads: [...node.transitions, ['', node.always ?? []] as const].map(([event, all]) => [
      event,
      all.map(({ target }) => target?.map(({ id }) => id)),
    ]),
  });
  return of(machine.root);
};

describe('the definition an inspector is told', () => {
  it.each<[string, AnyStateMachine]>([
    ['foreign', doorMachine],
    ['market', marketMachine],
    ['order', orderMachine],
    ['position', positionMachine],
    ['guard', drawdownMachine],
  ])('makes the same chart again: %s', (_, machine) => {
    const inspect = { machine: () => machine, value: () => 'any', context: () => ({}) };
    const [event] = new InspectionTale({ inspect } as never).introduction(ID, AT_MS);
    const definition = event?.type === '@xstate.actor' ? event.definition : '';
    const again = createMachine(JSON.parse(definition) as Parameters<typeof createMachine>[0]);
    expect(shapeOf(again)).toEqual(shapeOf(machine));
  });
});
