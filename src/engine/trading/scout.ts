import { headlineOf } from '../../analytics/headline.ts';
import { bestPerCoin, rankSignals } from '../../analytics/ranking.ts';
import type { LegView, RouteView } from '../../analytics/route-view.ts';
import { evaluateRoute } from '../../analytics/signal.ts';
import type { Signal } from '../../analytics/signal.ts';
import type { SignalSettings } from '../../analytics/signal-settings.ts';
import { basisBps } from '../../analytics/basis.ts';
import { actorId, routeKey } from '../../domain/ids.ts';
import type { CoinId, MarketKey, Route } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { AtMs } from '../../domain/units.ts';
import { BasisMean } from '../../market/basis-mean.ts';
import { legView } from '../../market/leg-view.ts';
import type { Market } from '../../market/market.ts';
import { universeOf } from '../../market/universe.ts';
import type { MarketPair, Universe, UniverseSettings } from '../../market/universe.ts';
import { signalFact } from './signal-fact.ts';
import type { Feeds } from '../feeds.ts';
import type { Outbox } from '../outbox.ts';
import type { ActorRegistry } from '../registry.ts';

export interface ScoutSettings {
  readonly signal: SignalSettings;
  readonly universe: UniverseSettings;
  /** Cost of holding a spot leg, fraction per hour. */
  readonly spotFinancingPerHour: () => LegView['financingPerHour'];
  readonly budgets: { readonly bookMs: number; readonly fundingMs: number };
  /** Whether the configuration lets this market be traded. */
  readonly isWanted: (market: MarketKey) => boolean;
  /** Fees of a market, fractions of notional. */
  readonly feesOf: (market: MarketKey) => { readonly maker: number; readonly taker: number };
}

interface ScoutParts {
  readonly feeds: Feeds;
  readonly registry: ActorRegistry;
  readonly outbox: Outbox;
}

/** Where the decision is taken: markets in, ranked signals out, and a fact whenever a coin's verdict changes. */
export class Scout {
  readonly #parts: ScoutParts;
  readonly #settings: ScoutSettings;
  #universe: Universe = new Map();
  #isUniverseCurrent = false;
  readonly #basis = new Map<string, BasisMean>();
  /** The same by the route itself: its name is not written out at every look. */
  readonly #basisOf = new WeakMap<Route, BasisMean>();
  readonly #verdicts = new Map<CoinId, string>();
  #legsSeen: ReadonlyMap<MarketKey, LegView> = new Map();
  readonly #signals = new Map<CoinId, readonly Signal[]>();
  /** All of them, ranked when somebody asks. */
  #latest: readonly Signal[] | undefined;

  constructor(parts: ScoutParts, settings: ScoutSettings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  /** An instrument was listed, changed or removed: which pairs exist is asked anew. */
  instrumentsChanged(): void {
    this.#isUniverseCurrent = false;
  }

  /** Coins with at least one pair, in the order of their names. */
  coins(): readonly CoinId[] {
    return [...this.#currentUniverse().keys()];
  }

  /** Every orientation in which two markets of a coin may be held. */
  routesOf(coin: CoinId): readonly Route[] {
    return (this.#currentUniverse().get(coin) ?? []).flatMap(({ routes }) => routes);
  }

  /** Judges every pair of the coins asked for and returns the signals ranked; changed verdicts become facts. */
  evaluate(coins: Iterable<CoinId>, nowMs: AtMs): readonly Signal[] {
    this.#latest = undefined;
    const universe = this.#currentUniverse();
    const legs = new Map<MarketKey, LegView>();
    this.#legsSeen = legs;
    const signals: Signal[] = [];
    for (const coin of coins) {
      const pairs = universe.get(coin);
      if (pairs === undefined) continue;
      const own = pairs.map((pair) => this.#judge(pair, legs, nowMs));
      this.#signals.set(coin, rankSignals(own));
      signals.push(...own);
    }
    const best = bestPerCoin(signals);
    for (const signal of best) this.#noteVerdict(signal);
    return rankSignals(signals);
  }

  /** The legs the last evaluation looked at; their books are valid only while the current input is handled. */
  legsSeen(): Iterable<LegView> {
    return this.#legsSeen.values();
  }

  /** The last signals of every coin, ranked: the same list until coins are judged again. */
  latest(): readonly Signal[] {
    return (this.#latest ??= rankSignals([...this.#signals.values()].flat()));
  }

  /** A route as it stands now. Its books are valid only while the current input is handled. */
  view(route: Route, nowMs: AtMs): RouteView | undefined {
    const long = this.leg(route.long, nowMs);
    const short = this.leg(route.short, nowMs);
    return long === undefined || short === undefined ? undefined : this.#routeView(route, { long, short }, nowMs);
  }

  /** Fraction of notional; 0 for a market nobody has told of. */
  takerFee(key: MarketKey): number {
    return this.#parts.feeds.markets.find(key) === undefined ? 0 : this.#settings.feesOf(key).taker;
  }

  leg(key: MarketKey, nowMs: AtMs): LegView | undefined {
    const market = this.#parts.feeds.markets.find(key);
    return market === undefined ? undefined : this.#legOf(market, nowMs);
  }

  #judge(pair: MarketPair, legs: Map<MarketKey, LegView>, nowMs: AtMs): Signal {
    const views = pair.routes.map((route) => {
      const [long, short] = [route.long, route.short].map((key) => this.#cachedLeg(key, legs, nowMs));
      if (long === undefined || short === undefined) throw new Error(`a pair without its markets: ${routeKey(route)}`);
      return this.#routeView(route, { long, short }, nowMs);
    });
    const [first, reverse] = views;
    if (first === undefined) throw new Error(`a pair of ${pair.coin} without a route`);
    // long the lower rate, short the higher: the other orientation is the same trade paid for
    const isReverseBetter = reverse !== undefined && (headlineOf(first).spreadPer8hBps ?? 0) < 0;
    return evaluateRoute(isReverseBetter ? reverse : first, this.#settings.signal);
  }

  #cachedLeg(key: MarketKey, legs: Map<MarketKey, LegView>, nowMs: AtMs): LegView | undefined {
    const known = legs.get(key);
    if (known !== undefined) return known;
    const made = this.leg(key, nowMs);
    if (made !== undefined) legs.set(key, made);
    return made;
  }

  #legOf(market: Market, nowMs: AtMs): LegView | undefined {
    const { feeds, registry } = this.#parts;
    const profile = feeds.profile(market.venue);
    if (profile === undefined) return undefined;
    return legView(market, {
      nowMs,
      profile,
      status: marketStatus(registry.state(actorId(`market/${market.key}`))),
      offsetMs: feeds.offsetMs(market.venue),
      fees: this.#settings.feesOf(market.key),
      spotFinancingPerHour: this.#settings.spotFinancingPerHour(),
      budgets: this.#settings.budgets,
    });
  }

  #routeView(route: Route, { long, short }: { long: LegView; short: LegView }, nowMs: AtMs): RouteView {
    return { route, nowMs, long, short, basisMean24hBps: this.#basisMean(route, { long, short }, nowMs) };
  }

  #basisMean(route: Route, legs: { long: LegView; short: LegView }, nowMs: AtMs): number | undefined {
    const long = legPrice(legs.long);
    const short = legPrice(legs.short);
    const mean = this.#basisOf.get(route) ?? this.#basisNamed(route);
    if (long !== undefined && short !== undefined) mean.observe(basisBps({ long, short }), nowMs);
    return mean.meanBps;
  }

  #basisNamed(route: Route): BasisMean {
    const key = routeKey(route);
    const mean = this.#basis.get(key) ?? new BasisMean();
    this.#basis.set(key, mean);
    this.#basisOf.set(route, mean);
    return mean;
  }

  #noteVerdict(signal: Signal): void {
    const reasons = [...new Set(signal.reasons.map(({ code }) => code))].sort();
    const verdict = `${routeKey(signal.route)} ${signal.verdict} ${reasons.join(' ')}`;
    if (this.#verdicts.get(signal.route.coin) === verdict) return;
    this.#verdicts.set(signal.route.coin, verdict);
    this.#parts.outbox.fact(`route.${signal.verdict}`, actorId(`scout/${signal.route.coin}`), signalFact(signal));
  }

  #currentUniverse(): Universe {
    if (!this.#isUniverseCurrent) {
      this.#universe = universeOf(this.#instruments(), this.#settings.universe);
      this.#isUniverseCurrent = true;
    }
    return this.#universe;
  }

  *#instruments(): Iterable<Instrument> {
    for (const { instrument, isFed } of this.#parts.feeds.markets.all())
      if (instrument !== undefined && isFed && this.#settings.isWanted(instrument.market)) yield instrument;
  }
}

const legPrice = ({ mid, instrument }: LegView): { mid: number; multiplier: number } | undefined =>
  mid === undefined || instrument === undefined ? undefined : { mid, multiplier: instrument.multiplier };

const STATUSES: readonly LegView['status'][] = ['awaiting', 'live', 'stale', 'down', 'halted'];

const marketStatus = (state: string | undefined): LegView['status'] =>
  STATUSES.find((status) => status === state) ?? 'awaiting';
