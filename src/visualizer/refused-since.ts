import type { Fact } from '../domain/fact.ts';
import type { MarketKey } from '../domain/ids.ts';
import { SharedMap } from './shared-map.ts';

/**
 * Which beginning it is: `told` where what was before is not known here, so that it may be longer; `recorded` where the first
 * record of the refusal is.
 */
export type SinceWhat = 'markets-known' | 'candidate' | 'held' | 'told' | 'recorded';

export interface RefusedFrom {
  readonly sinceMs: number;
  readonly since: SinceWhat;
}

type Pair = Readonly<Record<'long' | 'short', MarketKey>>;
type Yes = Extract<SinceWhat, 'candidate' | 'held'>;
type Known = SharedMap<MarketKey, number>;
type Wanted = SharedMap<string, { readonly atMs: number; readonly as: Yes }>;

/** Directed pairs remembered that were wanted once; of those forgotten the last instant is remembered for all. */
const WANTED_MAX = 20_000;
const MARKET = 'market/';
const SCOUT = 'scout/';
const POSITION = 'position/';

/**
 * Since when a route is refused, from facts alone, so that a run, its recording and its journal tell the same. It is the later of
 * the instant both its markets were known (the first fact of each) and the last instant the route was its coin's best candidate or
 * was held, from the approval of its entry until nothing of it was. A yes to a route that is not its coin's best has no fact and
 * does not count. Instants are all that is kept.
 */
export class RefusedSince {
  readonly #known: Known;
  readonly #wanted: Wanted;
  /** By coin, what is so now. */
  readonly #best = new Map<string, Pair>();
  readonly #held = new Map<string, Pair>();
  /** Of the facts from the first one on; from a later one on a market may be known for longer. */
  #isWhole: boolean | undefined;
  #forgottenMs = -Infinity;

  constructor(known: Known = new SharedMap(), wanted: Wanted = new SharedMap()) {
    this.#known = known;
    this.#wanted = wanted;
  }

  /** One that goes its own way from here. */
  copy(): RefusedSince {
    const copied = new RefusedSince(this.#known.copy(), this.#wanted.copy());
    for (const [coin, pair] of this.#best) copied.#best.set(coin, pair);
    for (const [coin, pair] of this.#held) copied.#held.set(coin, pair);
    copied.#isWhole = this.#isWhole;
    copied.#forgottenMs = this.#forgottenMs;
    return copied;
  }

  fold({ seq, atMs, type, actor, body }: Fact): void {
    this.#isWhole ??= seq === 1;
    if (actor.startsWith(MARKET)) this.#meet(actor.slice(MARKET.length) as MarketKey, atMs);
    else if (actor.startsWith(SCOUT)) this.#judged(actor.slice(SCOUT.length), { type, body, atMs });
    else if (actor.startsWith(POSITION)) this.#positioned(actor.slice(POSITION.length), { type, body, atMs });
    // a process that begins has judged nothing yet
    else if (type === 'engine.started') for (const coin of this.#best.keys()) this.#leave('candidate', coin, atMs);
  }

  /** `undefined` of a route that is its coin's best candidate or held now, or whose markets no fact speaks of. */
  of({ coin, long, short }: Pair & { readonly coin: string }): RefusedFrom | undefined {
    const [longMs, shortMs] = [this.#known.get(long), this.#known.get(short)];
    const name = nameOf({ long, short });
    const isWanted = [this.#best, this.#held].some((now) => nameIn(now, coin) === name);
    if (longMs === undefined || shortMs === undefined || isWanted) return undefined;
    const knownMs = Math.max(longMs, shortMs);
    const yes = this.#wanted.get(name);
    if (yes !== undefined && yes.atMs >= knownMs) return { sinceMs: yes.atMs, since: yes.as };
    if (yes === undefined && this.#forgottenMs > knownMs) return { sinceMs: this.#forgottenMs, since: 'told' };
    return { sinceMs: knownMs, since: this.#isWhole === true ? 'markets-known' : 'told' };
  }

  #meet(market: MarketKey, atMs: number): void {
    if (!this.#known.has(market)) this.#known.set(market, atMs);
  }

  #judged(coin: string, { type, body, atMs }: Told): void {
    const pair = pairIn(body);
    if (pair === undefined) return;
    this.#meet(pair.long, atMs);
    this.#meet(pair.short, atMs);
    this.#leave('candidate', coin, atMs);
    if (type === 'route.candidate') this.#best.set(coin, pair);
  }

  #positioned(coin: string, { type, body, atMs }: Told): void {
    const pair = pairIn(body);
    const held = this.#held.get(coin);
    const { leg, to } = body;
    if (type === 'entry.approved' && pair !== undefined) this.#held.set(coin, pair);
    else if (type === 'roll.approved' || type === 'alternate.approved') {
      if (held === undefined || (leg !== 'long' && leg !== 'short') || typeof to !== 'string') return;
      this.#leave('held', coin, atMs);
      this.#held.set(coin, { ...held, [leg]: to as MarketKey });
    } else if (typeof to === 'string' && to.startsWith('scanning')) this.#leave('held', coin, atMs);
  }

  #leave(as: Yes, coin: string, atMs: number): void {
    const now = as === 'held' ? this.#held : this.#best;
    const name = nameIn(now, coin);
    if (name === undefined) return;
    now.delete(coin);
    this.#wanted.delete(name);
    this.#wanted.set(name, { atMs, as });
    for (const [oldest, { atMs: oldestMs }] of this.#wanted.entries()) {
      if (this.#wanted.size <= WANTED_MAX) return;
      this.#wanted.delete(oldest);
      this.#forgottenMs = oldestMs;
    }
  }
}

type Told = Pick<Fact, 'type' | 'body'> & { readonly atMs: number };

/** The route a fact speaks of: it names markets as the engine wrote them. */
export const pairIn = ({ long, short }: Fact['body']): Pair | undefined =>
  typeof long === 'string' && typeof short === 'string'
    ? { long: long as MarketKey, short: short as MarketKey }
    : undefined;

export const nameOf = ({ long, short }: Pair): string => `${long} ${short}`;

const nameIn = (now: ReadonlyMap<string, Pair>, coin: string): string | undefined => {
  const pair = now.get(coin);
  return pair === undefined ? undefined : nameOf(pair);
};
