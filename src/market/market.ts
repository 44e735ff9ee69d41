import { bookPressure, sampleSpread, spreadMonitor } from '../analytics/spread-monitor.ts';
import { RateHistory } from '../analytics/rate-history.ts';
import type { RateStatistics } from '../analytics/route-view.ts';
import type { BookDepth } from '../domain/book.ts';
import type { FundingObservation } from '../domain/funding.ts';
import { kindOf, venueOf } from '../domain/ids.ts';
import type { MarketKey, MarketKind, VenueId } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import { MS_PER_HOUR } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import { AccrualMean } from './accrual-mean.ts';
import { endsPeriod, laterWord } from './ended-period.ts';
import type { FundingWord } from './ended-period.ts';
import { LiquidationWindow } from './liquidation-window.ts';
import { MarkReturns } from './mark-returns.ts';
import { OrderBook } from './order-book.ts';

/** When a fact was true by the venue's clock (where it says) and when it reached us. */
export interface FactTime {
  readonly venueAtMs: AtMs | undefined;
  readonly arrivedAtMs: AtMs;
}

/** When a connection last spoke, whatever it said; shared by every market it feeds. */
export interface Pulse {
  readonly conn: string;
  heardAtMs: AtMs;
}

/** How an event came: our time of its frame, and the connection's pulse (none for REST). */
export interface Arrival {
  readonly atMs: AtMs;
  readonly pulse?: Pulse;
}

type BookTime = { readonly venueAtMs: AtMs | undefined; readonly updateId: number };

export type MarketFactEvent = Extract<MarketEvent, { readonly market: MarketKey }>;

/**
 * Everything known about one (symbol, venue) pair, folded in place from its events at full rate. Only market/ reads the
 * book in it; everyone else gets views.
 */
export class Market {
  readonly key: MarketKey;
  readonly venue: VenueId;
  readonly kind: MarketKind;
  readonly book = new OrderBook();
  /** `unusable` before the first snapshot, after a gap, and while crossed. */
  bookState: 'usable' | 'unusable' = 'unusable';
  bookTime: FactTime | undefined;
  bookUpdateId = 0;
  funding: FundingObservation | undefined;
  fundingTime: FactTime | undefined;
  /** The last word on a funding period that is over, or whose feed was lost: it stays true. */
  lastWord: FundingWord | undefined;
  mark: number | undefined;
  index: number | undefined;
  /** When a mark or an index was told last. */
  pricedAtMs: AtMs | undefined;
  haltedBecause: string | undefined;
  /** Pulses of the unbroken connections that feed the book and the funding; `undefined` while lost. */
  bookPulse: Pulse | undefined;
  fundingPulse: Pulse | undefined;
  readonly spread = spreadMonitor();
  readonly liquidations = new LiquidationWindow();
  readonly marks = new MarkReturns();
  readonly #accrual = new AccrualMean();
  #instrument: Instrument | undefined;
  #contractSize = 1;
  #isKeptByDeltas = false;
  #isFed = false;
  rates = new RateHistory();
  /** As made last; asking for it changes nothing. */
  lastStatistics: RateStatistics | undefined;
  #statisticsHour = -1;
  #priceBefore: number | undefined;

  constructor(key: MarketKey) {
    this.key = key;
    this.venue = venueOf(key);
    this.kind = kindOf(key);
  }

  get instrument(): Instrument | undefined {
    return this.#instrument;
  }

  /** Takes what the venue says of the contract; its status counts as a halt or the end of one. */
  describe(instrument: Instrument): void {
    this.#instrument = instrument;
    this.#contractSize = instrument.contractSize.toNumber();
    this.haltedBecause = instrument.status === 'halted' ? 'halted in the instrument list' : undefined;
  }

  /** Applies one event. */
  fold(event: MarketFactEvent, arrival: Arrival): void {
    switch (event.type) {
      case 'book.snapshot':
        this.book.applySnapshot(event.bids, event.asks);
        this.#bookChanged(event, arrival);
        return;
      case 'book.delta':
        this.#isKeptByDeltas = true;
        this.book.applyDelta(event.bids, event.asks);
        this.#bookChanged(event, arrival);
        return;
      case 'top':
        // levels a fresher touch took away would not be repeated by the next delta, those an older one took never
        if (this.#isKeptByDeltas || isOlder(event, this.bookTime)) return;
        this.book.applyTop(event.top);
        this.#bookChanged(event, arrival);
        return;
      case 'book.gap':
        this.#dropBook();
        return;
      case 'funding':
        this.#foldFunding(event.funding, arrival);
        return;
      case 'mark':
        this.mark = event.price;
        this.pricedAtMs = arrival.atMs;
        this.marks.observe(event.price, arrival.atMs);
        return;
      case 'index':
        this.index = event.price;
        this.pricedAtMs = arrival.atMs;
        return;
      case 'liquidation':
        this.liquidations.add(this.#notionalUsd(event.size, event.price), arrival.atMs, event);
        return;
      case 'status':
        this.haltedBecause = event.status === 'halted' ? event.reason : undefined;
        return;
      case 'trade':
        return;
    }
  }

  /** Takes what was settled before anything was heard here, in order of time. */
  rememberRates(settled: readonly FundingObservation[]): void {
    [this.rates, this.#statisticsHour] = [this.rates.precededBy(settled), -1];
  }

  /** The connection of its book is gone: no level of it may be used again. */
  loseBook(): void {
    this.#dropBook();
    this.bookTime = undefined;
    this.bookPulse = undefined;
  }

  /** What told its rates and prices is gone. Rates settled stay true. */
  loseRates(): void {
    this.#keepWord();
    this.#priceBefore = this.lastPrice;
    this.mark = undefined;
    this.index = undefined;
    this.funding = undefined;
    this.fundingTime = undefined;
    this.fundingPulse = undefined;
  }

  /** A stream has told a book or a rate at least once: what is only listed, or only part of a REST list, has no feed. */
  get isFed(): boolean {
    return this.#isFed;
  }

  get mid(): number | undefined {
    return this.bookState === 'usable' ? this.book.mid : undefined;
  }

  /** The last price known, mid before mark, however long ago: what is naked is repaired near it, nothing is opened by it. */
  get lastPrice(): number | undefined {
    return this.mid ?? this.mark ?? this.#priceBefore;
  }

  /** The 8-hour mean of a rate that accrues continuously, per the interval of `funding`; `undefined` for any other rate. */
  get accrualRate(): number | undefined {
    return this.funding?.kind === 'current' ? this.#accrual.rate(this.rates.recent) : undefined;
  }

  /** Live levels, not copied: valid only while the current input is handled. */
  depth(): BookDepth | undefined {
    if (this.bookState === 'unusable') return undefined;
    return this.book.depth(this.kind, this.#contractSize);
  }

  pressure(): number | undefined {
    const depth = this.depth();
    return depth === undefined ? undefined : bookPressure(depth);
  }

  /** Statistics of the settled rates, made at most once an hour of engine time. */
  statistics(nowMs: AtMs): RateStatistics | undefined {
    const hour = Math.floor(nowMs / MS_PER_HOUR);
    if (hour !== this.#statisticsHour)
      this.lastStatistics = this.rates.lastSettlementAtMs === undefined ? undefined : this.rates.statistics(nowMs);
    this.#statisticsHour = hour;
    return this.lastStatistics;
  }

  #dropBook(): void {
    this.#priceBefore = this.lastPrice;
    this.bookState = 'unusable';
    this.#isKeptByDeltas = false;
    this.book.clear();
  }

  #bookChanged(event: BookTime, { atMs, pulse }: Arrival): void {
    const { book } = this;
    this.#isFed ||= pulse !== undefined;
    this.bookState = book.mid === undefined || book.isCrossed ? 'unusable' : 'usable';
    this.bookTime = { venueAtMs: event.venueAtMs, arrivedAtMs: atMs };
    if (pulse !== undefined) this.bookPulse = pulse;
    this.bookUpdateId = event.updateId;
    if (this.bookState === 'usable' && Math.floor(atMs / 1000) > this.spread.second) this.#sampleSpread(atMs);
  }

  #sampleSpread(atMs: AtMs): void {
    const top = this.book.top();
    if (top !== undefined) sampleSpread(this.spread, { bid: top.bid, ask: top.ask, atMs });
  }

  #foldFunding(funding: FundingObservation, { atMs, pulse }: Arrival): void {
    if (funding.kind === 'settled') {
      if (this.rates.fold(funding)) this.#statisticsHour = -1;
      return;
    }
    this.#isFed ||= pulse !== undefined;
    if (this.funding !== undefined && endsPeriod(this.funding, funding, atMs)) this.#keepWord();
    if (funding.kind === 'current') this.#accrual.fold(funding);
    this.funding = funding;
    this.fundingTime = { venueAtMs: funding.observedAtMs, arrivedAtMs: atMs };
    if (pulse !== undefined) this.fundingPulse = pulse;
  }

  #keepWord(): void {
    const { funding, accrualRate, mark, index } = this;
    if (funding !== undefined) this.lastWord = laterWord(this.lastWord, { funding, accrualRate, mark, index });
  }

  #notionalUsd(size: number, price: number): number {
    return this.kind === 'inverse' ? size * this.#contractSize : size * this.#contractSize * price;
  }
}

/** By the venue's own clock, where both say; a touch at the instant of the levels is taken. */
const isOlder = ({ venueAtMs }: BookTime, than: FactTime | undefined): boolean =>
  venueAtMs !== undefined && than?.venueAtMs !== undefined && venueAtMs < than.venueAtMs;
