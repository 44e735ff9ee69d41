import type { FeedNotice } from '../domain/input.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import type { FeedSettings } from './feed-settings.ts';
import type { FundingPoll } from './funding-poll.ts';
import type { VenueConnection } from './venue-connection.ts';
import type { Channel } from './venue-link.ts';

export interface RestFallbackParts {
  readonly poll: FundingPoll;
  readonly settings: Pick<FeedSettings, 'fallbackAfterMs' | 'fallbackEveryMs'>;
  readonly notice: (notice: FeedNotice) => void;
}

interface Outage {
  readonly sinceMs: AtMs;
  /** Topics that have said nothing since; empty until REST stands in. */
  readonly missing: Map<string, Channel>;
  state: 'young' | 'stood-in-for';
  /** When the connection came back. */
  upSinceMs: AtMs | undefined;
}

/** A topic that has not spoken for so long after its connection came back has nothing to say. */
const HAND_BACK_MAX_MS = 300_000;

/**
 * REST in the place of sockets that are down: rates and prices are polled, books are not. It goes on, market by market, until
 * the stream has spoken again, so that no gap is left between the two.
 */
export class RestFallback {
  readonly #parts: RestFallbackParts;
  readonly #outages = new Map<string, Outage>();
  #nextPollAtMs = 0;

  constructor(parts: RestFallbackParts) {
    this.#parts = parts;
  }

  /** Connections that REST stands in for. */
  get active(): readonly string[] {
    return [...this.#outages].flatMap(([conn, { state }]) => (state === 'stood-in-for' ? [conn] : []));
  }

  /** A topic spoke. */
  heard(conn: string, { topic }: Channel): void {
    if (this.#outages.size > 0) this.#outages.get(conn)?.missing.delete(topic);
  }

  tick(
    nowMs: AtMs,
    now: {
      readonly connections: readonly VenueConnection[];
      readonly instruments: ReadonlyMap<MarketKey, Instrument>;
    },
  ): void {
    const { connections, instruments } = now;
    const seen = new Set<string>();
    for (const connection of connections) {
      seen.add(connection.conn);
      this.#look(connection, nowMs);
    }
    for (const [conn, outage] of this.#outages) if (!seen.has(conn)) this.#end(conn, outage);
    if (nowMs < this.#nextPollAtMs) return;
    const missing = this.#missing(instruments);
    if (missing.length === 0) return;
    this.#nextPollAtMs = nowMs + this.#parts.settings.fallbackEveryMs;
    this.#parts.poll.poll(missing);
  }

  #look(connection: VenueConnection, nowMs: AtMs): void {
    const { conn, isUp } = connection;
    const outage = this.#outages.get(conn);
    if (outage === undefined) {
      if (!isUp) this.#outages.set(conn, { sinceMs: nowMs, missing: new Map(), state: 'young', upSinceMs: undefined });
      return;
    }
    if (!isUp) {
      outage.upSinceMs = undefined;
      if (nowMs - outage.sinceMs >= this.#parts.settings.fallbackAfterMs) this.#standIn(connection, outage);
      return;
    }
    outage.upSinceMs ??= nowMs;
    for (const topic of outage.missing.keys()) if (!connection.carries(topic)) outage.missing.delete(topic);
    if (outage.missing.size === 0 || nowMs - outage.upSinceMs >= HAND_BACK_MAX_MS) this.#end(conn, outage);
  }

  #standIn({ conn, channels }: VenueConnection, outage: Outage): void {
    for (const [topic, channel] of channels)
      if (channel.carries === 'funding' || channel.carries === 'prices') outage.missing.set(topic, channel);
    if (outage.state === 'stood-in-for' || outage.missing.size === 0) return;
    outage.state = 'stood-in-for';
    this.#parts.notice({ type: 'fallback', state: 'begins', conn });
  }

  #end(conn: string, { state }: Outage): void {
    this.#outages.delete(conn);
    if (state === 'stood-in-for') this.#parts.notice({ type: 'fallback', state: 'ends', conn });
  }

  /** Markets that wait for their stream; all of them where a topic of all markets is missing. */
  #missing(instruments: ReadonlyMap<MarketKey, Instrument>): readonly Instrument[] {
    const found = new Map<MarketKey, Instrument>();
    for (const { missing } of this.#outages.values())
      for (const { market } of missing.values()) {
        if (market === undefined) return [...instruments.values()];
        const instrument = instruments.get(market);
        if (instrument !== undefined) found.set(market, instrument);
      }
    return [...found.values()];
  }
}
