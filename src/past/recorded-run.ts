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
  /** The next life of the same run, on from the same store. */
  readonly next?: OpenRun;
}

/** Makes a world and an engine in it, stopped; the world is wrapped by what is given. */
export type OpenRun = (wrap: (world: World) => World) => Promise<OpenedRun>;

export interface RunListener {
  readonly fact?: (fact: Fact) => void;
  /** It stands where it could be held: at its instant number `at`, from 0. */
  readonly stop?: (at: number, run: RecordedRun) => void;
}

/** One running of a recording: it goes on as far as it is let, over all lives of the run. */
export class RecordedRun {
  readonly projection = new Projection();
  readonly #hears: RunListener;
  readonly #state = new RunState();
  #life: { readonly engine: Engine; readonly gate: Gate } | undefined;
  /** From one life to the next. */
  #turning: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(hears: RunListener) {
    this.#hears = hears;
  }

  /** Throws what opening the recording throws. */
  static async begin(open: OpenRun, hears: RunListener = {}): Promise<RecordedRun> {
    const run = new RecordedRun(hears);
    run.#state.onStop = (at) => hears.stop?.(at, run);
    // of the prices between two facts the page draws candles
    run.#state.onPass = () => run.projection.look(run.nowMs, run.engine);
    await run.#live(open);
    return run;
  }

  async #live(open: OpenRun): Promise<void> {
    const state = this.#state;
    let gate: Gate | undefined;
    const opened = await open((world) => (gate = new Gate(world, state)));
    if (gate === undefined) throw new Error('the world was not wrapped');
    const { engine, store, next } = opened;
    state.lastSeq = () => store.lastSeq;
    state.nowMs = engine.status().nowMs;
    state.hasNext = next !== undefined;
    this.#life = { engine, gate };
    engine.facts$.subscribe((fact) => {
      this.projection.fold(fact);
      this.projection.sample(fact.atMs, engine);
      this.#hears.fact?.(fact);
    });
    await engine.start();
    engine.finished.then(
      () => this.#ended(next),
      (fault: unknown) => {
        state.fault ??= fault;
        this.#ended(next);
      },
    );
  }

  #ended(next: OpenRun | undefined): void {
    if (next === undefined || this.#isClosed) this.#state.end();
    else
      this.#turning = this.#turn(next).catch((fault: unknown) => {
        this.#state.fault ??= fault;
        this.#state.end();
      });
  }

  async #turn(next: OpenRun): Promise<void> {
    await this.engine.stop();
    await this.#live(next);
  }

  /** Of the life it is in. */
  get engine(): Engine {
    if (this.#life === undefined) throw new Error('the run has not begun');
    return this.#life.engine;
  }

  get seq(): number {
    return this.#state.lastSeq();
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
    this.#life?.gate.open();
    return arrived;
  }

  hold(): void {
    void this.#state.head({ seq: 0 });
    this.#life?.gate.open();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#turning;
    this.#life?.gate.close();
    await this.engine.stop();
  }
}

/** How far a run may go, and where it could stand so far. */
class RunState {
  readonly stops: number[] = [];
  isOver = false;
  /** The world that ends is not the last. */
  hasNext = false;
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
    if (how === 'over' && !this.hasNext) this.isOver = true;
    if (how === 'waiting' || this.isOver) for (const tell of this.#arrived.splice(0)) tell();
  }

  end(): void {
    this.hasNext = false;
    this.stands('over');
  }

  head(target: Target): Promise<void> {
    this.#target = target;
    if (this.isOver) return Promise.resolve();
    return new Promise((resolve) => this.#arrived.push(resolve));
  }
}
