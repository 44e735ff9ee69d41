import { sleep } from '../clock/wall-clock.adapter.ts';
import type { Fact } from '../domain/fact.ts';
import type { AtMs } from '../domain/units.ts';
import type { RememberedInput } from '../engine/view/input-log.ts';
import { frameOf } from './frame.adapter.ts';
import type { Frame } from './frame.adapter.ts';
import { KeptFrames } from './kept-frames.ts';
import { RecordedRun } from './recorded-run.ts';
import type { OpenRun } from './recorded-run.ts';
import { Timeline } from './timeline.ts';

const LOOK_EVERY_MS = 50;
/** Inputs that led to facts: the last ones of a run. */
const INPUTS_MAX = 5000;

/** A recording from its beginning to its end: its facts, and its instants as far as they are kept. */
export interface Reel {
  readonly timeline: Timeline;
  readonly facts: readonly Fact[];
  /** The instants at which it can stand: the last fact of each. */
  readonly stops: readonly number[];
  readonly frames: KeptFrames;
  readonly inputs: ReadonlyMap<number, RememberedInput>;
  /** After the last fact, and whatever came then. */
  readonly end: Frame;
  /** What the recording ended with, where that was not its end. */
  readonly fault: unknown;
}

export interface Reeling {
  /** Hears the time it has come to. */
  readonly told?: (nowMs: AtMs) => void;
  /** Instants kept at most. */
  readonly keptMax?: number;
}

/** Runs a recording to its end. Throws what opening it throws; one that is cut short is used up to the cut. */
export const reelOf = async (open: OpenRun, { told, keptMax }: Reeling = {}): Promise<Reel> => {
  const facts: Fact[] = [];
  const timeline = new Timeline();
  const frames = new KeptFrames(keptMax);
  const inputs = new Map<number, RememberedInput>();
  let remembered = 0;
  const run = await RecordedRun.begin(open, {
    fact: (fact) => {
      facts.push(fact);
      timeline.add(fact);
    },
    stop: (at, stopped) => {
      for (const { cause } of facts.slice(remembered)) remember(inputs, cause, stopped.engine.inspect.input(cause));
      remembered = facts.length;
      if (frames.isDue(at)) frames.keep(at, frameNow(stopped));
    },
  });
  const end = new AbortController();
  const reached = run.reach({ atMs: Infinity }).then(() => end.abort());
  while (!end.signal.aborted) {
    await sleep(LOOK_EVERY_MS, end.signal);
    told?.(run.nowMs);
  }
  await reached;
  const { stops, fault } = run;
  const reel = { timeline, facts, stops, frames, inputs, end: frameNow(run), fault };
  await run.close();
  return reel;
};

export const frameNow = ({ engine, seq, nowMs: atMs, projection }: RecordedRun): Frame =>
  frameOf(engine, { seq, atMs, projection });

const remember = (inputs: Map<number, RememberedInput>, seq: number, input: RememberedInput | undefined): void => {
  if (input === undefined) return;
  inputs.set(seq, input);
  const [oldest] = inputs.keys();
  if (inputs.size > INPUTS_MAX && oldest !== undefined) inputs.delete(oldest);
};
