import { actorId, symbolOf, symbolParts, venueOf } from '../../domain/ids.ts';
import type { CoinId, Leg, MarketKey, Route, VenueId } from '../../domain/ids.ts';
import type { SequencedInput } from '../../domain/input.ts';
import type { AtMs } from '../../domain/units.ts';
import type { ExitReason } from '../../position/position-event.ts';
import type { Position } from '../../position/position.ts';
import { isFlat } from '../../position/repair.ts';
import { depegFraction } from '../../risk/depeg.ts';
import type { LegAccount } from '../../risk/entry-plan.ts';
import { refusal } from '../../risk/reason.ts';
import type { GateReason } from '../../risk/reason.ts';
import type { Config } from '../config/config.ts';
import { earliest } from './earliest.ts';
import type { Feeds } from '../feeds.ts';
import { heldRoutes } from './held-legs.ts';
import type { HeldRoute } from './held-legs.ts';
import type { LegSight } from './leg-price.ts';
import { MarginWatch } from './margin-watch.ts';
import type { LegMargin } from './margin-watch.ts';
import { NakedWatch } from './naked-watch.ts';
import type { NakedFigures } from './naked-watch.ts';
import { OutageWatch } from './outage-watch.ts';
import type { OutageWatchParts } from './outage-watch.ts';
import type { FactBody, Outbox } from '../outbox.ts';
import type { PegWatch } from './peg-watch.ts';
import type { PositionDesk } from '../position-desk.ts';
import { PriceWatch, divergenceOf } from './price-watch.ts';
import type { Scout } from '../trading/scout.ts';
import type { Treasury } from '../money/treasury.ts';

export interface RiskDeskParts {
  readonly config: Config;
  readonly outbox: Outbox;
  readonly feeds: Pick<Feeds, 'markets' | 'profile'>;
  readonly scout: Pick<Scout, 'leg'>;
  readonly treasury: Treasury;
  readonly pegs: PegWatch;
  readonly positions: Pick<PositionDesk, 'all' | 'position' | 'requestExit' | 'send' | 'state'>;
  readonly venues: readonly VenueId[];
  readonly accountOf: (market: MarketKey) => LegAccount;
  readonly knownAccounts: () => ReadonlySet<VenueId>;
  readonly marketOf: OutageWatchParts['marketOf'];
  readonly askAccount: (venue: VenueId) => void;
}

/** What is held is looked at this often, engine time, while anything is heard at all. */
const EVERY_MS = 1000;

/**
 * Risk in flight: what is held is looked at every second in which something was heard, and when something seen has lasted
 * long enough to count. It asks positions to leave and never sends an order; everything it decides by came in as an input.
 */
export class RiskDesk {
  readonly #parts: RiskDeskParts;
  readonly #outages: OutageWatch;
  readonly #margins: MarginWatch;
  readonly #prices: PriceWatch;
  readonly #naked: NakedWatch;
  #state: 'recovering' | 'running' = 'recovering';
  #lookedAtMs = -Infinity;
  /** Something was heard since the last look. */
  #hasNews = false;
  /** Whether any position holds anything; looked up when it is asked for. */
  #isHeld: boolean | undefined;

  constructor(parts: RiskDeskParts) {
    this.#parts = parts;
    const { config, outbox, treasury, positions, venues, knownAccounts, marketOf, askAccount, feeds } = parts;
    const leave = (coin: CoinId, reason: ExitReason, figures: FactBody) => this.#leave(coin, reason, figures);
    this.#outages = new OutageWatch({ config, outbox, venues, marketOf, askAccount, leave });
    this.#margins = new MarginWatch({ config, outbox, treasury, knownAccounts, leave });
    this.#prices = new PriceWatch({ config, outbox, leave, send: (coin, event) => positions.send(coin, event) });
    this.#naked = new NakedWatch({
      config,
      outbox,
      positions: () => positions.all(),
      coinUsd: (position) => this.#routesOf([position])[0]?.legs[0]?.usdPerCoin ?? 0,
      isOut: (venue) => this.isOut(venue),
      visibilityDelayMs: (venue) => feeds.profile(venue)?.visibilityDelayMs ?? 0,
    });
  }

  /** After an input was handled; `state` says whether the venues' accounts have been heard since the start. */
  after(input: SequencedInput, state: 'recovering' | 'running'): void {
    this.#state = state;
    this.#outages.hear(input);
    if (input.kind === 'report' || input.kind === 'account' || input.kind === 'tick') this.#naked.look();
    if (input.kind !== 'frame' && input.kind !== 'rest') {
      this.#hasNews = true;
      this.#isHeld = undefined;
    }
    const mayLook = input.kind === 'turn' || input.kind === 'tick' || input.kind === 'connection';
    if (state === 'running' && mayLook && this.#isDue(input.atMs)) this.#look(input.atMs);
  }

  /** When something must be looked at though nothing may come by then. */
  get deadlineAtMs(): AtMs | undefined {
    if (this.#state === 'recovering') return undefined;
    // what is held changes with no frame, and this is asked for after each
    this.#isHeld ??= this.#parts.positions.all().some(({ legs }) => legs !== null);
    const isWanted = this.#hasNews && this.#isHeld;
    return earliest([isWanted ? ((this.#lookedAtMs + EVERY_MS) as AtMs) : undefined, this.#timerAtMs()]);
  }

  isOut(venue: VenueId): boolean {
    return this.#outages.isOut(venue);
  }

  /** Whether the legs of a position may be closed one without the other: a venue of it is out for long, and so configured. */
  mayGoAlone({ legs }: Position): boolean {
    return legs !== null && [legs.long, legs.short].some(({ market }) => this.#outages.mayGoAlone(venueOf(market)));
  }

  /** What of the risk in flight speaks against a new route. */
  entryReasons(route: Route): readonly GateReason[] {
    const { limits } = this.#parts.config;
    const markets = [route.long, route.short];
    const reasons = markets.flatMap((market) => this.#marketReasons(market));
    const seen = divergenceOf(this.#sightOf(route.long), this.#sightOf(route.short));
    if (seen !== undefined && seen.fraction > limits.markDivergenceMaxFraction)
      reasons.push(refusal('mark-divergence', { limit: limits.markDivergenceMaxFraction, actual: seen.fraction }));
    return reasons;
  }

  /**
   * A venue traded a leg by itself: liquidated, deleveraged, settled, or a hand on the account. The other leg is cut at once
   * by its position; where the leg is gone, or was still being entered, nothing is opened there again.
   */
  unasked({ coin, leg, market }: { readonly coin: CoinId; readonly leg: Leg; readonly market: MarketKey }): void {
    const { positions, outbox } = this.#parts;
    const state = positions.position(coin)?.legs?.[leg];
    if (state?.market !== market) return;
    const isGone = isFlat(state);
    const isEntering = positions.state(coin).startsWith('entering');
    outbox.fact('risk.leg-reduced', actorId(`position/${coin}`), { market, leg, left: state.held });
    if (isGone || isEntering) this.#leave(coin, 'leg-lost', { market, leg, left: state.held });
  }

  /** What stood unhedged of the cycle in hand, as far as this life saw it. */
  naked(coin: CoinId): NakedFigures | undefined {
    return this.#naked.figures(coin);
  }

  /** The same of a cycle that came to its end. */
  cycleClosed(coin: CoinId): NakedFigures | undefined {
    return this.#naked.closed(coin);
  }

  /** How far a held leg was from liquidation at the last look. */
  margin(market: MarketKey): LegMargin | undefined {
    return this.#margins.latest(market);
  }

  #isDue(nowMs: AtMs): boolean {
    return nowMs - this.#lookedAtMs >= EVERY_MS || nowMs >= (this.#timerAtMs() ?? Infinity);
  }

  #look(nowMs: AtMs): void {
    this.#lookedAtMs = nowMs;
    this.#hasNews = false;
    const { positions, pegs } = this.#parts;
    pegs.look(nowMs);
    const held = positions.all().filter(({ legs }) => legs !== null);
    this.#outages.look(held);
    if (held.length === 0) return;
    const routes = this.#routesOf(held);
    this.#prices.look(routes);
    this.#margins.look(routes);
    if (pegs.broken().size > 0) for (const route of routes) this.#judgePegs(route);
    this.#naked.look();
  }

  #timerAtMs(): AtMs | undefined {
    const timers = [this.#parts.pegs, this.#outages, this.#prices, this.#naked];
    return earliest(timers.map((timer) => timer.deadlineAfter(this.#lookedAtMs)));
  }

  #routesOf(positions: readonly Position[]): readonly HeldRoute[] {
    const { outbox, accountOf } = this.#parts;
    return heldRoutes(positions, { nowMs: outbox.nowMs, sightOf: (market) => this.#sightOf(market), accountOf });
  }

  #sightOf(market: MarketKey): LegSight {
    const { scout, feeds, outbox } = this.#parts;
    return { view: scout.leg(market, outbox.nowMs), market: feeds.markets.find(market) };
  }

  #marketReasons(market: MarketKey): GateReason[] {
    const { pegs, config } = this.#parts;
    const venue = venueOf(market);
    const reasons: GateReason[] = [];
    if (this.isOut(venue)) reasons.push(refusal('venue-outage', { limit: 'answers', actual: 'silent', market, venue }));
    for (const [coin, value] of pegs.broken())
      if (dollarsOf(market).has(coin))
        reasons.push(refusal('depeg', { limit: config.limits.depegMaxFraction, actual: depegFraction(value), market }));
    return reasons;
  }

  /** Legs in two dollar coins part with the peg; legs in one lose together what their collateral loses. */
  #judgePegs({ position, legs }: HeldRoute): void {
    const { pegs, config } = this.#parts;
    const { onDepeg } = config.exit;
    if (onDepeg === 'none') return;
    const quotes = new Set(legs.map(({ market }) => symbolParts(symbolOf(market)).quote));
    const used = new Set(legs.flatMap(({ market }) => [...dollarsOf(market)]));
    const broken = [...pegs.broken()].find(([coin]) => used.has(coin));
    if (broken === undefined || (onDepeg === 'mixed' && quotes.size < 2)) return;
    const [dollar, usd] = broken;
    this.#leave(position.coin, 'depeg', { dollar, usd, limitFraction: config.limits.depegMaxFraction });
  }

  /** Once a cycle: a position that is leaving goes on with what it leaves for. */
  #leave(coin: CoinId, reason: ExitReason, figures: FactBody): void {
    const { positions, outbox } = this.#parts;
    const position = positions.position(coin);
    if (position?.legs == null || position.exit !== null) return;
    outbox.fact('risk.exit', actorId(`position/${coin}`), { reason, ...figures });
    positions.requestExit(coin, reason);
  }
}

/** Dollar or other coins a market is quoted and margined in. */
const dollarsOf = (market: MarketKey): ReadonlySet<string> => {
  const { quote, settle } = symbolParts(symbolOf(market));
  return new Set([quote, settle]);
};
