import { createVirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import { clientOrderId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { FactDraft } from '../../src/domain/fact.ts';
import type { Fill } from '../../src/domain/order.ts';
import { atMs } from '../../src/domain/units.ts';
import type { AtMs } from '../../src/domain/units.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { pairingSettings, signalSettings } from '../../src/engine/config/config-settings.ts';
import { Feeds } from '../../src/engine/feeds.ts';
import { MarketDesk } from '../../src/engine/market-desk.ts';
import { Outbox } from '../../src/engine/outbox.ts';
import type { StepOutput } from '../../src/engine/outbox.ts';
import { ActorRegistry } from '../../src/engine/registry.ts';
import { Scout } from '../../src/engine/trading/scout.ts';
import { Treasury } from '../../src/engine/money/treasury.ts';
import { venueProfile } from '../../src/venues/registry.ts';

export const BYBIT = venueId('bybit');
export const HYPERLIQUID = venueId('hyperliquid');
export const BYBIT_SOL: MarketKey = marketKey(BYBIT, symbolId('SOL/USDT:USDT'));
export const BYBIT_SPOT: MarketKey = marketKey(BYBIT, symbolId('SOL/USDT'));
export const HYPERLIQUID_SOL: MarketKey = marketKey(HYPERLIQUID, symbolId('SOL/USDC:USDC'));
/** 2026-01-05 09:00 UTC. */
export const NINE = Date.UTC(2026, 0, 5, 9);

/** The rooms of the engine that hold markets and money, over the decoders of two venues. */
export class MarketRoom {
  readonly clock = createVirtualClock(NINE);
  readonly outbox = new Outbox();
  readonly facts: FactDraft[] = [];
  /** What actors asked for and nobody has done yet. */
  readonly effects: { readonly type: string }[] = [];
  readonly feeds = new Feeds([venueProfile('bybit'), venueProfile('hyperliquid')]);
  readonly registry = new ActorRegistry(this.clock, {
    changed: ({ actor, to }) => this.outbox.fact('changed', actor, { to }),
    emitted: (_actor, effect) => this.effects.push(effect),
    failed: () => undefined,
  });
  readonly scout: Scout;
  readonly markets: MarketDesk;
  readonly treasury: Treasury;
  #inputs = 0;

  constructor(stored: Readonly<Record<string, string>> = {}, unwanted: readonly MarketKey[] = []) {
    const config = parseConfig();
    const { feeds, registry, outbox } = this;
    this.scout = new Scout(
      { feeds, registry, outbox },
      {
        signal: signalSettings(config),
        universe: { coins: 'all', excludeCoins: [], coinsMax: 30, spotLegs: 'off', pairing: pairingSettings(config) },
        spotFinancingPerHour: () => ({ long: 0, short: 0 }),
        budgets: { bookMs: 100, fundingMs: 30_000 },
        isWanted: (market) => !unwanted.includes(market),
        feesOf: () => ({ maker: 0.0002, taker: 0.0005 }),
      },
    );
    this.markets = new MarketDesk({
      feeds,
      registry,
      outbox,
      instrumentsChanged: () => this.scout.instrumentsChanged(),
    });
    const { dollarQuotes } = config.universe;
    this.treasury = new Treasury({ outbox, markets: feeds.markets, stored, dollarQuotes });
  }

  get nowMs(): AtMs {
    return this.clock.now();
  }

  /** Moves time on; deadlines on the way come due. */
  wait(ms: number): this {
    const untilMs = this.nowMs + ms;
    for (let due = this.registry.earliestDeadlineAtMs(); due !== undefined && due <= untilMs;) {
      const tickMs = due;
      this.clock.moveTo(tickMs);
      this.#input(() => this.registry.tick(tickMs));
      due = this.registry.earliestDeadlineAtMs();
    }
    this.clock.moveTo(untilMs);
    return this;
  }

  frame(venue: typeof BYBIT, frame: unknown, conn = 'public'): this {
    this.#input((seq) => this.feeds.accept({ kind: 'frame', seq, atMs: this.nowMs, venue, conn, frame }));
    return this.turn();
  }

  rest(venue: typeof BYBIT, rest: string, frame: unknown): this {
    this.#input((seq) => this.feeds.accept({ kind: 'rest', seq, atMs: this.nowMs, venue, rest, frame }));
    return this.turn();
  }

  lose(venue: typeof BYBIT, conn = 'public'): this {
    this.#input((seq) => this.feeds.accept({ kind: 'connection', seq, atMs: this.nowMs, venue, conn, status: 'lost' }));
    return this.turn();
  }

  turn(): this {
    this.#input(() => this.feeds.turn(this.nowMs));
    return this;
  }

  /** What was written since the last call. */
  takeFacts(): readonly FactDraft[] {
    return this.facts.splice(0);
  }

  /** Does something within an input of its own and gives what it led to. */
  within(act: () => void): StepOutput {
    return this.#input(act);
  }

  #input(act: (seq: number) => void): StepOutput {
    this.#inputs += 1;
    this.outbox.begin(this.#inputs, this.nowMs);
    act(this.#inputs);
    const output = this.outbox.take();
    this.facts.push(...(output.batch?.facts ?? []));
    return output;
  }
}

/** A room in which SOL is listed on both venues, spot too on the first. */
export const listedRoom = (stored?: Readonly<Record<string, string>>, unwanted?: readonly MarketKey[]): MarketRoom =>
  new MarketRoom(stored, unwanted)
    .rest(BYBIT, 'GET /v5/market/instruments-info?category=linear&limit=1000', bybitList('linear', [BYBIT_LINEAR_SOL]))
    .rest(BYBIT, 'GET /v5/market/instruments-info?category=spot', bybitList('spot', [BYBIT_SPOT_SOL]))
    .rest(HYPERLIQUID, 'POST /info {"type":"meta"}', { universe: [{ szDecimals: 2, name: 'SOL', maxLeverage: 20 }] });

/** The same with a book of mid 100 and a rate on both perpetuals: 20 bp per 8 h here, none there. */
export const fedRoom = (unwanted?: readonly MarketKey[]): MarketRoom => {
  const room = listedRoom({}, unwanted);
  return room
    .frame(BYBIT, bybitBook(room.nowMs))
    .frame(BYBIT, bybitTicker(room.nowMs, '0.002'))
    .frame(HYPERLIQUID, hyperliquidBook(room.nowMs))
    .frame(HYPERLIQUID, hyperliquidContext('0'));
};

const BYBIT_LINEAR_SOL = {
  symbol: 'SOLUSDT',
  contractType: 'LinearPerpetual',
  status: 'Trading',
  baseCoin: 'SOL',
  quoteCoin: 'USDT',
  deliveryTime: '0',
  priceFilter: { tickSize: '0.01' },
  lotSizeFilter: { minOrderQty: '0.1', qtyStep: '0.1', minNotionalValue: '5' },
  fundingInterval: 480,
  settleCoin: 'USDT',
  upperFundingRate: '0.03',
  lowerFundingRate: '-0.03',
  isPreListing: false,
};
const BYBIT_SPOT_SOL = {
  symbol: 'SOLUSDT',
  baseCoin: 'SOL',
  quoteCoin: 'USDT',
  status: 'Trading',
  lotSizeFilter: { basePrecision: '0.001', quotePrecision: '0.0000001', minOrderQty: '0.01', minOrderAmt: '5' },
  priceFilter: { tickSize: '0.01' },
};

const bybitList = (category: 'linear' | 'spot', list: readonly object[]) => ({
  retCode: 0,
  retMsg: 'OK',
  result: { category, list, nextPageCursor: '' },
  time: NINE,
});

const BIDS = [
  ['99.99', '500'],
  ['99.98', '500'],
];
const ASKS = [
  ['100.01', '500'],
  ['100.02', '500'],
];

export const bybitBook = (ts: number, u = 1, [bids, asks] = [BIDS, ASKS]) => ({
  topic: 'orderbook.50.SOLUSDT',
  type: 'snapshot',
  ts,
  cts: ts,
  data: { s: 'SOLUSDT', b: bids, a: asks, u, seq: u },
});

export const bybitDelta = (ts: number, u: number, bids: readonly (readonly string[])[]) => ({
  ...bybitBook(ts, u),
  type: 'delta',
  data: { s: 'SOLUSDT', b: bids, a: [], u, seq: u },
});

export const bybitTicker = (ts: number, fundingRate: string) => ({
  topic: 'tickers.SOLUSDT',
  type: 'snapshot',
  data: {
    symbol: 'SOLUSDT',
    markPrice: '100',
    indexPrice: '100',
    fundingRate,
    nextFundingTime: String(NINE + 7 * 3_600_000),
    fundingIntervalHour: '8',
    fundingCap: '0.03',
  },
  cs: 1,
  ts,
});

export const hyperliquidBook = (time: number) => ({
  channel: 'l2Book',
  data: { coin: 'SOL', time, levels: [BIDS, ASKS].map((side) => side.map(([px, sz]) => ({ px, sz, n: 1 }))) },
});

export const hyperliquidContext = (funding: string) => ({
  channel: 'activeAssetCtx',
  data: { coin: 'SOL', ctx: { funding, openInterest: '1', oraclePx: '100', markPx: '100', premium: '0' } },
});

let trades = 0;

/** A fill of the first venue, 10 at 100.01 with a fee of 0.5 USDT unless told otherwise. */
export const fillOf = (sketch: Partial<Fill> = {}): Fill => ({
  clientOrderId: clientOrderId('a1'),
  market: BYBIT_SOL,
  tradeId: `t${++trades}`,
  side: 'buy',
  quantity: text(10),
  price: text('100.01'),
  fee: text('0.5'),
  feeCoin: 'USDT',
  liquidity: 'taker',
  venueAtMs: atMs(NINE),
  ...sketch,
});
