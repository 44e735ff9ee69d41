import { asJson } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import { actorId, kindOf, symbolOf, symbolParts, venueOf } from '../domain/ids.ts';
import type { ActorId, ClientOrderId, CoinId, Leg, MarketKey } from '../domain/ids.ts';
import { decimal, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import type { ApprovedOrder, Fill, OrderIntent, OrderReport } from '../domain/order.ts';
import { ORDER_MACHINE_VERSION, orderMachine } from '../execution/order.machine.ts';
import type { OrderEffect, OrderPatience } from '../execution/order.ts';
import type { Feeds } from './feeds.ts';
import type { FactBody, Outbox } from './outbox.ts';
import type { ActorRegistry } from './registry.ts';
import type { Treasury } from './money/treasury.ts';
import type { WireGuard } from './wire-guard.ts';

export interface OrderDeskParts {
  readonly registry: ActorRegistry;
  readonly wire: Pick<WireGuard, 'send'>;
  readonly outbox: Outbox;
  readonly feeds: Feeds;
  readonly treasury: Treasury;
  /** A fill was counted: its position must know. */
  readonly onFill: (fill: CountedFill) => void;
  /** A send is in doubt, the doubt is over, or the order is. */
  readonly onWord: (word: OrderWord, market: MarketKey) => void;
  /** The cycle a coin is in, for the ledger. */
  readonly cycleOf: (coin: CoinId) => string;
  /** The leg that holds a market now. */
  readonly holderOf: (market: MarketKey) => { readonly coin: CoinId; readonly leg: Leg } | undefined;
  /** A venue took from a leg by itself; its position has been told the fill. */
  readonly onTaken: (taken: { readonly coin: CoinId; readonly leg: Leg; readonly market: MarketKey }) => void;
  /** What happened there was not to be expected: the venue must say how things stand. */
  readonly askAccountOf: (market: MarketKey) => void;
}

/** What a position must know of its order's life. */
export type OrderWord = Extract<OrderEffect, { type: 'order.doubted' | 'order.found' | 'order.ended' }>;

export interface CountedFill {
  /** The order behind it, or the leg that the venue traded by itself. */
  readonly intent: Pick<OrderIntent, 'coin' | 'leg' | 'market' | 'side'>;
  readonly fill: Fill;
  /** What the leg gained or lost, a fee kept in the coin itself already off; the venue's unit. */
  readonly netQuantity: DecimalText;
}

const ACK_TIMEOUT_MS = 3000;
const REST_TIMEOUT_MS = 2000;
/** What may rest is looked at this often: its venue tells of fills by itself, and may forget one. */
const REST_LOOK_MS = 5000;
const PROBE_TIMEOUT_MS = 2000;
/** Ended orders remembered so that a late fill finds its leg. */
const ENDED_MAX = 1000;

/** Where orders leave: intents first, the wire after the flush, and every report back to its order's actor. */
export class OrderDesk {
  readonly #parts: OrderDeskParts;
  readonly #orders = new Map<ClientOrderId, ApprovedOrder>();
  readonly #ended = new Map<ClientOrderId, OrderIntent>();
  /** Orders whose actor had to be made anew: their fills may be booked, but they have not counted them themselves. */
  readonly #recounts = new Map<ClientOrderId, Set<string>>();
  #unflushed: { readonly inputSeq: number; readonly clientOrderId: ClientOrderId }[] = [];
  submitted = 0;

  constructor(parts: OrderDeskParts) {
    this.#parts = parts;
  }

  get openOrders(): number {
    return this.#orders.size;
  }

  /** Orders whose end is not known yet. */
  intents(): readonly OrderIntent[] {
    return [...this.#orders.values()];
  }

  /** Whether an order of ours, open or lately ended, is behind a fill. */
  isOurs({ clientOrderId }: Fill): boolean {
    return this.#orders.has(clientOrderId) || this.#ended.has(clientOrderId);
  }

  /** Where an order was sent; `undefined` for one that was never ours, or long ago. */
  marketOf = (id: ClientOrderId): MarketKey | undefined => (this.#orders.get(id) ?? this.#ended.get(id))?.market;

  /** Intents into the batch of this input; nothing is sent before `flushed`. */
  submit(orders: readonly ApprovedOrder[], inputSeq: number): void {
    const { outbox } = this.#parts;
    for (const order of orders) {
      this.#spawn(order);
      outbox.intent({ kind: 'opened', intent: order });
      outbox.fact('order.intended', idOf(order), flat(order));
      this.#unflushed.push({ inputSeq, clientOrderId: order.clientOrderId });
    }
  }

  /** The store has every intent up to this input on disk: they may go out now. */
  flushed(throughSeq: number): void {
    const ready = this.#unflushed.filter(({ inputSeq }) => inputSeq <= throughSeq);
    this.#unflushed = this.#unflushed.filter(({ inputSeq }) => inputSeq > throughSeq);
    for (const { clientOrderId } of ready)
      this.#send(clientOrderId, { type: 'flushed', atMs: this.#parts.outbox.nowMs });
  }

  /** An order of an earlier life: its actor is restored, or made anew from its intent, and then asks its venue. */
  recover(intent: OrderIntent, snapshot: Json | undefined): void {
    // an intent in the store has passed the gate in the life that wrote it
    const order = intent as ApprovedOrder;
    if (snapshot === undefined) this.#recounts.set(order.clientOrderId, new Set());
    this.#spawn(order, snapshot);
    this.#send(order.clientOrderId, { type: 'recovered', atMs: this.#parts.outbox.nowMs });
  }

  /** What a venue says of an order. */
  report(report: OrderReport): void {
    const atMs = this.#parts.outbox.nowMs;
    const { clientOrderId } = report;
    // after a restart an answer may come before the venue's markets are known: it is asked for again
    if (this.#isTooEarly(report)) return this.#send(clientOrderId, { type: 'probe.failed', atMs });
    switch (report.kind) {
      case 'accepted':
        return this.#send(clientOrderId, { type: 'accepted', atMs, venueOrderId: report.venueOrderId });
      case 'refused':
        return this.#send(clientOrderId, { type: 'refused', atMs, code: report.code, message: report.message });
      case 'in-doubt':
        return this.#send(clientOrderId, { type: 'doubted', atMs, cause: report.cause });
      case 'fill':
        return this.fill(report.fill);
      case 'done':
        return this.#end(clientOrderId, report.status, report.filledQuantity);
      case 'found':
        for (const fill of report.fills) this.fill(fill);
        if (report.status === 'open') this.#send(clientOrderId, { type: 'found.open', atMs });
        else this.#end(clientOrderId, report.status, report.filledQuantity);
        return;
      case 'absent':
        return this.#send(clientOrderId, { type: 'absent', atMs });
      case 'probe-failed':
        return this.#send(clientOrderId, { type: 'probe.failed', atMs });
    }
  }

  /** Counts a fill once: ledger, order, position. */
  fill(fill: Fill): void {
    const { outbox, treasury, onFill, cycleOf } = this.#parts;
    const intent = this.#orders.get(fill.clientOrderId) ?? this.#ended.get(fill.clientOrderId);
    if (intent === undefined) return this.#unasked(fill);
    const { coin, decisionMid } = intent;
    const isNew = treasury.bookFill(fill, { cycle: cycleOf(coin), coin, decisionMid });
    const recount = this.#recounts.get(fill.clientOrderId);
    if (!isNew && recount?.has(fill.tradeId) !== false) return;
    recount?.add(fill.tradeId);
    this.#send(fill.clientOrderId, { type: 'fill.counted', atMs: outbox.nowMs, fill });
    if (isNew) onFill({ intent, fill, netQuantity: netQuantity(fill) });
  }

  /**
   * A liquidation, a deleveraging, a hand on the account, or an old fill listed again: booked once, told to its leg. On a
   * market that is not listed yet it cannot be booked, nor known to be an old one: the account tells it again later.
   */
  #unasked(fill: Fill): void {
    const { outbox, feeds, treasury, cycleOf, holderOf, onFill, onTaken, askAccountOf } = this.#parts;
    const { market, side } = fill;
    const coin = feeds.markets.find(market)?.instrument?.coin;
    if (coin === undefined) return;
    if (!treasury.bookFill(fill, { cycle: cycleOf(coin), coin, decisionMid: fill.price })) return;
    outbox.fact('fill.unasked', actorId('orders'), flat(fill));
    const holder = holderOf(market);
    if (holder !== undefined) onFill({ intent: { ...holder, market, side }, fill, netQuantity: netQuantity(fill) });
    if (holder !== undefined && (holder.leg === 'long') === (side === 'sell')) onTaken({ ...holder, market });
    askAccountOf(market);
  }

  /** What an order's actor asked for. */
  effect(effect: OrderEffect): void {
    const { outbox, registry, wire, onWord, askAccountOf } = this.#parts;
    const order = this.#orders.get(effect.clientOrderId);
    if (order === undefined) return;
    switch (effect.type) {
      case 'submit.wanted':
        this.submitted += 1;
        return wire.send(order, this.#unflushed);
      case 'probe.wanted':
        return outbox.request({ kind: 'probe', clientOrderId: effect.clientOrderId, market: effect.market });
      case 'order.doubted':
      case 'order.found':
        return onWord(effect, order.market);
      case 'order.ended':
        registry.stop(idOf(order));
        outbox.snapshot({ actor: idOf(order), machineVersion: ORDER_MACHINE_VERSION, snapshot: null });
        outbox.intent({ kind: 'settled', clientOrderId: effect.clientOrderId });
        this.#orders.delete(effect.clientOrderId);
        this.#recounts.delete(effect.clientOrderId);
        this.#remember(order);
        // refused because there is less to reduce than we believe
        if (effect.reason?.startsWith('reduce-only') === true) askAccountOf(order.market);
        return onWord(effect, order.market);
    }
  }

  #isTooEarly(report: OrderReport): boolean {
    if (report.kind !== 'fill' && report.kind !== 'found') return false;
    const market = this.#orders.get(report.clientOrderId)?.market;
    return market !== undefined && this.#parts.feeds.markets.find(market)?.instrument === undefined;
  }

  #end(clientOrderId: ClientOrderId, status: 'filled' | 'cancelled', filledQuantity: DecimalText): void {
    this.#send(clientOrderId, { type: 'ended', atMs: this.#parts.outbox.nowMs, status, filledQuantity });
  }

  #send(clientOrderId: ClientOrderId, event: Parameters<ActorRegistry['send']>[1]): void {
    this.#parts.registry.send<typeof orderMachine>(actorId(`order/${clientOrderId}`), event);
  }

  #spawn(order: ApprovedOrder, snapshot?: Json): void {
    this.#orders.set(order.clientOrderId, order);
    this.#parts.registry.spawn({
      id: idOf(order),
      machine: orderMachine,
      version: ORDER_MACHINE_VERSION,
      input: { intent: order, patience: this.#patience(order) },
      ...(snapshot === undefined ? {} : { snapshot }),
    });
  }

  #patience(order: ApprovedOrder): OrderPatience {
    return {
      ackTimeoutMs: ACK_TIMEOUT_MS,
      restTimeoutMs: order.timeInForce === 'ioc' ? REST_TIMEOUT_MS : REST_LOOK_MS,
      visibilityDelayMs: this.#parts.feeds.profile(venueOf(order.market))?.visibilityDelayMs ?? 0,
      probeTimeoutMs: PROBE_TIMEOUT_MS,
    };
  }

  #remember(intent: OrderIntent): void {
    this.#ended.set(intent.clientOrderId, intent);
    const oldest = this.#ended.keys().next();
    if (this.#ended.size > ENDED_MAX && oldest.done !== true) this.#ended.delete(oldest.value);
  }
}

const idOf = ({ clientOrderId }: OrderIntent): ActorId => actorId(`order/${clientOrderId}`);

/** A spot buy pays its fee in the coin it buys: the leg holds so much less. */
export const netQuantity = ({ market, side, quantity, fee, feeCoin }: Fill): DecimalText => {
  const isKeptInBase = kindOf(market) === 'spot' && side === 'buy' && feeCoin === symbolParts(symbolOf(market)).base;
  return isKeptInBase ? text(decimal(quantity).minus(decimal(fee))) : quantity;
};

const flat = (record: object): FactBody => asJson(record) as FactBody;
