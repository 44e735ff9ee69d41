import type { Fact } from '../domain/fact.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { MarketInspection } from '../engine/view/market-detail.ts';
import { FundingTrails } from './funding-trails.ts';
import type { Refusal } from './messages.ts';
import { whatIf } from './what-if.ts';

type Held = Omit<Refusal, 'earned'>;

type First = Pick<Refusal, 'sinceMs' | 'times'>;

const LOOK_EVERY_MS = 60_000;
/** Pairs remembered of one coin. */
const PAIRS_MAX = 16;
const SCOUT = 'scout/';
const POSITION = 'position/';

/** What stands refused, since when, and what it would have brought: from facts and from what the markets charged since. */
export class Hindsight {
  readonly #trails: FundingTrails;
  readonly #refused = new Map<string, Held>();
  /** By coin and gate, of each pair that was the best one meanwhile. */
  readonly #firsts = new Map<string, Map<string, First>>();
  #lookedAtMs = -Infinity;

  constructor(trails = new FundingTrails()) {
    this.#trails = trails;
  }

  /** One that goes its own way from here. */
  copy(): Hindsight {
    const copied = new Hindsight(this.#trails.copy());
    for (const [key, held] of this.#refused) copied.#refused.set(key, held);
    for (const [key, pairs] of this.#firsts) copied.#firsts.set(key, new Map(pairs));
    copied.#lookedAtMs = this.#lookedAtMs;
    return copied;
  }

  fold(fact: Fact): void {
    const { type, actor } = fact;
    if (type === 'route.refused') this.#hold(fact, { coin: actor.slice(SCOUT.length), gate: 'screen' });
    else if (type === 'route.candidate') this.#forget(keyOf(actor.slice(SCOUT.length), 'screen'));
    else if (type === 'entry.refused') this.#hold(fact, { coin: actor.slice(POSITION.length), gate: 'entry' });
    else if (type === 'entry.approved') this.#forget(keyOf(actor.slice(POSITION.length), 'entry'));
  }

  /** Notes what the markets of refused routes charged, at most once a minute of engine time. */
  look(atMs: number, { charged }: Pick<MarketInspection, 'charged'>): void {
    if (atMs >= this.#lookedAtMs && atMs < this.#lookedAtMs + LOOK_EVERY_MS) return;
    this.#lookedAtMs = atMs;
    for (const { long, short } of this.#refused.values())
      for (const market of [long, short]) this.#trails.note(market, charged(market));
  }

  view(nowMs: number): ReadonlyMap<string, Refusal> {
    const seen = new Map<string, Refusal>();
    for (const [key, refused] of this.#refused) {
      const long = this.#trails.of(refused.long);
      const short = this.#trails.of(refused.short);
      seen.set(key, { ...refused, earned: whatIf({ sinceMs: refused.sinceMs, nowMs, long, short }) });
    }
    return seen;
  }

  #forget(key: string): void {
    this.#refused.delete(key);
    this.#firsts.delete(key);
  }

  /** A pair refused again stays refused since it was first, though another was better for a while; a yes begins anew. */
  #hold({ seq, atMs, body }: Fact, of: Pick<Held, 'coin' | 'gate'>): void {
    const { long, short, reasons } = body;
    if (typeof long !== 'string' || typeof short !== 'string') return;
    const key = keyOf(of.coin, of.gate);
    const pairs = this.#firsts.get(key) ?? new Map<string, First>();
    this.#firsts.set(key, pairs);
    const pair = `${long} ${short}`;
    const before = pairs.get(pair) ?? { sinceMs: atMs, times: 0 };
    const first = { sinceMs: before.sinceMs, times: before.times + 1 };
    pairs.delete(pair);
    pairs.set(pair, first);
    const [oldest] = pairs.keys();
    if (pairs.size > PAIRS_MAX && oldest !== undefined) pairs.delete(oldest);
    this.#refused.set(key, {
      ...of,
      // a fact names markets as the engine wrote them
      long: long as MarketKey,
      short: short as MarketKey,
      seq,
      ...first,
      reasons: Array.isArray(reasons) ? reasons : [],
    });
    // what is refused already by its figures does not reach the entry
    if (of.gate === 'screen') this.#forget(keyOf(of.coin, 'entry'));
  }
}

const keyOf = (coin: string, gate: Refusal['gate']): string => (gate === 'screen' ? coin : `${coin} entry`);
