import { asJson, isRecord } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import type { ActorId } from '../domain/ids.ts';
import type { Engine } from '../engine/engine.ts';
import { stateNames } from '../engine/view/state-names.ts';
import type { StateNames } from '../engine/view/state-names.ts';

/** Of the package whose receivers read these. https://github.com/statelyai/inspect */
const VERSION = '0.7.2';

interface EventBase {
  readonly sessionId: string;
  readonly rootId: string;
  readonly id: string;
  /** ms since 1970, as text. */
  readonly createdAt: string;
  readonly _version: string;
}

interface InspectedSnapshot {
  readonly status: 'active' | 'done';
  readonly value: StateNames;
  /** Absent of an actor that is gone. */
  readonly context?: unknown;
  readonly children: Readonly<Record<string, never>>;
}

type Occurrence = Readonly<Record<string, unknown>> & { readonly type: string };

/** What Stately's inspector reads. Every actor is a root: none has a parent, and no actor sends to another. */
type InspectionEvent = EventBase &
  (
    | {
        readonly type: '@xstate.actor';
        readonly name: string;
        /** A machine's configuration as JSON: `createMachine` makes the same chart of it. */
        readonly definition: string;
        readonly snapshot: InspectedSnapshot;
      }
    | { readonly type: '@xstate.event'; readonly event: Occurrence }
    | { readonly type: '@xstate.snapshot'; readonly event: Occurrence; readonly snapshot: InspectedSnapshot }
  );

type Machine = NonNullable<ReturnType<Engine['inspect']['machine']>>;

/** What one inspector is told: of each actor first that there is one, and then how it moves. */
export class InspectionTale {
  readonly #engine: Pick<Engine, 'inspect'>;
  readonly #introduced = new Set<ActorId>();
  readonly #definitions = new Map<Machine, string>();

  /** `inspect` is asked each time: of a run that is over it is another after each way through it. */
  constructor(engine: Pick<Engine, 'inspect'>) {
    this.#engine = engine;
  }

  /** An actor as it stands; nothing where it was introduced before, or is not there. */
  introduction(id: ActorId, nowMs: number): readonly InspectionEvent[] {
    const { inspect } = this.#engine;
    const [machine, value] = [inspect.machine(id), inspect.value(id)];
    if (machine === undefined || value === undefined || this.#introduced.has(id)) return [];
    this.#introduced.add(id);
    const definition = this.#definitions.get(machine) ?? definitionOf(machine);
    this.#definitions.set(machine, definition);
    // a state value is what its names are, in another type
    const snapshot = this.#snapshot(id, value as StateNames);
    return [{ ...base(id, `${id} at ${nowMs}`, nowMs), type: '@xstate.actor', name: id, definition, snapshot }];
  }

  /** What moved an actor and where that brought it; nothing for facts that move none. */
  move({ seq, actor, atMs, type, body }: Fact): readonly InspectionEvent[] {
    const [kind = ''] = actor.split('/');
    if (typeof body['from'] !== 'string' || typeof body['to'] !== 'string' || !type.startsWith(`${kind}.`)) return [];
    const introduction = this.introduction(actor, atMs);
    if (!this.#introduced.has(actor)) return [];
    const event = occurrence(body['event']);
    const snapshot = this.#snapshot(actor, stateNames(body['to']));
    if (snapshot.status === 'done') this.#introduced.delete(actor);
    return [
      ...introduction,
      { ...base(actor, `${seq}.event`, atMs), type: '@xstate.event', event },
      { ...base(actor, `${seq}.snapshot`, atMs), type: '@xstate.snapshot', event, snapshot },
    ];
  }

  /** An actor is let go in the input that ended it: it is told of when it is gone. */
  #snapshot(id: ActorId, value: StateNames): InspectedSnapshot {
    const { inspect } = this.#engine;
    if (inspect.machine(id) === undefined) return { status: 'done', value, children: {} };
    const context = asJson(Object(inspect.context(id)) as object);
    return { status: 'active', value, context, children: {} };
  }
}

const base = (sessionId: string, id: string, atMs: number): EventBase => ({
  sessionId,
  rootId: sessionId,
  id,
  createdAt: String(atMs),
  _version: VERSION,
});

/** Only persisted actors have their events in the journal. */
const occurrence = (event: unknown): Occurrence =>
  isRecord(event) && typeof event['type'] === 'string' ? { ...event, type: event['type'] } : { type: 'unnamed' };

/** Functions by their names: what they do is no part of a chart. */
const definitionOf = ({ config }: Machine): string =>
  JSON.stringify(config, (_, value: unknown) => (typeof value === 'function' ? { type: value.name } : value));
