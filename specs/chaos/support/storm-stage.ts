import type { Clock } from '../../../src/clock/clock.ts';
import type { Transport } from '../../../src/connectivity/transport.ts';
import type { FeedInput, VenueFeed } from '../../../src/connectivity/venue-feed.ts';
import { createVenueFeed } from '../../../src/connectivity/venue-feed.ts';
import type { VenueLink } from '../../../src/connectivity/venue-link.ts';
import type { MarketKey } from '../../../src/domain/ids.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import type { VenueProfile } from '../../../src/domain/ports.ts';
import { Feeds } from '../../../src/engine/feeds.ts';
import type { Market } from '../../../src/market/market.ts';
import { Prng } from '../../../src/simulator/prng.ts';

export interface StormStageParts {
  readonly link: VenueLink;
  readonly profile: VenueProfile;
  readonly hosts: Readonly<Record<string, string>>;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly seed: number;
}

/** One venue's feed and the engine's own fold behind it, watched while the venue goes away and comes back. */
export class StormStage {
  readonly feed: VenueFeed;
  readonly feeds: Feeds;
  /** Books that were still there after the loss of their connection. */
  readonly stale: string[] = [];
  readonly notices = new Map<string, number>();
  losses = 0;
  readonly #parts: StormStageParts;
  readonly #wanted = new Map<MarketKey, Instrument>();
  readonly #listed = new Map<MarketKey, Instrument>();
  readonly #resyncs: { readonly market: MarketKey; readonly recovery: 'rest-snapshot' | 'resubscribe' }[] = [];
  #seq = 0;

  constructor(parts: StormStageParts) {
    const { clock, link, profile, seed } = parts;
    const dice = new Prng(seed, link.venue);
    const reader = profile.createDecoder();
    this.#parts = parts;
    this.feeds = new Feeds([profile]);
    this.feeds.views$.subscribe();
    this.feeds.notable$.subscribe((event) => {
      if (event.type === 'book.gap') this.#resyncs.push(event);
    });
    this.feed = createVenueFeed({
      link,
      hosts: parts.hosts,
      transport: parts.transport,
      clock,
      random: () => dice.next(),
      emit: (input) => this.#take(input),
      readTime: (answer, rest) => {
        const event = reader.rest(answer, { rest, atMs: clock.now() }).find(({ type }) => type === 'venue.time');
        return event?.type === 'venue.time' ? event.venueAtMs : undefined;
      },
    });
  }

  /** Contracts that the venue lists. */
  get listed(): number {
    return this.#listed.size;
  }

  get wanted(): readonly Instrument[] {
    return [...this.#wanted.values()];
  }

  /** Something is followed, and every market of it has a usable book. */
  isLive(): boolean {
    return this.#wanted.size > 0 && this.dark().length === 0;
  }

  /** Markets with a usable book. */
  lit(): readonly MarketKey[] {
    return [...this.#wanted.keys()].filter((key) => this.market(key)?.depth() !== undefined);
  }

  /** Follows the first so many contracts that the venue lists. */
  follow(countMax: number): void {
    for (const instrument of this.#listed.values())
      if (this.#wanted.size < countMax) this.#wanted.set(instrument.market, instrument);
    this.feed.want(this.wanted);
  }

  /** What the engine does at the end of a turn: asks for what broke. */
  turn(): void {
    this.feeds.turn(this.#parts.clock.now());
    for (const { market, recovery } of this.#resyncs.splice(0)) this.feed.resync(market, recovery);
  }

  market(key: MarketKey): Market | undefined {
    return this.feeds.markets.find(key);
  }

  /** Markets without a usable book. */
  dark(): readonly MarketKey[] {
    return [...this.#wanted.keys()].filter((key) => this.market(key)?.depth() === undefined);
  }

  /** Books on which bid and ask cross: they were put together wrongly. */
  crossed(): readonly MarketKey[] {
    return [...this.#wanted.keys()].filter((key) => {
      const depth = this.market(key)?.depth();
      return depth !== undefined && (depth.bids.prices[0] ?? 0) >= (depth.asks.prices[0] ?? Infinity);
    });
  }

  #take(input: FeedInput): void {
    this.#seq += 1;
    if (input.kind === 'notice') this.#count(input.notice.type);
    if (input.kind === 'offset') this.feeds.measureOffset(input.venue, input.offsetMs);
    if (input.kind === 'notice' || input.kind === 'offset') return;
    const told = input.kind === 'connection' && input.status === 'lost' ? this.#toldBy(input.conn) : [];
    if (input.kind === 'connection' && input.status === 'lost') this.losses += 1;
    this.feeds.accept({ ...input, seq: this.#seq });
    for (const key of told) if (this.market(key)?.depth() !== undefined) this.stale.push(key);
    if (input.kind !== 'rest' || this.#wanted.size > 0) return;
    for (const market of this.feeds.markets.all())
      if (market.instrument !== undefined && market.kind !== 'spot') this.#listed.set(market.key, market.instrument);
  }

  /** Markets whose book came over this connection. */
  #toldBy(conn: string): readonly MarketKey[] {
    return [...this.#wanted.keys()].filter((key) => {
      const market = this.market(key);
      return market?.depth() !== undefined && market.bookPulse?.conn === conn;
    });
  }

  #count(type: string): void {
    this.notices.set(type, (this.notices.get(type) ?? 0) + 1);
  }
}
