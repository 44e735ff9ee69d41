import type { Clock } from '../clock/clock.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { FeedSettings } from './feed-settings.ts';
import type { FeedStatus } from './feed-status.ts';
import type { Transport } from './transport.ts';
import type { VenueLink } from './venue-link.ts';

/** What a feed says: the inputs of the engine that come from one venue. */
export type FeedInput = Extract<Input, { kind: 'frame' | 'rest' | 'connection' | 'offset' | 'notice' }>;

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
  /** A buffer behind `emit` had to drop frames of a connection: what they built is reset and asked for anew. */
  overflowed(conn: string, count: number): void;
  status(): FeedStatus;
  /** Closes every socket and forgets what was asked; nothing is emitted afterwards. */
  stop(): void;
}

export type CreateVenueFeed = (parts: VenueFeedParts) => VenueFeed;
