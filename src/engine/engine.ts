import { Subject } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Signal } from '../analytics/signal.ts';
import { createPacer } from '../clock/pacer.adapter.ts';
import type { Speed } from '../clock/pacer.adapter.ts';
import { hrtimeMs } from '../clock/wall-clock.adapter.ts';
import type { Fact } from '../domain/fact.ts';
import type { Input, OperatorCommand, SequencedInput } from '../domain/input.ts';
import type { JournalStore, World } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { Config } from './config/config.ts';
import { EngineCore } from './core.ts';
import { Driver } from './driver.ts';
import type { HeardEvents } from './feeds.ts';
import type { Inspection } from './view/inspect.ts';
import { Retention } from './watches/retention.ts';
import { retentionWatch, sizeWatch } from './watches/size-watch.ts';
import type { EngineStatus, PositionStatus } from './view/status.ts';
import { Stopwatch } from './view/stopwatch.ts';
import type { Work } from './view/stopwatch.ts';

export interface EngineParts {
  readonly world: World;
  readonly store: JournalStore;
  readonly config: Config;
  /** Virtual time per real time; `auto` is 600, and 1 while an order is open. Ignored by worlds on the wall clock. */
  readonly speed: 'auto' | Speed;
  /** Sees every input in queue order, before it is handled. */
  readonly onInput?: (input: SequencedInput) => void;
  /** What the outside has to tell besides the world's inputs, asked between them: also of the days before this life. */
  readonly asides?: (nowMs: AtMs) => Input | undefined;
  /** Hears what counts of every frame, decoded. Nothing may be decided by it. */
  readonly onHeard?: HeardEvents;
  /** The inputs hold flush acknowledgements, ticks and reports themselves (a complete recording). */
  readonly inputsAreComplete?: boolean;
}

/** A running engine. Every observable is hot: subscribe before `start`. */
export interface Engine {
  /** The ranked signals of every evaluation. */
  readonly signals$: Observable<readonly Signal[]>;
  /** Positions that are not merely scanning, after every change and evaluation. */
  readonly positions$: Observable<readonly PositionStatus[]>;
  /** Every fact, once it is committed. */
  readonly facts$: Observable<Fact>;
  /** The whole status after every evaluation. */
  readonly health$: Observable<EngineStatus>;
  /** Recovers what an earlier life left, then runs. Resolves when the inputs are flowing. */
  start(): Promise<void>;
  /** Resolves when the world has ended, `untilAtMs` is reached, or `stop` was called; rejects when the engine cannot go on. */
  readonly finished: Promise<void>;
  send(command: OperatorCommand): void;
  /** Ends after the instant in hand, keeps hedges, closes the journal. Safe to call twice. */
  stop(): Promise<void>;
  status(): EngineStatus;
  /** The last signal of every route, ranked. */
  signals(): readonly Signal[];
  /** Actors, machines and markets for whoever draws them. Looking changes nothing. */
  readonly inspect: Inspection;
  /** How long its own work takes. */
  readonly work: Work;
}

/** Speed of `auto` while no order is open. */
const AUTO_SPEED = 600;

/**
 * Read this first. frames -> decode -> fold -> market actors -> route views -> signals -> gate -> position actors ->
 * intents (flushed) -> gateways -> reports -> ledger -> facts. The core holds all of it, the driver turns the crank.
 */
export const openEngine = (parts: EngineParts, untilAtMs?: AtMs): Engine => {
  const { world, store } = parts;
  const facts$ = new Subject<Fact>();
  const signals$ = new Subject<readonly Signal[]>();
  const positions$ = new Subject<readonly PositionStatus[]>();
  const health$ = new Subject<EngineStatus>();
  const core = new EngineCore(parts);
  const stopwatch = new Stopwatch(hrtimeMs);
  const driver = new Driver({
    world,
    core,
    store,
    stopwatch,
    pace: paceOf(parts.speed, core),
    onFacts: (facts) => {
      for (const fact of facts) facts$.next(fact);
      if (positions$.observed && facts.some(({ actor }) => actor.startsWith('position/')))
        positions$.next(core.positions());
    },
    ...(parts.onInput === undefined ? {} : { onInput: parts.onInput }),
    watch: watchesOf(parts, core),
    ...(parts.inputsAreComplete === true ? { inputsAreComplete: true } : {}),
  });
  let last: EngineStatus | undefined;
  const status = (): EngineStatus => last ?? { ...core.status(), world: world.name, seq: driver.seq };
  core.onEvaluated((signals) => {
    stopwatch.ranked();
    signals$.next(signals);
    // a whole status costs more than an evaluation: made only for somebody
    if (positions$.observed) positions$.next(core.positions());
    if (health$.observed) health$.next(status());
  });
  const close = (): void => {
    last = status();
    core.close();
  };
  return {
    signals$,
    positions$,
    facts$,
    health$,
    status,
    send: (command) => driver.command(command),
    signals: () => core.signals(),
    inspect: core.inspect(),
    work: stopwatch,
    ...lifeOf({ driver, world, store, close }, untilAtMs),
  };
};

/** What the outside has to tell, and who looks after the directory. One is told a time; the others are asked again at the next. */
const watchesOf = (parts: EngineParts, core: Pick<EngineCore, 'positions'>): NonNullable<EngineParts['asides']> => {
  const { store, config, asides } = parts;
  const watches = [
    sizeWatch(store, config.storage.sizeAlarmMb),
    retentionWatch(retentionOf(parts, core), store),
    ...(asides === undefined ? [] : [asides]),
  ];
  return (nowMs) => {
    for (const watch of watches) {
      const told = watch(nowMs);
      if (told !== undefined) return told;
    }
    return undefined;
  };
};

/** A past that is run again comes to its end by itself, and is wanted whole; where facts cannot be removed there is nothing to do. */
const retentionOf = (
  { world, store, config }: EngineParts,
  core: Pick<EngineCore, 'positions'>,
): Retention | undefined =>
  store.prune === undefined || world.name === 'history' || world.name === 'recorded'
    ? undefined
    : new Retention({
        store,
        retentionDays: config.storage.retentionDays,
        heldCoins: () => new Set(core.positions().map(({ coin }) => coin)),
      });

/** `auto` is slow while an order is open. */
const paceOf = (speed: EngineParts['speed'], core: Pick<EngineCore, 'hasOpenOrders'>) => {
  const pacer = createPacer();
  const speedNow = (): Speed => {
    if (speed !== 'auto') return speed;
    return core.hasOpenOrders() ? 1 : AUTO_SPEED;
  };
  return (atMs: AtMs): Promise<void> => pacer.reach(atMs, speedNow());
};

interface Living {
  readonly driver: Driver;
  readonly world: World;
  readonly store: JournalStore;
  /** Stops the actors; the status stays as it was. */
  readonly close: () => void;
}

/** Start, run to the end, stop once. */
const lifeOf = (
  { driver, world, store, close: closeActors }: Living,
  untilAtMs: AtMs | undefined,
): Pick<Engine, 'start' | 'finished' | 'stop'> => {
  let running: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  let settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  const finished = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // nobody may be listening yet: a failure is kept for whoever asks
  finished.catch(() => undefined);
  const close = async (): Promise<void> => {
    driver.stop();
    await running?.catch(() => undefined);
    closeActors();
    await store.flushed();
    await world.stop();
    await store.close();
    settle?.resolve();
  };
  return {
    finished,
    start: () => {
      if (running !== undefined) throw new Error('an engine starts once');
      driver.begin();
      running = driver.run(untilAtMs);
      running.then(
        () => settle?.resolve(),
        (error: unknown) => settle?.reject(error),
      );
      return Promise.resolve();
    },
    stop: () => (stopping ??= close()),
  };
};
