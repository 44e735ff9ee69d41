import type { Signal } from '../../analytics/signal.ts';
import { asJson } from '../../domain/codec.ts';
import { actorId, venueOf } from '../../domain/ids.ts';
import type { ActorId, CoinId, Leg, MarketKey, Route } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { decimal, text } from '../../domain/money.ts';
import type { ApprovedOrder, LegOrder } from '../../domain/order.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import { legsToSend } from '../../execution/leg-plan.ts';
import type { Approach } from '../../position/approach.ts';
import { everyLeg, nakedCoins, ordersInFlight } from '../../position/position.ts';
import type { Position } from '../../position/position.ts';
import type { EngineMode } from '../../risk/entry-checks.ts';
import { approveRepair } from '../../risk/gate.ts';
import type { IdOf, RepairVerdict } from '../../risk/gate.ts';
import type { GuardView } from '../../risk/guard-view.ts';
import { refusal } from '../../risk/reason.ts';
import type { EntryRefusal, GateReason } from '../../risk/reason.ts';
import type { Config } from '../config/config.ts';
import { ApproachDesk } from './approach-desk.ts';
import { approachOf, entryDepths } from './approach-terms.ts';
import { repairSettings } from '../config/config-settings.ts';
import { judgeEntry } from './entry-judge.ts';
import type { EntryQuestion, Judged } from './entry-judge.ts';
import { MoveDesk } from './move-desk.ts';
import type { OrderDesk } from '../order-desk.ts';
import { orderIds } from '../order-ids.ts';
import type { Outbox } from '../outbox.ts';
import type { PortfolioBook } from './portfolio-book.ts';
import type { RiskDesk } from '../watches/risk-desk.ts';
import type { Scout } from './scout.ts';

export interface TradeDeskParts {
  readonly config: Config;
  readonly birthId: string;
  readonly scout: Scout;
  readonly orders: OrderDesk;
  readonly book: PortfolioBook;
  readonly outbox: Outbox;
  readonly venues: readonly VenueProfile[];
  readonly inputSeq: () => number;
  readonly mode: () => EngineMode;
  readonly guard: () => GuardView;
  readonly inFlight: () => Pick<RiskDesk, 'entryReasons' | 'isOut' | 'mayGoAlone'>;
  /** Also of a market whose feed is lost. */
  readonly lastPriceOf: (market: MarketKey) => number | undefined;
  readonly instrumentOf: (market: MarketKey) => Instrument | undefined;
}

export type EntryOutcome =
  | {
      readonly kind: 'approved';
      readonly orders: readonly ApprovedOrder[];
      readonly signal: Signal;
      readonly notionalUsd: number;
      readonly approach?: Approach;
    }
  | { readonly kind: 'refused'; readonly reasons: readonly EntryRefusal[] };

/** Brings what positions ask for before the gate, with everything the gate must know, and what it approves to the orders. */
export class TradeDesk {
  readonly moves: MoveDesk;
  readonly #parts: TradeDeskParts;
  /** Of entries that go in by parts, all but the first. */
  readonly approach: ApproachDesk;
  readonly #idOf: IdOf;

  constructor(parts: TradeDeskParts) {
    this.#parts = parts;
    this.#idOf = orderIds(parts);
    this.approach = new ApproachDesk({ ...parts, trade: this });
    this.moves = new MoveDesk({ ...parts, idOf: this.#idOf });
  }

  /** Both legs or none; of an entry that goes in by parts, the first. */
  enter(route: Route, { openings }: { readonly openings: readonly AtMs[] }): EntryOutcome {
    const { config, outbox, orders, inputSeq } = this.#parts;
    const judged = this.judge({ route, openings });
    if (judged.kind === 'refused') return judged;
    const { signal, evidence, plan } = judged;
    if (plan === undefined) throw new Error(`an entry without a plan: ${route.coin}`);
    const { notionalUsd, boundBy } = plan.size;
    const approach = approachOf(judged, { execution: config.execution, nowMs: outbox.nowMs });
    outbox.fact('entry.approved', positionActor(route.coin), {
      long: route.long,
      short: route.short,
      notionalUsd,
      boundBy,
      ...(approach === undefined ? {} : { approach: asJson(approach) }),
      evidence: evidence.map((one) => asJson(one)),
    });
    const first = approach?.kind === 'quoting' ? [approach.leg] : legsToSend(entryDepths(signal));
    const sent = judged.orders.filter(({ leg }) => first.includes(leg));
    orders.submit(sent, inputSeq());
    return { kind: 'approved', orders: sent, signal, notionalUsd, ...(approach === undefined ? {} : { approach }) };
  }

  judge(question: EntryQuestion): Judged {
    return judgeEntry({ ...this.#parts, idOf: this.#idOf }, question);
  }

  /** Orders that repair or reduce: hedge, flatten, close, rebalance. */
  repair(asked: readonly LegOrder[], position: Position): RepairVerdict {
    const orders = asked.filter((order) => !isBusy(position, order));
    if (orders.length === 0) return { kind: 'refused', reasons: asked.map(busy) };
    const { config, outbox, instrumentOf, lastPriceOf, inputSeq, scout, inFlight } = this.#parts;
    const verdict = approveRepair({
      nowMs: outbox.nowMs,
      legs: orders.map((order) => ({
        order,
        instrument: instrumentOf(order.market),
        book: scout.leg(order.market, outbox.nowMs)?.book(),
        lastPrice: lastPriceOf(order.market),
        held: signedHeld(position, order),
        venue: inFlight().isOut(venueOf(order.market)) ? 'out' : 'answers',
      })),
      nakedCoins: text(nakedCoins(position)),
      inDoubtOrders: ordersInFlight(position).filter(({ status }) => status === 'in-doubt').length,
      goingAlone: inFlight().mayGoAlone(position) ? 'allowed' : 'forbidden',
      settings: repairSettings(config),
      idOf: this.#idOf,
    });
    if (verdict.kind === 'approved') this.#parts.orders.submit(verdict.orders, inputSeq());
    return verdict;
  }
}

const positionActor = (coin: CoinId): ActorId => actorId(`position/${coin}`);

/** What was asked for twice within one input finds the first under way: a leg has at most one order in flight. */
const isBusy = (position: Position, { leg, market }: LegOrder): boolean =>
  everyLeg(position).some((own) => own.leg === leg && own.state.market === market && own.state.order !== null);

const busy = ({ market }: LegOrder): GateReason =>
  refusal('leg-busy', { limit: 'no order', actual: 'in flight', market });

/** Signed by the direction of the leg, in the venue's unit. */
const signedHeld = (position: Position, { leg, market }: { leg: Leg; market: MarketKey }) => {
  const own = everyLeg(position).find(({ state, leg: one }) => one === leg && state.market === market);
  const held = decimal(own?.state.held ?? '0');
  return text(leg === 'long' ? held : held.neg());
};
