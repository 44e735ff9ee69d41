import type { ClientOrderId, MarketKey } from '../domain/ids.ts';
import { sum, decimal } from '../domain/money.ts';
import type { Fill } from '../domain/order.ts';
import type { FoundOrder, Inquiry, OrderName } from '../domain/venue-trading.ts';
import type { VenueDesk } from './venue-line.ts';

/** Trade ids remembered as told. */
const TOLD_MAX = 20_000;

/** Trades told once, whichever list they were seen in. */
export class ToldTrades {
  readonly #told = new Set<string>();

  /** True the first time. */
  isNew(market: MarketKey, id: string): boolean {
    const key = `${market} ${id}`;
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    const oldest = this.#told.keys().next();
    if (this.#told.size > TOLD_MAX && oldest.done !== true) this.#told.delete(oldest.value);
    return true;
  }
}

interface Watched extends OrderName {
  looks: number;
}

/** Orders that are open at a venue: looked at until it says that they are over and all their fills are told. */
export class OrderWatch {
  readonly #desk: VenueDesk;
  readonly #told: ToldTrades;
  readonly #watched = new Map<ClientOrderId, Watched>();
  readonly #looking = new Map<ClientOrderId, Promise<void>>();

  constructor(desk: VenueDesk, told: ToldTrades) {
    this.#desk = desk;
    this.#told = told;
  }

  get size(): number {
    return this.#watched.size;
  }

  watch(name: OrderName): void {
    if (this.#watched.has(name.clientOrderId)) return;
    const watched = { ...name, looks: 0 };
    this.#watched.set(name.clientOrderId, watched);
    this.#later(watched);
  }

  /** Something was done to it: it is looked at now. */
  look(name: OrderName): Promise<void> {
    const running = this.#looking.get(name.clientOrderId);
    if (running !== undefined) return running;
    const look = this.#look(name)
      // a look that fails is made again
      .catch(() => undefined)
      .finally(() => this.#looking.delete(name.clientOrderId));
    this.#looking.set(name.clientOrderId, look);
    return look;
  }

  #later(watched: Watched): void {
    const { firstLooksMs, openPollMs } = this.#desk.pace;
    const delayMs = firstLooksMs[watched.looks] ?? openPollMs;
    watched.looks += 1;
    this.#desk.after(delayMs, () => {
      if (!this.#watched.has(watched.clientOrderId)) return;
      void this.look(watched).then(() => {
        if (this.#watched.has(watched.clientOrderId)) this.#later(watched);
      });
    });
  }

  async #look(name: OrderName): Promise<void> {
    const { line } = this.#desk;
    if (line === undefined) return;
    const found = await this.#desk.trading.orders.find(name, this.#desk.inquiry(line));
    // not there yet, or forgotten already: whoever needs to know asks by a probe
    if (found === 'absent') return;
    const fills = await fillsOf(name, found, { desk: this.#desk, inquiry: this.#desk.inquiry(line) });
    this.#tellFills(name, fills);
    if (found.status === 'open' || !isWhole(found, fills)) return;
    this.#watched.delete(name.clientOrderId);
    this.#tellEnd(name, found);
  }

  #tellFills({ clientOrderId }: OrderName, fills: readonly Fill[]): void {
    for (const fill of fills)
      if (this.#told.isNew(fill.market, fill.tradeId))
        this.#desk.tell({
          kind: 'report',
          atMs: this.#desk.clock.now(),
          report: { kind: 'fill', clientOrderId, fill: { ...fill, clientOrderId } },
        });
  }

  #tellEnd({ clientOrderId }: OrderName, { status, filledQuantity, refusal }: FoundOrder): void {
    const report =
      refusal === undefined
        ? ({
            kind: 'done',
            clientOrderId,
            status: status === 'filled' ? 'filled' : 'cancelled',
            filledQuantity,
          } as const)
        : ({ kind: 'refused', clientOrderId, ...refusal } as const);
    this.#desk.tell({ kind: 'report', atMs: this.#desk.clock.now(), report });
  }
}

/** Nothing is asked for where nothing was filled. */
export const fillsOf = async (
  name: OrderName,
  found: FoundOrder,
  { desk, inquiry }: { readonly desk: VenueDesk; readonly inquiry: Inquiry },
): Promise<readonly Fill[]> => (found.filledQuantity === '0' ? [] : desk.trading.orders.fillsOf(name, found, inquiry));

/** The list of fills may be behind the order. */
const isWhole = ({ filledQuantity }: FoundOrder, fills: readonly Fill[]): boolean =>
  sum(fills.map(({ quantity }) => decimal(quantity))).gte(filledQuantity);
