import type { Fact } from '../domain/fact.ts';
import type { AtMs } from '../domain/units.ts';
import type { Engine } from '../engine/engine.ts';
import type { Projection } from '../visualizer/projection.ts';
import type { Timeline } from './timeline.ts';

/** An instant to go to: after a fact, or after all that was up to a time. */
export type Target = { readonly seq: number } | { readonly atMs: number };

export interface Way {
  /** Something else is wanted: it stops where it is. */
  isGivenUp(): boolean;
  /** How far it has come, 0 to 1. */
  told(fraction: number): void;
}

/** A run that is over, at one of its instants. */
export interface Film {
  /** What it was made from, for people. */
  readonly source: string;
  readonly timeline: Timeline;
  /** The last fact that was, and the time. */
  at(): { readonly seq: number; readonly atMs: AtMs };
  /** The nearest instant before, or after, a seq; the facts of one input may be one instant. */
  stopBefore(seq: number): number;
  stopAfter(seq: number): number;
  reach(target: Target, way: Way): Promise<void>;
  /**
   * Time that passes while it is on its way to an instant: shows what is kept of the one that it has come to by now. Says whether
   * that is so; where it plays from what is kept at once there is no such thing.
   */
  pass?(atMs: number): boolean;
  scene(): Pick<Engine, 'status' | 'signals' | 'inspect'>;
  projection(): Projection;
  /** All of them, also those that are still to come. */
  facts(fromSeq: number): Iterable<Fact>;
  /** The same run once more, at its end, to go its own way; what is known of the run they share. */
  another(): Film;
  close(): Promise<void>;
}
