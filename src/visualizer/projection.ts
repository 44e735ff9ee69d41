import type { Fact } from '../domain/fact.ts';
import type { Engine } from '../engine/engine.ts';
import type { MarketKey } from '../domain/ids.ts';
import { Hindsight } from './hindsight.ts';
import type { RefusedRoute } from './hindsight.ts';
import { Lanes } from './lanes.ts';
import type { EquityPoint, PositionRow, SectionName, Sections } from './messages.ts';
import { PriceTrails } from './price-trails.ts';
import type { Candle } from './price-trails.ts';
import type { Stage } from './stage.ts';
import { ViewRows } from './view-rows.ts';

/** Everything a page shows at one instant. */
export type View = { readonly [Name in SectionName]: ReadonlyMap<string, Sections[Name]> };

/** What is looked at; an engine has it. */
export type Watched = Pick<Stage, 'status' | 'signals' | 'inspect' | 'past'>;

const FACTS_MAX = 1000;
/** Facts that come by the minute whatever happens; they may not crowd out the others. */
const STEADY = /^(alert|route|rate|carry)\./;
const STEADY_MAX = 400;
const EQUITY_MAX = 1200;
const EQUITY_EVERY_MS = 60_000;

/** Facts and the status of the engine in, a view out. It keeps a bounded past and decides nothing. */
export class Projection {
  readonly #facts = new Map<string, Fact>();
  readonly #steady = new Set<string>();
  readonly #rare = new Set<string>();
  readonly #lanes: Lanes;
  readonly #hindsight: Hindsight;
  readonly #prices: PriceTrails;
  readonly #rows = new ViewRows();
  readonly #equity = new Map<string, EquityPoint>();
  #lastSeq: number | undefined;
  #points = 0;
  #sampledAtMs = -Infinity;
  #everyMs = EQUITY_EVERY_MS;

  constructor(lanes = new Lanes(), hindsight = new Hindsight(), prices = new PriceTrails()) {
    this.#lanes = lanes;
    this.#hindsight = hindsight;
    this.#prices = prices;
  }

  /** One that goes its own way from here. */
  copy(): Projection {
    const copied = new Projection(this.#lanes.copy(), this.#hindsight.copy(), this.#prices.copy());
    for (const [key, fact] of this.#facts) copied.#facts.set(key, fact);
    for (const key of this.#steady) copied.#steady.add(key);
    for (const key of this.#rare) copied.#rare.add(key);
    for (const [key, point] of this.#equity) copied.#equity.set(key, point);
    copied.#lastSeq = this.#lastSeq;
    copied.#points = this.#points;
    copied.#sampledAtMs = this.#sampledAtMs;
    copied.#everyMs = this.#everyMs;
    return copied;
  }

  /** Of the last fact told; `undefined` before the first. */
  get lastSeq(): number | undefined {
    return this.#lastSeq;
  }

  fold(fact: Fact): void {
    this.#lastSeq = fact.seq;
    const key = String(fact.seq);
    this.#facts.set(key, fact);
    const isSteady = STEADY.test(fact.type);
    const kin = isSteady ? this.#steady : this.#rare;
    kin.add(key);
    for (const oldest of kin) {
      if (kin.size <= (isSteady ? STEADY_MAX : FACTS_MAX)) break;
      kin.delete(oldest);
      this.#facts.delete(oldest);
    }
    this.#lanes.fold(fact);
    this.#hindsight.fold(fact);
  }

  /** Notes prices and what was charged, as often as it is called, but not in vain. Engine time. */
  look(atMs: number, { inspect }: Pick<Engine, 'inspect'>): void {
    this.#prices.look(atMs, (tell) => inspect.eachMid(tell));
    this.#hindsight.look(atMs, inspect);
  }

  /** Of the mid, oldest first. */
  candles(market: MarketKey): readonly Candle[] {
    return this.#prices.of(market);
  }

  /** Of any judged route. */
  refused(route: Parameters<Hindsight['of']>[0], nowMs: number): RefusedRoute | undefined {
    return this.#hindsight.of(route, nowMs);
  }

  /** Notes the equity the guard saw last, at most once a minute of engine time, coarser as the curve grows. */
  sample(atMs: number, { inspect }: Pick<Engine, 'inspect'>): void {
    if (atMs < this.#sampledAtMs + this.#everyMs) return;
    const seen = inspect.drawdown();
    if (seen === undefined) return;
    this.#sampledAtMs = atMs;
    this.#points += 1;
    const { totalUsd, realizedUsd, realizedPauseUsd, dailyHaltUsd, dailyPauseUsd, realized, daily, unrealized } = seen;
    const lines = { realizedPauseUsd, dailyHaltUsd, dailyPauseUsd };
    this.#equity.set(String(this.#points), { atMs, totalUsd, realizedUsd, ...lines, realized, daily, unrealized });
    if (this.#equity.size > EQUITY_MAX) this.#thin();
  }

  /** The last facts, oldest first. */
  facts(): readonly Fact[] {
    return [...this.#facts.values()];
  }

  view({ status, signals, inspect, past }: Watched): View {
    const { feeds, routes, positions, ...head } = status();
    // what a past instant shows may not depend on who looked at which before
    if (past === undefined) this.look(head.nowMs, { inspect });
    return {
      head: new Map([['engine', head]]),
      feeds: new Map(feeds.map((feed) => [feed.venue, feed])),
      markets: this.#rows.markets(inspect.marketRows(), signals()),
      routes: this.#rows.routes(routes),
      refusals: this.#hindsight.view(head.nowMs),
      positions: new Map(
        positions.map((one): [string, PositionRow] => [one.coin, { ...one, parts: inspect.cycleParts(one.coin) }]),
      ),
      lanes: this.#lanes.lanes,
      closed: this.#lanes.closed,
      actors: this.#rows.actors(inspect.actors()),
      equity: this.#equity,
      facts: this.#facts,
      time: new Map(past === undefined ? [] : [['past', past.state()]]),
    };
  }

  /** Half of the points, evenly: the curve keeps its length and loses detail. */
  #thin(): void {
    let at = 0;
    for (const key of this.#equity.keys()) {
      if (at % 2 === 1) this.#equity.delete(key);
      at += 1;
    }
    this.#everyMs *= 2;
  }
}
