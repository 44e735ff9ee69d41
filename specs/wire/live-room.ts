import type { Exchange } from 'ccxt';
import type { Transport } from '../../src/connectivity/transport.ts';
import { atMs } from '../../src/domain/units.ts';
import { coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { ClientOrderId, MarketKey, MarketKind } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import { text } from '../../src/domain/money.ts';
import type { AccountReport, AccountTruth, ApprovedOrder, OrderReport } from '../../src/domain/order.ts';
import type { WorldRequest } from '../../src/domain/ports.ts';
import { ccxtExchange } from '../../src/execution/ccxt-client.adapter.ts';
import type { GatewayPace } from '../../src/execution/venue-line.ts';
import { readLiveKeys } from '../../src/execution/live-keys.ts';
import { orderId } from '../../src/execution/order-id.ts';
import { API_KEY, API_PASSPHRASE, API_SECRET } from '../../src/simulator/wire/venue-face.ts';
import type { WireFaultSettings } from '../../src/simulator/wire/wire-faults.ts';
import { serveVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import type { ServedVenues } from '../../src/simulator/wire/wire-server.adapter.ts';
import { venueProfile } from '../../src/venues/registry.ts';
import { createLiveGateway, hostsOf, tradingOf } from '../../src/worlds/live-gateway.ts';
import type { LiveGateway } from '../../src/worlds/live-gateway.ts';
import { createShiftedClock } from './shifted-clock.ts';
import type { ShiftedClock } from './shifted-clock.ts';

/** Three minutes before a settlement of every perpetual of every venue. */
export const START = atMs(Date.UTC(2026, 0, 5, 7, 57));
export const SETTLEMENT = Date.UTC(2026, 0, 5, 8);

/** Keys that open simulated venues; an agent's key and an address that are nobody's; a seed that opens nothing. */
const PARTS: Readonly<Record<string, readonly [key: string, secret: string]>> = {
  hyperliquid: [`0x${'ab'.repeat(20)}`, `0x${'1'.repeat(64)}`],
  backpack: [API_KEY, Buffer.from('a seed of thirty-two bytes here.').toString('base64')],
};

export const keysInEnvironment = (venue: string): Readonly<Record<string, string>> => {
  const [key, secret] = PARTS[venue] ?? [API_KEY, API_SECRET];
  const name = `HEDGEROW_${venue.toUpperCase()}`;
  return { [`${name}_KEY`]: key, [`${name}_SECRET`]: secret, [`${name}_PASSPHRASE`]: API_PASSPHRASE };
};

export interface LiveRoomOptions {
  readonly venue: string;
  readonly kind?: MarketKind;
  readonly symbol: string;
  readonly faults?: WireFaultSettings;
  readonly pace?: Partial<GatewayPace>;
  readonly streams?: 'private' | 'none';
  /** The streams' way to the venue. */
  readonly transport?: Transport;
}

type GatewayOptions = Pick<LiveRoomOptions, 'pace' | 'streams' | 'transport'> & {
  readonly env?: Readonly<Record<string, string>>;
  readonly kinds?: readonly MarketKind[];
};

/** Short enough for a spec, in the proportions of the real ones. */
const PACE: Partial<GatewayPace> = {
  sendTimeoutMs: 1500,
  openPollMs: 200,
  idlePollMs: 400,
  heardLooksMs: [600],
  heardPollMs: 600,
  heardIdlePollMs: 800,
  clockEveryMs: 60_000,
};
const VISIBILITY_MS = 150;

type Order = Partial<Pick<ApprovedOrder, 'market' | 'side' | 'timeInForce' | 'reduceOnly' | 'quantity' | 'limitPrice'>>;

/** One simulated venue on a real socket, the live gateway with a key of it, and all that the gateway has told. */
export class LiveRoom {
  readonly inputs: Input[] = [];
  readonly market: MarketKey;
  readonly clock: ShiftedClock = createShiftedClock();
  readonly #options: LiveRoomOptions;
  #served: ServedVenues | undefined;
  #gateway: LiveGateway | undefined;
  #public: Exchange | undefined;
  #orders = 0;

  constructor(options: LiveRoomOptions) {
    this.#options = options;
    this.market = marketKey(venueId(options.venue), symbolId(options.symbol));
  }

  async open(): Promise<void> {
    const { venue, kind = 'linear', faults } = this.#options;
    this.#served = await serveVenues({
      venues: [venue],
      seed: 5,
      startAtMs: START,
      basePort: 'any',
      clock: this.clock,
      ...(faults === undefined ? {} : { faults }),
    });
    const trading = must(tradingOf(venueId(venue)));
    this.#public = await ccxtExchange(trading.exchange, {
      urls: { api: trading.urls(hostsOf(trading.venue, this.endpoints)) },
      options: { fetchMarkets: { types: [must(trading.listings[kind])] } },
    });
    this.#public.has['fetchCurrencies'] = false;
    await this.#public.loadMarkets();
    this.#gateway = this.createGateway(this.#options);
    await this.#gateway.ready();
  }

  /** A gateway that knows nothing of this one, and does not listen. */
  gatewayOfAnotherLife(pace: Partial<GatewayPace> = {}, env: Readonly<Record<string, string>> = {}): LiveGateway {
    return this.createGateway({ pace, env, streams: 'none' });
  }

  createGateway({ pace, env = {}, streams = 'private', transport, kinds }: GatewayOptions): LiveGateway {
    const { venue, kind = 'linear' } = this.#options;
    const profile = { ...venueProfile(venue), visibilityDelayMs: VISIBILITY_MS };
    const gateway = createLiveGateway({
      venues: [profile as ReturnType<typeof venueProfile>],
      keys: new Map([
        [profile.venue, readLiveKeys({ ...keysInEnvironment(venue), ...env }, must(tradingOf(profile.venue)))],
      ]),
      endpoints: this.endpoints,
      kinds: new Map([[profile.venue, kinds ?? [kind]]]),
      clock: this.clock,
      pace: { ...PACE, ...this.#options.pace, ...pace },
      streams,
      ...(transport === undefined ? {} : { transport }),
    });
    gateway.onNews(() => void this.inputs.push(...gateway.advanceTo(this.clock.now())));
    return gateway;
  }

  get endpoints(): Readonly<Record<string, Readonly<Record<string, string>>>> {
    const { venue } = this.#options;
    return { [venue]: must(this.served.addresses.get(venue)).endpoints };
  }

  get served(): ServedVenues {
    return must(this.#served);
  }

  get gateway(): LiveGateway {
    return must(this.#gateway);
  }

  async close(): Promise<void> {
    this.gateway.stop();
    await this.served.close();
  }

  perform(request: WorldRequest): void {
    this.gateway.perform(request, this.clock.now());
  }

  /** Best bid and ask, and a price so much of the touch away, on the tick. */
  async price(side: 'bid' | 'ask', factor: number) {
    const exchange = must(this.#public);
    const { symbol } = this.#options;
    const book = await exchange.fetchOrderBook(symbol, this.#options.venue === 'okx' ? 5 : undefined);
    const touch = Number((side === 'bid' ? book.bids : book.asks)[0]?.[0]);
    return text(String(exchange.priceToPrecision(symbol, touch * factor)));
  }

  /** An approved order under a client id as the engine makes them, buying at once unless told otherwise. */
  async order(told: Order & { readonly quantity: ApprovedOrder['quantity'] }): Promise<ApprovedOrder> {
    this.#orders += 1;
    const { venue } = this.#options;
    const side = told.side ?? 'buy';
    const decidedAtMs = atMs(Date.now());
    const order = { coin: 'X', leg: 'long', attempt: 1 } as const;
    const identity = { birthId: 'spec', inputSeq: this.#orders, decidedAtMs, ...order };
    const limitPrice =
      told.limitPrice ?? (await this.price(side === 'buy' ? 'ask' : 'bid', side === 'buy' ? 1.02 : 0.98));
    // what the gate would have approved
    return {
      coin: coinId('X'),
      leg: side === 'buy' ? 'long' : 'short',
      market: this.market,
      reduceOnly: false,
      purpose: 'open',
      attempt: 1,
      slippageMaxBps: 100,
      timeInForce: 'ioc',
      decisionMid: limitPrice,
      decidedAtMs: this.clock.now(),
      ...told,
      side,
      limitPrice,
      clientOrderId: orderId(venueProfile(venue).clientId, identity),
    } as unknown as ApprovedOrder;
  }

  /** What was told of an order, oldest first. */
  reports(id: ClientOrderId): readonly OrderReport[] {
    return this.inputs.flatMap((input) =>
      input.kind === 'report' && input.report.clientOrderId === id ? [input.report] : [],
    );
  }

  /** Sends, and waits for so many reports at least. */
  async submit(order: ApprovedOrder, until: (report: OrderReport) => boolean): Promise<readonly OrderReport[]> {
    this.perform({ kind: 'submit', order });
    await this.until(() => this.reports(order.clientOrderId).some(until));
    return this.reports(order.clientOrderId);
  }

  async probe(order: ApprovedOrder): Promise<OrderReport> {
    const before = this.reports(order.clientOrderId).length;
    this.perform({ kind: 'probe', clientOrderId: order.clientOrderId, market: order.market });
    const answers: readonly string[] = ['found', 'absent', 'probe-failed', 'refused'];
    const answer = () =>
      this.reports(order.clientOrderId)
        .slice(before)
        .find(({ kind }) => answers.includes(kind));
    await this.until(() => answer() !== undefined);
    return must(answer());
  }

  async account(sinceMs = 0): Promise<AccountReport> {
    const before = this.inputs.length;
    this.perform({ kind: 'account', venue: venueId(this.#options.venue), sinceMs: atMs(sinceMs) });
    const answer = () => this.inputs.slice(before).find((input) => input.kind === 'account');
    await this.until(() => answer() !== undefined);
    return must(must(answer()).account);
  }

  /** How often a client id reached the venue. */
  sends(id: ClientOrderId): number {
    return this.served.counts(this.#options.venue).orders.get(id) ?? 0;
  }

  /** The venue's own word. */
  truth(): AccountTruth {
    return this.served.truth(this.#options.venue);
  }

  /** Real time set forward to just after the settlement. */
  async settle(): Promise<void> {
    this.clock.forward(SETTLEMENT + 1500 - START);
    await this.until(() => this.truth().payments.length > 0);
  }

  /** The limit of the spec is the limit of its patience. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const must = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('nothing there');
  return value;
};
