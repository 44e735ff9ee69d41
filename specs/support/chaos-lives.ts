import type { Fact } from '../../src/domain/fact.ts';
import type { Input, OperatorCommand } from '../../src/domain/input.ts';
import type { JournalStore, World } from '../../src/domain/ports.ts';
import type { AtMs } from '../../src/domain/units.ts';
import type { SimulatedWorld, SimulatedWorldOptions } from '../../src/simulator/sim-world.adapter.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { createSimulatedWorld } from '../../src/simulator/sim-world.adapter.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { simulatedProfiles } from '../../src/worlds/simulated.ts';
import { Border, borderedStore } from '../chaos/support/boundaries.ts';
import type { Crossing } from '../chaos/support/boundaries.ts';
import { restlessEntry } from './restless-entry.ts';

/**
 * Where a life ends: before its `nth` input is handled (what came before is committed and asked for), or in place of the
 * `nth` request to the world (what led to it is committed, the request and all after it are never made). From 1.
 */
export interface Crash {
  readonly before: 'input' | 'request';
  readonly nth: number;
}

/** The venues and the journal, which outlive engines. */
export interface Stage {
  readonly world: SimulatedWorld;
  readonly store: JournalStore;
}

/** What a life may do to its engine. */
export interface Hand {
  readonly send: (command: OperatorCommand) => void;
  readonly stop: () => void;
}

export interface Life {
  /** The process dies here; absent: it lives to its end. */
  readonly crash?: Crash | undefined;
  /** Sees each committed fact; `stop` ends the life cleanly after the instant in hand. */
  readonly onFact?: (fact: Fact, hand: Hand) => void;
  /** Sees each input before it is handled. */
  readonly onInput?: (input: Input & { readonly seq: number }) => void;
  /** Sees every append, flush, request and answer from both sides; `die` ends the life right there. */
  readonly onBoundary?: Crossing;
  /** Virtual ms from the start of this life, 120 s unless told. */
  readonly forMs?: number;
  readonly config?: ReturnType<typeof parseConfig>;
}

/** What a life did before it ended. */
export interface LifeTold {
  readonly end: 'crashed' | 'ended';
  readonly inputs: number;
  readonly requests: number;
}

/** Two venues, one coin, an entry at the first evaluation whatever it nets, no minimum hold. */
export const restlessConfig = parseConfig({
  knownVenues: knownVenues.map(({ venue }) => venue),
  text: `
engine: { evaluateEveryMs: 1000, horizonHours: 1 }
universe: { coins: [SOL], spotLegs: false }
entry: ${restlessEntry({ opensPerHourMax: 1000 })}
exit: { minimumHold: none }
venues: { okx: { enabled: false }, binance: { enabled: false } }
`,
});

class CrashSignal extends Error {}

/** The process is gone: nothing that comes after this happens. */
export const die = (): never => {
  throw new CrashSignal();
};

/** Invented venues and an empty journal. */
export const setStage = (options: Partial<SimulatedWorldOptions> = {}): Stage => ({
  world: createSimulatedWorld({ seed: 7, profiles: simulatedProfiles(restlessConfig), ...options }),
  store: createMemoryJournal({ birthId: 'stage' }),
});

/** Plays one life of the engine on a stage; the venues and the journal stay as the crash left them. */
export const playLife = async ({ world, store }: Stage, life: Life): Promise<LifeTold> => {
  const told = { end: 'ended' as LifeTold['end'], inputs: 0, requests: 0 };
  const dieAt = (before: Crash['before'], nth: number): void => {
    if (life.crash?.before === before && nth === life.crash.nth) die();
  };
  const cross: Crossing = (boundary) => life.onBoundary?.(boundary);
  const border = new Border(cross);
  const mortal = border.world(connectionTo(world, () => dieAt('request', ++told.requests)));
  const engine = openEngine(
    {
      world: mortal,
      store: borderedStore(store, cross),
      config: life.config ?? restlessConfig,
      speed: 'max',
      onInput: (input) => {
        dieAt('input', ++told.inputs);
        border.arrives(input);
        life.onInput?.(input);
      },
    },
    (mortal.startAtMs + (life.forMs ?? 120_000)) as AtMs,
  );
  const hand: Hand = { send: (command) => engine.send(command), stop: () => void engine.stop() };
  engine.facts$.subscribe((fact) => life.onFact?.(fact, hand));
  if (!store.snapshots().some(({ actor }) => actor === 'operator')) {
    engine.send({ type: 'operator.arm' });
    engine.send({ type: 'operator.trade' });
  }
  try {
    await engine.start();
    await engine.finished;
    await engine.stop();
  } catch (error) {
    if (!(error instanceof CrashSignal)) throw error;
    told.end = 'crashed';
  }
  return told;
};

/** A connection of one life: time goes on where the venues are, and its end is not theirs. */
const connectionTo = (world: SimulatedWorld, beforeRequest: () => void): World => {
  world.reconnect();
  return {
    name: world.name,
    startAtMs: world.nowMs(),
    venues: world.venues,
    next: (deadlineAtMs) => world.next(deadlineAtMs),
    perform: (request) => {
      beforeRequest();
      world.perform(request);
    },
    stop: () => Promise.resolve(),
  };
};
