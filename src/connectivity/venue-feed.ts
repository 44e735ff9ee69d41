import type { Clock } from '../clock/clock.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { FeedNotice } from '../domain/input.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Recovery } from './book-recovery.ts';
import { ConnectBudget } from './connect-budget.ts';
import { ConnectionPool } from './connection-pool.ts';
import type { FeedInput } from './feed-input.ts';
import { FeedRequests } from './feed-requests.ts';
import type { FeedSettings } from './feed-settings.ts';
import { defaultFeedSettings } from './feed-settings.ts';
import type { FeedStatus } from './feed-status.ts';
import type { ReceivedFrame, VenueParts } from './line-parts.ts';
import { NoticeBoard } from './notice-board.ts';
import { SharedBudgets } from './shared-budgets.ts';
import type { Transport } from './transport.ts';
import type { VenueConnection } from './venue-connection.ts';
import type { Channel, RestCall, SocketKind, VenueLink } from './venue-link.ts';

export type { FeedInput } from './feed-input.ts';

export interface VenueFeedParts {
  readonly link: VenueLink;
  /** Addresses in place of `link.hosts`, by the same names; those not named stay as they are. */
  readonly hosts?: Readonly<Record<string, string>>;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Dice: a number from 0 to below 1. */
  readonly random: () => number;
  /**
   * Takes every input at once, in order; must not call back into the feed. `latest` is given with a frame that says all
   * there is of its topic: a buffer may keep only the newest of the same `latest`.
   */
  readonly emit: (input: FeedInput, latest?: string) => void;
  /** The venue's own time, ms, in the answer to `RestLink.time()`; without it the venue's clock is left to the frames. */
  readonly readTime?: (answer: unknown, rest: string) => number | undefined;
  readonly settings?: Partial<FeedSettings>;
}

/** The client side of one venue: it keeps what is wanted flowing, until stopped. */
export interface VenueFeed {
  /** Asks for the instrument lists (`rest` inputs) and begins to measure the venue's clock. Sockets open when something is wanted. */
  start(): void;
  /** Everything that is to be followed from now on: what is new is subscribed, what is not listed any more is left. */
  want(instruments: readonly Instrument[]): void;
  /** A fresh book, as `WorldRequest` asks for it. Repeats within `resyncEveryMs` are put off, not lost. */
  resync(market: MarketKey, recovery: 'rest-snapshot' | 'resubscribe'): void;
  /** A buffer behind `emit` had to drop frames of a connection: what they built is reset and asked for anew, a moment later. */
  overflowed(conn: string, count: number): void;
  status(): FeedStatus;
  /** Those that are wanted now. */
  connections(): readonly Pick<VenueConnection, 'conn' | 'snapshot'>[];
  /** Closes every socket and forgets what was asked; nothing is emitted afterwards. */
  stop(): void;
}

/** Watchdogs, renewals, paced messages and polls are looked after so often. */
const TICK_MS = 250;

/**
 * The life of a connection, for whoever reads this first.
 *
 * `want` turns instruments into channels (`VenueLink.channels`), channels into topics, and topics into connections: one pool a
 * kind of socket, `name`, `name#2` … as many as `topicsPerConnection` makes necessary (connection-pool.ts). The engine knows
 * connections by these names only. Underneath each there is one **line** (socket-line.ts), a socket that is made again and
 * again, and its **machine** (connection.machine.ts):
 *
 *     connecting   queued      until the venue's connect budget says go (connect-budget.ts): its rate of new connections, a
 *                              few at a time, one at a time while the host fails, with one exponential back-off for all
 *                  resolving   where an address must be asked for first (a token)
 *                  dialing     until the transport says opened, or why not
 *     open         greeting    until the venue has said welcome, where it does
 *                  subscribing greetings go out, then subscriptions, as many topics a message and messages a second as the
 *                              venue takes (subscription-ledger.ts); `connection open` is emitted on the way in
 *                  flowing     every topic is confirmed or has spoken
 *     stale        nothing was heard for `silenceMs`: one last ping, `graceMs` to answer it
 *     backing-off  lost; a line that is cut again and again waits longer; `connection lost` is emitted on the way in
 *     closed       not wanted any more
 *
 * A venue may cut a connection without a word because of one topic that it does not know. What was asked for and not
 * answered when it was cut is asked for in halves, after all else stands, until the one is alone and left (suspects.ts).
 *
 * A frame goes from the socket through the link's `read`, which says whether it is data, an acknowledgement, a refusal, a
 * question to be answered or a warning, and out as a `frame` input, all in one call and without a copy. Frames never pass
 * through machines; time does, four times a second, with the instant at which the line was last heard.
 *
 * Before the venue cuts a socket (`lifetimeMs`, at a moment of its own for each), or when it says that it will, or when a
 * channel stays silent after it was subscribed anew (channel-silence.ts), a **second line** is made beside the first,
 * subscribed in full, and takes over (handover.ts); only then the first is closed. The engine sees neither a loss nor a
 * repeat. If the first dies before the second is ready, that is an ordinary loss.
 *
 * What must be asked over REST goes through one client (rest-client.ts): urgent things first, within 80 % of every budget,
 * behind a breaker. The first snapshot of a book whose stream is changes only, and the fresh one of a broken book, come from
 * there (book-recovery.ts); while a connection is down REST stands in for its rates and prices until the stream has spoken
 * again (rest-fallback.ts); settled rates are fetched at first and after every settlement (funding-history.ts).
 */
export const createVenueFeed = (parts: VenueFeedParts): VenueFeed => new Feed(parts);

class Feed implements VenueFeed {
  readonly #parts: VenueFeedParts;
  readonly #rest: FeedRequests;
  readonly #budget: ConnectBudget;
  readonly #pools: ReadonlyMap<string, ConnectionPool>;
  readonly #wanted = new Map<MarketKey, Instrument>();
  #timer: unknown;
  #isStopped = false;

  constructor(parts: VenueFeedParts) {
    const { link, clock, random, transport } = parts;
    const settings = { ...defaultFeedSettings, ...parts.settings };
    const hosts = { ...link.hosts, ...parts.hosts };
    const board = new NoticeBoard(
      (notice) => this.#emit({ kind: 'notice', atMs: clock.now(), venue: link.venue, notice }),
      () => clock.now(),
    );
    const notice = (told: FeedNotice) => board.put(told);
    this.#parts = parts;
    this.#budget = new ConnectBudget({ clock, random, settings });
    this.#rest = new FeedRequests({
      link,
      hosts,
      transport,
      clock,
      random,
      settings,
      notice,
      emit: (input) => this.#emit(input),
      readTime: parts.readTime,
      wanted: this.#wanted,
      isStreaming: (market) => this.#homeOfBook(market)?.isUp === true,
      resubscribe: (market) => this.#resubscribeBook(market),
    });
    const token = (call: RestCall) => this.#rest.token(call);
    const [budget, messages] = [this.#budget, new SharedBudgets(settings.budgetFraction)];
    const venue: VenueParts = { transport, clock, random, settings, hosts, budget, messages, token, notice };
    this.#pools = new Map(link.sockets.map((kind) => [kind.name, this.#createPool(kind, venue)]));
  }

  start(): void {
    this.#tick();
  }

  want(instruments: readonly Instrument[]): void {
    const { link } = this.#parts;
    const channels = new Map<string, Map<string, Channel>>(link.sockets.map(({ name }) => [name, new Map()]));
    const markets = new Set<MarketKey>();
    for (const instrument of instruments) {
      markets.add(instrument.market);
      this.#rest.follow(instrument);
      this.#wanted.set(instrument.market, instrument);
      for (const channel of link.channels(instrument)) channels.get(channel.socket)?.set(channel.topic, channel);
    }
    for (const market of this.#wanted.keys()) {
      if (markets.has(market)) continue;
      this.#wanted.delete(market);
      this.#rest.forget(market);
    }
    for (const [name, pool] of this.#pools) pool.want(channels.get(name) ?? new Map());
  }

  resync(market: MarketKey, recovery: Recovery): void {
    this.#rest.books.ask(market, recovery, this.#parts.clock.now());
  }

  overflowed(conn: string, count: number): void {
    const { clock, link } = this.#parts;
    // The buffer is in the middle of taking an input.
    clock.timers.setTimeout(() => {
      const notice: FeedNotice = { type: 'frames-dropped', conn, count };
      this.#emit({ kind: 'notice', atMs: clock.now(), venue: link.venue, notice });
      this.connections()
        .find((connection) => connection.conn === conn)
        ?.reset();
    }, 0);
  }

  status(): FeedStatus {
    const connections = [...this.#pools.values()].flatMap((pool) => pool.status());
    return { venue: this.#parts.link.venue, connections, ...this.#rest.status() };
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== undefined) this.#parts.clock.timers.clearTimeout(this.#timer);
    for (const pool of this.#pools.values()) pool.close();
    this.#budget.stop();
    this.#rest.stop();
  }

  #tick(): void {
    if (this.#isStopped) return;
    const { clock } = this.#parts;
    const nowMs = clock.now();
    for (const pool of this.#pools.values()) pool.tick(nowMs);
    this.#rest.tick(nowMs, this.connections());
    this.#timer = clock.timers.setTimeout(() => this.#tick(), TICK_MS);
  }

  #emit(input: FeedInput, latest?: string): void {
    if (!this.#isStopped) this.#parts.emit(input, latest);
  }

  #createPool(kind: SocketKind, venue: VenueParts): ConnectionPool {
    const { link, clock } = this.#parts;
    return new ConnectionPool(kind, venue, {
      status: (conn, status) => this.#emit({ kind: 'connection', atMs: clock.now(), venue: link.venue, conn, status }),
      frame: (conn, received) => this.#frame(conn, received),
      begins: (channels) => this.#begins(kind, channels),
    });
  }

  #frame(conn: string, { frame, channel }: ReceivedFrame): void {
    const { clock, link } = this.#parts;
    const atMs = clock.now();
    const input: FeedInput = { kind: 'frame', atMs, venue: link.venue, conn, frame };
    if (channel === undefined) return this.#emit(input);
    this.#emit(input, channel.conflation === 'latest' ? `${link.venue} ${conn} ${channel.topic}` : undefined);
    this.#rest.heard(conn, channel, atMs);
  }

  /** Books whose stream is only changes (it has no snapshot to switch on) need one from REST. */
  #begins(kind: SocketKind, channels: Iterable<Channel>): void {
    if (kind.overlap === 'switch') return;
    const nowMs = this.#parts.clock.now();
    for (const { carries, conflation, market } of channels)
      if (carries === 'book' && conflation === 'none' && market !== undefined) this.#rest.books.begins(market, nowMs);
  }

  connections(): readonly VenueConnection[] {
    return [...this.#pools.values()].flatMap(({ connections }) => connections);
  }

  #bookChannel(market: MarketKey): Channel | undefined {
    const instrument = this.#wanted.get(market);
    if (instrument === undefined) return undefined;
    return this.#parts.link.channels(instrument).find(({ carries }) => carries === 'book');
  }

  #homeOfBook(market: MarketKey): VenueConnection | undefined {
    const channel = this.#bookChannel(market);
    return channel === undefined ? undefined : this.#pools.get(channel.socket)?.homeOf(channel.topic);
  }

  #resubscribeBook(market: MarketKey): void {
    const topic = this.#bookChannel(market)?.topic;
    if (topic !== undefined) this.#homeOfBook(market)?.resubscribe(topic);
  }
}
