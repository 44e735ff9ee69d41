import type { VenueId } from '../../domain/ids.ts';

/** What a venue saw since it was opened: for specs that ask whether a client kept to the limits, and for people. */
export interface VenueCounts {
  readonly venue: VenueId;
  readonly sockets: {
    readonly open: number;
    /** Asked for, refused ones included; and the most within one window of the venue's limit. */
    readonly attempts: number;
    readonly attemptsInWindow: number;
    readonly refused: number;
    /** Cut by the venue, by cause. */
    readonly cut: Readonly<Record<string, number>>;
  };
  readonly messages: {
    readonly received: number;
    /** The most of one socket within one window of the venue's limit. */
    readonly inWindow: number;
  };
  readonly topics: {
    readonly subscribed: number;
    /** The most on one socket at a time. */
    readonly onSocket: number;
  };
  readonly frames: { readonly sent: number; readonly bytes: number };
  readonly rest: {
    readonly requests: number;
    readonly refused: number;
    /** Weights by bucket: all, and the most within one window of the bucket's limit. */
    readonly weights: Readonly<Record<string, { readonly total: number; readonly inWindow: number }>>;
  };
  /** Orders received by client id, those included that were lost or refused. */
  readonly orders: ReadonlyMap<string, number>;
  /** How often each fault struck, by name. */
  readonly faults: Readonly<Record<string, number>>;
}

/** Numbers that a venue adds to as it goes. */
export class Tally {
  attempts = 0;
  refused = 0;
  received = 0;
  messagesInWindow = 0;
  topicsOnSocket = 0;
  sent = 0;
  bytes = 0;
  requests = 0;
  requestsRefused = 0;
  readonly cut = new Map<string, number>();
  readonly faults = new Map<string, number>();

  cutFor(cause: string): void {
    this.cut.set(cause, (this.cut.get(cause) ?? 0) + 1);
  }

  fault(name: string): void {
    this.faults.set(name, (this.faults.get(name) ?? 0) + 1);
  }
}
