import type { AtMs } from '../domain/units.ts';
import type { ConnectionSnapshot } from './connection.machine.ts';
import { ChannelSilence } from './channel-silence.ts';
import type { ConnectionStatus } from './feed-status.ts';
import { Handover } from './handover.ts';
import type { VenueConnectionParts } from './line-parts.ts';
import { renewAtMs } from './renewal.ts';
import { SocketLine } from './socket-line.ts';
import type { Channel, SocketKind } from './venue-link.ts';

/**
 * A connection as the engine knows it: one name and its topics, whatever sockets come and go underneath. Usually one line;
 * two while the second takes over from the first, so that nobody notices.
 */
export class VenueConnection {
  readonly conn: string;
  readonly kind: SocketKind;
  readonly channels = new Map<string, Channel>();
  readonly #parts: VenueConnectionParts;
  readonly #silence = new ChannelSilence();
  readonly #refused = new Set<string>();
  #line: SocketLine;
  #successor: SocketLine | undefined;
  #handover: Handover | undefined;
  /** Since when the successor carries everything. */
  #readySinceMs: number | undefined;
  #renewAtMs = Infinity;
  #tailUntilMs = 0;
  #isUp = false;

  constructor(parts: VenueConnectionParts) {
    this.conn = parts.conn;
    this.kind = parts.kind;
    this.#parts = parts;
    this.#line = this.#createLine();
  }

  /** After the first topics were added. */
  start(): void {
    this.#line.start();
  }

  /** Open, whatever has been subscribed so far. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Whether a topic is to come over it: wanted, and not refused. */
  carries(topic: string): boolean {
    return this.channels.has(topic) && !this.#refused.has(topic);
  }

  add(channel: Channel): void {
    this.channels.set(channel.topic, channel);
    this.#line.ledger.add(channel);
    this.#successor?.ledger.add(channel);
    if (this.#isUp) this.#parts.events.begins([channel]);
  }

  remove(topic: string): void {
    this.channels.delete(topic);
    this.#refused.delete(topic);
    this.#silence.forget(topic);
    this.#line.ledger.remove(topic);
    this.#successor?.ledger.remove(topic);
  }

  /** Sends what `add` and `remove` left to be said. */
  pump(): void {
    this.#line.pump();
    this.#successor?.pump();
  }

  /** The stream of a topic begins anew. */
  resubscribe(topic: string): void {
    const channel = this.channels.get(topic);
    if (channel === undefined) return;
    this.#renewTopics([topic]);
    this.#parts.events.begins([channel]);
  }

  /** Everything that was built from this connection is void: its streams begin anew on the same socket. */
  reset(): void {
    if (!this.#isUp) return;
    this.#dropSuccessor();
    this.#parts.events.status(this.conn, 'lost');
    this.#parts.events.status(this.conn, 'open');
    this.#renewTopics(this.channels.keys());
    this.#parts.events.begins(this.channels.values());
  }

  tick(nowMs: AtMs): void {
    this.#line.tick(nowMs);
    this.#successor?.tick(nowMs);
    if (this.#successor !== undefined) this.#tryHandOver(nowMs);
    else if (nowMs >= this.#renewAtMs) this.#replace();
    else if (this.#isUp) this.#watchChannels(nowMs);
    if (this.#successor === undefined && nowMs >= this.#tailUntilMs) this.#handover = undefined;
  }

  close(): void {
    this.#dropSuccessor();
    this.#line.close();
    if (this.#isUp) this.#parts.events.status(this.conn, 'lost');
    this.#isUp = false;
  }

  get snapshot(): ConnectionSnapshot {
    return this.#line.snapshot;
  }

  status(): ConnectionStatus {
    const { state, snapshot, heardAtMs, ledger } = this.#line;
    return {
      conn: this.conn,
      state,
      attempts: snapshot.context.attempts,
      topics: this.channels.size,
      confirmed: ledger.standing,
      refused: [...this.#refused],
      ...(heardAtMs === undefined ? {} : { heardAtMs }),
      ...(this.#successor === undefined ? {} : { successor: this.#successor.state }),
    };
  }

  #createLine(): SocketLine {
    const { venue, kind, conn, events } = this.#parts;
    const line: SocketLine = new SocketLine({
      venue,
      kind,
      conn,
      events: {
        opened: () => this.#opened(line),
        subscribed: () => {
          if (line === this.#successor) this.#readySinceMs = venue.clock.now();
        },
        frame: ({ frame, text, channel }) => {
          if (channel !== undefined && !this.#passes(line, channel, text)) return;
          events.frame(conn, { frame, channel });
        },
        givenUp: (channels, reason) => this.#giveUp(channels, reason),
        leaving: () => {
          if (line === this.#line) this.#replace();
        },
        lost: () => (line === this.#line ? this.#lost() : this.#successorLost()),
      },
    });
    for (const channel of this.channels.values()) if (!this.#refused.has(channel.topic)) line.ledger.add(channel);
    return line;
  }

  #opened(line: SocketLine): void {
    const { settings } = this.#parts.venue;
    if (line === this.#successor) {
      this.#handover = new Handover(this.kind.overlap, settings.dedupeKeysMax);
      return;
    }
    this.#renewAtMs = renewAtMs(line.openedAtMs, this.kind, this.#parts.venue);
    this.#isUp = true;
    this.#parts.events.status(this.conn, 'open');
    this.#parts.events.begins(this.channels.values());
  }

  #passes(line: SocketLine, channel: Channel, text: string): boolean {
    this.#silence.heard(channel.topic);
    return this.#handover?.passes(line === this.#line ? 'old' : 'new', channel, text) ?? true;
  }

  #replace(): void {
    if (this.#successor !== undefined || !this.#isUp) return;
    this.#successor = this.#createLine();
    this.#successor.start();
  }

  #tryHandOver(nowMs: AtMs): void {
    const successor = this.#successor;
    if (successor?.state !== 'open.flowing' || this.#readySinceMs === undefined) return;
    const { overlapMinMs, overlapMaxMs } = this.#parts.venue.settings;
    const overlapMs = nowMs - this.#readySinceMs;
    const isDone = overlapMs >= overlapMinMs && this.#handover?.isDone(successor.ledger.size) === true;
    if (isDone || overlapMs >= overlapMaxMs) this.#handOver(successor);
  }

  #handOver(successor: SocketLine): void {
    const old = this.#line;
    this.#line = successor;
    this.#successor = undefined;
    this.#readySinceMs = undefined;
    old.close();
    // What the old socket said last may still come from the new one.
    const { clock, notice, settings } = this.#parts.venue;
    this.#tailUntilMs = clock.now() + settings.overlapMaxMs;
    if (this.kind.overlap === 'switch') this.#handover = undefined;
    this.#renewAtMs = renewAtMs(successor.openedAtMs, this.kind, this.#parts.venue);
    notice({ type: 'connection-renewed', conn: this.conn });
  }

  #lost(): void {
    if (this.#successor?.state === 'open.flowing') return this.#handOver(this.#successor);
    this.#dropSuccessor();
    this.#renewAtMs = Infinity;
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#parts.events.status(this.conn, 'lost');
  }

  /** The successor tries again by itself; what it had taken over already is broken. */
  #successorLost(): void {
    const switched = this.#handover?.switched ?? new Set();
    this.#handover = undefined;
    this.#readySinceMs = undefined;
    for (const topic of switched) this.resubscribe(topic);
  }

  #dropSuccessor(): void {
    this.#successor?.close();
    this.#successor = undefined;
    this.#handover = undefined;
    this.#readySinceMs = undefined;
  }

  #watchChannels(nowMs: AtMs): void {
    const { renew, replace } = this.#silence.look(this.#line.ledger, nowMs);
    const { conn } = this;
    for (const { channel, silentMs } of [...renew, ...replace])
      this.#parts.venue.notice({ type: 'channel-silent', conn, topic: channel.topic, silentMs });
    for (const { channel } of renew) this.resubscribe(channel.topic);
    if (replace.length > 0) this.#replace();
  }

  #renewTopics(topics: Iterable<string>): void {
    for (const topic of topics) {
      this.#line.ledger.renew(topic);
      this.#successor?.ledger.renew(topic);
    }
    this.pump();
  }

  #giveUp(channels: readonly Channel[], reason: string): void {
    for (const { topic } of channels) {
      this.#refused.add(topic);
      this.#line.ledger.remove(topic);
      this.#successor?.ledger.remove(topic);
    }
    const [first, ...others] = channels.map(({ topic }) => topic);
    if (first === undefined) return;
    const why = others.length === 0 ? reason : `${reason}; left with it: ${others.join(', ')}`;
    this.#parts.venue.notice({ type: 'channel-refused', conn: this.conn, topic: first, reason: why });
  }
}
