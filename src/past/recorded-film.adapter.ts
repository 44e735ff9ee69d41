import { sleep } from '../clock/wall-clock.adapter.ts';
import type { Fact } from '../domain/fact.ts';
import type { AtMs } from '../domain/units.ts';
import type { Projection } from '../visualizer/projection.ts';
import type { Film, Target, Way } from './film.ts';
import { sceneIn } from './frame.adapter.ts';
import type { Frame, Scene } from './frame.adapter.ts';
import { RecordedRun } from './recorded-run.ts';
import type { OpenRun } from './recorded-run.ts';
import { frameNow, reelOf } from './reel.adapter.ts';
import type { Reel, Reeling } from './reel.adapter.ts';
import type { Timeline } from './timeline.ts';

const LOOK_EVERY_MS = 50;

/** What is shown: an instant that was kept, or a run where it stands. */
interface Shown {
  readonly seq: number;
  readonly nowMs: AtMs;
  readonly projection: Projection;
  readonly engine: Scene;
}

/**
 * A recording as it goes through the entire engine: markets, books and decisions as they were. It is run once to its end, and its
 * instants are kept on the way: to go to one costs nothing. What lies between them is run again, from the beginning or from where
 * the last such run stands, while the page keeps what it showed; who plays goes on meanwhile from one kept instant to the next.
 */
export class RecordedFilm implements Film {
  readonly source: string;
  readonly #open: OpenRun;
  readonly #reel: Reel;
  #shown: Shown;
  /** A whole engine, for who looks at what is not kept. */
  #run: RecordedRun | undefined;
  /** It is on its way to a time, and not there yet. */
  #isOnItsWay = false;

  private constructor(source: string, open: OpenRun, reel: Reel) {
    this.source = source;
    this.#open = open;
    this.#reel = reel;
    this.#shown = this.#kept(reel.end);
  }

  /** Runs it to its end. Throws what opening the recording throws; one that is cut short is used up to the cut. */
  static async open(source: string, open: OpenRun, how?: Reeling): Promise<RecordedFilm> {
    return new RecordedFilm(source, open, await reelOf(open, how));
  }

  another(): RecordedFilm {
    return new RecordedFilm(this.source, this.#open, this.#reel);
  }

  /** What the recording ended with, where that was not its end. */
  get fault(): unknown {
    return this.#reel.fault;
  }

  get timeline(): Timeline {
    return this.#reel.timeline;
  }

  at(): { readonly seq: number; readonly atMs: AtMs } {
    return { seq: this.#shown.seq, atMs: this.#shown.nowMs };
  }

  stopBefore(seq: number): number {
    return this.#reel.stops.findLast((stop) => stop < seq) ?? 0;
  }

  stopAfter(seq: number): number {
    return this.#reel.stops.find((stop) => stop > seq) ?? this.timeline.lastSeq;
  }

  async reach(target: Target, way: Way): Promise<void> {
    // somewhere after that fact already, before the next
    if ('seq' in target && this.stopAfter(target.seq - 1) === this.#shown.seq) return;
    const frame = 'seq' in target ? this.#frameAt(target.seq) : undefined;
    if (frame === undefined) await this.#runTo(target, way);
    else this.#shown = this.#kept(frame);
  }

  pass(atMs: number): boolean {
    if (!this.#isOnItsWay || this.#shown === this.#run) return false;
    const { frames } = this.#reel;
    const frame = frames.of(frames.seqBefore(this.timeline.seqAt(atMs) + 1));
    if (frame !== undefined && frame.seq > this.#shown.seq) this.#shown = this.#kept(frame);
    return true;
  }

  scene(): Scene {
    return this.#shown.engine;
  }

  projection(): Projection {
    return this.#shown.projection;
  }

  facts(fromSeq: number): Iterable<Fact> {
    return this.#reel.facts.slice(Math.max(0, fromSeq - 1));
  }

  async close(): Promise<void> {
    await this.#run?.close();
  }

  /** The instant that a fact is in, where it is kept. */
  #frameAt(seq: number): Frame | undefined {
    const { end, frames } = this.#reel;
    const stop = this.stopAfter(seq - 1);
    return stop >= end.seq ? end : frames.of(stop);
  }

  #kept(frame: Frame): Shown {
    const { seq, atMs: nowMs, projection } = frame;
    return { seq, nowMs, projection, engine: sceneIn(frame, (input) => this.#reel.inputs.get(input)) };
  }

  async #runTo(target: Target, way: Way): Promise<void> {
    const shown = this.#shown;
    this.#isOnItsWay = 'atMs' in target;
    const run = await this.#runBefore(target);
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
    this.#isOnItsWay = false;
    // one that is not there yet would jump back before it goes on
    const hasPassed = this.#shown !== shown && this.#shown.seq > run.seq;
    if (!way.isGivenUp() && !hasPassed) this.#shown = run;
  }

  /** A run that is not past a target: the one there is, or another from the beginning, which keeps what it passes last. */
  async #runBefore(target: Target): Promise<RecordedRun> {
    const held = this.#run;
    const isBefore =
      held !== undefined && ('seq' in target ? target.seq > this.stopBefore(held.seq) : target.atMs >= held.nowMs);
    if (isBefore) return held;
    const { frames, stops } = this.#reel;
    const nearSeq = 'seq' in target ? frames.seqBefore(target.seq) : Infinity;
    this.#run = undefined;
    await held?.close();
    this.#run = await RecordedRun.begin(this.#open, {
      stop: (at, run) => {
        const seq = stops[at] ?? 0;
        if (seq > nearSeq && frames.of(seq) === undefined) frames.keepNear(frameNow(run));
      },
    });
    return this.#run;
  }
}
