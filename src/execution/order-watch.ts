import type { ClientOrderId, MarketKind } from '../domain/ids.ts';
import type { Fill } from '../domain/order.ts';
import type { FoundOrder, Inquiry, OrderName, PrivateWord } from '../domain/venue-trading.ts';
import type { OrderNews } from './order-news.ts';
import type { VenueDesk } from './venue-line.ts';

/**
 * What is heard of an order may run ahead of the fills that belong to it, and lists run behind both: they are asked after
 * so long each time, until nothing is missing. Beyond that it is looked at as often as any other.
 */
const FILLS_BEHIND_MS = [300, 300, 500, 1000];
const FILLS_LISTED_MS = [0, 100, 200, 300, 500, 1000];
/** So many looks in a row that find what a live stream should have said: it is not to be relied on. */
const MISSED_MAX = 2;

interface Watched extends OrderName {
  looks: number;
  /** Tells the timer of now from those before it. */
  turn: number;
}

/** Orders that are open at a venue: listened to and looked at until it says that they are over and all their fills are told. */
export class OrderWatch {
  readonly #desk: VenueDesk;
  readonly #news: OrderNews;
  readonly #watched = new Map<ClientOrderId, Watched>();
  readonly #looking = new Map<ClientOrderId, Promise<void>>();
  /** By kind of market: kinds may be heard on streams of their own, and one that talks says nothing for the others. */
  readonly #missed = new Map<MarketKind, number>();

  constructor(desk: VenueDesk, news: OrderNews) {
    this.#desk = desk;
    this.#news = news;
  }

  watch(name: OrderName): void {
    const { clientOrderId } = name;
    if (this.#news.isOver(clientOrderId) || this.#watched.has(clientOrderId)) return;
    this.#news.expect(name, 'open');
    const watched = { ...name, looks: 0, turn: 0 };
    this.#watched.set(clientOrderId, watched);
    this.#later(watched);
  }

  /** Something was done to it: it is looked at now. */
  look(name: OrderName): Promise<void> {
    const running = this.#looking.get(name.clientOrderId);
    if (running !== undefined) return running;
    this.#news.expect(name, 'open');
    const look = this.#look(name)
      // a look that fails is made again
      .catch(() => undefined)
      .finally(() => this.#looking.delete(name.clientOrderId));
    this.#looking.set(name.clientOrderId, look);
    return look;
  }

  /** The stream begins, ends, or says what cannot be read: everything is looked at soon, at the pace of now. */
  lookAnew(): void {
    this.#missed.clear();
    for (const watched of this.#watched.values()) {
      watched.looks = 0;
      this.#later(watched, this.#desk.pace.firstLooksMs[0]);
    }
  }

  heard(word: Exclude<PrivateWord, { kind: 'account' }>): void {
    const kind = this.#news.kindOf(word);
    if (kind !== undefined) this.#missed.delete(kind);
    const name = this.#news.heard(word);
    if (name === undefined) return;
    if (word.kind === 'fill') return this.watch(name);
    const { clientOrderId, found, fillsAreListed } = word;
    if (found.status === 'open') this.watch(name);
    const isBehind = (): boolean => this.#news.isBehind(clientOrderId, found);
    this.#catchUp(name, isBehind, fillsAreListed === true ? FILLS_LISTED_MS : FILLS_BEHIND_MS);
  }

  /** A look that was under way already may know less than what was heard. */
  #catchUp(name: OrderName, isBehind: () => boolean, [delayMs, ...later]: readonly number[]): void {
    if (delayMs === undefined || !isBehind()) return;
    this.#desk.after(delayMs, () => {
      if (isBehind()) void this.look(name).then(() => this.#catchUp(name, isBehind, later));
    });
  }

  #later(watched: Watched, delayMs = this.#delayMs(watched)): void {
    watched.looks += 1;
    watched.turn += 1;
    const { clientOrderId, turn } = watched;
    this.#desk.after(delayMs, () => {
      if (this.#news.isOver(clientOrderId)) this.#watched.delete(clientOrderId);
      if (watched.turn !== turn || this.#watched.get(clientOrderId) !== watched) return;
      void this.#lookWhileHeard(watched).then(() => {
        if (watched.turn === turn && this.#watched.get(clientOrderId) === watched) this.#later(watched);
      });
    });
  }

  #delayMs({ looks, market }: Watched): number {
    const { firstLooksMs, openPollMs, heardLooksMs, heardPollMs } = this.#desk.pace;
    return this.#desk.isHeard(market.kind) ? (heardLooksMs[looks] ?? heardPollMs) : (firstLooksMs[looks] ?? openPollMs);
  }

  async #lookWhileHeard(watched: Watched): Promise<void> {
    const { count } = this.#news;
    const { kind } = watched.market;
    const wasHeard = this.#desk.isHeard(kind);
    await this.look(watched);
    if (!wasHeard || this.#news.count === count) return;
    const missed = (this.#missed.get(kind) ?? 0) + 1;
    this.#missed.set(kind, missed);
    if (missed >= MISSED_MAX) this.#desk.stream?.renew(kind);
  }

  async #look(name: OrderName): Promise<void> {
    const { line } = this.#desk;
    if (line === undefined) return;
    const { clientOrderId } = name;
    const found = await this.#desk.trading.orders.find(name, this.#desk.inquiry(line));
    // not there yet, or forgotten already: whoever needs to know asks by a probe
    if (found === 'absent') return;
    for (const fill of await fillsOf(name, found, { desk: this.#desk, inquiry: this.#desk.inquiry(line) }))
      this.#news.traded({ ...fill, clientOrderId });
    if (found.status !== 'open' && this.#news.ended(clientOrderId, found)) this.#watched.delete(clientOrderId);
  }
}

/** Nothing is asked for where nothing was filled. */
export const fillsOf = async (
  name: OrderName,
  found: FoundOrder,
  { desk, inquiry }: { readonly desk: VenueDesk; readonly inquiry: Inquiry },
): Promise<readonly Fill[]> => (found.filledQuantity === '0' ? [] : desk.trading.orders.fillsOf(name, found, inquiry));
