import { evaluateRoute } from '../analytics/signal.ts';
import type { Signal } from '../analytics/signal.ts';
import { asJson } from '../domain/codec.ts';
import { actorId, venueOf } from '../domain/ids.ts';
import type { ActorId, CoinId, Leg, MarketKey, Route } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import { decimal, text } from '../domain/money.ts';
import type { ApprovedOrder, LegOrder } from '../domain/order.ts';
import type { VenueProfile } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import { legsToSend } from '../execution/leg-plan.ts';
import { everyLeg, nakedCoins, ordersInFlight } from '../position/position.ts';
import type { Position } from '../position/position.ts';
import { netBpsAt, planEntry } from '../risk/entry-plan.ts';
import type { EngineMode } from '../risk/entry-checks.ts';
import { approveEntry, approveRepair } from '../risk/gate.ts';
import type { IdOf, RepairVerdict } from '../risk/gate.ts';
import type { GuardView } from '../risk/guard-view.ts';
import { refusal } from '../risk/reason.ts';
import type { EntryRefusal, GateCode } from '../risk/reason.ts';
import type { Config } from './config.ts';
import { limitSettings, repairSettings, signalSettings, sizingSettings } from './config-settings.ts';
import { MoveDesk } from './move-desk.ts';
import type { OrderDesk } from './order-desk.ts';
import { orderIds } from './order-ids.ts';
import type { Outbox } from './outbox.ts';
import type { PortfolioBook } from './portfolio-book.ts';
import type { RiskDesk } from './risk-desk.ts';
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
    }
  | { readonly kind: 'refused'; readonly reasons: readonly EntryRefusal[] };

/** Brings what positions ask for before the gate, with everything the gate must know, and what it approves to the orders. */
export class TradeDesk {
  readonly moves: MoveDesk;
  readonly #parts: TradeDeskParts;
  readonly #idOf: IdOf;

  constructor(parts: TradeDeskParts) {
    this.#parts = parts;
    this.#idOf = orderIds(parts);
    this.moves = new MoveDesk({ ...parts, idOf: this.#idOf });
  }

  /** Both legs or none. The books are walked within the input at hand. */
  enter(route: Route, { openings }: { readonly openings: readonly AtMs[] }): EntryOutcome {
    const { config, outbox, scout, guard, mode, orders, book, inputSeq } = this.#parts;
    const view = scout.view(route, outbox.nowMs);
    if (view === undefined) return refusedOutright('no-price');
    const inFlight = this.#parts.inFlight().entryReasons(route);
    if (inFlight.length > 0) return { kind: 'refused', reasons: inFlight };
    const settings = signalSettings(config);
    const signal = evaluateRoute(view, settings);
    const portfolio = book.portfolio();
    const limits = limitSettings(config);
    const plan = planEntry({
      view,
      signal,
      accounts: { long: book.account(route.long), short: book.account(route.short) },
      portfolio,
      limits,
      sizing: sizingSettings(config, venueOf(route.long), venueOf(route.short)),
      minNetBps: config.entry.minNetBps,
      guardMultiplier: guard().sizeMultiplier,
    });
    if (plan.kind === 'refused') return plan;
    const verdict = approveEntry({
      nowMs: outbox.nowMs,
      coin: route.coin,
      mode: mode(),
      signalReasons: signal.reasons,
      netBpsAt: netBpsAt(view, settings),
      minNetBps: config.entry.minNetBps,
      openedAtMs: openings,
      portfolio,
      limits,
      equityFractionMax: config.sizing.equityFractionMax,
      long: plan.long,
      short: plan.short,
      idOf: this.#idOf,
    });
    if (verdict.kind === 'refused') return verdict;
    const { notionalUsd, boundBy } = plan.size;
    outbox.fact('entry.approved', positionActor(route.coin), {
      long: route.long,
      short: route.short,
      notionalUsd,
      boundBy,
      evidence: verdict.evidence.map((evidence) => asJson(evidence)),
    });
    const first = legsToSend(entryDepths(signal));
    const sent = verdict.orders.filter(({ leg }) => first.includes(leg));
    orders.submit(sent, inputSeq());
    return { kind: 'approved', orders: sent, signal, notionalUsd };
  }

  /** Orders that repair or reduce: hedge, flatten, close, rebalance. */
  repair(orders: readonly LegOrder[], position: Position): RepairVerdict {
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

/** Signed by the direction of the leg, in the venue's unit. */
const signedHeld = (position: Position, { leg, market }: { leg: Leg; market: MarketKey }) => {
  const own = everyLeg(position).find(({ state, leg: one }) => one === leg && state.market === market);
  const held = decimal(own?.state.held ?? '0');
  return text(leg === 'long' ? held : held.neg());
};

/** Depth confidence of the two fills that open a route; a fill that was not costed sends both legs. */
const entryDepths = ({ fills }: Signal): Record<Leg, number> => ({
  long: fills?.longIn.depthConfidence ?? 0,
  short: fills?.shortIn.depthConfidence ?? 0,
});

const refusedOutright = (code: GateCode): EntryOutcome => ({
  kind: 'refused',
  reasons: [refusal(code, { limit: 'both markets', actual: 'unknown' })],
});
