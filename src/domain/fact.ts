import type { ActorId, ClientOrderId } from './ids.ts';
import type { OrderIntent } from './order.ts';
import type { AtMs } from './units.ts';
import type { Json } from './codec.ts';

/**
 * What the journal holds: something that happened, in plain JSON. `seq` is the journal's own, dense from 1; `cause` is
 * the `seq` of the input that led to it. A fact that moves a persisted actor carries that actor's event in `body.event`.
 */
export interface Fact {
  readonly seq: number;
  readonly atMs: AtMs;
  /** Dotted, past or state: `route.refused`, `position.entering`, `order.filled`, `funding.paid`. */
  readonly type: string;
  readonly cause: number;
  readonly actor: ActorId;
  readonly body: { readonly [key: string]: Json };
}

/** A fact before the journal numbers it. */
export type FactDraft = Omit<Fact, 'seq'>;

/** A persisted actor's state after the facts up to `seq`; restored only by a machine of the same or a migrated version. */
export interface ActorSnapshot {
  readonly actor: ActorId;
  readonly seq: number;
  readonly machineVersion: number;
  readonly snapshot: Json;
}

/** A change of the intents table: an order that must be probed after a crash, or one that needs no more care. */
export type IntentChange =
  | { readonly kind: 'opened'; readonly intent: OrderIntent }
  | { readonly kind: 'settled'; readonly clientOrderId: ClientOrderId };
