import type { BookDepth } from '../domain/book.ts';
import type { Json } from '../domain/codec.ts';
import type { FundingObservation } from '../domain/funding.ts';
import type { CoinId, MarketKey, VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { AtMs } from '../domain/units.ts';
import { EngineError } from '../domain/errors.ts';
import { MS_PER_HOUR, atMs } from '../domain/units.ts';
import { takeTerms } from './funding-terms.ts';
import { drawLiquidation } from './liquidation-process.ts';
import type { Assembled } from './market-assembly.ts';
import { WIRES, assembleMarkets } from './market-assembly.ts';
import { STEP_MS } from './price-process.ts';
import { Prng } from './prng.ts';
import type { MarketShock } from './market-shock.ts';
import { isOver, takeShock } from './market-shock.ts';
import { allSaid, say } from './market-voice.ts';
import { publishedNow, runningRate, settleNow, settlementText } from './publication.ts';
import { SavedState } from './saved-state.ts';
import type { Scenario } from './scenario.ts';
import { scenarioOf } from './scenario.ts';
import type { SimMarkets, SimMarketsOptions, SimSettlement, SimStep } from './sim-markets.ts';
import type { SimMarket } from './sim-market.ts';
import type { FrameTime, VenueWire } from './wire/venue-wire.ts';

/** A market or coin that the simulated venues do not list. */
export class SimMarketUnknownError extends EngineError<{ asked: string }> {
  readonly code = 'simulator.unknown-market';
}

/** Quotes come with every step, prices and rates half a second after each full second. */
const PRICES_PHASE_MS = 500;
/** Clients ask for settled rates this long after a settlement. */
const POLL_AFTER_MS = 5000;
const TRADE_CHANCE = 0.12;

/** The markets of one scenario, all venues on one half-second grid. */
export class InventedMarkets implements SimMarkets {
  readonly #options: SimMarketsOptions;
  readonly #scenario: Scenario;
  readonly #marketDice: Prng;
  readonly #say: ReturnType<typeof say>;
  #startAtMs: AtMs;
  #nowMs: AtMs;
  #assembled: Assembled;
  #byKey: ReadonlyMap<MarketKey, readonly [SimMarket, VenueWire]>;
  #instruments: readonly Instrument[];

  constructor(options: SimMarketsOptions & { readonly startAtMs: AtMs }) {
    this.#options = options;
    this.#say = say(options.listener);
    this.#scenario = scenarioOf(options.scenario ?? 'default');
    this.#marketDice = new Prng(options.seed, 'market');
    this.#startAtMs = atMs(Math.ceil(options.startAtMs / STEP_MS) * STEP_MS);
    this.#nowMs = this.#startAtMs;
    this.#assembled = this.#assemble();
    this.#byKey = new Map(this.#assembled.markets.map((entry) => [entry[0].instrument.market, entry]));
    this.#instruments = this.#assembled.markets.map(([{ instrument }]) => instrument);
  }

  nextAtMs(): AtMs {
    return atMs(this.#nowMs + (this.#options.bookEveryMs ?? STEP_MS));
  }

  nowMs(): AtMs {
    return this.#nowMs;
  }

  advance(now: AtMs = this.nextAtMs()): SimStep {
    const before = this.#nowMs;
    const halfSeconds = Math.max(1, (now - before) / STEP_MS);
    this.#nowMs = now;
    if (now % STEP_MS === 0) {
      const marketDraw = this.#marketDice.normal();
      for (const price of this.#assembled.prices.values()) price.step(marketDraw, halfSeconds);
    }
    const settlements: SimSettlement[] = [];
    const inputs: Input[] = [];
    if (now % 60_000 === 0) this.#takeTerms(inputs);
    const isPriceTime = halfSeconds > 1 || now % 1000 === PRICES_PHASE_MS;
    const atHours = (now - this.#startAtMs) / MS_PER_HOUR;
    for (const [market, wire] of this.#assembled.markets) {
      if (isOver(market, now)) continue;
      const { funding } = market;
      const time = { ...this.#timeOf(wire), spanMs: now - before };
      market.step(atHours, halfSeconds);
      if (funding !== undefined) {
        if (now % funding.rule.sampleEveryMs === 0) funding.sample(market.fundingPremium);
        if (funding.nextAtMs <= now) settlements.push(settleNow(market, wire, now));
        else if (before < pollAtMs(funding) && pollAtMs(funding) <= now) wire.settledPoll(market, time, inputs);
      }
      market.nextIds(wire);
      this.#say(market, 'book', { inputs, frames: (out) => wire.book(market, time, out) });
      this.#flow(market, wire, { time, inputs });
      if (isPriceTime && funding !== undefined) {
        const told = publishedNow(market, wire);
        this.#say(market, 'prices', { inputs, frames: (out) => wire.prices(market, { now: told, time }, out) });
        market.published = told;
      }
    }
    return { atMs: now, settlements, inputs };
  }

  instruments(): readonly Instrument[] {
    return this.#instruments;
  }

  /** Everything of one venue, by market key. */
  marketsOf(venue: VenueId): readonly SimMarket[] {
    return this.#assembled.markets.filter(([, wire]) => wire.venue === venue).map(([market]) => market);
  }

  /** What a frame of a venue would be stamped with now. */
  timeOf(venue: VenueId): FrameTime {
    return this.#timeOf(WIRES.get(venue) ?? { venue, lagMs: 0 });
  }

  book(market: MarketKey): BookDepth | undefined {
    return this.#byKey.get(market)?.[0].book.depth;
  }

  markPrice(market: MarketKey): number {
    return this.#entry(market)[0].mark;
  }

  indexPrice(coin: CoinId): number {
    const price = this.#assembled.prices.get(coin);
    if (price === undefined) throw new SimMarketUnknownError(`no coin ${coin}`, { asked: coin });
    return price.price;
  }

  settlementPrice(market: MarketKey): number {
    const [found, wire] = this.#entry(market);
    return Number(settlementText(found, wire));
  }

  currentRate(key: MarketKey): FundingObservation | undefined {
    const [market, wire] = this.#entry(key);
    return runningRate(market, wire, this.#nowMs);
  }

  strike(key: MarketKey, shock: MarketShock): void {
    const [market, wire] = this.#entry(key);
    takeShock(market, wire, { shock, nowMs: this.#nowMs });
    this.#instruments = this.#assembled.markets.map(([{ instrument }]) => instrument);
  }

  lists(venue: VenueId): readonly Input[] {
    const inputs: Input[] = [];
    WIRES.get(venue)?.lists(this.marketsOf(venue), this.timeOf(venue), inputs);
    return inputs;
  }

  openingInputs(): readonly Input[] {
    return [...WIRES.values()].flatMap((wire) => {
      const own = ownOf(this.#assembled.markets, wire);
      const inputs: Input[] = [];
      // Nobody asks a venue that lists nothing here.
      if (own.length > 0) wire.opening(own, this.#timeOf(wire), inputs);
      return allSaid(own, inputs);
    });
  }

  snapshotInputs(market: MarketKey): readonly Input[] {
    const [found, wire] = this.#entry(market);
    const inputs: Input[] = [];
    wire.snapshot(found, this.#timeOf(wire), inputs);
    return allSaid([found], inputs);
  }

  save(): Json {
    const { prices, markets } = this.#assembled;
    return {
      startAtMs: this.#startAtMs,
      nowMs: this.#nowMs,
      marketDice: this.#marketDice.save(),
      prices: Object.fromEntries([...prices].map(([coin, price]) => [coin, price.save()])),
      markets: Object.fromEntries(markets.map(([market]) => [market.instrument.market, market.save()])),
    };
  }

  restore(state: Json): void {
    const saved = new SavedState(state);
    const startAtMs = atMs(saved.number('startAtMs'));
    // History, story and terms are those of the life that was saved.
    this.#startAtMs = startAtMs;
    this.#nowMs = atMs(saved.number('nowMs'));
    this.#assembled = this.#assemble();
    this.#byKey = new Map(this.#assembled.markets.map((entry) => [entry[0].instrument.market, entry]));
    this.#takeTerms([]);
    this.#instruments = this.#assembled.markets.map(([{ instrument }]) => instrument);
    this.#marketDice.restore(saved.json('marketDice'));
    const prices = new SavedState(saved.json('prices'));
    for (const [coin, price] of this.#assembled.prices) price.restore(prices.json(coin));
    const markets = new SavedState(saved.json('markets'));
    for (const [market] of this.#assembled.markets) market.restore(markets.json(market.instrument.market));
  }

  #assemble(): Assembled {
    const assembled = assembleMarkets({ ...this.#options, startAtMs: this.#startAtMs, scenario: this.#scenario });
    for (const [market, wire] of assembled.markets)
      if (market.funding !== undefined) market.published = publishedNow(market, wire);
    return assembled;
  }

  /** Intervals that the scenario changes: clients see the new lists at once. */
  #takeTerms(inputs: Input[]): void {
    const { intervalChanges: changes } = this.#scenario;
    if (changes === undefined) return;
    const { markets } = this.#assembled;
    const changed = takeTerms(markets, { startAtMs: this.#startAtMs, nowMs: this.#nowMs, changes });
    for (const wire of changed) wire.lists(ownOf(markets, wire), this.#timeOf(wire), inputs);
    if (changed.length > 0) this.#instruments = markets.map(([{ instrument }]) => instrument);
  }

  /** Trades and liquidations of one half second. */
  #flow(market: SimMarket, wire: VenueWire, { time, inputs }: { time: FrameTime; inputs: Input[] }): void {
    const draw = market.prng.next();
    if (draw < TRADE_CHANCE) {
      const side = draw < TRADE_CHANCE / 2 ? 'buy' : 'sell';
      const trade = market.takeFrom(side);
      this.#say(market, 'trade', { inputs, frames: (out) => wire.trade(market, { trade, time }, out) });
    }
    if (market.funding === undefined) return;
    const { stress, lastReturn } = market.price;
    const liquidation = drawLiquidation(market.prng, { perDay: market.liquidationsPerDay, stress, lastReturn });
    if (liquidation === undefined) return;
    const told = { liquidation, time };
    this.#say(market, 'liquidation', { inputs, frames: (out) => wire.liquidation(market, told, out) });
  }

  /** Frames travel a venue's usual lag and a few ms more, never the same. */
  #timeOf({ lagMs, venue }: Pick<VenueWire, 'lagMs' | 'venue'>): FrameTime {
    const jitterMs = (Math.floor(this.#nowMs / STEP_MS) * 31 + lagMs * 7) % 9;
    const skewMs = this.#options.skewMs?.(venue) ?? 0;
    return { atMs: this.#nowMs, venueAtMs: this.#nowMs - lagMs - jitterMs + skewMs };
  }

  #entry(market: MarketKey): readonly [SimMarket, VenueWire] {
    const entry = this.#byKey.get(market);
    if (entry === undefined) throw new SimMarketUnknownError(`no market ${market}`, { asked: market });
    return entry;
  }
}

const pollAtMs = ({ previousAtMs }: { readonly previousAtMs: number }): number => previousAtMs + POLL_AFTER_MS;

const ownOf = (markets: Assembled['markets'], wire: VenueWire): readonly SimMarket[] =>
  markets.filter(([, one]) => one === wire).map(([market]) => market);
