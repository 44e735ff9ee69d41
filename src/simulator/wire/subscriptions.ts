import type { SimMarket } from '../sim-market.ts';
import type { MarketFeed } from '../sim-markets.ts';
import type { HousedConnection } from './housed-connection.ts';

/** After a subscription to a key that no market was seen to speak under, all of them are listened to for so long, ms. */
const SEARCH_MS = 5000;
/** Later, while such a key is wanted, one frame in so many is made to look for it. */
const SEARCH_EVERY = 16;

/**
 * Who wants which key, and which market speaks under which key. The second is learned from the frames themselves, so that
 * frames nobody wants need not be made: a face tells a frame's keys only once there is a frame.
 */
export class Subscriptions {
  /** Topics ever subscribed. */
  total = 0;
  readonly #byKey = new Map<string, Set<HousedConnection>>();
  readonly #spoken = new Map<SimMarket, Record<MarketFeed, Set<string>>>();
  readonly #known = new Set<string>();
  #orphans = new Set<string>();
  #orphanedAtMs = -Infinity;
  #asked = 0;

  /** Keys that somebody wants. */
  get wanted(): ReadonlySet<string> {
    return this.#keys;
  }

  /** Takes in what a connection's session is subscribed to by now; topics added. */
  refresh(connection: HousedConnection, nowMs: number): number {
    const keys: ReadonlySet<string> = connection.state === 'closed' ? NO_KEYS : (connection.session?.keys ?? NO_KEYS);
    const before = connection.indexed;
    let added = 0;
    for (const key of before) if (!keys.has(key)) this.#remove(key, connection);
    for (const key of keys) {
      if (before.has(key)) continue;
      this.#add(key, { connection, nowMs });
      added += 1;
    }
    if (added > 0 || before.size !== keys.size) connection.indexed = new Set(keys);
    this.total += added;
    return added;
  }

  subscribers(key: string): ReadonlySet<HousedConnection> | undefined {
    return this.#byKey.get(key);
  }

  /** Whether frames of a market's feed are worth making. */
  wants(market: SimMarket, feed: MarketFeed, nowMs: number): boolean {
    if (this.#byKey.size === 0) return false;
    // Rare, and too rare to be learned.
    if (feed === 'trade' || feed === 'liquidation') return true;
    const spoken = this.#spoken.get(market)?.[feed];
    if (spoken !== undefined) for (const key of spoken) if (this.#byKey.has(key)) return true;
    if (this.#orphans.size === 0) return false;
    this.#asked += 1;
    return nowMs - this.#orphanedAtMs < SEARCH_MS || this.#asked % SEARCH_EVERY === 0;
  }

  /** A frame of a market was seen to have these keys. */
  learn(market: SimMarket, feed: MarketFeed, keys: readonly string[]): void {
    let spoken = this.#spoken.get(market);
    if (spoken === undefined) {
      spoken = { book: new Set(), prices: new Set(), trade: new Set(), liquidation: new Set() };
      this.#spoken.set(market, spoken);
    }
    for (const key of keys) {
      if (spoken[feed].has(key)) continue;
      spoken[feed].add(key);
      this.#known.add(key);
      this.#orphans.delete(key);
    }
  }

  #add(key: string, { connection, nowMs }: { readonly connection: HousedConnection; readonly nowMs: number }): void {
    const subscribers = this.#byKey.get(key);
    if (subscribers === undefined) this.#byKey.set(key, new Set([connection]));
    else subscribers.add(connection);
    this.#keys.add(key);
    if (this.#known.has(key)) return;
    this.#orphans.add(key);
    this.#orphanedAtMs = nowMs;
  }

  #remove(key: string, connection: HousedConnection): void {
    const subscribers = this.#byKey.get(key);
    if (subscribers?.delete(connection) !== true || subscribers.size > 0) return;
    this.#byKey.delete(key);
    this.#keys.delete(key);
    this.#orphans.delete(key);
  }

  readonly #keys = new Set<string>();
}

const NO_KEYS: ReadonlySet<string> = new Set();
