import type { FundingObservation } from '../domain/funding.ts';
import { kindOf, symbolOf, symbolParts } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import { text } from '../domain/money.ts';
import { MS_PER_HOUR, atMs, hours } from '../domain/units.ts';
import type { AtMs, Hours } from '../domain/units.ts';
import type { BookRow, FundingRow, HistoryRow, MarkRow } from '../history/history.ts';
import type { SimSettlement } from '../simulator/sim-markets.ts';
import { modelledBook } from './depth-model.ts';
import type { DepthModel } from './depth-model.ts';
import { historyInstrument, scaled } from './history-instrument.ts';

/** Intervals that venues use; a distance that is none of them is a hole. */
const INTERVALS: ReadonlySet<number> = new Set([1, 2, 4, 8]);
const USUAL_HOURS = hours(8);
/** A market that lets so many settlements pass without a row has ended, or its history has. */
const SILENT_INTERVALS = 2;
/** A recorded book older than this is none: the modelled one stands in. */
const BOOK_AGE_MAX_MS = 60_000;

type Emit = (event: MarketEvent) => void;

/**
 * One market of the past as it was known at an instant: every row is taken when its instant comes and turned into what a
 * venue would have said then. Nothing here looks at a row before its time; an interval nobody stated follows from the
 * settlement before.
 */
export class HistoryMarket {
  readonly key: MarketKey;
  readonly coin: string;
  readonly multiplier: number;
  /** Quote units per base unit; its own, or another market's where it has none. */
  price: number | undefined;
  /** `own` once a row of its own has told a price. */
  pricedBy: 'own' | 'other' | 'nobody' = 'nobody';
  predictions: 'recorded' | 'last-settled' = 'last-settled';
  books: 'recorded' | 'modelled' = 'modelled';
  readonly #depth: DepthModel;
  readonly #isSettled: boolean;
  #instrument: Instrument | undefined;
  #lastFunding: { readonly atMs: number; readonly rate: number; readonly interval: Hours } | undefined;
  #predicted: FundingObservation | undefined;
  #lastRowMs = -Infinity;
  #isSilent = false;
  #hasMarks = false;
  #lastBookMs = -Infinity;
  #lookedMs = -Infinity;
  #booksTold = 0;

  constructor(key: MarketKey, depth: DepthModel) {
    this.key = key;
    const { coin, multiplier } = scaled(symbolParts(symbolOf(key)).base);
    this.coin = coin;
    this.multiplier = multiplier;
    this.#depth = depth;
    this.#isSettled = kindOf(key) !== 'spot';
  }

  /** Takes the price of a row, if it tells one; true where it did. Before `take`, so that one instant has one price. */
  takePrice(row: HistoryRow, emit: Emit): boolean {
    // the middle of a book is a price where nobody tells a mark
    const price = row.kind === 'book' && this.#hasMarks ? undefined : priceIn(row);
    if (price === undefined) return false;
    this.#hasMarks ||= row.kind !== 'book';
    this.pricedBy = 'own';
    this.priceIs(price, row.atMs, emit);
    return true;
  }

  /** Its price, by its own word or another market's. */
  priceIs(price: number, nowMs: AtMs, emit: Emit): void {
    this.price = price;
    if (this.#instrument === undefined) {
      this.#instrument = historyInstrument(this.key, price);
      emit({ type: 'instrument', instrument: this.#instrument });
    }
    if (this.#isSettled) emit({ type: 'mark', market: this.key, price, venueAtMs: nowMs });
    if (nowMs - this.#lastBookMs > BOOK_AGE_MAX_MS) this.#tellModelled(price, nowMs, emit);
  }

  /** What else a row tells. */
  take(row: HistoryRow, emit: Emit): void {
    this.#lastRowMs = row.atMs;
    if (this.#isSilent) emit({ type: 'status', market: this.key, status: 'trading', reason: 'its history goes on' });
    this.#isSilent = false;
    if (row.kind === 'mark') this.#takeMark(row, emit);
    else if (row.kind === 'book') this.#takeBook(row, emit);
    else if (row.kind === 'funding') this.#takeFunding(row, emit);
    else
      emit({
        type: 'liquidation',
        market: this.key,
        liquidated: row.liquidated,
        price: row.price,
        size: row.size,
        venueAtMs: row.atMs,
      });
  }

  /** What a settlement paid: at its rate and the mark it was settled on, else the price known then. */
  settlementOf({ rate, mark, atMs: settledAtMs }: FundingRow): SimSettlement | undefined {
    const price = mark ?? (this.price === undefined ? undefined : text(this.price));
    return price === undefined ? undefined : { market: this.key, rate, settlementPrice: price, atMs: settledAtMs };
  }

  /**
   * The rate in force for the coming settlement is told again once after each, when its quiet time is over: then it is an
   * estimate, and its route is judged. One whose settlement passed without a row is for the next; a silent market is halted.
   */
  look(nowMs: AtMs, quietMs: number, emit: Emit): void {
    const settledMs = this.#lastFunding?.atMs ?? -Infinity;
    const predicted = this.#predicted;
    if (predicted !== undefined && predicted.settlementAtMs <= nowMs) this.#tellStandIn(nowMs, emit);
    else if (predicted !== undefined && this.#lookedMs < settledMs + quietMs && nowMs >= settledMs + quietMs)
      this.#predict({ rate: predicted.rate, settlementAtMs: predicted.settlementAtMs, nowMs }, emit);
    this.#lookedMs = nowMs;
    const intervalMs = (this.#lastFunding?.interval ?? USUAL_HOURS) * MS_PER_HOUR;
    if (this.#isSilent || nowMs - this.#lastRowMs <= SILENT_INTERVALS * intervalMs) return;
    this.#isSilent = true;
    emit({ type: 'status', market: this.key, status: 'halted', reason: 'its history is silent' });
  }

  /** The interval in force, hours. */
  get intervalHours(): Hours {
    return this.#lastFunding?.interval ?? USUAL_HOURS;
  }

  #takeMark({ index, predictedRate, nextSettlementAtMs, atMs: nowMs }: MarkRow, emit: Emit): void {
    if (index !== undefined) emit({ type: 'index', market: this.key, price: index, venueAtMs: nowMs });
    if (predictedRate === undefined) return;
    const settlementAtMs = nextSettlementAtMs ?? this.#nextSettlement(nowMs);
    if (settlementAtMs <= nowMs) return;
    this.predictions = 'recorded';
    this.#predict({ rate: predictedRate, settlementAtMs, nowMs }, emit);
  }

  #takeBook({ bids, asks, atMs: nowMs }: BookRow, emit: Emit): void {
    this.books = 'recorded';
    this.#lastBookMs = nowMs;
    emit({ type: 'book.snapshot', market: this.key, bids, asks, updateId: nowMs, venueAtMs: nowMs });
  }

  #takeFunding(row: FundingRow, emit: Emit): void {
    const { atMs: settledAtMs, special } = row;
    const rate = Number(row.rate);
    const intervalHours = special === true ? this.intervalHours : this.#intervalOf(row);
    const settled: FundingObservation = {
      market: this.key,
      kind: 'settled',
      rate,
      intervalHours,
      intervalSource: row.intervalSource === 'stated' ? 'frame' : 'schedule',
      observedAtMs: settledAtMs,
      settlementAtMs: settledAtMs,
      ...(special === true ? { special } : {}),
    };
    emit({ type: 'funding', market: this.key, funding: settled });
    if (special === true) return;
    this.#lastFunding = { atMs: settledAtMs, rate, interval: intervalHours };
    // a prediction for the settlement after this one may have been told before it
    if (
      this.#predicted === undefined ||
      this.#predicted.settlementAtMs <= settledAtMs ||
      this.predictions !== 'recorded'
    )
      this.#tellStandIn(settledAtMs, emit);
  }

  /** As stated, else the distance to the settlement before: the one after it is not known yet. */
  #intervalOf({ intervalSource, intervalHours, atMs: settledAtMs }: FundingRow): Hours {
    if (intervalSource === 'stated') return intervalHours;
    const before = this.#lastFunding;
    const distance = before === undefined ? 0 : (settledAtMs - before.atMs) / MS_PER_HOUR;
    return INTERVALS.has(distance) ? hours(distance) : this.intervalHours;
  }

  /** Where no prediction is recorded the last rate settled by now stands in. */
  #tellStandIn(nowMs: AtMs, emit: Emit): void {
    if (this.#lastFunding === undefined) return;
    this.#predict({ rate: this.#lastFunding.rate, settlementAtMs: this.#nextSettlement(nowMs), nowMs }, emit);
  }

  #predict(
    { rate, settlementAtMs, nowMs }: { readonly rate: number; readonly settlementAtMs: AtMs; readonly nowMs: AtMs },
    emit: Emit,
  ): void {
    this.#predicted = {
      market: this.key,
      kind: 'predicted',
      rate,
      intervalHours: this.intervalHours,
      intervalSource: 'schedule',
      observedAtMs: nowMs,
      settlementAtMs,
    };
    emit({ type: 'funding', market: this.key, funding: this.#predicted });
  }

  #nextSettlement(nowMs: number): AtMs {
    const intervalMs = this.intervalHours * MS_PER_HOUR;
    const lastMs = this.#lastFunding?.atMs ?? 0;
    return atMs(lastMs + (Math.floor((nowMs - lastMs) / intervalMs) + 1) * intervalMs);
  }

  #tellModelled(price: number, nowMs: AtMs, emit: Emit): void {
    if (this.#instrument === undefined) return;
    this.#booksTold += 1;
    const freshness = this.#booksTold % 2 === 0 ? 'even' : 'odd';
    const { bids, asks } = modelledBook(this.#instrument, price, { ...this.#depth, freshness });
    emit({ type: 'book.snapshot', market: this.key, bids, asks, updateId: nowMs, venueAtMs: nowMs });
  }
}

/** Mark before close before index; a premium tells the mark over an index. */
const priceIn = (row: HistoryRow): number | undefined => {
  if (row.kind === 'funding') return row.mark === undefined ? undefined : Number(row.mark);
  if (row.kind === 'book') return bookMid(row);
  if (row.kind === 'liquidation') return undefined;
  const { mark, index, close, premium } = row;
  const overIndex = index === undefined || premium === undefined ? undefined : index * (1 + premium);
  return mark ?? overIndex ?? close ?? index;
};

const bookMid = ({ bids: [bid], asks: [ask] }: BookRow): number | undefined =>
  bid === undefined || ask === undefined ? undefined : (bid + ask) / 2;
