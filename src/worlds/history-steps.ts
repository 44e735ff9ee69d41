import { compareText } from '../domain/compare-text.ts';
import { venueOf } from '../domain/ids.ts';
import type { MarketKey, VenueId } from '../domain/ids.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import { MS_PER_DAY, MS_PER_HOUR, atMs } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { HistoryKind, HistoryReader, HistoryRow } from '../history/history.ts';
import type { SimSettlement } from '../simulator/sim-markets.ts';
import type { DepthModel } from './depth-model.ts';
import { HistoryMarket } from './history-market.ts';

/** Everything of one instant. */
export interface HistoryStep {
  readonly atMs: AtMs;
  /** Paid for what was held before it. */
  readonly settlements: readonly SimSettlement[];
  /** What the venues said, by venue. */
  readonly events: ReadonlyMap<VenueId, readonly MarketEvent[]>;
  /** Routes are judged now; else what was said is only taken in. */
  readonly kind: 'told' | 'judged';
}

export interface HistoryStepsParts {
  readonly history: HistoryReader;
  readonly markets: readonly MarketKey[];
  readonly fromMs: AtMs;
  readonly toMs: AtMs;
  readonly depth: DepthModel;
  /** A new estimate is not yet one for this long, or this part of its interval, after a settlement. */
  readonly quietMs: number;
  readonly quietFraction: number;
}

/** Statistics look back 30 days; prices from before the span only say where it begins. */
const WARM_UP_MS = 31 * MS_PER_DAY;
const WARM_UP_PRICES_MS = MS_PER_DAY;
/** The first look at routes, when the venues have answered for their accounts. */
const FIRST_LOOK_MS = 1000;

/** Rows told so far. */
export interface HistoryCounts {
  readonly rows: Record<HistoryKind, number>;
  warmUpRows: number;
  events: number;
}

/**
 * The past, instant by instant: rows become what venues would have said, settlements what is paid, and after every
 * settlement instant there is one at which routes are judged, when the quiet time of all that settled there is over.
 * Nothing before `fromMs` is judged; it is taken in as a client that asks for the past of a market would.
 */
export class HistorySteps {
  readonly markets: ReadonlyMap<MarketKey, HistoryMarket>;
  readonly counts: HistoryCounts = { rows: { funding: 0, mark: 0, book: 0, liquidation: 0 }, warmUpRows: 0, events: 0 };
  readonly #parts: HistoryStepsParts;
  /** Of each coin in the order of their keys; whose price stands in for the others', once one is known. */
  readonly #coins = new Map<string, { readonly markets: HistoryMarket[]; source: HistoryMarket | undefined }>();
  readonly #coinOrder: readonly string[];
  /** Instants at which routes are judged, in order. */
  readonly #looks: number[] = [];
  #events = new Map<VenueId, MarketEvent[]>();
  readonly #emitters = new Map<MarketKey, (event: MarketEvent) => void>();

  constructor(parts: HistoryStepsParts) {
    this.#parts = parts;
    const keys = [...parts.markets].sort(compareText);
    this.markets = new Map(keys.map((key) => [key, new HistoryMarket(key, parts.depth)]));
    for (const market of this.markets.values()) {
      const coin = this.#coins.get(market.coin) ?? { markets: [], source: undefined };
      coin.markets.push(market);
      this.#coins.set(market.coin, coin);
    }
    this.#coinOrder = [...this.#coins.keys()];
  }

  /** In order of time, the first at `fromMs`, all before `toMs`. Call once. */
  *steps(): Generator<HistoryStep> {
    const { fromMs, toMs, history, markets } = this.#parts;
    this.#warmUp();
    this.#lookAt(fromMs + FIRST_LOOK_MS);
    let nowMs: number = fromMs;
    let rows: HistoryRow[] = [];
    for (const row of history.events({ markets, fromMs, toMs })) {
      if (row.atMs !== nowMs) {
        yield* this.#until(row.atMs, nowMs, rows);
        nowMs = row.atMs;
        rows = [];
      }
      rows.push(row);
      this.counts.rows[row.kind] += 1;
    }
    yield* this.#until(toMs, nowMs, rows);
  }

  /** The instant in hand, then the looks before the next one. */
  *#until(nextMs: number, nowMs: number, rows: readonly HistoryRow[]): Generator<HistoryStep> {
    const hasLook = this.#looks[0] === nowMs;
    if (rows.length > 0 || nowMs === this.#parts.fromMs) yield this.#told(atMs(nowMs), rows, hasLook);
    if (hasLook) this.#looks.shift();
    for (let look = this.#looks[0]; look !== undefined && look < nextMs; look = this.#looks[0]) {
      this.#looks.shift();
      yield this.#look(atMs(look));
    }
  }

  #warmUp(): void {
    const { history, markets, fromMs } = this.#parts;
    const pasts = [
      history.events({ markets, kinds: ['funding'], fromMs: fromMs - WARM_UP_MS, toMs: fromMs }),
      history.events({ markets, kinds: ['mark', 'book'], fromMs: fromMs - WARM_UP_PRICES_MS, toMs: fromMs }),
    ];
    for (const past of pasts)
      for (const row of past) {
        this.counts.warmUpRows += 1;
        this.#take([row]);
      }
  }

  #told(nowMs: AtMs, rows: readonly HistoryRow[], hasLook: boolean): HistoryStep {
    this.#take(rows);
    const settlements: SimSettlement[] = [];
    let quietMs = 0;
    for (const row of rows) {
      if (row.kind !== 'funding') continue;
      const market = this.markets.get(row.market);
      const settlement = market?.settlementOf(row);
      if (settlement !== undefined) settlements.push(settlement);
      if (row.special !== true) quietMs = Math.max(quietMs, this.#quietOf(market?.intervalHours ?? 0));
    }
    if (quietMs > 0) this.#lookAt(nowMs + quietMs);
    const isJudged = hasLook || (rows.length > 0 && quietMs === 0);
    if (isJudged) this.#lookAtMarkets(nowMs);
    return { atMs: nowMs, settlements, events: this.#takeEvents(), kind: isJudged ? 'judged' : 'told' };
  }

  #look(nowMs: AtMs): HistoryStep {
    this.#lookAtMarkets(nowMs);
    return { atMs: nowMs, settlements: [], events: this.#takeEvents(), kind: 'judged' };
  }

  /** Rows of one instant: prices first, whoever tells them, then what stands on prices. */
  #take(rows: readonly HistoryRow[]): void {
    const moved = new Set<HistoryMarket>();
    for (const row of rows) {
      const market = this.markets.get(row.market);
      if (market?.takePrice(row, this.#emitter(market)) === true) moved.add(market);
    }
    for (const market of moved) this.#lendPrice(market, rows[0]?.atMs ?? atMs(0));
    for (const row of rows) {
      const market = this.markets.get(row.market);
      market?.take(row, this.#emitter(market));
    }
  }

  /** Markets whose own history tells no price are valued at the first of their coin that has one. */
  #lendPrice(market: HistoryMarket, nowMs: AtMs): void {
    const coin = this.#coins.get(market.coin);
    if (coin === undefined || market.price === undefined) return;
    coin.source ??= market;
    if (coin.source !== market) return;
    for (const other of coin.markets) {
      if (other.pricedBy === 'own') continue;
      other.pricedBy = 'other';
      other.priceIs((market.price / market.multiplier) * other.multiplier, nowMs, this.#emitter(other));
    }
  }

  /** Whose price stands in for a market's; `undefined` where its own counts. */
  priceSource(market: HistoryMarket): MarketKey | undefined {
    return market.pricedBy === 'other' ? this.#coins.get(market.coin)?.source?.key : undefined;
  }

  #lookAtMarkets(nowMs: AtMs): void {
    for (const coin of this.#coinOrder)
      for (const market of this.#coins.get(coin)?.markets ?? [])
        market.look(nowMs, this.#quietOf(market.intervalHours), this.#emitter(market));
  }

  #quietOf(intervalHours: number): number {
    return Math.max(this.#parts.quietMs, this.#parts.quietFraction * intervalHours * MS_PER_HOUR);
  }

  #lookAt(instantMs: number): void {
    if (this.#looks.includes(instantMs)) return;
    this.#looks.push(instantMs);
    this.#looks.sort((a, b) => a - b);
  }

  #emitter({ key }: HistoryMarket): (event: MarketEvent) => void {
    const known = this.#emitters.get(key);
    if (known !== undefined) return known;
    const venue = venueOf(key);
    const made = (event: MarketEvent): void => {
      const events = this.#events.get(venue);
      if (events === undefined) this.#events.set(venue, [event]);
      else events.push(event);
      this.counts.events += 1;
    };
    this.#emitters.set(key, made);
    return made;
  }

  #takeEvents(): HistoryStep['events'] {
    const events = this.#events;
    this.#events = new Map();
    return events;
  }
}
