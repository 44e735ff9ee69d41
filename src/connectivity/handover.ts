import { Dedupe } from './dedupe.ts';
import type { SocketKind } from './venue-link.ts';

export type Side = 'old' | 'new';

/**
 * While one socket replaces another both carry the same topics: says which of their frames count. `switch`: a topic is the
 * new one's from its first frame there on. `both`: whoever says something first is heard, repeats are dropped.
 */
export class Handover {
  readonly #overlap: SocketKind['overlap'];
  readonly #dedupe: Dedupe;
  readonly #switched = new Set<string>();

  constructor(overlap: SocketKind['overlap'], dedupeKeysMax: number) {
    this.#overlap = overlap;
    this.#dedupe = new Dedupe(dedupeKeysMax);
  }

  /** Whether a frame of a topic counts. */
  passes(side: Side, topic: string, text: string): boolean {
    if (this.#overlap === 'both') return !this.#dedupe.isRepeat(text);
    if (side === 'new') this.#switched.add(topic);
    return side === 'new' || !this.#switched.has(topic);
  }

  /** Topics that the new socket has taken over: should it be lost, their streams are broken. */
  get switched(): ReadonlySet<string> {
    return this.#switched;
  }

  /** Whether nothing more is to be had from the old socket; with `both` that is a matter of time. */
  isDone(topics: number): boolean {
    return this.#overlap === 'both' || this.#switched.size >= topics;
  }
}
