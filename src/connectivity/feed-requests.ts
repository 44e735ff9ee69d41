import type { Clock } from '../clock/clock.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { FeedNotice } from '../domain/input.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { AtMs } from '../domain/units.ts';
import { BookRecovery } from './book-recovery.ts';
import type { FeedInput } from './feed-input.ts';
import type { FeedSettings } from './feed-settings.ts';
import type { FeedStatus } from './feed-status.ts';
import { FundingHistory } from './funding-history.ts';
import { FundingPoll } from './funding-poll.ts';
import { InstrumentLists } from './instrument-lists.ts';
import type { Priority } from './request-queue.ts';
import { RestClient } from './rest-client.ts';
import { RestFallback } from './rest-fallback.ts';
import { TimeProbe } from './time-probe.ts';
import type { Transport } from './transport.ts';
import type { VenueConnection } from './venue-connection.ts';
import { lineOf } from './venue-link.ts';
import type { Channel, RestCall, VenueLink } from './venue-link.ts';

export interface FeedRequestsParts {
  readonly link: VenueLink;
  readonly hosts: Readonly<Record<string, string>>;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: FeedSettings;
  readonly notice: (notice: FeedNotice) => void;
  readonly emit: (input: FeedInput) => void;
  readonly readTime: ((answer: unknown, rest: string) => number | undefined) | undefined;
  /** What is followed now; kept by the feed. */
  readonly wanted: ReadonlyMap<MarketKey, Instrument>;
  readonly isStreaming: (market: MarketKey) => boolean;
  readonly resubscribe: (market: MarketKey) => void;
}

/** Everything a feed asks over REST, and when. */
export class FeedRequests {
  readonly books: BookRecovery;
  readonly #parts: FeedRequestsParts;
  readonly #client: RestClient;
  readonly #fallback: RestFallback;
  readonly #reconciliation: FundingPoll;
  readonly #history: FundingHistory;
  readonly #lists: InstrumentLists;
  readonly #time: TimeProbe | undefined;
  #offsetMs: number | undefined;
  #reconcileAtMs = 0;

  constructor(parts: FeedRequestsParts) {
    const { link, wanted } = parts;
    const { rest } = link;
    this.#parts = parts;
    const answered = (call: RestCall, answer: unknown, priority: Priority): void => this.#tell(call, answer, priority);
    this.#client = new RestClient({ ...parts, rest, answered });
    const shared = { ...parts, rest, client: this.#client };
    this.books = new BookRecovery({ ...shared, instrumentOf: (market) => wanted.get(market) });
    this.#fallback = new RestFallback({ ...shared, poll: new FundingPoll(this.#client, rest) });
    this.#reconciliation = new FundingPoll(this.#client, rest);
    this.#history = new FundingHistory(shared);
    this.#lists = new InstrumentLists(shared);
    this.#time = this.#createProbe();
  }

  /** The answer to a call that must come before connecting. */
  async token(call: RestCall): Promise<unknown> {
    const outcome = await this.#client.ask(call, 'token');
    return outcome.kind === 'answer' ? outcome.answer : undefined;
  }

  follow(instrument: Instrument): void {
    this.#history.follow(instrument, this.#parts.clock.now());
  }

  forget(market: MarketKey): void {
    this.#history.forget(market);
    this.books.forget(market);
  }

  /** Data of a channel came. */
  heard(conn: string, channel: Channel, nowMs: AtMs): void {
    this.books.heard(channel, nowMs);
    this.#fallback.heard(conn, channel);
  }

  tick(nowMs: AtMs, connections: readonly VenueConnection[]): void {
    const { settings, wanted } = this.#parts;
    this.#lists.tick(nowMs);
    this.#time?.tick(nowMs);
    this.books.tick(nowMs);
    this.#fallback.tick(nowMs, { connections, instruments: wanted });
    if (wanted.size > 0 && nowMs >= this.#reconcileAtMs) {
      this.#reconcileAtMs = nowMs + settings.reconcileEveryMs;
      this.#reconciliation.poll([...wanted.values()]);
    }
    this.#history.tick(nowMs);
    this.#client.tick(nowMs);
  }

  status(): Omit<FeedStatus, 'venue' | 'connections'> {
    const { breaker, requests } = this.#client;
    return {
      buckets: this.#client.buckets(),
      breaker,
      requests,
      fallback: this.#fallback.active,
      ...(this.#offsetMs === undefined ? {} : { offsetMs: this.#offsetMs }),
    };
  }

  stop(): void {
    this.#client.stop();
  }

  /** Tokens are secrets, and times are measured here: neither is an input. */
  #tell(call: RestCall, answer: unknown, priority: Priority): void {
    if (priority === 'token' || priority === 'time') return;
    const { clock, emit, link } = this.#parts;
    emit({ kind: 'rest', atMs: clock.now(), venue: link.venue, rest: lineOf(call), frame: answer });
  }

  #createProbe(): TimeProbe | undefined {
    const { clock, emit, link, readTime, settings } = this.#parts;
    const call = link.rest.time();
    if (call === undefined || readTime === undefined) return undefined;
    return new TimeProbe({
      client: this.#client,
      call,
      read: (answer) => readTime(answer, lineOf(call)),
      settings,
      measured: (offsetMs) => {
        this.#offsetMs = offsetMs;
        emit({ kind: 'offset', atMs: clock.now(), venue: link.venue, offsetMs });
      },
    });
  }
}
