import type { Fact } from '../domain/fact.ts';
import type { JournalStore, World } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { Engine } from '../engine/engine.ts';
import { Projection } from '../visualizer/projection.ts';
import type { Target } from './film.ts';
import { Gate } from './gate.ts';

export interface OpenedRun {
  readonly engine: Engine;
  readonly store: JournalStore;
}

/** Makes a world and an engine in it, stopped; the world is wrapped by what is given. */
export type OpenRun = (wrap: (world: World) => World) => Promise<OpenedRun>;

export interface RunListener {
  readonly fact?: (fact: Fact) => void;
  /** It stands where it could be held: at its instant number `at`, from 0. */
  readonly stop?: (at: number, run: RecordedRun) => void;
}

/** One running of a recording: it goes on as far as it is let. */
export class RecordedRun {
  readonly engine: Engine;
  readonly projection = new Projection();
  readonly #store: JournalStore;
  readonly #gate: Gate;
  readonly #state: RunState;

  private constructor({ engine, store }: OpenedRun, gate: Gate, state: RunState) {
    this.engine = engine;
    this.#store = store;
    this.#gate = gate;
    this.#state = state;
  }

  /** Throws what opening the recording throws. */
  static async begin(open: OpenRun, hears: RunListener = {}): Promise<RecordedRun> {
    const state = new RunState();
    let gate: Gate | undefined;
    const opened = await open((world) => (gate = new Gate(world, state)));
    if (gate === undefined) throw new Error('the world was not wrapped');
    state.lastSeq = () => opened.store.lastSeq;
    state.nowMs = opened.engine.status().nowMs;
    const run = new RecordedRun(opened, gate, state);
    opened.engine.facts$.subscribe((fact) => {
      run.projection.fold(fact);
      run.projection.sample(fact.atMs, opened.engine);
      hears.fact?.(fact);
    });
    state.onStop = (at) => hears.stop?.(at, run);
    // of the prices between two facts the page draws candles
    state.onPass = () => run.projection.look(state.nowMs, opened.engine);
    await opened.engine.start();
    opened.engine.finished.then(
      () => state.stands('over'),
      (fault: unknown) => {
        state.fault = fault;
        state.stands('over');
      },
    );
    return run;
  }

  get seq(): number {
    return this.#store.lastSeq;
  }

  /** Of what was let through last. */
  get nowMs(): AtMs {
    return this.#state.nowMs;
  }

  get isOver(): boolean {
    return this.#state.isOver;
  }

  /** What ended it, where that was not the end of the recording. */
  get fault(): unknown {
    return this.#state.fault;
  }

  /** The instants at which it can stand: the last fact of each. */
  get stops(): readonly number[] {
    return this.#state.stops;
  }

  /** Goes on to a target that is not behind; `hold` ends it earlier. */
  reach(target: Target): Promise<void> {
    const arrived = this.#state.head(target);
    this.#gate.open();
    return arrived;
  }

  hold(): void {
    void this.#state.head({ seq: 0 });
    this.#gate.open();
  }

  async close(): Promise<void> {
    this.#gate.close();
    await this.engine.stop();
  }
}

/** How far a run may go, and where it could stand so far. */
class RunState {
  readonly stops: number[] = [];
  isOver = false;
  fault: unknown;
  lastSeq: () => number = () => 0;
  onPass: () => void = () => undefined;
  onStop: (at: number) => void = () => undefined;
  nowMs = 0 as AtMs;
  #target: Target = { seq: 0 };
  #arrived: (() => void)[] = [];

  mayPass(atMs: number): boolean {
    const mayPass = 'seq' in this.#target ? this.lastSeq() < this.#target.seq : atMs <= this.#target.atMs;
    if (mayPass) this.nowMs = Math.max(this.nowMs, atMs) as AtMs;
    return mayPass;
  }

  stands(how: 'passing' | 'waiting' | 'over'): void {
    const seq = this.lastSeq();
    if (how === 'passing') this.onPass();
    if (seq > (this.stops.at(-1) ?? 0)) {
      this.stops.push(seq);
      this.onStop(this.stops.length - 1);
    }
    if (how === 'over') this.isOver = true;
    if (how === 'passing') return;
    for (const tell of this.#arrived.splice(0)) tell();
  }

  head(target: Target): Promise<void> {
    this.#target = target;
    if (this.isOver) return Promise.resolve();
    return new Promise((resolve) => this.#arrived.push(resolve));
  }
}
