import { Dedupe } from './dedupe.ts';
import type { Channel, SocketKind } from './venue-link.ts';

export type Side = 'old' | 'new';

/**
 * While one socket replaces another both carry the same topics: says which of their frames count. `switch`: a topic is the
 * new one's from its first frame there on, which is dropped where the old one has said the same already. `both`: whoever
 * says something first is heard, repeats are dropped.
 */
export class Handover {
  readonly #overlap: SocketKind['overlap'];
  readonly #dedupe: Dedupe;
  readonly #switched = new Set<string>();

  constructor(overlap: SocketKind['overlap'], dedupeKeysMax: number) {
    this.#overlap = overlap;
    this.#dedupe = new Dedupe(dedupeKeysMax);
  }

  /** Whether a frame of a channel counts. */
  passes(side: Side, { topic, carries }: Channel, text: string): boolean {
    // Trades are told once each and build on nothing: none may be missed in changing over.
    const isEach = carries === 'trades' || carries === 'liquidations';
    if (side === 'new') this.#switched.add(topic);
    if (this.#overlap === 'both' || isEach) return !this.#dedupe.isRepeat(text);
    if (side === 'new') return !this.#dedupe.knows(text);
    if (this.#switched.has(topic)) return false;
    this.#dedupe.isRepeat(text);
    return true;
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
