import type { Fact } from '../domain/fact.ts';
import type { MarketInspection } from '../engine/view/market-detail.ts';
import { FundingTrails } from './funding-trails.ts';
import type { Refusal } from './messages.ts';
import { RefusedSince, nameOf, pairIn } from './refused-since.ts';
import type { RefusedFrom } from './refused-since.ts';
import { whatIf } from './what-if.ts';
import type { WhatIf } from './what-if.ts';

/** Since when a route is refused, and what it would have brought since. */
export interface RefusedRoute extends RefusedFrom {
  readonly earned: WhatIf;
}

type Held = Omit<Refusal, 'earned' | 'since'>;

type First = Pick<Refusal, 'sinceMs' | 'times'>;

type Route = Pick<Refusal, 'coin' | 'long' | 'short'>;

const LOOK_EVERY_S = 60;
/** Pairs remembered of one coin. */
const PAIRS_MAX = 16;
const SCOUT = 'scout/';
const POSITION = 'position/';

/** What stands refused, since when, and what it would have brought: from facts and from what the markets charged since. */
export class Hindsight {
  readonly #trails: FundingTrails;
  readonly #since: RefusedSince;
  readonly #refused = new Map<string, Held>();
  /** By coin and gate, of each pair that was the best one meanwhile. */
  readonly #firsts = new Map<string, Map<string, First>>();
  #lookedIn: number | undefined;

  constructor(trails = new FundingTrails(), since = new RefusedSince()) {
    this.#trails = trails;
    this.#since = since;
  }

  /** One that goes its own way from here. */
  copy(): Hindsight {
    const copied = new Hindsight(this.#trails.copy(), this.#since.copy());
    for (const [key, held] of this.#refused) copied.#refused.set(key, held);
    for (const [key, pairs] of this.#firsts) copied.#firsts.set(key, new Map(pairs));
    copied.#lookedIn = this.#lookedIn;
    return copied;
  }

  fold(fact: Fact): void {
    const { type, actor } = fact;
    this.#since.fold(fact);
    if (type === 'route.refused') this.#hold(fact, { coin: actor.slice(SCOUT.length), gate: 'screen' });
    else if (type === 'route.candidate') this.#forget(keyOf(actor.slice(SCOUT.length), 'screen'));
    else if (type === 'entry.refused') this.#hold(fact, { coin: actor.slice(POSITION.length), gate: 'entry' });
    else if (type === 'entry.approved') this.#forget(keyOf(actor.slice(POSITION.length), 'entry'));
  }

  /** Notes what all markets that have a price charged: each once a minute of engine time, some in every second. */
  look(atMs: number, { charged, eachMid }: Pick<MarketInspection, 'charged' | 'eachMid'>): void {
    const second = Math.floor(atMs / 1000);
    const before = this.#lookedIn ?? -Infinity;
    if (second === before) return;
    this.#lookedIn = second;
    // a time that went back begins anew
    const isAll = second < before || second - before >= LOOK_EVERY_S;
    let at = 0;
    eachMid((market) => {
      const turn = at % LOOK_EVERY_S;
      at += 1;
      if (isAll || minuteOf(second, turn) !== minuteOf(before, turn)) this.#trails.note(market, charged(market));
    });
  }

  view(nowMs: number): ReadonlyMap<string, Refusal> {
    const seen = new Map<string, Refusal>();
    for (const [key, refused] of this.#refused) {
      const record: RefusedFrom = { sinceMs: refused.sinceMs, since: 'recorded' };
      const from = refused.gate === 'entry' ? record : (this.#since.of(refused) ?? record);
      seen.set(key, { ...refused, ...from, earned: this.#earned(refused, from.sinceMs, nowMs) });
    }
    return seen;
  }

  /** Of any route that is refused; `undefined` as of `RefusedSince`. */
  of(route: Route, nowMs: number): RefusedRoute | undefined {
    const from = this.#since.of(route);
    return from === undefined ? undefined : { ...from, earned: this.#earned(route, from.sinceMs, nowMs) };
  }

  #earned({ long, short }: Route, sinceMs: number, nowMs: number): WhatIf {
    return whatIf({ sinceMs, nowMs, long: this.#trails.of(long), short: this.#trails.of(short) });
  }

  #forget(key: string): void {
    this.#refused.delete(key);
    this.#firsts.delete(key);
  }

  /** A pair that is refused again counts on, though another was better for a while; a yes begins anew. */
  #hold({ seq, atMs, body }: Fact, of: Pick<Held, 'coin' | 'gate'>): void {
    const { reasons } = body;
    const route = pairIn(body);
    if (route === undefined) return;
    const key = keyOf(of.coin, of.gate);
    const pairs = this.#firsts.get(key) ?? new Map<string, First>();
    this.#firsts.set(key, pairs);
    const pair = nameOf(route);
    const before = pairs.get(pair) ?? { sinceMs: atMs, times: 0 };
    const first = { sinceMs: before.sinceMs, times: before.times + 1 };
    pairs.delete(pair);
    pairs.set(pair, first);
    const [oldest] = pairs.keys();
    if (pairs.size > PAIRS_MAX && oldest !== undefined) pairs.delete(oldest);
    this.#refused.set(key, {
      ...of,
      ...route,
      seq,
      ...first,
      reasons: Array.isArray(reasons) ? reasons : [],
    });
    // what is refused already by its figures does not reach the entry
    if (of.gate === 'screen') this.#forget(keyOf(of.coin, 'entry'));
  }
}

const keyOf = (coin: string, gate: Refusal['gate']): string => (gate === 'screen' ? coin : `${coin} entry`);

/** The minutes of a market begin with its turn. */
const minuteOf = (second: number, turn: number): number => Math.floor((second - turn) / LOOK_EVERY_S);
