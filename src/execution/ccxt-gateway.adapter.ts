import type { Clock } from '../clock/clock.ts';
import type { MarketKind } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { VenueProfile, WorldRequest } from '../domain/ports.ts';
import { atMs } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { VenueTrading } from '../domain/venue-trading.ts';
import { askAccount } from './account-inquiry.ts';
import { UnsignableRequestError } from './ccxt-client.adapter.ts';
import { clockOffset, openCcxtLine } from './ccxt-line.adapter.ts';
import type { LiveKeys } from './live-keys.ts';
import { OrderLine } from './order-line.ts';
import { OrderWatch, ToldTrades } from './order-watch.ts';
import { detailedPayment } from './payment-detail.ts';
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
}

/** Lists are asked for from so long before the last look: venues list late. */
const LOOK_BACK_MS = 60_000;

/** One venue's orders and account through ccxt. Never throws: what goes wrong is told as an input, or asked for again. */
export class CcxtGateway {
  readonly #options: CcxtGatewayOptions;
  readonly #desk: VenueDesk;
  readonly #orders: OrderLine;
  readonly #watch: OrderWatch;
  readonly #told = new ToldTrades();
  readonly #paid = new ToldTrades();
  readonly #ready: Promise<void>;
  #seenMs: AtMs;
  #nextClockMs = 0;

  constructor(options: CcxtGatewayOptions) {
    const { trading, kinds, clock, emit, pace, profile } = options;
    this.#options = options;
    this.#desk = new VenueDesk({ trading, kinds, clock, emit, pace: { ...GATEWAY_PACE, ...pace } });
    this.#watch = new OrderWatch(this.#desk, this.#told);
    this.#orders = new OrderLine({
      desk: this.#desk,
      watch: this.#watch,
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
      if (desk.line !== undefined) return this.#pollLater();
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

  async #account(sinceMs: AtMs): Promise<void> {
    const desk = this.#desk;
    await desk.attempt;
    const { line, trading, venue, clock } = desk;
    const asOfMs = clock.now();
    const account =
      line === undefined
        ? 'moving'
        : await askAccount(trading, sinceMs, () => desk.inquiry(line)).catch(() => 'moving' as const);
    const report = account === 'moving' ? undefined : { ...account, asOfMs };
    desk.tell({ kind: 'account', atMs: clock.now(), venue, account: report });
  }

  #pollLater(): void {
    this.#desk.after(this.#desk.pace.idlePollMs, () => {
      // what could not be had is had the next time: the look goes back to the last one that could
      void this.#poll()
        .catch(() => undefined)
        .then(() => this.#pollLater());
    });
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
    for (const fill of fills)
      if (this.#told.isNew(fill.market, fill.tradeId)) {
        const { clientOrderId } = fill;
        desk.tell({ kind: 'report', atMs: clock.now(), report: { kind: 'fill', clientOrderId, fill } });
      }
    for (const payment of stated)
      if (this.#paid.isNew(payment.market.market, payment.paymentId))
        desk.tell({ kind: 'payment', atMs: clock.now(), payment: detailedPayment(payment, { positions, fills }) });
    this.#seenMs = inquiry.nowMs;
  }
}
