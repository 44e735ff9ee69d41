import { sleep } from '../clock/wall-clock.adapter.ts';
import type { Fact } from '../domain/fact.ts';
import type { AtMs } from '../domain/units.ts';
import type { Engine } from '../engine/engine.ts';
import type { Projection } from '../visualizer/projection.ts';
import type { Film, Target, Way } from './film.ts';
import { RecordedRun } from './recorded-run.ts';
import type { OpenRun } from './recorded-run.ts';
import { Timeline } from './timeline.ts';

const LOOK_EVERY_MS = 50;
/** Each is a whole engine. */
const PARKED_MAX = 2;

/**
 * A recording as it goes through the entire engine: markets, books and decisions as they were. It is run once to its end for the
 * timeline; to go back it is run again from its beginning, as fast as it goes, while the page keeps what it showed.
 */
export class RecordedFilm implements Film {
  readonly source: string;
  readonly timeline = new Timeline();
  readonly #open: OpenRun;
  readonly #facts: Fact[] = [];
  readonly #stops: readonly number[];
  readonly #fault: unknown;
  #run: RecordedRun;
  /** Runs that stand further on: to go forward again is quick. */
  readonly #parked: RecordedRun[] = [];

  private constructor(source: string, open: OpenRun, whole: { readonly run: RecordedRun; readonly facts: Fact[] }) {
    this.source = source;
    this.#open = open;
    this.#run = whole.run;
    this.#facts = whole.facts;
    this.#stops = whole.run.stops;
    this.#fault = whole.run.fault;
    for (const fact of whole.facts) this.timeline.add(fact);
  }

  /** Runs it to its end. Throws what opening the recording throws; one that is cut short is used up to the cut. */
  static async open(source: string, open: OpenRun, told: (nowMs: AtMs) => void): Promise<RecordedFilm> {
    const facts: Fact[] = [];
    const run = await RecordedRun.begin(open, (fact) => facts.push(fact));
    const end = new AbortController();
    const reached = run.reach({ atMs: Infinity }).then(() => end.abort());
    while (!end.signal.aborted) {
      await sleep(LOOK_EVERY_MS, end.signal);
      told(run.nowMs);
    }
    await reached;
    return new RecordedFilm(source, open, { run, facts });
  }

  /** What the recording ended with, where that was not its end. */
  get fault(): unknown {
    return this.#fault;
  }

  at(): { readonly seq: number; readonly atMs: AtMs } {
    return { seq: this.#run.seq, atMs: this.#run.nowMs };
  }

  stopBefore(seq: number): number {
    return this.#stops.findLast((stop) => stop < seq) ?? 0;
  }

  stopAfter(seq: number): number {
    return this.#stops.find((stop) => stop > seq) ?? this.timeline.lastSeq;
  }

  async reach(target: Target, way: Way): Promise<void> {
    const run = this.#nearest(target) ?? (await RecordedRun.begin(this.#open));
    const arrived = new AbortController();
    const reached = run.reach(target).then(() => arrived.abort());
    const toMs = 'seq' in target ? this.timeline.atMs(target.seq) : Math.min(target.atMs, this.timeline.toMs);
    const fromMs = run.nowMs;
    while (!arrived.signal.aborted) {
      await sleep(LOOK_EVERY_MS, arrived.signal);
      way.told(Math.min(1, Math.max(0, (run.nowMs - fromMs) / Math.max(1, toMs - fromMs))));
      if (way.isGivenUp()) run.hold();
    }
    await reached;
    if (run !== this.#run) await this.#show(run);
  }

  scene(): Pick<Engine, 'status' | 'signals' | 'inspect'> {
    return this.#run.engine;
  }

  projection(): Projection {
    return this.#run.projection;
  }

  facts(fromSeq: number): Iterable<Fact> {
    return this.#facts.slice(Math.max(0, fromSeq - 1));
  }

  async close(): Promise<void> {
    for (const run of [this.#run, ...this.#parked]) await run.close();
  }

  /** Of the runs that are not past a target, the one that has come furthest. */
  #nearest(target: Target): RecordedRun | undefined {
    const isBefore = (run: RecordedRun): boolean =>
      'seq' in target ? target.seq > this.stopBefore(run.seq) : target.atMs >= run.nowMs;
    const [first, ...others] = [this.#run, ...this.#parked].filter(isBefore);
    return others.reduce((best, run) => (best !== undefined && best.seq >= run.seq ? best : run), first);
  }

  async #show(run: RecordedRun): Promise<void> {
    const rest = [this.#run, ...this.#parked].filter((one) => one !== run);
    this.#run = run;
    this.#parked.splice(0, this.#parked.length, ...rest.slice(0, PARKED_MAX));
    for (const one of rest.slice(PARKED_MAX)) await one.close();
  }
}
