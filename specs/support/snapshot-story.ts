import type { StateValue } from 'xstate';
import { isRecord } from '../../src/domain/codec.ts';
import type { Json } from '../../src/domain/codec.ts';
import type { ActorSnapshot, Fact } from '../../src/domain/fact.ts';
import { coinId, venueId } from '../../src/domain/ids.ts';
import type { OrderIntent } from '../../src/domain/order.ts';
import type { JournalStore } from '../../src/domain/ports.ts';
import { stateText } from '../../src/engine/view/state-text.ts';
import { playLife, setStage } from './chaos-lives.ts';
import type { Hand } from './chaos-lives.ts';

/** One persisted snapshot as an engine left it, with what it needs to be restored: the orders that were open then. */
export interface KeptSnapshot {
  /** `position`, `order`, `guard`, `operator`, `accounts`. */
  readonly machine: string;
  /** The state it is in, as a file may be called. */
  readonly name: string;
  readonly actor: string;
  readonly machineVersion: number;
  readonly snapshot: Json;
  readonly intents: readonly OrderIntent[];
}

const BYBIT = venueId('bybit');
const SOL = coinId('SOL');

/**
 * Plays two cycles in the invented world, one order of which is in doubt, and keeps the first snapshot of every machine in
 * every state it was written in; a position that enters or unwinds is kept while its orders are on their way.
 */
export const playSnapshots = async (): Promise<readonly KeptSnapshot[]> => {
  const stage = setStage({ faults: { scripted: [{ venue: BYBIT, nth: 3, fault: 'timeout-filled' }] } });
  const kept = new Map<string, KeptSnapshot>();
  const store = watched(stage.store, (snapshots) => {
    const intents = stage.store.openIntents();
    for (const one of snapshots) {
      const found = keptOf(one, intents);
      if (found === undefined) continue;
      const key = `${found.machine}/${found.name}`;
      // of what fills up slowly the last word is the fullest
      if (!kept.has(key) || !['position', 'order'].includes(found.machine)) kept.set(key, found);
    }
  });
  await playLife({ ...stage, store }, { onFact: twoCycles(), forMs: 300_000 });
  return [...kept.values()].sort((a, b) => (`${a.machine}/${a.name}` < `${b.machine}/${b.name}` ? -1 : 1));
};

/** Hedged, left by everything being unwound, resumed, hedged again, the coin told to stay out, and everything killed. */
const twoCycles = () => {
  let hedged = 0;
  return ({ type, actor }: Fact, { send, stop }: Hand): void => {
    if (type === 'position.hedged') {
      hedged += 1;
      if (hedged === 1) send({ type: 'operator.unwind', coin: 'all' });
      else send({ type: 'operator.unwind', coin: SOL });
    }
    if (type === 'cycle.closed' && hedged === 1) send({ type: 'operator.resume' });
    if (type === 'position.paused' && actor === 'position/SOL') send({ type: 'operator.kill' });
    if (type === 'operator.flat') stop();
  };
};

type Written = Omit<ActorSnapshot, 'seq'>;

const watched = (store: JournalStore, seen: (snapshots: readonly Written[]) => void): JournalStore =>
  new Proxy(store, {
    get: (target, key) => {
      if (key === 'commit')
        return (batch: Parameters<JournalStore['commit']>[0]) => {
          const facts = target.commit(batch);
          seen(batch.snapshots);
          return facts;
        };
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

const keptOf = (
  { actor, machineVersion, snapshot }: Written,
  open: readonly OrderIntent[],
): KeptSnapshot | undefined => {
  if (snapshot === null) return undefined;
  const [machine = actor, id] = actor.split('/');
  const state = isRecord(snapshot) && 'value' in snapshot ? stateText(snapshot['value'] as StateValue) : 'last';
  const intents = open.filter(({ coin, clientOrderId }) => id === coin || id === clientOrderId);
  if (machine === 'position' && /^(entering|unwinding)/.test(state) && intents.length === 0) return undefined;
  // as a store on disk keeps it
  const written = JSON.parse(JSON.stringify(snapshot)) as Json;
  return { machine, name: nameOf(machine, state), actor, machineVersion, snapshot: written, intents };
};

/** `hedged.carrying` of a position is `hedged`: what matters is in its context. */
const nameOf = (machine: string, state: string): string => {
  const name = machine === 'position' ? (state.split(/[.(]/)[0] ?? state) : state;
  return name.replaceAll(/[^a-z-]+/g, '-').replaceAll(/^-|-$/g, '');
};
