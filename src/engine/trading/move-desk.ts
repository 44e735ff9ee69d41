import { alternateBps, remainderBps, rollFigures } from '../../analytics/moving.ts';
import type { MoveSize, RollFigures } from '../../analytics/moving.ts';
import type { LegView, RouteView } from '../../analytics/route-view.ts';
import { evaluateRoute } from '../../analytics/signal.ts';
import { compareText } from '../../domain/compare-text.ts';
import { routeKey, venueOf } from '../../domain/ids.ts';
import type { Leg, Route } from '../../domain/ids.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import type { DecimalText } from '../../domain/money.ts';
import type { ApprovedOrder } from '../../domain/order.ts';
import { LEGS, coinsHeld, everyLeg } from '../../position/position.ts';
import type { Position } from '../../position/position.ts';
import { quantityOfCoins } from '../../risk/coins.ts';
import { modeReasons } from '../../risk/entry-checks.ts';
import { approveMove } from '../../risk/gate.ts';
import type { IdOf, MoveVerdict } from '../../risk/gate.ts';
import type { LegEvidence } from '../../risk/leg-quote.ts';
import { priceOf } from '../../risk/pricing.ts';
import { known, refusal } from '../../risk/reason.ts';
import type { EntryRefusal, GateReason } from '../../risk/reason.ts';
import { minimumsMissed } from '../../risk/sizing.ts';
import { limitSettings, repairSettings, signalSettings } from '../config/config-settings.ts';
import type { TradeDeskParts } from './trade-desk.ts';

export interface MoveAsked {
  readonly leg: Leg;
  readonly coins: DecimalText;
}

export type MoveOutcome =
  | {
      readonly kind: 'approved';
      readonly route: Route;
      readonly order: ApprovedOrder;
      readonly evidence: LegEvidence;
      readonly figures: Figures;
    }
  | { readonly kind: 'refused'; readonly route: Route | undefined; readonly reasons: readonly EntryRefusal[] };

/** A roll worth asking for. */
export interface RollOffer {
  readonly leg: Leg;
  readonly route: Route;
  readonly figures: RollFigures;
}

export type MoveDeskParts = Pick<
  TradeDeskParts,
  'config' | 'scout' | 'orders' | 'book' | 'outbox' | 'inputSeq' | 'mode' | 'inFlight'
> & { readonly idOf: IdOf };

/** Other markets for the legs of a position: where a naked leg is hedged, whether a held one would earn more elsewhere. */
export class MoveDesk {
  readonly #parts: MoveDeskParts;

  constructor(parts: MoveDeskParts) {
    this.#parts = parts;
  }

  /**
   * The best other market that passes every check of a hedge. Where the naked leg can be closed now, the route that is made
   * must be worth more than closing it; where it cannot, closing the delta at bounded cost is worth any carry.
   */
  alternate(position: Position, { leg, coins }: MoveAsked): MoveOutcome {
    const { outbox, scout, config } = this.#parts;
    const size = { leg, coins: decimal(coins).toNumber(), horizonHours: config.engine.horizonHours };
    const mayClose = isTradable(this.#heldView(position)?.[leg === 'long' ? 'short' : 'long']);
    const ranked = this.#routes(position, leg)
      .flatMap((route) => {
        const view = scout.view(route, outbox.nowMs);
        return view === undefined ? [] : [{ route, view, worthBps: alternateBps(view, size) ?? -Infinity }];
      })
      .sort((a, b) => b.worthBps - a.worthBps || compareText(routeKey(a.route), routeKey(b.route)));
    const reasons: EntryRefusal[] = [];
    for (const { route, view, worthBps } of ranked) {
      const against = mayClose && !(worthBps > 0) ? [belowMinimum(0, worthBps)] : [];
      const verdict = this.#approve(position, { leg, coins, view, purpose: 'hedge', reasons: against });
      if (verdict.kind === 'approved') return this.#sent(route, verdict, { worthBps: known(worthBps) });
      reasons.push(...verdict.reasons);
    }
    return { kind: 'refused', route: undefined, reasons };
  }

  /** The roll that gains most over what it must; `undefined` while none does. */
  bestRoll(position: Position): RollOffer | undefined {
    const held = this.#heldView(position);
    if (held === undefined || position.legs === null) return undefined;
    let best: RollOffer | undefined;
    for (const leg of LEGS)
      for (const route of this.#routes(position, leg)) {
        const figures = this.#rollFigures(held, route, { leg, coins: coinsHeld(position.legs[leg]).toNumber() });
        if (figures === undefined || !(figures.gainBps > figures.requiredBps)) continue;
        if (best === undefined || surplus(figures) > surplus(best.figures)) best = { leg, route, figures };
      }
    return best;
  }

  /** Approved like an entry: modes, limits with what is pending, freshness, minimums, lots, the freeze of a doubt. */
  roll(position: Position, { leg, coins, route }: MoveAsked & { readonly route: Route }): MoveOutcome {
    const { outbox, scout } = this.#parts;
    const view = scout.view(route, outbox.nowMs);
    const held = this.#heldView(position);
    if (view === undefined || held === undefined)
      return { kind: 'refused', route, reasons: [refusal('no-price', { limit: 'three markets', actual: 'unknown' })] };
    const figures = this.#rollFigures(held, route, { leg, coins: decimal(coins).toNumber() });
    const isWorthIt = figures !== undefined && figures.gainBps > figures.requiredBps;
    const reasons = [
      ...this.#standing(position, view),
      ...(isTradable(held[leg]) ? [] : [staleBook(held[leg])]),
      ...(isWorthIt ? [] : [belowMinimum(figures?.requiredBps, figures?.gainBps)]),
    ];
    const verdict = this.#approve(position, { leg, coins, view, purpose: 'open', reasons });
    return verdict.kind === 'approved'
      ? this.#sent(route, verdict, { ...figures })
      : { kind: 'refused', route, reasons: verdict.reasons };
  }

  /**
   * Why so many coins on each leg are not worth holding: under a minimum, or not netting any more. What cannot be judged now
   * is kept: balance comes first, and the review after the next settlement judges it.
   */
  remainder(position: Position, coins: DecimalText): readonly GateReason[] {
    const { config } = this.#parts;
    const view = this.#heldView(position);
    if (view === undefined) return [];
    const { horizonHours, fixedCostsUsd } = signalSettings(config);
    const worthBps = remainderBps(view, { coins: decimal(coins).toNumber(), horizonHours, fixedCostsUsd });
    const isWorthIt = worthBps === undefined || worthBps > 0;
    return [...LEGS.flatMap((leg) => minimumsAt(view[leg], coins)), ...(isWorthIt ? [] : [belowMinimum(0, worthBps)])];
  }

  /** What keeps new risk from a route, but for what an entry must net: a roll is judged by its gain. */
  #standing({ entry }: Position, view: RouteView): readonly EntryRefusal[] {
    const { config, mode, inFlight } = this.#parts;
    const notionalUsd = entry?.notionalUsd ?? config.entry.referenceNotionalUsd;
    const signal = evaluateRoute(view, { ...signalSettings(config), notionalUsd, costing: 'always' });
    return [
      ...modeReasons(mode()),
      ...inFlight().entryReasons(view.route),
      ...signal.reasons.filter(({ code }) => !OF_ENTRIES.has(code)),
    ];
  }

  #approve(position: Position, ask: Approval): MoveVerdict {
    const { config, outbox, book, idOf } = this.#parts;
    const { leg, coins, view: route, purpose, reasons } = ask;
    const view = route[leg];
    const { repair, limits } = { repair: repairSettings(config), limits: limitSettings(config) };
    const there = everyLeg(position).find(({ leg: one, state }) => one === leg && state.market === view.market);
    const portfolio = book.portfolio();
    // what the leg may come to there is checked anew; nothing is added any more where a naked leg could not be hedged
    const given = purpose === 'hedge' ? [view.market, position.legs?.[leg].market] : [view.market];
    return approveMove({
      nowMs: outbox.nowMs,
      coin: position.coin,
      leg,
      purpose,
      coins: decimal(coins),
      coinsThere: there === undefined ? ZERO : coinsHeld(there.state),
      attempt: there?.attempt ?? freshAttempt(position),
      view,
      account: book.account(view.market),
      portfolio: { ...portfolio, legs: portfolio.legs.filter(({ market }) => !given.includes(market)) },
      limits,
      equityFractionMax: config.sizing.equityFractionMax,
      slippageMaxBps: purpose === 'hedge' ? repair.hedgeSlippageMaxBps : limits.slippageMaxBps,
      toleranceFraction: config.execution.deltaToleranceFraction,
      reasons,
      idOf,
    });
  }

  #sent(route: Route, verdict: Extract<MoveVerdict, { kind: 'approved' }>, figures: Figures): MoveOutcome {
    const { orders, inputSeq } = this.#parts;
    const { order, evidence } = verdict;
    orders.submit([order], inputSeq());
    return { kind: 'approved', route, order, evidence, figures };
  }

  #rollFigures(
    held: RouteView,
    route: Route,
    { leg, coins }: Pick<MoveSize, 'leg' | 'coins'>,
  ): RollFigures | undefined {
    const { scout, outbox, config } = this.#parts;
    const there = scout.view(route, outbox.nowMs);
    if (there === undefined || !(coins > 0)) return undefined;
    const { horizonHours } = config.engine;
    const { rollGainRatio: gainRatio, exitCarryBps } = config.exit;
    return rollFigures(held, there, { leg, coins, horizonHours, gainRatio, exitCarryBps });
  }

  #heldView({ entry }: Position): RouteView | undefined {
    const { scout, outbox } = this.#parts;
    return entry === null ? undefined : scout.view(entry.route, outbox.nowMs);
  }

  /** Routes that differ from the one held in the market of one leg, whose venue takes orders. */
  #routes({ coin, legs }: Position, leg: Leg): readonly Route[] {
    const { scout, inFlight } = this.#parts;
    if (legs === null) return [];
    const kept = leg === 'long' ? 'short' : 'long';
    return scout
      .routesOf(coin)
      .filter((route) => route[kept] === legs[kept].market && route[leg] !== legs[leg].market)
      .filter((route) => !inFlight().isOut(venueOf(route[leg])));
  }
}

type Figures = Readonly<Record<string, number | string>>;

interface Approval extends MoveAsked {
  readonly view: RouteView;
  readonly purpose: 'hedge' | 'open';
  readonly reasons: readonly EntryRefusal[];
}

/** Reasons of a signal that are about entering both legs; the fills of a move are costed and bounded by themselves. */
const OF_ENTRIES: ReadonlySet<string> = new Set([
  'below-screen',
  'net-below-threshold',
  'slippage-limit',
  'insufficient-depth',
]);

const surplus = ({ gainBps, requiredBps }: RollFigures): number => gainBps - requiredBps;

const belowMinimum = (limit: number | undefined, actual: number | undefined): GateReason =>
  refusal('net-below-minimum', { limit: known(limit), actual: known(actual) });

const staleBook = ({ market, bookBudgetMs, bookAgeMs }: LegView): GateReason =>
  refusal('stale-book', { limit: bookBudgetMs, actual: known(bookAgeMs), market });

const isTradable = (view: LegView | undefined): boolean =>
  view?.status === 'live' && view.mid !== undefined && (view.bookAgeMs ?? Infinity) <= view.bookBudgetMs;

/** No order of the position has this number. */
const freshAttempt = (position: Position): number => Math.max(0, ...everyLeg(position).map(({ attempt }) => attempt));

const minimumsAt = ({ instrument, mid }: LegView, coins: DecimalText): readonly GateReason[] => {
  const price = priceOf(mid);
  if (instrument === undefined || price === undefined) return [];
  return minimumsMissed({ instrument, price }, quantityOfCoins(instrument, decimal(coins), price));
};
