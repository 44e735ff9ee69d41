import type { Json } from '../domain/codec.ts';
import type { ClientOrderId, MarketKey, VenueId } from '../domain/ids.ts';
import type { Decimal, DecimalText } from '../domain/money.ts';
import type { AccountTransfer, Fill, FundingPayment, OrderIntent } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import type { Account } from './account.ts';
import type { SubmitFault } from './faults.ts';
import type { TakenLiquidity } from './matching.ts';
import type { StoreRow } from './venue-store.ts';
import { asJson } from '../domain/codec.ts';
import { ZERO, decimal, text } from '../domain/money.ts';
import { applyTransfer } from './account.ts';

/** One order as its venue knows it. */
export interface SimOrder {
  readonly order: OrderIntent;
  /** `in-flight`: sent, not yet at the venue; it arrives at `arrivesAtMs` whatever becomes of the sender. */
  readonly state: 'in-flight' | 'open' | 'filled' | 'cancelled' | 'refused';
  readonly arrivesAtMs: AtMs;
  readonly filledQuantity: DecimalText;
  readonly venueOrderId: string;
  /** Reports are lost until a look-up finds it. */
  readonly voice: 'heard' | 'silent';
  /** The connection it was sent over: only that one gets the acknowledgement. */
  readonly session: number;
  readonly fault: SubmitFault | 'none';
}

export interface VenueCounters {
  /** Orders sent to this venue, for scripted faults. */
  readonly submits: number;
  readonly orders: number;
  readonly trades: number;
  /** Orders refused because their client id was known. */
  readonly duplicates: number;
}

const NO_COUNTS: VenueCounters = { submits: 0, orders: 0, trades: 0, duplicates: 0 };

/** Everything one venue must still know after a kill; each change leaves a row for the store. */
export class VenueRecords {
  readonly orders = new Map<ClientOrderId, SimOrder>();
  /** Client ids of the resting orders, oldest first. */
  readonly openIds = new Set<ClientOrderId>();
  readonly fills: Fill[] = [];
  readonly payments: FundingPayment[] = [];
  readonly transfers: AccountTransfer[] = [];
  /** How often each client id was sent here, lost sends included. */
  readonly sends = new Map<ClientOrderId, number>();
  /** What was traded, USD by UTC day; counted where fees hang on it. */
  readonly volumes = new Map<number, Decimal>();
  readonly #taken = new Map<MarketKey, TakenLiquidity>();
  readonly #prefix: string;
  #account: Account;
  #counters = NO_COUNTS;
  #volumeSinceDay: number | undefined;
  #rows: StoreRow[] = [];

  constructor(venue: VenueId, opening: Account, rows: Iterable<StoreRow>) {
    this.#prefix = `${venue}|`;
    this.#account = opening;
    for (const { key, value } of rows) {
      if (key.startsWith(this.#prefix)) this.#restore(key.slice(this.#prefix.length), value);
    }
    this.#sortOpen();
  }

  get account(): Account {
    return this.#account;
  }

  set account(account: Account) {
    this.#account = account;
    this.#put('account', account);
  }

  get counters(): VenueCounters {
    return this.#counters;
  }

  count(counter: keyof VenueCounters): number {
    const reached = this.#counters[counter] + 1;
    this.#counters = { ...this.#counters, [counter]: reached };
    this.#put('counters', this.#counters);
    return reached;
  }

  countSend(clientOrderId: ClientOrderId): void {
    const times = (this.sends.get(clientOrderId) ?? 0) + 1;
    this.sends.set(clientOrderId, times);
    this.#put(`send|${clientOrderId}`, { times });
  }

  putOrder(order: SimOrder): void {
    this.#index(order);
    this.#put(`order|${order.order.clientOrderId}`, order);
  }

  addFill(fill: Fill): void {
    this.fills.push(fill);
    this.#put(`fill|${ordinal(this.fills.length)}`, fill);
  }

  /** The UTC day on which counting volumes began. */
  get volumeSinceDay(): number | undefined {
    return this.#volumeSinceDay;
  }

  countVolumeFrom(day: number): void {
    this.#volumeSinceDay = day;
    this.#put('volume-since', { day });
  }

  addVolume(day: number, usd: Decimal): void {
    const total = (this.volumes.get(day) ?? ZERO).plus(usd);
    this.volumes.set(day, total);
    this.#put(`volume|${day}`, { usd: text(total) });
  }

  addPayment(payment: FundingPayment): void {
    this.payments.push(payment);
    this.#put(`payment|${ordinal(this.payments.length)}`, payment);
  }

  /** Somebody pays in (positive) or takes out. */
  bookTransfer({ coin, amount }: Pick<AccountTransfer, 'coin' | 'amount'>, venueAtMs: AtMs): void {
    this.account = applyTransfer(this.account, { coin, amount });
    const transfer = { transferId: `t${this.transfers.length + 1}`, coin, amount, venueAtMs };
    this.transfers.push(transfer);
    this.#put(`transfer|${ordinal(this.transfers.length)}`, transfer);
  }

  fillsOf(clientOrderId: ClientOrderId): readonly Fill[] {
    return this.fills.filter((fill) => fill.clientOrderId === clientOrderId);
  }

  taken(market: MarketKey): TakenLiquidity {
    return this.#taken.get(market) ?? {};
  }

  setTaken(market: MarketKey, taken: TakenLiquidity): void {
    this.#taken.set(market, taken);
    this.#put(`taken|${market}`, taken);
  }

  /** The rows changed since the last call. */
  takeRows(): readonly StoreRow[] {
    const rows = this.#rows;
    if (rows.length > 0) this.#rows = [];
    return rows;
  }

  #put(name: string, value: object): void {
    this.#rows.push({ key: this.#prefix + name, value: asJson(value) });
  }

  #index(order: SimOrder): void {
    const { clientOrderId } = order.order;
    this.orders.set(clientOrderId, order);
    if (order.state === 'open') this.openIds.add(clientOrderId);
    else this.openIds.delete(clientOrderId);
  }

  /** Rows come back by client id; resting orders queue by arrival, which the venue's own id tells. */
  #sortOpen(): void {
    const idOf = (id: ClientOrderId): string => this.orders.get(id)?.venueOrderId ?? '';
    const open = [...this.openIds].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
    this.openIds.clear();
    for (const id of open) this.openIds.add(id);
  }

  /** The one place where rows become values again: they were written by this class. */
  #restore(name: string, value: Json): void {
    const [table, id] = name.split('|');
    const row: unknown = value;
    if (table === 'account') this.#account = row as Account;
    else if (table === 'counters') this.#counters = row as VenueCounters;
    else if (table === 'order') this.#index(row as SimOrder);
    else if (table === 'fill') this.fills.push(row as Fill);
    else if (table === 'payment') this.payments.push(row as FundingPayment);
    else if (table === 'transfer') this.transfers.push(row as AccountTransfer);
    else if (table === 'send') this.sends.set(id as ClientOrderId, (row as { times: number }).times);
    else if (table === 'volume') this.volumes.set(Number(id), decimal((row as { usd: DecimalText }).usd));
    else if (table === 'volume-since') this.#volumeSinceDay = (row as { day: number }).day;
    else if (table === 'taken') this.#taken.set(id as MarketKey, row as TakenLiquidity);
  }
}

/** Zero-padded, so that keys sort as they were written. */
export const ordinal = (n: number): string => String(n).padStart(12, '0');
