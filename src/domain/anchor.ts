import type { Json } from './codec.ts';
import type { AtMs } from './units.ts';

/** Where the facts of a journal begin once retention has removed the older ones: the chain goes on from here. */
export interface JournalAnchor {
  /** Of the last fact removed. Every fact from 1 to it is gone, so it is their number too. */
  readonly seq: number;
  /** Of that fact, hex: what the first fact that is left is chained to. */
  readonly hash: string;
  /** When that fact was. */
  readonly atMs: AtMs;
  /** When it was removed, engine time. */
  readonly prunedAtMs: AtMs;
  /** What the facts removed had come to, for whoever reads the others. */
  readonly opening: Json;
}

/** What retention removes at one go. */
export interface JournalCut {
  /** Every fact up to this one goes; never the last of the journal. */
  readonly throughSeq: number;
  readonly prunedAtMs: AtMs;
  readonly opening: Json;
}
