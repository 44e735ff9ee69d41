import type { MarketKind, VenueId } from '../domain/ids.ts';
import type { PrivateWord, TradedMarkets, VenueRequest } from '../domain/venue-trading.ts';
import type { SocketKind } from './venue-link.ts';

/**
 * How a venue tells an account what becomes of its orders, as it happens: facts and functions, one object a venue that is
 * listened to (`venues/<name>/stream.ts`). A stream never repeats what was missed: lists do.
 */
export interface PrivateLink {
  readonly venue: VenueId;
  /** The name of its connection where a venue has several; `private` without one. */
  readonly conn?: string;
  /** Kinds of markets that it tells of. */
  readonly kinds: readonly MarketKind[];
  /** The socket for one key. */
  socket(access: StreamAccess): SocketKind;
  /** What is subscribed; nothing where the address says it all. */
  readonly topics: readonly string[];
  /** The account's name in the address: fetched before each socket, and kept alive meanwhile where it has to be. */
  readonly listenKey?: {
    readonly fetch: VenueRequest;
    readonly kept?: { readonly by: VenueRequest; readonly everyMs: number };
  };
  /** What a frame says, with every number as the text it was written in. Throws UnreadableAnswerError where it cannot be read. */
  words(frame: unknown, markets: TradedMarkets): readonly PrivateWord[];
}

/** What a socket needs of a key. The secret itself stays with whoever signs. */
export interface StreamAccess {
  /** Base addresses by the names of the venue's link. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly key: string;
  readonly passphrase: string;
  /** The account's address in lower case, where keys are addresses. */
  readonly account: string;
  /** Of a text: HMAC-SHA256 in hexadecimals or base64, or ED25519 in base64 where the secret is a seed. */
  readonly sign: (text: string, form: 'hex' | 'base64' | 'ed25519') => string;
  readonly venueNowMs: () => number;
}

/** Of a socket whose address or login says all that is wanted: nothing is subscribed, and pings of ours tell a dead line. */
export const ACCOUNT_SOCKET = {
  name: 'private',
  subscribe: () => '',
  unsubscribe: () => '',
  heartbeat: { kind: 'protocol', everyMs: 5000 },
  silenceMs: 12_000,
  overlap: 'both',
} as const satisfies Partial<SocketKind>;

/** It carries one thing. */
export const ONE_TOPIC = { topicsPerConnection: 1, topicsPerMessage: 1 } as const;
