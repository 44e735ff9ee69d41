import { evaluateRoute } from '../analytics/signal.ts';
import type { Signal } from '../analytics/signal.ts';
import { asJson } from '../domain/codec.ts';
import { actorId, venueOf } from '../domain/ids.ts';
import type { ActorId, CoinId, Leg, MarketKey, Route, VenueId } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import { decimal, text } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { ApprovedOrder, LegOrder, OrderRequest } from '../domain/order.ts';
import type { VenueProfile } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import { legsToSend } from '../execution/leg-plan.ts';
import { orderId } from '../execution/order-id.ts';
import { committedCoins } from '../position/committed.ts';
import { LEGS, nakedCoins } from '../position/position.ts';
import type { LegState, Position } from '../position/position.ts';
import { isFlat } from '../position/repair.ts';
import { netBpsAt, planEntry } from '../risk/entry-plan.ts';
import type { LegAccount } from '../risk/entry-plan.ts';
import type { EngineMode } from '../risk/entry-checks.ts';
import type { LegExposure } from '../risk/exposure.ts';
import { approveEntry, approveRepair } from '../risk/gate.ts';
import type { IdOf, RepairVerdict } from '../risk/gate.ts';
import type { GuardView } from '../risk/guard-view.ts';
import type { Portfolio } from '../risk/limits.ts';
import { refusal } from '../risk/reason.ts';
import type { EntryRefusal, GateCode } from '../risk/reason.ts';
import { closeCostUsd, worstCaseSlippageBps } from '../risk/reserve.ts';
import type { Config } from './config.ts';
import { venueConfig } from './config.ts';
import { limitSettings, repairSettings, signalSettings, sizingSettings } from './config-settings.ts';
import type { OrderDesk } from './order-desk.ts';
import type { Outbox } from './outbox.ts';
import type { Scout } from './scout.ts';
import type { Treasury } from './treasury.ts';

export interface TradeDeskParts {
  readonly config: Config;
  readonly birthId: string;
  readonly scout: Scout;
  readonly orders: OrderDesk;
  readonly outbox: Outbox;
  readonly treasury: Treasury;
  readonly venues: readonly VenueProfile[];
  readonly inputSeq: () => number;
  readonly mode: () => EngineMode;
  readonly guard: () => GuardView;
  readonly positions: () => readonly Position[];
  readonly priceOf: (market: MarketKey) => number | undefined;
  /** Also of a market whose feed is lost. */
  readonly lastPriceOf: (market: MarketKey) => number | undefined;
  readonly instrumentOf: (market: MarketKey) => Instrument | undefined;
  /** Venues whose account has been heard; the others get no order. */
  readonly knownAccounts: () => ReadonlySet<VenueId>;
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
  readonly #parts: TradeDeskParts;

  constructor(parts: TradeDeskParts) {
    this.#parts = parts;
  }

  /** Both legs or none. The books are walked within the input at hand. */
  enter(route: Route, { openings }: { readonly openings: readonly AtMs[] }): EntryOutcome {
    const { config, outbox, scout, guard, mode, orders, inputSeq } = this.#parts;
    const view = scout.view(route, outbox.nowMs);
    if (view === undefined) return refusedOutright('no-price');
    const settings = signalSettings(config);
    const signal = evaluateRoute(view, settings);
    const portfolio = this.#portfolio();
    const limits = limitSettings(config);
    const { minNetBps } = config.entry;
    const plan = planEntry({
      view,
      signal,
      accounts: { long: this.#account(route.long), short: this.#account(route.short) },
      portfolio,
      limits,
      sizing: sizingSettings(config, venueOf(route.long), venueOf(route.short)),
      minNetBps,
      guardMultiplier: guard().sizeMultiplier,
    });
    if (plan.kind === 'refused') return plan;
    const verdict = approveEntry({
      nowMs: outbox.nowMs,
      coin: route.coin,
      mode: mode(),
      signalReasons: signal.reasons,
      netBpsAt: netBpsAt(view, settings),
      minNetBps,
      openedAtMs: openings,
      portfolio,
      limits,
      equityFractionMax: config.sizing.equityFractionMax,
      long: plan.long,
      short: plan.short,
      idOf: this.#idOf(),
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
    const { config, outbox, instrumentOf, lastPriceOf, inputSeq, scout } = this.#parts;
    const verdict = approveRepair({
      nowMs: outbox.nowMs,
      legs: orders.map((order) => ({
        order,
        instrument: instrumentOf(order.market),
        book: scout.leg(order.market, outbox.nowMs)?.book(),
        lastPrice: lastPriceOf(order.market),
        held: signedHeld(position, order),
      })),
      nakedCoins: text(nakedCoins(position)),
      inDoubtOrders: LEGS.filter((leg) => position.legs?.[leg].order?.status === 'in-doubt').length,
      settings: repairSettings(config),
      idOf: this.#idOf(),
    });
    if (verdict.kind === 'approved') this.#parts.orders.submit(verdict.orders, inputSeq());
    return verdict;
  }

  #idOf(): IdOf {
    const { birthId, venues, inputSeq } = this.#parts;
    return ({ market, coin, leg, attempt }: OrderRequest) => {
      const profile = venues.find(({ venue }) => venue === venueOf(market));
      if (profile === undefined) throw new Error(`an order for a venue without a profile: ${market}`);
      return orderId(profile.clientId, { birthId, inputSeq: inputSeq(), coin, leg, attempt });
    };
  }

  #account(market: MarketKey): LegAccount {
    const { config, treasury, instrumentOf } = this.#parts;
    const { leverageRatio, maintenanceFraction } = venueConfig(config, venueOf(market));
    const instrument = instrumentOf(market);
    const isSpot = instrument?.kind === 'spot';
    return {
      usdPerQuote: instrument === undefined ? 0 : treasury.usdPer(instrument.quote),
      leverage: isSpot ? 1 : leverageRatio,
      maintenanceFraction: isSpot ? 0 : maintenanceFraction,
    };
  }

  #portfolio(): Portfolio {
    const { treasury, positions } = this.#parts;
    const held = positions();
    const legs = held.flatMap((position) => this.#exposures(position));
    return {
      equityUsd: treasury.totalEquityUsd() ?? 0,
      legs,
      freeMarginUsd: this.#freeMargins(legs),
      // 30 days of daily returns are not kept yet: every pair of coins counts as one
      correlationOf: () => undefined,
    };
  }

  #freeMargins(legs: readonly LegExposure[]): ReadonlyMap<VenueId, number> {
    const { config, treasury, knownAccounts, instrumentOf } = this.#parts;
    const free = new Map([...knownAccounts()].map((venue) => [venue, treasury.venueEquityUsd(venue)]));
    for (const { market, notionalUsd, state } of legs) {
      const venue = venueOf(market);
      const isSpot = instrumentOf(market)?.kind === 'spot';
      // bought coins have left the wallet, coins on order have not: an order in flight counts as filled
      if (isSpot && (state === 'held' || state === 'dust')) continue;
      const leverage = isSpot ? 1 : venueConfig(config, venue).leverageRatio;
      free.set(venue, (free.get(venue) ?? 0) - notionalUsd / leverage);
    }
    return free;
  }

  #exposures({ coin, legs, entry, exit }: Position): readonly LegExposure[] {
    if (legs === null) return [];
    const committed = committedCoins({ legs, exit });
    return LEGS.map((leg) => {
      const state = legs[leg];
      // a leg nobody can price now counts as what it was entered for, never as nothing
      const notionalUsd = this.#legNotionalUsd(state.market, committed[leg]) ?? entry?.notionalUsd ?? Infinity;
      const takerFeeFraction = this.#parts.scout.leg(state.market, this.#parts.outbox.nowMs)?.takerFee ?? 0;
      return {
        coin,
        market: state.market,
        leg,
        state: exposureState(state),
        notionalUsd,
        closeCostUsd: closeCostUsd({
          notionalUsd,
          takerFeeFraction,
          worstCaseSlippageBps: worstCaseSlippageBps(this.#parts.config.limits.slippageMaxBps),
        }),
      };
    });
  }

  /** What a leg holds or may come to hold, at its price; `undefined` where nobody can price it now. */
  #legNotionalUsd(market: MarketKey, coins: Decimal): number | undefined {
    const { instrumentOf, priceOf, treasury } = this.#parts;
    const instrument = instrumentOf(market);
    const price = priceOf(market);
    if (instrument === undefined || price === undefined) return undefined;
    return (coins.toNumber() * price * treasury.usdPer(instrument.quote)) / instrument.multiplier;
  }
}

const positionActor = (coin: CoinId): ActorId => actorId(`position/${coin}`);

const exposureState = (leg: LegState): LegExposure['state'] => {
  if (leg.order?.status === 'in-doubt') return 'in-doubt';
  if (leg.order !== null) return 'pending';
  return isFlat(leg) ? 'dust' : 'held';
};

/** Signed by the direction of the leg, in the venue's unit. */
const signedHeld = ({ legs }: Position, { leg }: { leg: Leg }) => {
  const held = decimal(legs?.[leg].held ?? '0');
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
