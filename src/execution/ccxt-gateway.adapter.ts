import type { Clock } from '../clock/clock.ts';
import { kindOf } from '../domain/ids.ts';
import type { MarketKind } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { AccountReport } from '../domain/order.ts';
import type { VenueProfile, WorldRequest } from '../domain/ports.ts';
import { atMs } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { PrivateWord, VenueTrading } from '../domain/venue-trading.ts';
import { askAccount } from './account-inquiry.ts';
import { UnsignableRequestError } from './ccxt-client.adapter.ts';
import { clockOffset, openCcxtLine } from './ccxt-line.adapter.ts';
import type { LiveKeys } from './live-keys.ts';
import { OrderLine } from './order-line.ts';
import { OrderNews } from './order-news.ts';
import type { OpenOrderStream } from './order-stream.ts';
import { OrderWatch } from './order-watch.ts';
import { detailedPayment } from './payment-detail.ts';
import { ToldOnce } from './told-once.ts';
import { GATEWAY_PACE, VenueDesk } from './venue-line.ts';
import type { GatewayPace, VenueLine } from './venue-line.ts';

export interface CcxtGatewayOptions {
  readonly trading: VenueTrading;
  readonly profile: Pick<VenueProfile, 'visibilityDelayMs'>;
  readonly keys: LiveKeys;
  /** Base addresses by the names of the venue's link. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Kinds of markets traded at this venue. */
  readonly kinds: readonly MarketKind[];
  readonly clock: Clock;
  /** Reports, accounts and payments, as they arrive. */
  readonly emit: (input: Input) => void;
  /** A venue that could not be reached; it is tried again. */
  readonly onTrouble?: (thrown: unknown) => void;
  readonly pace?: Partial<GatewayPace>;
  /** Absent where the venue's account is not listened to. */
  readonly stream?: OpenOrderStream;
}

/** Lists are looked at so long after a stream has said that something is in them, ms. */
const LIST_BEHIND_MS = 500;

/** Lists are asked for from so long before the last look: venues list late. */
const LOOK_BACK_MS = 60_000;

/** One venue's orders and account through ccxt. Never throws: what goes wrong is told as an input, or asked for again. */
export class CcxtGateway {
  readonly #options: CcxtGatewayOptions;
  readonly #desk: VenueDesk;
  readonly #orders: OrderLine;
  readonly #watch: OrderWatch;
  readonly #news: OrderNews;
  readonly #paid = new ToldOnce();
  readonly #ready: Promise<void>;
  #seenMs: AtMs;
  #nextClockMs = 0;
  /** Tells the timer of now from those before it. */
  #pollTurn = 0;

  constructor(options: CcxtGatewayOptions) {
    const { trading, kinds, clock, emit, pace, profile } = options;
    this.#options = options;
    this.#desk = new VenueDesk({ trading, kinds, clock, emit, pace: { ...GATEWAY_PACE, ...pace } });
    this.#news = new OrderNews(this.#desk);
    this.#watch = new OrderWatch(this.#desk, this.#news);
    this.#orders = new OrderLine({
      desk: this.#desk,
      watch: this.#watch,
      news: this.#news,
      visibilityDelayMs: profile.visibilityDelayMs,
      neverLeft: (thrown) => thrown instanceof UnsignableRequestError,
    });
    this.#seenMs = clock.now();
    this.#ready = this.#connect();
  }

  /** Resolves when the venue has been reached, or the gateway was stopped before. */
  ready(): Promise<void> {
    return this.#ready;
  }

  /** Requests other than orders, look-ups and accounts are not its business and are ignored. */
  perform(request: WorldRequest): void {
    switch (request.kind) {
      case 'submit':
        return this.#orders.submit(request.order);
      case 'cancel':
        return void this.#orders.cancel(request.clientOrderId, request.market);
      case 'probe':
        return void this.#orders.probe(request.clientOrderId, request.market);
      case 'account':
        return void this.#account(request.sinceMs);
      case 'resync':
    }
  }

  /** Nothing is sent or told from here on; what is on its way stays on its way. */
  stop(): void {
    this.#desk.stop();
  }

  async #connect(): Promise<void> {
    const desk = this.#desk;
    while (!desk.isStopped) {
      desk.attempt = this.#reach();
      await desk.attempt;
      if (desk.line !== undefined) return this.#begin(desk.line);
      await desk.wait(desk.pace.reconnectMs);
    }
  }

  async #reach(): Promise<void> {
    const desk = this.#desk;
    try {
      const line = await this.#open();
      await this.#readClock(line);
      desk.line = line;
      this.#seenMs = desk.inquiry(line).nowMs;
    } catch (thrown) {
      this.#options.onTrouble?.(thrown);
    }
  }

  #open(): Promise<VenueLine> {
    const { trading, keys, hosts, clock } = this.#options;
    const { pace, kinds } = this.#desk;
    return openCcxtLine({ trading, keys, hosts, kinds, clock, pace, offsetMs: () => this.#desk.offsetMs });
  }

  async #readClock({ ask }: VenueLine): Promise<void> {
    const { clock, pace, trading } = this.#desk;
    this.#desk.offsetMs = await clockOffset(trading, ask, clock);
    this.#nextClockMs = clock.now() + pace.clockEveryMs;
  }

  #begin(line: VenueLine): void {
    const desk = this.#desk;
    if (desk.isStopped) return;
    this.#pollLater();
    desk.stream = this.#options.stream?.(line, () => desk.venueNowMs(), {
      told: (words) => this.#heard(words),
      status: () => {
        this.#watch.lookAnew();
        this.#pollLater(LIST_BEHIND_MS);
      },
      notice: (notice) => desk.tell({ kind: 'notice', atMs: desk.clock.now(), venue: desk.venue, notice }),
    });
  }

  #heard(words: readonly PrivateWord[]): void {
    for (const word of words)
      if (word.kind === 'account') {
        this.#watch.lookAnew();
        this.#pollLater(LIST_BEHIND_MS);
      } else if (word.kind === 'order' || this.#desk.kinds.includes(kindOf(word.fill.market))) this.#watch.heard(word);
  }

  async #account(sinceMs: AtMs): Promise<void> {
    const desk = this.#desk;
    const { venue, clock } = desk;
    const account = await this.#askAccount(sinceMs).catch(() => undefined);
    desk.tell({ kind: 'account', atMs: clock.now(), venue, account });
  }

  /** As of the moment it is asked for: what is told meanwhile may be missing in it. At a start it waits until the venue is reached. */
  async #askAccount(sinceMs: AtMs): Promise<AccountReport | undefined> {
    const desk = this.#desk;
    await desk.attempt;
    const { line, trading } = desk;
    if (line === undefined) return undefined;
    const asOfMs = atMs(Math.floor(desk.clock.now()));
    const account = await askAccount(trading, sinceMs, () => desk.inquiry(line));
    return account === 'moving' ? undefined : { ...account, asOfMs };
  }

  #pollLater(delayMs = this.#pollEveryMs()): void {
    this.#pollTurn += 1;
    const turn = this.#pollTurn;
    this.#desk.after(delayMs, () => {
      if (turn !== this.#pollTurn) return;
      // what could not be had is had the next time: the look goes back to the last one that could
      void this.#poll()
        .catch(() => undefined)
        .then(() => {
          if (turn === this.#pollTurn) this.#pollLater();
        });
    });
  }

  #pollEveryMs(): number {
    const { pace, kinds } = this.#desk;
    return kinds.every((kind) => this.#desk.isHeard(kind)) ? pace.heardIdlePollMs : pace.idlePollMs;
  }

  /** Fills nobody ordered (liquidations, deleveraging) and payments, told once. */
  async #poll(): Promise<void> {
    const desk = this.#desk;
    const { line, trading, clock } = desk;
    if (line === undefined) return;
    if (clock.now() >= this.#nextClockMs) await this.#readClock(line);
    const { account } = trading;
    const inquiry = desk.inquiry(line);
    const sinceMs = atMs(this.#seenMs - LOOK_BACK_MS);
    const fills = await account.fills(sinceMs, inquiry);
    const stated = await account.payments(sinceMs, inquiry);
    const positions = stated.length === 0 ? [] : await account.positions(inquiry);
    for (const fill of fills) this.#news.traded(fill);
    for (const payment of stated)
      if (this.#paid.isNew(`${payment.market.market} ${payment.paymentId}`))
        desk.tell({ kind: 'payment', atMs: clock.now(), payment: detailedPayment(payment, { positions, fills }) });
    this.#seenMs = inquiry.nowMs;
  }
}
