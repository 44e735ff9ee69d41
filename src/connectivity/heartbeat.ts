import type { Heartbeat } from './venue-link.ts';

export type Beat = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'protocol' };

/** When a socket must say that it is there, and how. */
export class HeartbeatTimer {
  readonly #heartbeat: Heartbeat;
  #everyMs: number;
  #dueAtMs = Infinity;
  #lastId = 0;

  constructor(heartbeat: Heartbeat) {
    this.#heartbeat = heartbeat;
    this.#everyMs = heartbeat.everyMs;
  }

  /** The socket is open; `everyMs` where the venue has just named another pace. */
  start(nowMs: number, everyMs?: number): void {
    this.#everyMs = everyMs ?? this.#heartbeat.everyMs;
    this.#dueAtMs = nowMs + this.#everyMs;
  }

  stop(): void {
    this.#dueAtMs = Infinity;
  }

  /** What is to be sent now, if it is time. */
  due(nowMs: number): Beat | undefined {
    if (nowMs < this.#dueAtMs) return undefined;
    this.#dueAtMs = nowMs + this.#everyMs;
    return this.beat(nowMs);
  }

  /** A heartbeat out of turn: the last question to a silent line. */
  beat(nowMs: number): Beat {
    const heartbeat = this.#heartbeat;
    if (heartbeat.kind === 'protocol') return { kind: 'protocol' };
    this.#lastId += 1;
    return { kind: 'text', text: heartbeat.text(this.#lastId, nowMs) };
  }
}
