import { createVirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import { createVenueFeed } from '../../src/connectivity/venue-feed.ts';
import type { FeedInput, VenueFeed } from '../../src/connectivity/venue-feed.ts';
import type { VenueLink } from '../../src/connectivity/venue-link.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import type { VenueProfile } from '../../src/domain/ports.ts';
import { atMs } from '../../src/domain/units.ts';
import { OrderBook } from '../../src/market/order-book.ts';
import { Prng } from '../../src/simulator/prng.ts';
import { createMemoryNetwork } from '../../src/simulator/wire/memory-network.ts';
import type { VenueFace } from '../../src/simulator/wire/venue-face.ts';
import { passTime } from '../connectivity/support/feed-stage.ts';
import { printEvent } from '../venues/printed-events.ts';

/** Two minutes before a settlement of most perpetuals. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 58));

interface RoomParts {
  readonly face: VenueFace;
  readonly link: VenueLink;
  readonly profile: VenueProfile;
}

/** One simulated venue in memory, our own feed to it, and what the engine would hear of it, in virtual time. */
export class FeedRoom {
  readonly #clock = createVirtualClock(START);
  readonly network: ReturnType<typeof createMemoryNetwork>;
  readonly feed: VenueFeed;
  readonly counts = new Map<string, number>();
  readonly faults: string[] = [];
  readonly notices: string[] = [];
  readonly connections: string[] = [];
  readonly settled = new Map<string, number>();
  readonly predicted = new Set<MarketKey>();
  readonly #books = new Map<MarketKey, OrderBook>();
  readonly #decoder;

  constructor({ face, link, profile }: RoomParts) {
    const clock = this.#clock;
    this.#decoder = profile.createDecoder();
    this.network = createMemoryNetwork({
      faces: [face],
      profileOf: () => profile,
      seed: 9,
      scenario: 'wire',
      bookEveryMs: 500,
      clock,
    });
    const dice = new Prng(9, 'feed');
    this.feed = createVenueFeed({
      link,
      hosts: this.network.endpoints[face.venue] ?? {},
      transport: this.network.transport,
      clock,
      random: () => dice.next(),
      emit: (input) => this.#hear(input),
      readTime: (answer, rest) => {
        const [event] = profile.createDecoder().rest(answer, { rest, atMs: clock.now() });
        return event?.type === 'venue.time' ? event.venueAtMs : undefined;
      },
    });
  }

  /** Starts the feed and wants all there is, and what else a spec wants. */
  open(others: readonly Instrument[] = []): void {
    this.feed.start();
    this.feed.want([...this.instruments(), ...others]);
  }

  instruments(): readonly Instrument[] {
    return this.network.house.markets.instruments();
  }

  close(): void {
    this.feed.stop();
    this.network.close();
  }

  pass(forMs: number): Promise<void> {
    return passTime(this.#clock, forMs, 50);
  }

  /** Waits until every frame of a step has arrived. */
  async settle(): Promise<void> {
    await passTime(this.#clock, 250 - (this.#clock.now() % 500) + 500, 10);
  }

  /** Markets whose book is not as the venue has it, down to a level. */
  differing(levelsMax = Infinity): readonly string[] {
    const { markets } = this.network.house;
    return markets.instruments().flatMap(({ market }) => {
      const ours = this.#books.get(market)?.depth('linear', 1);
      const theirs = markets.book(market);
      const isSame = (['bids', 'asks'] as const).every(
        (side) => levelsText(ours?.[side], levelsMax) === levelsText(theirs?.[side], levelsMax),
      );
      return isSame ? [] : [market];
    });
  }

  #hear(input: FeedInput): void {
    if (input.kind === 'notice') this.notices.push(JSON.stringify(input.notice));
    if (input.kind === 'connection') {
      this.connections.push(`${input.conn} ${input.status}`);
      if (input.status === 'lost') this.#decoder.lost(input.conn);
    }
    if (input.kind === 'rest') for (const event of this.#decoder.rest(input.frame, input)) this.#take(event);
    if (input.kind === 'frame') for (const event of this.#decoder.frame(input.frame, input)) this.#take(event);
  }

  #take(event: MarketEvent): void {
    this.counts.set(event.type, (this.counts.get(event.type) ?? 0) + 1);
    if (event.type === 'frame.rejected' || event.type === 'book.gap') this.faults.push(printEvent(event));
    if (event.type === 'funding') {
      const { kind, rate, settlementAtMs } = event.funding;
      if (kind === 'settled') this.settled.set(`${event.market} ${settlementAtMs}`, rate);
      else this.predicted.add(event.market);
    }
    if (event.type !== 'book.snapshot' && event.type !== 'book.delta') return;
    const book = this.#books.get(event.market) ?? new OrderBook();
    this.#books.set(event.market, book);
    if (event.type === 'book.snapshot') book.applySnapshot(event.bids, event.asks);
    else book.applyDelta(event.bids, event.asks);
  }
}

const levelsText = (
  side: { count: number; prices: ArrayLike<number>; sizes: ArrayLike<number> } | undefined,
  max: number,
): string =>
  JSON.stringify(
    Array.from({ length: Math.min(max, side?.count ?? 0) }, (_, at) => [side?.prices[at], side?.sizes[at]]),
  );
