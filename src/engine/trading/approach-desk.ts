import { evaluateRoute } from '../../analytics/signal.ts';
import type { RouteView } from '../../analytics/route-view.ts';
import { asJson } from '../../domain/codec.ts';
import { actorId } from '../../domain/ids.ts';
import type { ActorId, CoinId, Leg } from '../../domain/ids.ts';
import { Decimal, decimal, text } from '../../domain/money.ts';
import type { OrderIntent } from '../../domain/order.ts';
import { legsToSend } from '../../execution/leg-plan.ts';
import { isPassing, quotedOrder, quotingOf } from '../../position/approach.ts';
import type { Quoting, Slicing } from '../../position/approach.ts';
import type { PositionEffect, PositionEvent } from '../../position/position-event.ts';
import { LEGS, everyLeg } from '../../position/position.ts';
import type { Position } from '../../position/position.ts';
import { slicingOf } from '../../position/slicing.ts';
import { modeReasons } from '../../risk/entry-checks.ts';
import type { EngineMode } from '../../risk/entry-checks.ts';
import { bestPriceOf } from '../../risk/pricing.ts';
import { refusal } from '../../risk/reason.ts';
import type { EntryRefusal } from '../../risk/reason.ts';
import { entryDepths } from './approach-terms.ts';
import type { Config } from '../config/config.ts';
import { judgedBy } from './entry-judge.ts';
import type { EntryQuestion, Judged } from './entry-judge.ts';
import { sentOrder } from './leg-terms.ts';
import type { OrderDesk } from '../order-desk.ts';
import type { FactBody, Outbox } from '../outbox.ts';
import type { RiskDesk } from '../watches/risk-desk.ts';
import type { Scout } from './scout.ts';

export interface ApproachDeskParts {
  readonly config: Config;
  readonly outbox: Outbox;
  readonly scout: Scout;
  readonly orders: OrderDesk;
  readonly trade: { readonly judge: (question: EntryQuestion) => Judged };
  readonly mode: () => EngineMode;
  readonly inFlight: () => Pick<RiskDesk, 'entryReasons'>;
  readonly inputSeq: () => number;
}

/** What an entry asks for while it is still going in. */
export type ApproachEffect = Extract<PositionEffect, { type: 'quote.wanted' | 'look.wanted' | 'slice.wanted' }>;

/** Entries that go in by parts: quotes what rests, looks after it, sends the next slice; each part through the gate. */
export class ApproachDesk {
  readonly #parts: ApproachDeskParts;

  constructor(parts: ApproachDeskParts) {
    this.#parts = parts;
  }

  /** The answer to what a position asked for; `undefined` when it does not want it any more. */
  answer(position: Position, effect: ApproachEffect): PositionEvent | undefined {
    const quoting = quotingOf(position);
    const slicing = slicingOf(position);
    if (effect.type === 'slice.wanted')
      return slicing === undefined ? undefined : this.#slice(position, slicing, decimal(effect.coins));
    if (quoting === undefined || quoting.stage === 'withdrawn') return undefined;
    return effect.type === 'look.wanted' ? this.look(position, quoting) : this.#quote(position, quoting);
  }

  /** Whether what rests is still wanted, and still where it would be put now. */
  look(position: Position, quoting: Quoting): PositionEvent | undefined {
    const { outbox, scout } = this.#parts;
    const { coin, entry } = position;
    const intent = this.#restingOrder(position);
    if (entry === null || intent === undefined) return undefined;
    const atMs = outbox.nowMs;
    const view = scout.view(entry.route, atMs);
    const reasons = view === undefined ? [unseen] : this.#objections(view, quoting.leg);
    if (reasons.length > 0) {
      outbox.fact('quote.unwanted', actorOf(coin), { ...nameOf(intent), reasons: reasons.map((one) => asJson(one)) });
      return { type: 'quote.reviewed', atMs, verdict: 'unwanted' };
    }
    const best = view === undefined ? undefined : bestNow(view, quoting.leg);
    const isMoved = best !== undefined && !best.eq(intent.limitPrice);
    if (isMoved) outbox.fact('quote.moved', actorOf(coin), { ...nameOf(intent), best: text(best) });
    return { type: 'quote.reviewed', atMs, verdict: isMoved ? 'moved' : 'stands' };
  }

  /** What no moment will change: an entry would not be made any more. */
  #objections(view: RouteView, leg: Leg): readonly EntryRefusal[] {
    const { config, mode, inFlight } = this.#parts;
    const { reasons } = evaluateRoute(view, judgedBy(config, { kind: 'rest', leg }));
    const standing = [...modeReasons(mode()), ...inFlight().entryReasons(view.route)];
    return [...standing, ...reasons.filter(({ code }) => !isPassing([code]))];
  }

  #restingOrder(position: Position): OrderIntent | undefined {
    const id = quotedOrder(position)?.clientOrderId;
    return this.#parts.orders.intents().find(({ clientOrderId }) => clientOrderId === id);
  }

  #quote(position: Position, { leg, quantities }: Quoting): PositionEvent | undefined {
    const { outbox, orders, trade, inputSeq } = this.#parts;
    const { coin, entry, openings, legs } = position;
    if (entry === null || legs === null) return undefined;
    const left = (own: Leg): Decimal => Decimal.max(0, decimal(quantities[own]).minus(legs[own].held));
    const atMs = outbox.nowMs;
    const judged = trade.judge({
      route: entry.route,
      openings,
      lacking: { kind: 'rest', leg, quantities: { long: left('long'), short: left('short') } },
      attempts: attemptsOf(position),
    });
    if (judged.kind === 'refused') return this.#refused('quote', position, judged.reasons);
    const sent = judged.orders.filter((order) => order.leg === leg);
    const [evidence] = judged.evidence.filter(({ market }) => market === entry.route[leg]);
    outbox.fact('quote.approved', actorOf(coin), {
      ...routeOf(position),
      leg,
      ...(evidence === undefined ? {} : { evidence: asJson(evidence) }),
    });
    orders.submit(sent, inputSeq());
    return { type: 'quote.approved', atMs, orders: sent.map(sentOrder) };
  }

  #slice(position: Position, slicing: Slicing, coins: Decimal): PositionEvent | undefined {
    const { outbox, orders, trade, inputSeq } = this.#parts;
    const { coin, entry, openings } = position;
    if (entry === null) return undefined;
    const lacking = { kind: 'slice', coins } as const;
    const judged = trade.judge({ route: entry.route, openings, lacking, attempts: attemptsOf(position) });
    if (judged.kind === 'refused') return this.#refused('slice', position, judged.reasons);
    const { plan } = judged;
    if (plan === undefined) return undefined;
    const { baseQuantity, notionalUsd, boundBy } = plan.size;
    const least = Decimal.min(coins, decimal(slicing.firstCoins).times(REFILLED));
    if (decimal(baseQuantity).lt(least)) {
      const actual = decimal(baseQuantity).div(least).toNumber();
      return this.#refused('slice', position, [refusal('insufficient-depth', { limit: 1, actual })]);
    }
    outbox.fact('slice.approved', actorOf(coin), {
      ...routeOf(position),
      notionalUsd,
      boundBy,
      coins: baseQuantity,
      evidence: judged.evidence.map((one) => asJson(one)),
    });
    const first = legsToSend(entryDepths(judged.signal));
    const sent = judged.orders.filter(({ leg }) => first.includes(leg));
    orders.submit(sent, inputSeq());
    return { type: 'slice.approved', atMs: outbox.nowMs, slicing, notionalUsd, orders: sent.map(sentOrder) };
  }

  #refused(what: 'quote' | 'slice', position: Position, reasons: readonly EntryRefusal[]): PositionEvent {
    const { outbox } = this.#parts;
    const body = { ...routeOf(position), reasons: reasons.map((one) => asJson(one)) };
    outbox.fact(`${what}.refused`, actorOf(position.coin), body);
    return { type: `${what}.refused`, atMs: outbox.nowMs, codes: reasons.map(({ code }) => code) };
  }
}

/** Books have refilled when they carry this part of what the first slice took. */
const REFILLED = 0.5;

const unseen = refusal('no-price', { limit: 'both markets', actual: 'unknown' });

const actorOf = (coin: CoinId): ActorId => actorId(`position/${coin}`);

const routeOf = ({ entry }: Position): FactBody =>
  entry === null ? {} : { long: entry.route.long, short: entry.route.short };

const nameOf = ({ market, limitPrice, clientOrderId }: OrderIntent): FactBody => ({
  market,
  limitPrice,
  clientOrderId,
});

const attemptsOf = (position: Position): Readonly<Record<Leg, number>> => {
  const next = (leg: Leg): number => everyLeg(position).find((own) => own.leg === leg)?.attempt ?? 1;
  const [long, short] = LEGS.map(next);
  return { long: long ?? 1, short: short ?? 1 };
};

/** Where the leg would rest now; `undefined` while its book is too old to be followed. */
const bestNow = (view: RouteView, leg: Leg): Decimal | undefined => {
  const { instrument, bookAgeMs, bookBudgetMs, book } = view[leg];
  const depth = book();
  if (instrument === undefined || depth === undefined) return undefined;
  if (bookAgeMs === undefined || bookAgeMs > bookBudgetMs) return undefined;
  return bestPriceOf(depth, leg === 'long' ? 'buy' : 'sell', instrument);
};
