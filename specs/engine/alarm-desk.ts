import { assign, emit, setup } from 'xstate';
import { createVirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import type { ActorId } from '../../src/domain/ids.ts';
import type { AtMs } from '../../src/domain/units.ts';
import { ActorRegistry } from '../../src/engine/registry.ts';
import type { ActorSpec } from '../../src/engine/registry.ts';

export type AlarmEvent =
  | { readonly type: 'set'; readonly deadlineAtMs: AtMs | null }
  | { readonly type: 'break' }
  | { readonly type: 'count' }
  | { readonly type: 'leave' }
  | { readonly type: 'crack' }
  | { readonly type: 'tick'; readonly atMs: AtMs };

/** Waits for a deadline; can be made to fail, on an event or at every tick. */
const alarmMachine = setup({
  types: {
    context: {} as { readonly deadlineAtMs: AtMs | null; readonly counted: number },
    events: {} as AlarmEvent,
    emitted: {} as { readonly type: 'rang'; readonly counted: number },
  },
  guards: {
    isDue: ({ context, event }) =>
      event.type === 'tick' && context.deadlineAtMs !== null && event.atMs >= context.deadlineAtMs,
  },
  actions: {
    setDeadline: assign({
      deadlineAtMs: ({ context, event }) => (event.type === 'set' ? event.deadlineAtMs : context.deadlineAtMs),
    }),
    count: assign({ counted: ({ context }) => context.counted + 1 }),
    forget: assign({ deadlineAtMs: null }),
    ring: emit(({ context }) => ({ type: 'rang' as const, counted: context.counted })),
    fail: () => {
      throw new Error('broken on purpose');
    },
  },
}).createMachine({
  id: 'alarm',
  context: { deadlineAtMs: null, counted: 0 },
  initial: 'waiting',
  on: {
    set: { actions: 'setDeadline' },
    count: { actions: 'count' },
    break: { actions: 'fail' },
  },
  states: {
    waiting: {
      on: { leave: 'deaf', crack: 'cracked', tick: { guard: 'isDue', target: 'rung', actions: ['ring', 'forget'] } },
    },
    rung: {},
    deaf: {},
    cracked: { on: { tick: { actions: 'fail' } } },
  },
});

/** A registry of alarms; what it tells is written down. */
export class AlarmDesk {
  readonly clock = createVirtualClock(0);
  readonly told: string[] = [];
  readonly registry = new ActorRegistry(this.clock, {
    changed: ({ actor, from, to, event }) => this.told.push(`${actor} ${from} > ${to} at ${event.type}`),
    emitted: (actor, effect) => this.told.push(`${actor} emits ${JSON.stringify(effect)}`),
    failed: (actor, { reason, outcome }) => this.told.push(`${actor} ${outcome}: ${reason}`),
  });

  spawn(id: ActorId, options: Partial<ActorSpec<typeof alarmMachine>> = {}): void {
    this.registry.spawn({ id, machine: alarmMachine, ...options });
  }

  send(id: ActorId, event: AlarmEvent): void {
    this.registry.send<typeof alarmMachine>(id, event);
  }

  /** Every tick that somebody waits for, up to an instant: the instants at which one came. */
  runTo(untilMs: number): readonly number[] {
    const ticks: number[] = [];
    for (let due = this.registry.earliestDeadlineAtMs(); due !== undefined && due <= untilMs;) {
      this.clock.moveTo(due);
      ticks.push(due);
      this.registry.tick(due);
      due = this.registry.earliestDeadlineAtMs();
    }
    this.clock.moveTo(untilMs);
    return ticks;
  }
}
