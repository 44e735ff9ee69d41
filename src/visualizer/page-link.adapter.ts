import type { WebSocket } from 'ws';
import { isRecord } from '../domain/codec.ts';
import { pastRequestOf } from './past-request.ts';
import type { Past } from './stage.ts';

/** A page that has this much unread is left alone until it has read it, and then gets a snapshot. */
const UNREAD_MAX_BYTES = 1_000_000;
/** Rounds after which a page that reads nothing is let go. */
const STUCK_ROUNDS_MAX = 240;
const AS_TEXT = { binary: false };

/** A text message; as bytes where many pages are told it, so that it is encoded once. */
export type Message = string | Buffer;

export interface Round {
  readonly n: number;
  /** `undefined` when nothing changed. */
  readonly delta: Message | undefined;
  /** Made when somebody needs it, once a round. */
  snapshot(): Message;
  /** What came after what a page had when it lost its socket, this round included; `undefined` where only a snapshot helps. */
  since(resume: Resume): readonly string[] | undefined;
  /** The actor message for the actor a page looks at. */
  actor(id: string): string | undefined;
}

/** What a page that comes back has: all up to delta `n` of a session. */
export interface Resume {
  readonly session: string;
  readonly n: number;
}

export interface PageOptions {
  readonly resume?: Resume | undefined;
  /** Of a run that is over: a page may move the instant that is looked at. */
  readonly past?: Pick<Past, 'act'> | undefined;
}

/** One connected page: nothing is queued for it here, and what the socket holds is bounded. */
export class PageLink {
  readonly #socket: WebSocket;
  #resume: Resume | undefined;
  #hasSnapshot = false;
  #stuckRounds = 0;
  #watched: string | undefined;
  #toldActor: string | undefined;

  constructor(socket: WebSocket, { resume, past }: PageOptions = {}) {
    this.#socket = socket;
    this.#resume = resume;
    socket.on('message', (data, isBinary) => {
      const message = isBinary || !Buffer.isBuffer(data) ? undefined : parsed(data.toString('utf8'));
      const watch = watchOf(message);
      const request = watch === undefined && past !== undefined ? pastRequestOf(message) : undefined;
      if (request !== undefined) past?.act(request);
      else if (watch === undefined) socket.close(1008, 'only watch messages are read');
      else {
        this.#watched = watch.actor;
        this.#toldActor = undefined;
      }
    });
  }

  /** Tells what the round brings, as far as the page keeps up. */
  tell(round: Round): void {
    const { bufferedAmount } = this.#socket;
    if (bufferedAmount > UNREAD_MAX_BYTES || (bufferedAmount > 0 && !this.#hasSnapshot && this.#stuckRounds > 0)) {
      this.#hasSnapshot = false;
      this.#stuckRounds += 1;
      if (this.#stuckRounds > STUCK_ROUNDS_MAX) this.#socket.terminate();
      return;
    }
    this.#stuckRounds = 0;
    if (!this.#hasSnapshot) {
      const missed = this.#resume === undefined ? undefined : round.since(this.#resume);
      for (const text of missed ?? [round.snapshot()]) this.#socket.send(text, AS_TEXT);
      this.#resume = undefined;
      this.#hasSnapshot = true;
    } else if (round.delta !== undefined) this.#socket.send(round.delta, AS_TEXT);
    const actor = this.#watched === undefined ? undefined : round.actor(this.#watched);
    if (actor !== undefined && actor !== this.#toldActor) {
      this.#socket.send(actor);
      this.#toldActor = actor;
    }
  }

  close(): void {
    this.#socket.close(1001, 'the engine stops');
    this.#socket.terminate();
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What any page may say; anything else is `undefined`. */
const watchOf = (message: unknown): { readonly actor: string | undefined } | undefined => {
  if (!isRecord(message) || message['type'] !== 'watch') return undefined;
  const { actor } = message;
  if (actor === null) return { actor: undefined };
  return typeof actor === 'string' ? { actor } : undefined;
};
