import type { Fact } from '../domain/fact.ts';
import type { JournalStore, World } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import { MS_PER_HOUR, atMs } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';
import { openEngine } from '../engine/engine.ts';
import { JournalDiskFullError } from '../journal/journal-error.ts';
import { createMemoryJournal } from '../journal/memory.adapter.ts';
import { ChaosDice } from './chaos-dice.ts';
import type { ChaosChances } from './chaos-fault.ts';
import { ChaosLine, KilledByChaos } from './chaos-line.ts';
import type { ChaosStage } from './chaos-stage.ts';
import { setChaosStage } from './chaos-stage.ts';
import { ChaosWatch } from './chaos-watch.ts';
import type { InvariantName } from './invariant.ts';
import { InvariantBroken } from './invariant.ts';
import { Misfortunes } from './misfortunes.ts';
import { watchedStore } from './watched-store.ts';

/** Parts that a spec puts in the place of the real ones, to see that what breaks is seen. */
export interface ChaosDoubles {
  readonly world?: (world: World) => World;
  readonly store?: (store: JournalStore) => JournalStore;
  readonly config?: (config: Config) => Config;
  /** The engine hears no operator. */
  readonly isDeaf?: boolean;
  /** How long nobody is there after a kill, ms; up to two minutes when absent. */
  readonly downMs?: number;
}

export interface SeedRun {
  readonly seed: number;
  /** Virtual; the last quarter of an hour is without faults. */
  readonly hours: number;
  readonly chances: ChaosChances;
  /** Sees every fact once it is committed. */
  readonly onFact?: (fact: Fact) => void;
  readonly doubles?: ChaosDoubles;
}

export interface SeedFailure {
  readonly invariant: InvariantName;
  readonly seen: string;
  readonly atMs: AtMs;
  /** Virtual hours since the start. */
  readonly atHours: number;
}

export interface SeedResult {
  readonly seed: number;
  /** Virtual hours played. */
  readonly hours: number;
  readonly failure?: SeedFailure;
  readonly counts: Readonly<Record<'facts' | 'orders' | 'fills' | 'cycles' | 'lives' | 'inputs', number>>;
  /** How often each fault struck; those that the matching plays are not counted here. */
  readonly faults: Readonly<Record<string, number>>;
}

/** Long enough for every doubt, look-up and retry to come to its end. */
const CALM_MS = 15 * 60_000;
const DOWN_MS = { least: 500, most: 120_000 };

/** Plays one seed: the engine in a world where everything goes wrong that may, killed and started over and over. */
export const runSeed = async (run: SeedRun): Promise<SeedResult> => {
  const play = new SeedPlay(run);
  const failure = await play.play().then(
    () => undefined,
    (error: unknown) => play.failureOf(error),
  );
  return play.result(failure);
};

class SeedPlay {
  readonly #run: SeedRun;
  readonly #stage: ChaosStage;
  readonly #dice: ChaosDice;
  readonly #watch: ChaosWatch;
  readonly #misfortunes: Misfortunes;
  readonly #startAtMs: AtMs;
  readonly #endAtMs: AtMs;
  readonly #store: JournalStore;
  #isDiskFull = false;

  constructor(run: SeedRun) {
    this.#run = run;
    this.#dice = new ChaosDice(run.seed, run.chances);
    this.#stage = setChaosStage(run.seed, run.chances, (fault) => this.#dice.struck(fault));
    this.#watch = new ChaosWatch(this.#stage);
    this.#startAtMs = this.#stage.world.nowMs();
    this.#endAtMs = atMs(this.#startAtMs + run.hours * MS_PER_HOUR);
    const calmAtMs = atMs(this.#endAtMs - CALM_MS);
    this.#misfortunes = new Misfortunes({ ...this.#stage, calmAtMs }, this.#dice, this.#watch.chronicle);
    const journal = createMemoryJournal({ birthId: `chaos${run.seed}`, isFull: () => this.#isDiskFull });
    this.#store = watchedStore(journal, this.#watch);
  }

  async play(): Promise<void> {
    for (;;) {
      const end = await this.#live();
      if (end === 'lived') return this.#watch.end();
      this.#watch.lifeEnded(this.#store, end);
      await this.#wait();
    }
  }

  failureOf(error: unknown): SeedFailure {
    const { nowMs } = this.#watch.chronicle;
    const place = { atMs: nowMs, atHours: (nowMs - this.#startAtMs) / MS_PER_HOUR };
    if (error instanceof InvariantBroken) return { invariant: error.invariant, seen: error.seen, ...place };
    const seen = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { invariant: 'sound', seen, ...place };
  }

  result(failure: SeedFailure | undefined): SeedResult {
    return {
      seed: this.#run.seed,
      hours: (this.#stage.world.nowMs() - this.#startAtMs) / MS_PER_HOUR,
      ...(failure === undefined ? {} : { failure }),
      counts: { ...this.#watch.chronicle.counts },
      faults: Object.fromEntries([...this.#dice.counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }

  async #live(): Promise<'lived' | 'killed' | 'disk-full'> {
    const { doubles = {} } = this.#run;
    const { config } = this.#stage;
    const line: ChaosLine = new ChaosLine({
      world: this.#stage.world,
      dice: this.#dice,
      minute: (nowMs) => this.#minute(nowMs, line, (command) => send(command)),
      asked: (request) => this.#watch.asked(request),
      told: (input) => this.#watch.told(input),
      turned: (venue, state) => this.#watch.chronicle.turned(venue, state, this.#stage.world.nowMs()),
    });
    const engine = openEngine(
      {
        world: doubles.world?.(line) ?? line,
        store: doubles.store?.(this.#store) ?? this.#store,
        config: doubles.config?.(config) ?? config,
        speed: 'max',
      },
      this.#endAtMs,
    );
    const send: typeof engine.send = (command) => (doubles.isDeaf === true ? undefined : engine.send(command));
    if (this.#store.snapshots().every(({ actor }) => actor !== 'operator')) {
      engine.send({ type: 'operator.arm' });
      engine.send({ type: 'operator.trade' });
    }
    this.#watch.lifeBegins(engine);
    if (this.#run.onFact !== undefined) engine.facts$.subscribe(this.#run.onFact);
    try {
      await engine.start();
      this.#watch.lifeBegan();
      await engine.finished;
      return 'lived';
    } catch (error) {
      if (error instanceof KilledByChaos) return 'killed';
      if (error instanceof JournalDiskFullError && this.#isDiskFull) return 'disk-full';
      throw error;
    }
  }

  #minute(nowMs: AtMs, line: ChaosLine, send: Parameters<Misfortunes['minute']>[1]['send']): void {
    if (nowMs >= this.#endAtMs - CALM_MS) {
      this.#dice.end();
      this.#stage.endFaults();
      this.#misfortunes.calm();
    }
    if (this.#dice.strikes('disk-full')) this.#isDiskFull = true;
    this.#misfortunes.minute(nowMs, { send, tellLists: (venue) => line.tellLists(venue) });
  }

  /** Nobody is there; the venues go on. */
  async #wait(): Promise<void> {
    const { world } = this.#stage;
    this.#isDiskFull = false;
    const downMs = this.#run.doubles?.downMs ?? this.#dice.between('down', DOWN_MS.least, DOWN_MS.most);
    const untilMs = atMs(world.nowMs() + downMs);
    while (world.nowMs() < untilMs) await world.next(untilMs);
  }
}
