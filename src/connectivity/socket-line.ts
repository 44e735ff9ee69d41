import type { AtMs } from '../domain/units.ts';
import { createConnection, stateWord } from './connection.machine.ts';
import type { ConnectionActor, ConnectionEvent, ConnectionSnapshot, ConnectionState } from './connection.machine.ts';
import { connectionSettings } from './feed-settings.ts';
import { HeartbeatTimer } from './heartbeat.ts';
import type { Beat } from './heartbeat.ts';
import { LineDialer } from './line-dialer.ts';
import type { LineParts } from './line-parts.ts';
import { MessageBudget } from './message-budget.ts';
import { frameOf, isUseful } from './socket-frame.ts';
import { refusalVerdict, socketVerdict } from './socket-failure.ts';
import { SubscriptionLedger } from './subscription-ledger.ts';
import type { TransportFailure } from './transport.ts';
import type { SocketWord } from './venue-link.ts';

/** A subscription that was asked for so often without any answer: this socket does not subscribe. */
const ASKS_MAX = 3;

/** One line to the venue, made again until it is closed: beats, logs in, asks for topics, hands frames on; never replaces itself. */
export class SocketLine {
  readonly ledger: SubscriptionLedger;
  readonly #parts: LineParts;
  readonly #machine: ConnectionActor;
  readonly #dialer: LineDialer;
  readonly #heartbeat: HeartbeatTimer;
  readonly #messages: MessageBudget;
  #state: ConnectionState = 'connecting.queued';
  #heardAtMs: AtMs | undefined;
  #openedAtMs: AtMs | undefined;

  constructor(parts: LineParts) {
    const { kind, venue } = parts;
    this.#parts = parts;
    this.ledger = new SubscriptionLedger(kind.limits.topicsPerMessage);
    this.#heartbeat = new HeartbeatTimer(kind.heartbeat);
    this.#messages = new MessageBudget(kind.limits, venue);
    this.#dialer = this.#createDialer();
    this.#machine = createConnection(connectionSettings(venue.settings, kind.silenceMs));
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Subscriptions stand or are asked for. */
  get isOpen(): boolean {
    return this.#state === 'open.subscribing' || this.#state === 'open.flowing' || this.#state === 'stale';
  }

  get snapshot(): ConnectionSnapshot {
    return this.#machine.getSnapshot();
  }

  /** When the socket of now opened. */
  get openedAtMs(): AtMs | undefined {
    return this.isOpen ? this.#openedAtMs : undefined;
  }

  get heardAtMs(): AtMs | undefined {
    return this.#heardAtMs;
  }

  start(): void {
    this.#machine.start();
    this.#enter('connecting.queued');
  }

  /** Ends it for good; nothing is told afterwards. */
  close(): void {
    this.#send({ type: 'close' });
  }

  tick(nowMs: AtMs): void {
    const { random, settings } = this.#parts.venue;
    this.#send({ type: 'tick', atMs: nowMs, heardAtMs: this.#heardAtMs ?? nowMs, luck: random() });
    if (!this.isOpen) return;
    // A socket may have nothing to say for hours; it holds no other up for that.
    if (nowMs - (this.#openedAtMs ?? nowMs) >= settings.trialMs) this.#dialer.passTrial();
    const beat = this.#heartbeat.due(nowMs);
    if (beat !== undefined) this.#beat(beat, nowMs);
    if (this.ledger.askAgain(nowMs, settings.answerTimeoutMs) >= ASKS_MAX) this.#end('lost', 'it does not subscribe');
    else this.pump();
  }

  /** Sends what the ledger wants said, as far as the venue's message limit allows. */
  pump(): void {
    const { kind } = this.#parts;
    const nowMs = this.#nowMs();
    if (kind.lines !== undefined && this.isOpen) this.ledger.standAll(nowMs);
    while (this.isOpen && this.#messages.admits(nowMs)) {
      const message = this.ledger.take(nowMs);
      if (message === undefined) break;
      this.#say(kind[message.kind](message.topics, message.id), nowMs);
    }
    this.#checkSubscribed();
  }

  #createDialer(): LineDialer {
    const needs = this.#parts.kind.token === undefined ? 'nothing' : 'token';
    const heard = (happen: () => void) => {
      this.#heardAtMs = this.#nowMs();
      happen();
    };
    return new LineDialer(this.#parts, {
      granted: () => this.#send({ type: 'granted', atMs: this.#nowMs(), needs }),
      resolved: () => this.#send({ type: 'resolved', atMs: this.#nowMs() }),
      opened: () => heard(() => this.#opened()),
      message: (text) => heard(() => this.#receive(text)),
      ponged: () => heard(() => this.#dialer.passTrial()),
      closed: () => this.#closed(),
      failed: (failure) => this.#failed(failure),
    });
  }

  #send(event: ConnectionEvent): void {
    const before = this.#state;
    const wasOpen = this.isOpen;
    this.#machine.send(event);
    const state = stateWord(this.#machine.getSnapshot());
    if (state === before) return;
    this.#state = state;
    // A line that has only woken up again was never gone.
    if (before !== 'stale' || !this.isOpen) this.#enter(state);
    if (before === 'open.subscribing' && state === 'open.flowing') this.#parts.events.subscribed();
    if (wasOpen && state === 'backing-off') this.#parts.events.lost();
  }

  #enter(state: ConnectionState): void {
    switch (state) {
      case 'connecting.queued':
        return this.#dialer.queue();
      case 'connecting.resolving':
        return this.#dialer.resolve();
      case 'connecting.dialing':
        return this.#dialer.dial();
      case 'open.greeting':
      case 'open.flowing':
        return;
      case 'open.subscribing':
        return this.#greet();
      case 'stale':
        return this.#beat(this.#heartbeat.beat(this.#nowMs()), this.#nowMs());
      case 'backing-off':
      case 'closed':
        this.#heartbeat.stop();
        this.ledger.reset();
        return this.#dialer.drop(state === 'closed' ? 'closed by us' : 'ended');
    }
  }

  #opened(): void {
    const { awaitsWelcome, login } = this.#parts.kind;
    this.#openedAtMs = this.#nowMs();
    this.#send({ type: 'opened', atMs: this.#openedAtMs, awaits: awaitsWelcome === true ? 'welcome' : 'nothing' });
    if (login !== undefined) this.#say(login(), this.#openedAtMs);
  }

  #greet(): void {
    const nowMs = this.#nowMs();
    this.#heartbeat.start(nowMs, this.#dialer.pingEveryMs);
    for (const text of this.#parts.kind.greeting ?? []) this.#say(text, nowMs);
    this.#parts.events.opened();
    this.pump();
  }

  #receive(text: string): void {
    const { kind, events } = this.#parts;
    const nowMs = this.#nowMs();
    const { life } = this.#dialer;
    const frame = frameOf(text);
    const word = kind.read(frame);
    const channel = word.kind === 'data' ? this.ledger.heard(word.topic, nowMs) : undefined;
    if (isUseful(word)) this.#dialer.passTrial();
    events.frame({ frame, text, channel });
    // Whoever took the frame may have closed this line.
    if (life !== this.#dialer.life) return;
    if (word.kind !== 'data') this.#heed(word, nowMs);
    this.#checkSubscribed();
  }

  #heed(word: SocketWord, nowMs: AtMs): void {
    switch (word.kind) {
      case 'welcome':
        return this.#send({ type: 'welcomed', atMs: nowMs });
      case 'confirmed':
        return this.ledger.confirmed(word);
      case 'refused':
        return this.#refused(word, nowMs);
      case 'answer':
        return this.#say(word.text, nowMs);
      case 'leaving':
        return this.#parts.events.leaving();
      case 'data':
      case 'pong':
      case 'other':
        return;
    }
  }

  #refused(word: Extract<SocketWord, { kind: 'refused' }>, nowMs: AtMs): void {
    const { conn, events, venue } = this.#parts;
    for (const channel of this.ledger.refused(word, nowMs)) events.givenUp([channel], word.reason);
    const { notice, end } = refusalVerdict(word, conn, venue.settings.longBackoffMs);
    if (notice !== undefined) venue.notice(notice);
    if (end !== undefined) this.#end('lost', word.reason, end.atLeastMs);
  }

  /** Some venues answer a topic they do not know by cutting the connection. */
  #closed(): void {
    this.#parts.events.givenUp(this.ledger.cut(this.#nowMs()), 'the venue cuts the connection when this is asked for');
    this.#end('lost', 'closed before anything useful came');
  }

  #failed(failure: TransportFailure): void {
    const { conn, kind, venue } = this.#parts;
    const waits = { longMs: venue.settings.longBackoffMs, windowMs: kind.limits.connects.perMs };
    const { retryAfterMs, notice } = socketVerdict(failure, conn, waits);
    if (notice !== undefined) venue.notice(notice);
    const status = failure.status === undefined ? '' : ` (HTTP ${failure.status})`;
    this.#end('failed', `${failure.cause}: ${failure.message}${status}`, retryAfterMs);
  }

  #end(type: 'failed' | 'lost', cause: string, atLeastMs?: number): void {
    this.#dialer.failTrial(cause, atLeastMs);
    const luck = this.#parts.venue.random();
    this.#send({ type, atMs: this.#nowMs(), luck, ...(atLeastMs === undefined ? {} : { atLeastMs }) });
  }

  #checkSubscribed(): void {
    if (this.#state === 'open.subscribing' && this.ledger.isComplete)
      this.#send({ type: 'subscribed', atMs: this.#nowMs() });
  }

  #beat(beat: Beat, nowMs: AtMs): void {
    if (beat.kind === 'text') return this.#say(beat.text, nowMs);
    this.#messages.spend(nowMs);
    this.#dialer.ping();
  }

  #say(text: string, nowMs: AtMs): void {
    this.#messages.spend(nowMs);
    this.#dialer.send(text);
  }

  #nowMs(): AtMs {
    return this.#parts.venue.clock.now();
  }
}
