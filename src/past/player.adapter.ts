import { interval } from 'rxjs';
import type { Subscription } from 'rxjs';
import { hrtimeMs } from '../clock/wall-clock.adapter.ts';
import type { MarkKind, PastSpeed, PastState } from '../visualizer/messages.ts';
import type { PastRequest } from '../visualizer/past-request.ts';
import type { Film, Target } from './film.ts';

const PLAYED_EVERY_MS = 100;
/** A process that was held up does not make up for it. */
const LAG_MAX_MS = 1000;

/** Moves a film to where it is wanted: one way at a time, the last wish counts. */
export class Player {
  readonly #film: Film;
  readonly #beat: Subscription;
  #isPlaying = false;
  #speed: PastSpeed = 60;
  #playedMs = 0;
  #beatMs = 0;
  #wanted: Target | undefined;
  #seeking: number | null = null;
  #isClosed = false;
  #pursuit: Promise<void> | undefined;

  constructor(film: Film) {
    this.#film = film;
    this.#beat = interval(PLAYED_EVERY_MS).subscribe(() => this.#play());
  }

  state(): PastState {
    const { source, timeline } = this.#film;
    const { seq, atMs } = this.#film.at();
    const { lastSeq, fromMs, toMs } = timeline;
    return {
      source,
      seq,
      atMs,
      lastSeq,
      fromMs,
      toMs: Math.max(toMs, atMs),
      isPlaying: this.#isPlaying,
      speed: this.#speed,
      seeking: this.#isPlaying ? null : this.#seeking,
    };
  }

  act(request: PastRequest): void {
    switch (request.act) {
      case 'seek':
        return this.#go({ seq: Math.min(request.seq, this.#film.timeline.lastSeq) });
      case 'seek-time':
        return this.#go({ seq: this.#film.timeline.seqAt(request.atMs) });
      case 'pause':
        // it stands where it is
        return this.#isPlaying ? this.#go(undefined) : undefined;
      case 'step':
        return this.#go({ seq: this.#stepped(request.by) });
      case 'jump':
        return this.#jump(request.to, request.by);
      case 'play':
        return this.#start(request.speed);
    }
  }

  /** Resolves when it has stopped whatever it was doing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#beat.unsubscribe();
    await this.#pursuit;
  }

  /** Where it stands, or will once it is there: steps that come faster than it goes all count. */
  get #seq(): number {
    return this.#wanted !== undefined && 'seq' in this.#wanted ? this.#wanted.seq : this.#film.at().seq;
  }

  #stepped(by: 1 | -1): number {
    return by === 1 ? this.#film.stopAfter(this.#seq) : this.#film.stopBefore(this.#seq);
  }

  #jump(to: MarkKind, by: 1 | -1): void {
    const { timeline } = this.#film;
    // of one instant all facts are seen already
    const seq = by === 1 ? timeline.next(to, this.#seq) : timeline.previous(to, this.#film.stopBefore(this.#seq) + 1);
    if (seq !== undefined) this.#go({ seq });
  }

  #start(speed: PastSpeed): void {
    const { seq, atMs } = this.#film.at();
    const { timeline } = this.#film;
    this.#speed = speed;
    // from the end it begins anew
    const isAtEnd = seq >= timeline.lastSeq;
    this.#go(isAtEnd ? { seq: 0 } : undefined);
    this.#playedMs = isAtEnd ? timeline.fromMs : Math.max(timeline.atMs(seq), atMs);
    this.#beatMs = hrtimeMs();
    this.#isPlaying = true;
  }

  #play(): void {
    if (!this.#isPlaying) return;
    const nowMs = hrtimeMs();
    const passedMs = Math.min(LAG_MAX_MS, nowMs - this.#beatMs);
    this.#beatMs = nowMs;
    if (this.#pursuit !== undefined) return this.#pass(passedMs);
    const { timeline } = this.#film;
    if (this.#film.at().seq >= timeline.lastSeq) {
      this.#isPlaying = false;
      return;
    }
    this.#playedMs = this.#speed === 'max' ? timeline.toMs : this.#playedMs + passedMs * this.#speed;
    this.#want({ atMs: this.#playedMs });
  }

  /** Nobody waits for an engine that is still coming from the beginning of a recording. */
  #pass(passedMs: number): void {
    if (this.#speed === 'max') return;
    const playedMs = this.#playedMs + passedMs * this.#speed;
    if (this.#film.pass?.(playedMs) === true) this.#playedMs = playedMs;
  }

  /** Somebody wants to be elsewhere, or to stay. */
  #go(target: Target | undefined): void {
    this.#isPlaying = false;
    this.#want(target ?? { seq: this.#film.at().seq });
  }

  #want(target: Target): void {
    this.#wanted = target;
    this.#pursuit ??= this.#pursue().finally(() => (this.#pursuit = undefined));
  }

  async #pursue(): Promise<void> {
    while (this.#wanted !== undefined && !this.#isClosed) {
      const target = this.#wanted;
      this.#seeking = 0;
      await this.#film.reach(target, {
        isGivenUp: () => this.#isClosed || this.#wanted !== target,
        told: (fraction) => (this.#seeking = fraction),
      });
      if (this.#wanted === target) this.#wanted = undefined;
    }
    this.#seeking = null;
  }
}
