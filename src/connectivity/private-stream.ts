import type { Clock } from '../clock/clock.ts';
import { exactJson } from '../domain/exact-json.ts';
import type { FeedNotice } from '../domain/input.ts';
import { VenueFaultError } from '../domain/request-failure.ts';
import type { AskVenue, PrivateWord, TradedMarkets } from '../domain/venue-trading.ts';
import { ConnectBudget } from './connect-budget.ts';
import { defaultFeedSettings } from './feed-settings.ts';
import type { VenueParts } from './line-parts.ts';
import { NoticeBoard } from './notice-board.ts';
import type { PrivateLink, StreamAccess } from './private-link.ts';
import { SharedBudgets } from './shared-budgets.ts';
import { SocketLine } from './socket-line.ts';
import type { Transport } from './transport.ts';

export interface PrivateStreamParts {
  readonly link: PrivateLink;
  readonly access: StreamAccess;
  readonly transport: Transport;
  readonly clock: Clock;
  /** 0 to below 1, for jitter. */
  readonly random: () => number;
  /** For listen keys. */
  readonly ask: AskVenue;
  readonly markets: TradedMarkets;
  readonly told: (words: readonly PrivateWord[]) => void;
  /** It can be relied on from now on, or no longer. What happened in between is for lists to tell. */
  readonly status: (status: 'alive' | 'gone') => void;
  readonly notice: (notice: FeedNotice) => void;
}

const CONN = 'private';
const TICK_MS = 250;
const SETTINGS = defaultFeedSettings;

/** An account's private stream on a socket that is made again and again, with the key's login or a listen key each time. */
export class PrivateStream {
  readonly #parts: PrivateStreamParts;
  readonly #venue: VenueParts;
  readonly #notices: NoticeBoard;
  /** Also where notices say it happened. */
  readonly #conn: string;
  #line: SocketLine | undefined;
  #openAtMs = -Infinity;
  #keepAtMs = Infinity;
  /** `made`: not alive yet. */
  #status: 'made' | 'alive' | 'gone' = 'made';
  #timer: unknown;
  #isStopped = false;

  constructor(parts: PrivateStreamParts) {
    const { clock, random, transport, access } = parts;
    this.#parts = parts;
    this.#conn = parts.link.conn ?? CONN;
    this.#notices = new NoticeBoard(
      (notice) => {
        if (!this.#isStopped) parts.notice(withoutKey(notice, access));
      },
      () => clock.now(),
    );
    this.#venue = {
      transport,
      clock,
      random,
      settings: SETTINGS,
      hosts: access.hosts,
      budget: new ConnectBudget({ clock, random, settings: SETTINGS }),
      messages: new SharedBudgets(SETTINGS.budgetFraction),
      token: () => this.#fetchListenKey(),
      notice: (notice) => this.#notices.put(notice),
    };
  }

  /** Logged in, subscribed, and not silent: what happens is heard. */
  get isAlive(): boolean {
    return this.#line?.state === 'open.flowing';
  }

  start(): void {
    if (this.#isStopped) return;
    const { clock } = this.#parts;
    const nowMs = clock.now();
    if (this.#line === undefined && nowMs >= this.#openAtMs) this.#open();
    this.#line?.tick(nowMs);
    this.#keepListenKey(nowMs);
    this.#tellStatus();
    this.#timer = clock.timers.setTimeout(() => this.start(), TICK_MS);
  }

  /** It kept something to itself: it is made anew, after so long. */
  renew(afterMs = 0): void {
    const line = this.#line;
    this.#line = undefined;
    this.#openAtMs = this.#parts.clock.now() + afterMs;
    line?.close();
    this.#tellStatus();
  }

  stop(): void {
    this.#isStopped = true;
    this.#parts.clock.timers.clearTimeout(this.#timer);
    this.#line?.close();
    this.#venue.budget.stop();
  }

  #open(): void {
    const { link, access } = this.#parts;
    const kind = link.socket(access);
    const line: SocketLine = new SocketLine({
      venue: this.#venue,
      kind,
      conn: this.#conn,
      events: {
        opened: () => undefined,
        subscribed: () => this.#tellStatus(),
        frame: ({ text }) => {
          if (line === this.#line) this.#read(text);
        },
        givenUp: ([channel], reason) => {
          if (channel !== undefined) this.#refusedTopic(channel.topic, reason);
        },
        leaving: () => this.renew(),
        lost: () => this.#tellStatus(),
      },
    });
    for (const topic of link.topics)
      line.ledger.add({ socket: kind.name, topic, carries: 'orders', conflation: 'none' });
    this.#line = line;
    line.start();
  }

  /** Of no use without all of it. */
  #refusedTopic(topic: string, reason: string): void {
    const { clock } = this.#parts;
    this.#notices.put({ type: 'channel-refused', conn: this.#conn, topic, reason });
    const line = this.#line;
    this.#line = undefined;
    this.#openAtMs = clock.now() + SETTINGS.longBackoffMs;
    // it is in the middle of taking the refusal
    clock.timers.setTimeout(() => line?.close(), 0);
  }

  #read(text: string): void {
    const { link, markets, told } = this.#parts;
    const frame = exactJson(text);
    if (frame === undefined || this.#isStopped) return;
    try {
      const words = link.words(frame, markets);
      if (words.length > 0) told(words);
    } catch {
      // something happened, and the lists can be read
      told([{ kind: 'account' }]);
    }
  }

  #tellStatus(): void {
    const before = this.#status;
    const status = this.isAlive ? 'alive' : before === 'made' ? 'made' : 'gone';
    if (status === before || status === 'made' || this.#isStopped) return;
    this.#status = status;
    if (status === 'gone') this.#notices.put({ type: 'fallback', state: 'begins', conn: this.#conn });
    else if (before === 'gone') this.#notices.put({ type: 'fallback', state: 'ends', conn: this.#conn });
    this.#parts.status(status);
  }

  /** The answer with the key in it; `undefined` where there is none. A no is not asked about again soon. */
  async #fetchListenKey(): Promise<unknown> {
    const { link, ask, clock } = this.#parts;
    if (link.listenKey === undefined) return undefined;
    try {
      const answer = await ask(link.listenKey.fetch);
      this.#keepAtMs = clock.now() + (link.listenKey.kept?.everyMs ?? Infinity);
      return answer;
    } catch (thrown) {
      if (thrown instanceof VenueFaultError && !this.#isStopped) this.#refused(thrown);
      return undefined;
    }
  }

  #refused({ message, context: { fault } }: VenueFaultError): void {
    if (fault.refusal !== 'rate-limited')
      this.#notices.put({ type: 'authentication-failed', where: this.#conn, message });
    this.renew(SETTINGS.longBackoffMs);
  }

  /** A listen key that is not there any more makes the stream begin anew; without an answer it is tried again. */
  #keepListenKey(nowMs: number): void {
    const { link, ask } = this.#parts;
    const kept = link.listenKey?.kept;
    if (kept === undefined || !this.isAlive || nowMs < this.#keepAtMs) return;
    this.#keepAtMs = nowMs + kept.everyMs;
    ask(kept.by).catch((thrown: unknown) => {
      this.#keepAtMs = nowMs + SETTINGS.timeEveryMs;
      if (thrown instanceof VenueFaultError && thrown.context.fault.refusal !== 'rate-limited') this.renew();
    });
  }
}

/** Venues quote what they were told. */
const withoutKey = (notice: FeedNotice, { key, passphrase }: StreamAccess): FeedNotice => {
  const secrets = [key, passphrase].filter((secret) => secret !== '');
  const hidden = (value: unknown): unknown =>
    typeof value === 'string' ? secrets.reduce((text, secret) => text.replaceAll(secret, '…'), value) : value;
  return Object.fromEntries(Object.entries(notice).map(([name, value]) => [name, hidden(value)])) as FeedNotice;
};
