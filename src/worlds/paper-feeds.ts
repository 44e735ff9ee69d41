import type { FeedInput } from '../connectivity/feed-input.ts';
import type { Inbox } from '../connectivity/inbox.ts';
import type { VenueFeed } from '../connectivity/venue-feed.ts';
import type { FeedStatus } from '../connectivity/feed-status.ts';
import { actorId, venueOf } from '../domain/ids.ts';
import type { MarketKey, VenueId } from '../domain/ids.ts';
import type { WorldMachine } from '../domain/ports.ts';
import type { Input } from '../domain/input.ts';
import type { RelayedVenue } from './relay-sources.ts';
import type { WantedInstruments } from './wanted-instruments.ts';

/** Opens the feed of a venue or relay; what it says goes to `emit`. */
export type OpenFeed = (emit: (input: FeedInput, latest?: string) => void) => VenueFeed;

export interface PaperFeedsParts {
  readonly feeds: ReadonlyMap<VenueId, OpenFeed>;
  readonly relays: ReadonlyMap<VenueId, OpenFeed>;
  readonly relayed: readonly RelayedVenue[];
  readonly wanted: WantedInstruments;
  /** Whether an answer is an instrument list: the rest, a month of settled rates among it, need not be read twice. */
  readonly isList: (answer: Extract<Input, { kind: 'rest' }>) => boolean;
  /** What lies between sockets and the engine. */
  readonly buffer: Inbox;
}

/** Every venue's and relay's feed over one buffer, following the instruments that are worth it as the lists come in. */
export class PaperFeeds {
  readonly #venues = new Map<VenueId, VenueFeed>();
  readonly #relays = new Map<VenueId, VenueFeed>();
  readonly #parts: PaperFeedsParts;
  #news: () => void = () => undefined;
  #isWantStale = false;

  constructor(parts: PaperFeedsParts) {
    this.#parts = parts;
    for (const [venue, open] of parts.feeds)
      this.#venues.set(
        venue,
        open((input, latest) => this.#heard(input, latest)),
      );
    for (const [relay, open] of parts.relays)
      this.#relays.set(
        relay,
        open((input, latest) => this.#heard(input, latest)),
      );
    parts.buffer.onOverflow((venue, conn, count) => this.#feed(venue)?.overflowed(conn, count));
  }

  /** Called whenever something waits that did not before. */
  onNews(news: () => void): void {
    this.#news = news;
  }

  start(): void {
    for (const feed of this.#all()) feed.start();
  }

  get waiting(): number {
    return this.#parts.buffer.size;
  }

  /** The oldest inputs, at most so many. */
  take(countMax: number): readonly Input[] {
    if (this.#isWantStale) this.#want();
    return this.#parts.buffer.take(countMax);
  }

  resync(market: MarketKey, recovery: 'rest-snapshot' | 'resubscribe'): void {
    this.#venues.get(venueOf(market))?.resync(market, recovery);
  }

  status(): readonly FeedStatus[] {
    return this.#all().map((feed) => feed.status());
  }

  /** The machines of all connections. */
  machines(): readonly WorldMachine[] {
    const feeds = [...this.#venues, ...this.#relays];
    return feeds.flatMap(([venue, feed]) =>
      feed.connections().map(({ conn, snapshot: { machine, value, context } }) => ({
        id: actorId(`connection/${venue}/${conn}`),
        machine,
        value,
        context,
      })),
    );
  }

  stop(): void {
    for (const feed of this.#all()) feed.stop();
  }

  #heard(input: FeedInput, latest: string | undefined): void {
    this.#parts.buffer.push(input, latest);
    // feeds are not called back from within: what new lists ask for is done when the engine takes them
    if (input.kind === 'rest' && this.#parts.isList(input) && this.#parts.wanted.read(input)) this.#isWantStale = true;
    this.#news();
  }

  #want(): void {
    this.#isWantStale = false;
    const { wanted, relayed } = this.#parts;
    const byVenue = wanted.wanted();
    for (const [venue, feed] of this.#venues) feed.want(byVenue.get(venue) ?? []);
    for (const [relay, feed] of this.#relays)
      feed.want(relayed.filter((one) => one.relay === relay).flatMap(({ venue }) => byVenue.get(venue) ?? []));
  }

  #feed(venue: VenueId): VenueFeed | undefined {
    return this.#venues.get(venue) ?? this.#relays.get(venue);
  }

  #all(): readonly VenueFeed[] {
    return [...this.#venues.values(), ...this.#relays.values()];
  }
}
