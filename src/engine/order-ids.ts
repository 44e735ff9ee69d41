import { venueOf } from '../domain/ids.ts';
import type { OrderRequest } from '../domain/order.ts';
import type { VenueProfile } from '../domain/ports.ts';
import { orderId } from '../execution/order-id.ts';
import type { IdOf } from '../risk/gate.ts';
import type { Outbox } from './outbox.ts';

export interface OrderIdParts {
  readonly birthId: string;
  readonly venues: readonly VenueProfile[];
  readonly outbox: Outbox;
  readonly inputSeq: () => number;
}

/** Names the orders of the input in hand, each by its venue's rule. */
export const orderIds =
  ({ birthId, venues, inputSeq, outbox }: OrderIdParts): IdOf =>
  ({ market, coin, leg, attempt }: OrderRequest) => {
    const profile = venues.find(({ venue }) => venue === venueOf(market));
    if (profile === undefined) throw new Error(`an order for a venue without a profile: ${market}`);
    const decidedAtMs = outbox.nowMs;
    return orderId(profile.clientId, { birthId, inputSeq: inputSeq(), decidedAtMs, coin, leg, attempt });
  };
