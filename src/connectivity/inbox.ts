import type { VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { FeedInput } from './feed-input.ts';

/** Frames that may wait: some seconds of everything, or a fraction of a second of a storm. */
export const FRAMES_MAX = 50_000;

type Told = (venue: VenueId, conn: string, count: number) => void;

interface Entry {
  input: FeedInput;
  readonly latest: string | undefined;
}

/**
 * The bounded buffer between sockets and the engine, for all venues. A frame that says all there is of its topic takes the
 * place of the one before that still waits. When too many frames wait nevertheless, the connection that has most of them
 * waiting loses them all, and is told, so that what was built from them is built anew: no gap without a mark. Nothing but
 * frames is ever dropped.
 */
export class Inbox {
  readonly #framesMax: number;
  #entries: (Entry | undefined)[] = [];
  #first = 0;
  #size = 0;
  #frames = 0;
  readonly #framesOf = new Map<string, number>();
  readonly #latest = new Map<string, Entry>();
  #told: Told = () => undefined;

  constructor(framesMax: number) {
    this.#framesMax = framesMax;
  }

  /** Inputs that wait. */
  get size(): number {
    return this.#size;
  }

  /** How full it is, 0 to 1. */
  get fill(): number {
    return this.#frames / this.#framesMax;
  }

  onOverflow(told: Told): void {
    this.#told = told;
  }

  push(input: FeedInput, latest?: string): void {
    // What comes after a loss must not slip in before it.
    if (input.kind === 'connection') this.#latest.clear();
    const waiting = latest === undefined ? undefined : this.#latest.get(latest);
    if (waiting !== undefined) {
      waiting.input = input;
      return;
    }
    const entry = { input, latest };
    this.#entries.push(entry);
    this.#size += 1;
    if (latest !== undefined) this.#latest.set(latest, entry);
    if (input.kind !== 'frame') return;
    this.#count(connOf(input), 1);
    if (this.#frames > this.#framesMax) this.#overflow();
  }

  /** Takes out the oldest, at most so many. */
  take(countMax: number): readonly Input[] {
    const taken: Input[] = [];
    while (taken.length < countMax && this.#first < this.#entries.length) {
      const entry = this.#entries[this.#first];
      this.#entries[this.#first] = undefined;
      this.#first += 1;
      if (entry === undefined) continue;
      this.#forget(entry);
      taken.push(entry.input);
    }
    if (this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
    return taken;
  }

  #overflow(): void {
    let victim = '';
    let most = 0;
    for (const [conn, frames] of this.#framesOf) {
      if (frames <= most) continue;
      most = frames;
      victim = conn;
    }
    let lost: Extract<FeedInput, { kind: 'frame' }> | undefined;
    for (let at = this.#first; at < this.#entries.length; at += 1) {
      const entry = this.#entries[at];
      if (entry?.input.kind !== 'frame' || connOf(entry.input) !== victim) continue;
      lost = entry.input;
      this.#entries[at] = undefined;
      this.#forget(entry);
    }
    if (lost !== undefined) this.#told(lost.venue, lost.conn, most);
  }

  #forget({ input, latest }: Entry): void {
    this.#size -= 1;
    if (latest !== undefined && this.#latest.get(latest)?.input === input) this.#latest.delete(latest);
    if (input.kind === 'frame') this.#count(connOf(input), -1);
  }

  #count(conn: string, by: 1 | -1): void {
    this.#frames += by;
    const frames = (this.#framesOf.get(conn) ?? 0) + by;
    if (frames === 0) this.#framesOf.delete(conn);
    else this.#framesOf.set(conn, frames);
  }
}

export const createInbox = (framesMax: number = FRAMES_MAX): Inbox => new Inbox(framesMax);

const connOf = ({ venue, conn }: Extract<FeedInput, { kind: 'frame' }>): string => `${venue} ${conn}`;
