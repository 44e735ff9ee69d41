import { Subject, merge } from 'rxjs';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId, coinId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { hostileRow } from './hostile-row.ts';

/** Names that every object has. */
export const OBJECT_NAMES = ['__proto__', 'constructor', 'hasOwnProperty'];

export interface HostileEngine {
  readonly engine: Engine;
  /** From now on the name stands wherever the outside may bring one: routes, reasons, positions, actors. Gives a fact full of it. */
  intrude(): number;
}

/** A running engine with a market of such a name in it, and of names that every object has, and on request everything else that has one. */
export const hostileEngine = (real: Engine, name: string): HostileEngine => {
  const facts = new Subject<Fact>();
  const actor = actorId(`position/${name}`);
  const state = { hasIntruded: false, cause: 0 };
  real.facts$.subscribe(({ cause }) => (state.cause = cause));
  const guests = <One>(all: readonly One[], guest: (one: One) => One): readonly One[] =>
    state.hasIntruded ? [...all, ...all.slice(0, 1).map(guest)] : all;
  const status = (): ReturnType<Engine['status']> => {
    const told = real.status();
    const reason = { code: name, actual: name, limit: name } as never;
    const { market } = hostileRow(name);
    return {
      ...told,
      routes: guests(told.routes, (one) => ({
        ...one,
        verdict: 'refused',
        route: { ...one.route, coin: coinId(name), long: market, short: market },
        reasons: [reason],
      })),
      positions: guests(told.positions, (one) => ({ ...one, coin: coinId(name), long: market, short: market })),
    };
  };
  const standIn = (): typeof actor | undefined => real.inspect.actors().find(({ id }) => id === 'operator')?.id;
  const inspect: Engine['inspect'] = {
    ...real.inspect,
    actors: () => (state.hasIntruded ? [...real.inspect.actors(), { id: actor, state: name }] : real.inspect.actors()),
    machine: (id) => real.inspect.machine(id === actor ? (standIn() ?? id) : id),
    value: (id) => real.inspect.value(id === actor ? (standIn() ?? id) : id),
    context: (id) => (id === actor ? { [name]: name } : real.inspect.context(id)),
    marketRows: () => [...real.inspect.marketRows(), hostileRow(name), ...OBJECT_NAMES.map(hostileRow)],
  };
  return {
    engine: { ...real, facts$: merge(real.facts$, facts), status, inspect },
    intrude: () => {
      state.hasIntruded = true;
      const { nowMs } = real.status();
      const seq = 1_000_000_000;
      facts.next({
        seq,
        atMs: atMs(nowMs),
        type: `position.${name}`,
        // of an input that is remembered
        cause: state.cause,
        actor,
        body: { from: name, to: name, reason: name, event: { type: name }, [name]: name },
      });
      return seq;
    },
  };
};
