import type { Clock } from '../clock/clock.ts';
import type { FeedNotice } from '../domain/input.ts';
import type { ConnectBudget } from './connect-budget.ts';
import type { FeedSettings } from './feed-settings.ts';
import type { SharedBudgets } from './shared-budgets.ts';
import type { Transport } from './transport.ts';
import type { Channel, RestCall, SocketKind } from './venue-link.ts';

/** What all sockets of a venue share. */
export interface VenueParts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: FeedSettings;
  readonly hosts: Readonly<Record<string, string>>;
  readonly budget: ConnectBudget;
  /** Client messages that are counted over all connections. */
  readonly messages: SharedBudgets;
  /** The answer to a call that must come before connecting; `undefined` when it could not be had. */
  readonly token: (call: RestCall) => Promise<unknown>;
  readonly notice: (notice: FeedNotice) => void;
}

export interface LineParts {
  readonly venue: VenueParts;
  readonly kind: SocketKind;
  /** Logical name, for notices. */
  readonly conn: string;
  readonly events: LineEvents;
}

/** What a line tells the connection it belongs to. */
export interface LineEvents {
  /** Open and greeted: subscriptions go out from now on. */
  readonly opened: () => void;
  /** Every topic stands. */
  readonly subscribed: () => void;
  /** A frame came; `channel` where it is data of a topic of this line. */
  readonly frame: (received: {
    readonly frame: unknown;
    readonly text: string;
    readonly channel: Channel | undefined;
  }) => void;
  /** The venue does not know the first of these topics; the others, of the same market, are left with it; perhaps none. */
  readonly givenUp: (channels: readonly Channel[], reason: string) => void;
  /** The venue will cut it soon. */
  readonly leaving: () => void;
  /** It was open and is no more. */
  readonly lost: () => void;
}

export interface VenueConnectionParts {
  readonly venue: VenueParts;
  readonly kind: SocketKind;
  /** Logical name. */
  readonly conn: string;
  readonly events: VenueConnectionEvents;
}

export interface ReceivedFrame {
  readonly frame: unknown;
  /** Where it is data of a channel that is wanted. */
  readonly channel: Channel | undefined;
}

export interface VenueConnectionEvents {
  readonly status: (conn: string, status: 'open' | 'lost') => void;
  readonly frame: (conn: string, received: ReceivedFrame) => void;
  /** Streams that begin anew: what was built from them before is void. */
  readonly begins: (channels: Iterable<Channel>) => void;
}
