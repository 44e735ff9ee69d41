import type { VenueParts } from './line-parts.ts';
import { RateBucket } from './rate-limit.ts';
import type { SocketLimits } from './venue-link.ts';

/** What one line may say: its own messages, and its part of what the venue counts over all connections of an address. */
export class MessageBudget {
  readonly #buckets: readonly RateBucket[];

  constructor(
    { messages, messagesShared }: SocketLimits,
    { messages: shared, settings }: Pick<VenueParts, 'messages' | 'settings'>,
  ) {
    const own = new RateBucket(messages, settings.budgetFraction);
    this.#buckets = messagesShared === undefined ? [own] : [own, shared.of(messagesShared)];
  }

  /** Whether one more message may go now. */
  admits(nowMs: number): boolean {
    return this.#buckets.every((bucket) => bucket.admits(1, nowMs));
  }

  /** Whatever was said counts, also what could not wait. */
  spend(nowMs: number): void {
    for (const bucket of this.#buckets) bucket.spend(1, nowMs);
  }
}
