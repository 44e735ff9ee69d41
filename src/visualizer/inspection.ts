import { asJson, isRecord } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import { actorId } from '../domain/ids.ts';
import type { Engine } from '../engine/engine.ts';

/** Of the protocol that inspectors of XState 5 read. https://github.com/statelyai/inspect */
const VERSION = '0.4.0';

interface InspectionEvent {
  readonly type: '@xstate.actor' | '@xstate.event' | '@xstate.snapshot';
  readonly sessionId: string;
  readonly rootId: string;
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly _version: string;
  readonly [more: string]: unknown;
}

type Inspected = Pick<Engine, 'inspect'>;

/** Every actor as it stands. Each is a root of its own; its id is its session. */
export const actorEvents = ({ inspect }: Inspected, nowMs: number): readonly InspectionEvent[] =>
  inspect.actors().flatMap(({ id }) => {
    const machine = inspect.machine(id);
    if (machine === undefined) return [];
    const definition = JSON.stringify(machine.definition);
    return [{ ...named('@xstate.actor', id, nowMs), definition, snapshot: snapshotOf({ inspect }, id) }];
  });

/** What moved an actor and where it stands now; nothing for facts that move none. */
export const moveEvents = (engine: Inspected, { actor, atMs, body }: Fact): readonly InspectionEvent[] => {
  if (typeof body['to'] !== 'string' || engine.inspect.machine(actor) === undefined) return [];
  const event = isRecord(body['event']) ? body['event'] : { type: 'unnamed' };
  return [
    { ...named('@xstate.event', actor, atMs), event, sourceId: undefined },
    { ...named('@xstate.snapshot', actor, atMs), event, snapshot: snapshotOf(engine, actor) },
  ];
};

const named = (type: InspectionEvent['type'], id: string, atMs: number): InspectionEvent => ({
  type,
  sessionId: id,
  rootId: id,
  id,
  name: id,
  createdAt: String(atMs),
  _version: VERSION,
});

const snapshotOf = ({ inspect }: Inspected, id: string): object => {
  const actor = actorId(id);
  const context = asJson(Object(inspect.context(actor)) as object);
  return { status: 'active', value: inspect.value(actor), context, children: {} };
};
