import type { Leg, Route } from '../domain/ids.ts';
import type { AtMs, Ms } from '../domain/units.ts';
import { atMs, ms } from '../domain/units.ts';
import { basisBps } from './basis.ts';
import { believedNetBps } from './belief.ts';
import { breakEvenHours } from './break-even.ts';
import type { Carry } from './carry.ts';
import { projectCarry } from './carry.ts';
import type { RouteConfidence } from './confidence.ts';
import { routeConfidence } from './confidence.ts';
import type { FourFills } from './costs.ts';
import type { Headline } from './headline.ts';
import { headlineOf } from './headline.ts';
import { legRefusals } from './leg-refusals.ts';
import type { RefusalReason, SignalNote } from './refusal-reason.ts';
import type { PricedBook, RouteCosting } from './route-costing.ts';
import { costRoute, pricedBook } from './route-costing.ts';
import { routeRefusals } from './route-refusals.ts';
import type { RouteView } from './route-view.ts';
import type { SignalLeg } from './signal-leg.ts';
import { signalLeg } from './signal-leg.ts';
import { signalNotes } from './signal-notes.ts';
import type { SignalSettings } from './signal-settings.ts';
import type { SlippageEstimate } from './slippage.ts';

/**
 * The verdict on a route with every number it stands on. Plain JSON. A figure the data did not permit is `undefined`,
 * never 0. Economics 10.
 */
export interface Signal {
  readonly route: Route;
  readonly atMs: AtMs;
  /** `candidate` when there is no reason against it. */
  readonly verdict: 'candidate' | 'refused';
  readonly reasons: readonly RefusalReason[];
  readonly notes: readonly SignalNote[];
  /** One leg's notional the costs were taken at, USD. */
  readonly notionalUsd: number;
  readonly spreadPer8hBps: number | undefined;
  /** Simple annual spread, a fraction. */
  readonly aprSpread: number | undefined;
  /** Over `horizonHours`. */
  readonly expectedCarryBps: number | undefined;
  readonly horizonHours: number;
  /** The projection is cautious: too little history behind a leg. */
  readonly isCautious: boolean;
  /** Costs are `undefined` while the route is below the screen or a fill lacks depth. */
  readonly costBps: number | undefined;
  readonly requiredBps: number | undefined;
  readonly netBps: number | undefined;
  readonly breakEvenHours: number | 'never' | undefined;
  readonly basisBps: number | undefined;
  readonly basisMean24hBps: number | undefined;
  readonly zScores: Readonly<Record<Leg, number | undefined>>;
  /** At the reference notional. */
  readonly confidence: RouteConfidence | undefined;
  /** Coins on each leg and the estimate of each of the four fills. */
  readonly coins: number | undefined;
  readonly fills: FourFills<SlippageEstimate> | undefined;
  /** The leg the costs are taken for as entered by a resting order; absent: both are taken. */
  readonly makerLeg?: Leg;
  readonly legs: Readonly<Record<Leg, SignalLeg>>;
  /** Until the earlier coming settlement, at most an hour; 0 when one has passed. */
  readonly ttlMs: Ms;
  readonly expiresAtMs: AtMs;
}

/**
 * Judges a route at `settings.notionalUsd` (the reference notional where absent). Cheap first: the books are walked only
 * for a route above the headline screen; every other figure is given as far as the data permits, refused or not.
 * Must run while the view's books are valid. Economics 10.
 */
export const evaluateRoute = (view: RouteView, settings: SignalSettings): Signal => {
  const headline = headlineOf(view);
  const carry = projectCarry(view, settings.horizonHours);
  const books = isWorthCosting(headline, settings) ? pricedBooks(view) : undefined;
  const notionalUsd = settings.notionalUsd ?? settings.referenceNotionalUsd;
  const costing = books?.kind === 'priced' ? costRoute(view, books, { ...settings, notionalUsd }) : undefined;
  const netBps = believedNetBps(settings.belief, view, { carry, costing });
  const basis = basisOf(view);
  const figures = { spreadPer8hBps: headline.spreadPer8hBps, carry, costing, netBps, basisBps: basis };
  const reasons = [...allLegRefusals(view, books, settings), ...routeRefusals(view, figures, settings)];
  const legs = {
    long: signalLeg(view.long, headline.hourly.long),
    short: signalLeg(view.short, headline.hourly.short),
  };
  const isCautious = carry?.cautious ?? false;
  const ttlMs = ttlOf(view, settings);
  return {
    route: view.route,
    atMs: view.nowMs,
    verdict: reasons.length === 0 ? 'candidate' : 'refused',
    reasons,
    notes: signalNotes(view, isCautious, settings),
    notionalUsd,
    spreadPer8hBps: headline.spreadPer8hBps,
    aprSpread: headline.aprSpread,
    expectedCarryBps: carry?.expectedCarryBps,
    horizonHours: settings.horizonHours,
    isCautious,
    costBps: costing?.costBps,
    requiredBps: costing?.requiredBps,
    netBps,
    breakEvenHours: breakEvenOf(carry, costing),
    basisBps: basis,
    basisMean24hBps: view.basisMean24hBps,
    zScores: { long: legs.long.zScore, short: legs.short.zScore },
    confidence: confidenceOf({ view, legs, carry, books, costing }, settings),
    coins: costing?.coins,
    fills: costing?.fills,
    ...(costing?.makerLeg === undefined ? {} : { makerLeg: costing.makerLeg }),
    legs,
    ttlMs,
    expiresAtMs: atMs(view.nowMs + ttlMs),
  };
};

type PricedBooks =
  | ({ readonly kind: 'priced' } & Readonly<Record<Leg, PricedBook>>)
  | { readonly kind: 'missing'; readonly legs: readonly Leg[] };

const isWorthCosting = ({ spreadPer8hBps }: Headline, { costing, screenBpsPer8h }: SignalSettings): boolean =>
  costing === 'always' || (spreadPer8hBps !== undefined && spreadPer8hBps > screenBpsPer8h);

/** A route whose coins per base unit are unknown (no instrument) has no quantity, so it is not costed either. */
const pricedBooks = (view: RouteView): PricedBooks => {
  const long = priced(view, 'long');
  const short = priced(view, 'short');
  if (long !== undefined && short !== undefined) return { kind: 'priced', long, short };
  const legs: Leg[] = [];
  if (long === undefined) legs.push('long');
  if (short === undefined) legs.push('short');
  return { kind: 'missing', legs };
};

const priced = (view: RouteView, leg: Leg): PricedBook | undefined => {
  const { instrument, book } = view[leg];
  return instrument === undefined ? undefined : pricedBook(book(), instrument.multiplier);
};

/** A mid without a walkable book (one side empty, or none at all) is a missing book too. */
const allLegRefusals = (
  view: RouteView,
  books: PricedBooks | undefined,
  { horizonHours }: SignalSettings,
): readonly RefusalReason[] => {
  const reasons: RefusalReason[] = [];
  for (const leg of ['long', 'short'] satisfies Leg[]) {
    reasons.push(...legRefusals(view[leg], { leg, nowMs: view.nowMs, horizonHours }));
    const isBookMissing = books?.kind === 'missing' && books.legs.includes(leg);
    if (isBookMissing && view[leg].mid !== undefined && view[leg].instrument !== undefined)
      reasons.push({ code: 'no-book', leg });
  }
  return reasons;
};

const breakEvenOf = (carry: Carry | undefined, costing: RouteCosting | undefined): Signal['breakEvenHours'] =>
  carry === undefined || costing?.requiredBps === undefined
    ? undefined
    : breakEvenHours(carry.steps, costing.requiredBps);

const basisOf = ({ long, short }: RouteView): number | undefined => {
  if (long.mid === undefined || short.mid === undefined) return undefined;
  if (long.instrument === undefined || short.instrument === undefined) return undefined;
  return basisBps({
    long: { mid: long.mid, multiplier: long.instrument.multiplier },
    short: { mid: short.mid, multiplier: short.instrument.multiplier },
  });
};

/** Always at the reference notional: a larger order does not lower the confidence it is itself sized by. */
const confidenceOf = (
  at: {
    readonly view: RouteView;
    readonly legs: Signal['legs'];
    readonly carry: Carry | undefined;
    readonly books: PricedBooks | undefined;
    readonly costing: RouteCosting | undefined;
  },
  settings: SignalSettings,
): RouteConfidence | undefined => {
  const aprLong = at.legs.long.apr;
  const aprShort = at.legs.short.apr;
  if (at.books?.kind !== 'priced' || at.costing === undefined) return undefined;
  const notionalUsd = settings.referenceNotionalUsd;
  const costing =
    at.costing.notionalUsd === notionalUsd ? at.costing : costRoute(at.view, at.books, { ...settings, notionalUsd });
  const netBps = believedNetBps(settings.belief, at.view, { carry: at.carry, costing });
  if (netBps === undefined || aprLong === undefined || aprShort === undefined) return undefined;
  return routeConfidence({ depth: costing.depthConfidence, aprLong, aprShort, netBps });
};

const ttlOf = ({ long, short, nowMs }: RouteView, { ttlMaxMs }: SignalSettings): Ms => {
  let ttl = ttlMaxMs;
  for (const { funding } of [long, short])
    if (funding?.kind === 'predicted') ttl = Math.min(ttl, funding.settlementAtMs - nowMs);
  return ms(Math.max(0, ttl));
};
