import type { MarketKey, VenueId } from '../../domain/ids.ts';
import type {
  AccountTransfer,
  AccountTruth,
  Fill,
  FundingPayment,
  OrderReport,
  VenueBalance,
  VenuePosition,
} from '../../domain/order.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { CoinAmounts } from '../account.ts';
import type { FaultSettings } from '../faults.ts';
import type { SimSettlement } from '../sim-markets.ts';
import type { VenueContext, VenueItem, VenueMarkets } from '../venue-context.ts';
import type { StoreRow } from '../venue-store.ts';
import type { AccountHappening, DeskOrder, DeskRefusal, NewOrder, OrderName, VenueDesk } from './venue-face.ts';
import { clientOrderId as asClientOrderId, kindOf } from '../../domain/ids.ts';
import { atMs } from '../../domain/units.ts';
import { openAccount } from '../account.ts';
import { reportAccount } from '../account-report.ts';
import { Agenda } from '../agenda.ts';
import { NO_FAULTS, submitFaultOf } from '../faults.ts';
import { closeByForce, liquidate, settle } from '../forced-trades.ts';
import { keyedDraw } from '../keyed-draw.ts';
import { delayOf, LATENCY, NO_LATENCY } from '../latency.ts';
import { MARGIN_RULES } from '../margin.ts';
import { arrive, cancel } from '../order-entry.ts';
import { fillResting } from '../resting-orders.ts';
import { VenueRecords } from '../venue-records.ts';
import { DeskMemory } from './desk-memory.ts';
import { DeskOrders } from './desk-orders.ts';
import { digitsOf, flatPosition, intentOf, isNumber, refusal, wireFill, worstPrice } from './desk-views.ts';

export interface DeskOptions {
  readonly profile: VenueProfile;
  readonly markets: VenueMarkets;
  readonly seed: number;
  readonly opening: CoinAmounts;
  readonly faults?: FaultSettings;
  /** What a store kept of an earlier life. */
  readonly rows?: readonly StoreRow[];
  readonly now: () => AtMs;
  /** Told after the call that caused it has changed everything it changes. */
  readonly happened?: (happening: AccountHappening) => void;
}

/** What becomes of the answer to the request that is being handled. */
export type AnswerFate =
  | { readonly kind: 'told'; readonly delayMs: number }
  /** The client waits for an answer that never comes. */
  | { readonly kind: 'silence' };

/** Client ids that the desk made begin with this; venues whose ids look otherwise show none. */
export const HOUSE_ID_PREFIX = 'house-';

/** The venue's order entry and account as its face sees them: the matching and booking of the in-process venues, at once. */
export class HousedDesk implements VenueDesk {
  readonly #context: VenueContext;
  readonly #agenda = new Agenda<VenueItem>();
  readonly #memory: DeskMemory;
  readonly #orders: DeskOrders;
  readonly #now: () => AtMs;
  readonly #happened: (happening: AccountHappening) => void;
  #fate: AnswerFate = { kind: 'told', delayMs: 0 };
  #checkedSecond = 0;

  constructor(options: DeskOptions) {
    const { profile, markets, seed, opening, rows = [], faults = NO_FAULTS } = options;
    const records = new VenueRecords(profile.venue, openAccount(opening), rows);
    const settings = { latency: NO_LATENCY, faults, margin: MARGIN_RULES, draw: keyedDraw(seed) };
    this.#context = { profile, markets, records, agenda: this.#agenda, settings, session: 0 };
    this.#memory = new DeskMemory(profile.venue, rows);
    this.#orders = new DeskOrders(records, this.#memory);
    this.#now = options.now;
    this.#happened = options.happened ?? (() => undefined);
  }

  place(order: NewOrder): { readonly kind: 'accepted'; readonly order: DeskOrder } | DeskRefusal {
    const { records, settings, profile, markets } = this.#context;
    const nth = records.count('submits');
    const clientOrderId = asClientOrderId(order.clientOrderId ?? `${HOUSE_ID_PREFIX}${nth}`);
    records.countSend(clientOrderId);
    const draw = settings.draw(`${profile.venue}|submit|${clientOrderId}|${nth}`);
    const fault = submitFaultOf(settings.faults, { venue: profile.venue, nth }, draw);
    if (fault !== 'none') this.#memory.countFault(fault);
    if (fault === 'timeout-lost' || fault === 'timeout-filled') this.#fate = { kind: 'silence' };
    if (fault === 'timeout-lost') return refusal('unknown', 'lost on its way');
    if (fault === 'late-ack') this.#fate = { kind: 'told', delayMs: delayOf(LATENCY.lateAckMs, draw) };
    const instrument = markets.instrument(order.market);
    if (instrument === undefined) return refusal('unknown', 'no such market');
    if (!isNumber(order.quantity)) return refusal('bad-quantity', `"${order.quantity}" is no quantity`);
    const limitPrice = order.limitPrice ?? worstPrice(order, { book: markets.book(order.market), instrument });
    if (!isNumber(limitPrice)) return refusal('bad-price', `"${limitPrice}" is no price`);
    const at = this.#now();
    const type = order.limitPrice === undefined ? 'market' : 'limit';
    const timeInForce = type === 'market' ? 'ioc' : order.timeInForce;
    const intent = intentOf({ ...order, timeInForce }, { clientOrderId, instrument, limitPrice, atMs: at });
    if (!records.orders.has(clientOrderId)) this.#memory.note(clientOrderId, { type, updatedAtMs: at });
    arrive(this.#context, { kind: 'arrive', order: intent, fault, session: 0 }, at);
    const refused = this.#drain().find((report) => report.kind === 'refused');
    if (refused?.kind === 'refused') return refusal(refused.code, refused.message);
    const placed = records.orders.get(clientOrderId);
    return placed === undefined || placed.state === 'refused'
      ? refusal('unknown', 'refused by the venue')
      : { kind: 'accepted', order: this.#orders.view(placed) };
  }

  cancel(which: OrderName): DeskOrder | undefined {
    const known = this.#orders.find(which);
    if (known === undefined) return undefined;
    if (known.state === 'open') cancel(this.#context, known.order.clientOrderId, this.#now());
    this.#drain();
    return this.#orders.view(this.#orders.find(which) ?? known);
  }

  order(which: OrderName): DeskOrder | undefined {
    const known = this.#orders.find(which);
    if (known === undefined) return this.#orders.forced(which);
    // From a look-up on, an order whose reports were lost speaks again.
    if (known.voice === 'silent') this.#context.records.putOrder({ ...known, voice: 'heard' });
    return this.#orders.view(known);
  }

  orders(): readonly DeskOrder[] {
    return this.#orders.all();
  }

  /** Everything, spot coins as positions. */
  truth(): AccountTruth {
    return reportAccount(this.#context, atMs(0));
  }

  positions(): readonly VenuePosition[] {
    return this.truth().positions.filter(({ market }) => kindOf(market) !== 'spot');
  }

  balances(): readonly VenueBalance[] {
    return this.truth().balances;
  }

  fills(): readonly (Fill & { readonly venueOrderId: string })[] {
    return this.#orders.fills();
  }

  payments(): readonly FundingPayment[] {
    return this.#context.records.payments;
  }

  transfers(): readonly AccountTransfer[] {
    const { transfers } = this.#context.records;
    return transfers.map((transfer) => ({ ...transfer, transferId: digitsOf(transfer.transferId) }));
  }

  /** Somebody pays in (positive) or takes out. */
  transfer(transfer: Pick<AccountTransfer, 'coin' | 'amount'>): void {
    this.#context.records.bookTransfer(transfer, this.#now());
  }

  leverage(market: MarketKey): number {
    return this.#memory.leverage(market);
  }

  setLeverage(market: MarketKey, leverage: number): void {
    this.#memory.setLeverage(market, leverage);
  }

  /** Posts a settlement to what is held now. */
  settle(settlement: SimSettlement): void {
    const payment = settle(this.#context, settlement);
    if (payment === undefined) return;
    this.#happened({ kind: 'payment', payment });
    this.#drain();
  }

  /** The books have moved: resting orders may fill, and once a second margin is checked. */
  followBooks(): void {
    const at = this.#now();
    if (this.#context.records.openIds.size > 0) fillResting(this.#context, at);
    const second = Math.floor(at / 1000);
    if (second !== this.#checkedSecond) {
      this.#checkedSecond = second;
      liquidate(this.#context, at);
    }
    this.#drain();
  }

  /** Closes a position at its mark, unasked: one leg of somebody's hedge is gone. */
  liquidateOne(market: MarketKey): void {
    closeByForce(this.#context, market, this.#now());
    this.#drain();
  }

  /** The request being handled gets no answer. */
  get isSilent(): boolean {
    return this.#fate.kind === 'silence';
  }

  /** What becomes of the answer to the request just handled; asking begins a new one. */
  takeFate(): AnswerFate {
    const fate = this.#fate;
    this.#fate = { kind: 'told', delayMs: 0 };
    return fate;
  }

  /** How often each client id was sent here, lost sends included. */
  sends(): ReadonlyMap<string, number> {
    return this.#context.records.sends;
  }

  faultCounts(): ReadonlyMap<string, number> {
    return this.#memory.faults;
  }

  takeRows(): readonly StoreRow[] {
    return [...this.#context.records.takeRows(), ...this.#memory.takeRows()];
  }

  get venue(): VenueId {
    return this.#context.profile.venue;
  }

  /** Tells what has happened; the reports behind it. */
  #drain(): readonly OrderReport[] {
    const reports: OrderReport[] = [];
    const moved = new Set<MarketKey>();
    const take = () => this.#agenda.take(atMs(Infinity));
    for (let due = take(); due !== undefined; due = take()) {
      if (due.item.kind !== 'tell' || due.item.input.kind !== 'report') continue;
      const { report } = due.item.input;
      reports.push(report);
      if (report.kind === 'fill') moved.add(report.fill.market);
      const order = this.#orders.reported(report);
      if (order === undefined) continue;
      const at = this.#now();
      this.#memory.note(order.clientOrderId, { type: order.type, updatedAtMs: at });
      const fill = report.kind === 'fill' ? { fill: wireFill(report.fill) } : {};
      this.#happened({ kind: 'order', order: { ...order, updatedAtMs: at }, ...fill });
    }
    for (const market of moved) if (kindOf(market) !== 'spot') this.#tellPosition(market);
    return reports;
  }

  #tellPosition(market: MarketKey): void {
    const position = this.positions().find((one) => one.market === market) ?? flatPosition(market);
    this.#happened({ kind: 'position', position });
  }
}
