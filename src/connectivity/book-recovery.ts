import type { MarketKey } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { AtMs } from '../domain/units.ts';
import { backoffMs } from './backoff.ts';
import type { FeedSettings } from './feed-settings.ts';
import type { RestClient } from './rest-client.ts';
import type { Channel, RestLink } from './venue-link.ts';

export interface BookRecoveryParts {
  readonly client: RestClient;
  readonly rest: RestLink;
  readonly random: () => number;
  readonly settings: Pick<FeedSettings, 'resyncEveryMs'>;
  readonly instrumentOf: (market: MarketKey) => Instrument | undefined;
  /** Whether the stream that the snapshot is for is there. */
  readonly isStreaming: (market: MarketKey) => boolean;
  readonly resubscribe: (market: MarketKey) => void;
}

export type Recovery = 'rest-snapshot' | 'resubscribe';

/** A book that has been subscribed for so long and has not moved gets its snapshot all the same. */
const QUIET_MS = 10_000;
const RETRY = { baseMs: 1000, maxMs: 30_000 };

/**
 * Where books begin, and begin again. A stream that is only changes gets one REST snapshot after its first change has come,
 * so that the snapshot is newer than that; a broken book gets what its venue offers, not oftener than `resyncEveryMs`.
 */
export class BookRecovery {
  readonly #parts: BookRecoveryParts;
  /** Books whose stream has just begun, and since when. */
  readonly #beginning = new Map<MarketKey, number>();
  readonly #due = new Map<MarketKey, { readonly recovery: Recovery; readonly atMs: number }>();
  readonly #inFlight = new Set<MarketKey>();
  readonly #last = new Map<MarketKey, { readonly atMs: number; readonly failures: number }>();

  constructor(parts: BookRecoveryParts) {
    this.#parts = parts;
  }

  /** The changes of this book begin anew, and say nothing of what was before. */
  begins(market: MarketKey, nowMs: AtMs): void {
    this.#beginning.set(market, nowMs);
  }

  /** A frame of a channel came. */
  heard({ market, carries }: Channel, nowMs: AtMs): void {
    if (this.#beginning.size === 0 || market === undefined || carries !== 'book') return;
    if (this.#beginning.delete(market)) this.ask(market, 'rest-snapshot', nowMs);
  }

  /** A fresh book is needed: now, or as soon as it may be asked for again. */
  ask(market: MarketKey, recovery: Recovery, nowMs: AtMs): void {
    if (this.#inFlight.has(market)) return;
    const last = this.#last.get(market);
    const readyAtMs = last === undefined ? nowMs : last.atMs + this.#parts.settings.resyncEveryMs;
    if (readyAtMs <= nowMs) this.#perform(market, recovery, nowMs);
    else this.#due.set(market, { recovery, atMs: readyAtMs });
  }

  forget(market: MarketKey): void {
    this.#beginning.delete(market);
    this.#due.delete(market);
    this.#last.delete(market);
  }

  tick(nowMs: AtMs): void {
    for (const [market, sinceMs] of this.#beginning) {
      if (nowMs - sinceMs < QUIET_MS) continue;
      this.#beginning.delete(market);
      this.ask(market, 'rest-snapshot', nowMs);
    }
    for (const [market, { recovery, atMs }] of this.#due) {
      if (atMs > nowMs) continue;
      this.#due.delete(market);
      this.#perform(market, recovery, nowMs);
    }
  }

  #perform(market: MarketKey, recovery: Recovery, nowMs: AtMs): void {
    this.#due.delete(market);
    const failures = this.#last.get(market)?.failures ?? 0;
    this.#last.set(market, { atMs: nowMs, failures });
    if (recovery === 'resubscribe') this.#parts.resubscribe(market);
    else void this.#snapshot(market, failures);
  }

  async #snapshot(market: MarketKey, failures: number): Promise<void> {
    const { client, instrumentOf, isStreaming, random, rest } = this.#parts;
    const instrument = instrumentOf(market);
    const call = instrument === undefined ? undefined : rest.bookSnapshot(instrument);
    if (call === undefined) return;
    this.#inFlight.add(market);
    const outcome = await client.ask(call, 'snapshot', () => isStreaming(market));
    this.#inFlight.delete(market);
    if (instrumentOf(market) === undefined) return;
    if (outcome.kind === 'answer') this.#last.set(market, { atMs: outcome.atMs, failures: 0 });
    // A stream that is gone asks anew when it is back.
    else if (isStreaming(market)) {
      this.#last.set(market, { atMs: outcome.atMs, failures: failures + 1 });
      const waitMs = RETRY.baseMs + backoffMs(RETRY, failures, random);
      this.#due.set(market, { recovery: 'rest-snapshot', atMs: outcome.atMs + waitMs });
    }
  }
}
