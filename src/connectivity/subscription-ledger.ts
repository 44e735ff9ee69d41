import { Suspects } from './suspects.ts';
import { UnansweredMessages } from './unanswered-messages.ts';
import type { Channel, SocketWord } from './venue-link.ts';

/** A message to send: `topics` are at most as many as one message may carry. */
export interface SubscriptionMessage {
  readonly kind: 'subscribe' | 'unsubscribe';
  readonly topics: readonly string[];
  readonly id: number;
}

interface Entry {
  readonly channel: Channel;
  /** `waiting`: to be asked for; `asked`: no answer yet; `standing`: confirmed, or its data came. */
  state: 'waiting' | 'asked' | 'standing';
  /** Silence is counted from here. */
  sinceMs: number;
  heardAtMs: number | undefined;
  /** How often it was asked for without any answer. */
  asks: number;
  /** Most topics that may share its next message: halved when a message was refused without saying which topic. */
  groupMax: number;
}

/** Where the venue says "too fast" without saying for how long. */
export const RETRY_AFTER_MS = 5000;

/** A cut within this after something was asked for may be the answer to it. */
const CUT_ANSWER_MS = 3000;

type Confirmed = Extract<SocketWord, { kind: 'confirmed' }>;
type Refused = Extract<SocketWord, { kind: 'refused' }>;

/** Which topics one socket carries, asks for and has been refused; plain bookkeeping, the line sends what it says. */
export class SubscriptionLedger {
  readonly #perMessage: number;
  readonly #entries = new Map<string, Entry>();
  readonly #leaving = new Set<string>();
  readonly #suspects = new Suspects();
  readonly #messages = new UnansweredMessages();
  #notStanding = 0;
  #notBeforeMs = 0;

  constructor(topicsPerMessage: number) {
    this.#perMessage = Math.max(1, topicsPerMessage);
  }

  get size(): number {
    return this.#entries.size;
  }

  get standing(): number {
    return this.#entries.size - this.#notStanding;
  }

  /** Topics that may not be silent for long. */
  get watched(): number {
    return [...this.#entries.values()].filter(({ channel }) => channel.silenceMs !== undefined).length;
  }

  /** Whether everything wanted stands. */
  get isComplete(): boolean {
    return this.#notStanding === 0;
  }

  add(channel: Channel): void {
    if (this.#entries.has(channel.topic)) return;
    this.#leaving.delete(channel.topic);
    this.#entries.set(channel.topic, {
      channel,
      state: 'waiting',
      sinceMs: 0,
      heardAtMs: undefined,
      asks: 0,
      groupMax: this.#perMessage,
    });
    this.#notStanding += 1;
  }

  /** No longer wanted; `unsubscribe` where the venue may know of it. */
  remove(topic: string): void {
    const entry = this.#entries.get(topic);
    if (entry === undefined) return;
    if (entry.state !== 'waiting') this.#leaving.add(topic);
    if (entry.state !== 'standing') this.#notStanding -= 1;
    this.#entries.delete(topic);
    this.#suspects.clear(topic);
  }

  /** Unsubscribes and subscribes anew: its stream begins again. */
  renew(topic: string): void {
    const entry = this.#entries.get(topic);
    if (entry === undefined) return;
    if (entry.state !== 'waiting') this.#leaving.add(topic);
    this.#await(entry);
    entry.asks = 0;
  }

  /** The next message, or `undefined` when there is none (now). */
  take(nowMs: number): SubscriptionMessage | undefined {
    if (nowMs < this.#notBeforeMs) return undefined;
    const leaving = [...this.#leaving].slice(0, this.#perMessage);
    if (leaving.length > 0) {
      for (const topic of leaving) this.#leaving.delete(topic);
      return { kind: 'unsubscribe', topics: leaving, id: this.#messages.nextId() };
    }
    if (this.#suspects.size > 0) this.#suspects.prepare(this.#topics('waiting'), this.#topics('asked').length);
    const topics: string[] = [];
    let groupMax = 0;
    for (const [topic, entry] of this.#entries) {
      if (entry.state !== 'waiting' || (groupMax > 0 && entry.groupMax !== groupMax)) continue;
      if (!this.#suspects.admits(topic)) continue;
      ({ groupMax } = entry);
      entry.state = 'asked';
      entry.sinceMs = nowMs;
      entry.heardAtMs = undefined;
      entry.asks += 1;
      topics.push(topic);
      if (topics.length >= groupMax) break;
    }
    if (topics.length === 0) return undefined;
    const id = this.#messages.nextId();
    this.#messages.sent(id, topics);
    return { kind: 'subscribe', topics, id };
  }

  /** Data of a topic came; its channel, or `undefined` when it is none of ours. */
  heard(topic: string, nowMs: number): Channel | undefined {
    const entry = this.#entries.get(topic);
    if (entry === undefined) return undefined;
    entry.heardAtMs = nowMs;
    if (entry.state === 'asked') this.#stand(entry);
    return entry.channel;
  }

  confirmed(word: Confirmed): void {
    for (const topic of this.#messages.answered(word)) {
      const entry = this.#entries.get(topic);
      if (entry?.state === 'asked') this.#stand(entry);
    }
  }

  /**
   * A refusal: the channels given up for good. A message of several topics refused without saying which is asked again
   * in halves; whoever asks too fast waits.
   */
  refused(word: Refused, nowMs: number): readonly Channel[] {
    const topics = this.#messages.answered(word);
    const isNamed = word.topics !== undefined || topics.length === 1;
    const givenUp: Channel[] = [];
    for (const topic of topics) {
      const entry = this.#entries.get(topic);
      if (entry === undefined) continue;
      if (word.because === 'unknown' && isNamed) {
        givenUp.push(entry.channel);
        this.remove(topic);
        this.#leaving.delete(topic);
      } else {
        this.#await(entry);
        if (word.because === 'unknown') entry.groupMax = Math.max(1, topics.length >> 1);
      }
    }
    if (word.because === 'rate-limited') this.pauseUntil(nowMs + (word.retryAfterMs ?? RETRY_AFTER_MS));
    return givenUp;
  }

  /** The venue cut the connection: perhaps for what was just asked for. The channels given up for it, the cause first. */
  cut(nowMs: number): readonly Channel[] {
    const asked = [...this.#entries.values()].filter(({ state }) => state === 'asked');
    const askedAtMs = Math.max(...asked.map(({ sinceMs }) => sinceMs));
    if (asked.length === 0 || nowMs - askedAtMs > CUT_ANSWER_MS) return [];
    return this.#suspects.cut(
      asked.map(({ channel }) => channel),
      this.standing > 0 ? 'stood' : 'none',
    );
  }

  /** Nothing is asked before then. */
  pauseUntil(untilMs: number): void {
    this.#notBeforeMs = Math.max(this.#notBeforeMs, untilMs);
  }

  /**
   * Asks again for what was not answered within `answerMs`; how often the most patient of them was asked for. Where the
   * venue answers no subscription at all, what was asked for is taken to stand, and only its silence tells.
   */
  askAgain(nowMs: number, answerMs: number): number {
    let asksMax = 0;
    for (const entry of this.#entries.values()) {
      if (entry.state !== 'asked' || nowMs - entry.sinceMs < answerMs) continue;
      if (!this.#messages.hasAnswers) {
        this.#stand(entry);
        continue;
      }
      asksMax = Math.max(asksMax, entry.asks);
      this.#await(entry);
    }
    return asksMax;
  }

  /** Takes all that is asked for to stand: a socket that carries everything from its opening on. */
  standAll(nowMs: number): void {
    for (const entry of this.#entries.values()) {
      if (entry.state === 'standing') continue;
      entry.sinceMs = nowMs;
      this.#stand(entry);
    }
  }

  /** Channels that have been silent for longer than they may, and for how long. `patience` lengthens what a topic may. */
  silent(
    nowMs: number,
    patience: (topic: string) => number,
  ): readonly { readonly channel: Channel; readonly silentMs: number }[] {
    return [...this.#entries.values()].flatMap(({ channel, state, sinceMs, heardAtMs }) => {
      if (channel.silenceMs === undefined || state !== 'standing') return [];
      const silentMs = nowMs - (heardAtMs ?? sinceMs);
      return silentMs >= channel.silenceMs * patience(channel.topic) ? [{ channel, silentMs }] : [];
    });
  }

  /** The socket is gone: nothing stands any more. */
  reset(): void {
    this.#leaving.clear();
    this.#messages.clear();
    this.#notBeforeMs = 0;
    this.#suspects.reset();
    for (const entry of this.#entries.values()) {
      this.#await(entry);
      entry.asks = 0;
      entry.groupMax = this.#perMessage;
    }
  }

  #topics(state: 'waiting' | 'asked'): readonly string[] {
    return [...this.#entries].filter(([, entry]) => entry.state === state).map(([topic]) => topic);
  }

  #stand(entry: Entry): void {
    this.#suspects.clear(entry.channel.topic);
    entry.state = 'standing';
    entry.asks = 0;
    this.#notStanding -= 1;
  }

  #await(entry: Entry): void {
    if (entry.state === 'standing') this.#notStanding += 1;
    entry.state = 'waiting';
  }
}
