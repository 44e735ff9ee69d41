import type { FlatLevels } from '../domain/book.ts';
import type { FundingObservation } from '../domain/funding.ts';
import type { MarketKey, VenueId } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import { decimal } from '../domain/money.ts';
import { MS_PER_HOUR } from '../domain/units.ts';
import { OrderBook } from '../market/order-book.ts';

/** What one golden check found. `none`: the source holds nothing it could look at. */
export interface CheckResult {
  readonly check: CheckName;
  readonly verdict: 'pass' | 'fail' | 'none';
  /** How many things were looked at. */
  readonly looked: number;
  /** The first fault, or what was seen. */
  readonly detail: string;
}

export const CHECKS = [
  'frames',
  'sequence',
  'book',
  'steps',
  'kind',
  'interval',
  'settlement',
  'cap',
  'sign',
  'prices',
  'clock',
  'errors',
] as const;
export type CheckName = (typeof CHECKS)[number];

interface Tally {
  looked: number;
  faults: number;
  first: string;
  readonly seen: Map<string, number>;
}

/** The true rate of a market by another way than its frames; `undefined` where there is none. */
export type TrueRate = (market: MarketKey) => Pick<FundingObservation, 'rate' | 'intervalHours'> | undefined;

const INTERVALS_HOURS = new Set([1, 2, 4, 6, 8, 12, 24]);
/** Marks and indices stand this close to the middle of the book, a fraction. */
const PRICE_DISTANCE_MAX = 0.05;
/** Estimates move between the truth and its frame, per interval. */
const RATE_DISTANCE_MAX = 0.0002;
/** Under this, the sign of an estimate means nothing. */
const SIGN_MIN = 0.00002;
const PRECISION = 1e-6;

/** Every golden check of one venue over the events of one source, folded as they come. */
export class ConformanceChecks {
  readonly #venue: VenueId;
  readonly #trueRate: TrueRate | undefined;
  readonly #tallies = new Map<CheckName, Tally>();
  readonly #instruments = new Map<MarketKey, Instrument>();
  readonly #books = new Map<MarketKey, OrderBook>();

  constructor(venue: VenueId, trueRate?: TrueRate) {
    this.#venue = venue;
    this.#trueRate = trueRate;
  }

  get instruments(): ReadonlyMap<MarketKey, Instrument> {
    return this.#instruments;
  }

  /** Events of one frame or answer that arrived at `atMs`. */
  hear(events: readonly MarketEvent[], atMs: number): void {
    for (const event of events) this.#one(event, atMs);
  }

  /** Something outside the events was looked at: server time, an answer to a bad request. */
  note(check: CheckName, ok: boolean, detail: string): void {
    this.#look(check, ok ? undefined : detail, detail);
  }

  results(): readonly CheckResult[] {
    return CHECKS.map((check) => {
      const tally = this.#tallies.get(check);
      if (tally === undefined || tally.looked === 0) return { check, verdict: 'none', looked: 0, detail: '' };
      const seen = [...tally.seen].map(([what, times]) => (times === 1 ? what : `${what} x${times}`));
      return tally.faults <= tally.looked * toleratedShare(check)
        ? {
            check,
            verdict: 'pass',
            looked: tally.looked,
            detail: [...seen.slice(0, 4), ...(tally.faults > 0 ? [tally.first] : [])].join(', '),
          }
        : { check, verdict: 'fail', looked: tally.looked, detail: `${tally.faults} faults, first: ${tally.first}` };
    });
  }

  #one(event: MarketEvent, atMs: number): void {
    switch (event.type) {
      case 'frame.rejected':
        // a dated future in a recording of everything is no fault of the reading
        if (event.code === 'frame.unknown-symbol') return this.#look('frames', undefined, 'a market that is not read');
        return this.#look('frames', `${event.code} ${event.reason}`);
      case 'frame.control':
        return this.#look('frames', undefined);
      case 'venue.time':
        return this.#look('clock', undefined);
      case 'instrument':
        this.#instruments.set(event.instrument.market, event.instrument);
        return this.#look('frames', undefined, `${event.instrument.kind} instrument`);
      case 'book.gap':
        this.#books.delete(event.market);
        return this.#look('sequence', `${event.market}: expected ${event.expected}, received ${event.received}`);
      case 'book.snapshot':
      case 'book.delta':
        return this.#book(event);
      case 'funding':
        return this.#funding(event.funding, atMs);
      case 'mark':
      case 'index':
        return this.#price(event);
      case 'top':
      case 'trade':
      case 'liquidation':
      case 'status':
        return this.#look('frames', undefined, event.type);
    }
  }

  #book(event: Extract<MarketEvent, { readonly type: 'book.snapshot' | 'book.delta' }>): void {
    const { market, bids, asks } = event;
    const book = this.#books.get(market) ?? new OrderBook();
    this.#books.set(market, book);
    if (event.type === 'book.snapshot') book.applySnapshot(bids, asks);
    else book.applyDelta(bids, asks);
    this.#look('sequence', undefined, event.type);
    this.#look(
      'book',
      book.isCrossed ? `${market}: crossed after ${event.updateId}` : undefined,
      'best bid under best ask',
    );
    const instrument = this.#instruments.get(market);
    if (instrument === undefined || instrument.source !== 'listed') return;
    this.#look('steps', stepFault(instrument, bids) ?? stepFault(instrument, asks), 'on tick and lot');
  }

  #funding(funding: FundingObservation, atMs: number): void {
    const { market, kind, rate, intervalHours, intervalSource, settlementAtMs, observedAtMs } = funding;
    this.#look('kind', undefined, kind);
    const isInterval = INTERVALS_HOURS.has(intervalHours);
    this.#look(
      'interval',
      isInterval ? undefined : `${market}: ${intervalHours} h`,
      `${intervalHours} h by ${intervalSource}`,
    );
    if (kind === 'predicted') {
      const isAhead =
        settlementAtMs > observedAtMs && settlementAtMs <= observedAtMs + intervalHours * MS_PER_HOUR + MS_PER_HOUR;
      const isOnTheHour = settlementAtMs % MS_PER_HOUR === 0;
      const fault = `${market}: settles ${utcText(settlementAtMs)}, observed ${utcText(observedAtMs)}`;
      this.#look('settlement', isAhead && isOnTheHour ? undefined : fault, 'ahead, on the hour');
    }
    const cap = this.#instruments.get(market)?.fundingCap ?? 0.05;
    this.#look('cap', Math.abs(rate) <= cap ? undefined : `${market}: ${rate} beyond ${cap}`, 'within');
    if (kind !== 'settled' && atMs > 0) this.#sign(funding);
  }

  #sign({ market, rate, intervalHours }: FundingObservation): void {
    const truth = this.#trueRate?.(market);
    if (truth === undefined) return;
    const expected = (truth.rate / truth.intervalHours) * intervalHours;
    const isOpposite = Math.abs(expected) > SIGN_MIN && Math.abs(rate) > SIGN_MIN && expected * rate < 0;
    const isFar = Math.abs(rate - expected) > RATE_DISTANCE_MAX;
    this.#look('sign', isOpposite || isFar ? `${market}: ${rate}, true ${expected}` : undefined, 'as the venue has it');
  }

  #price({ type, market, price }: Extract<MarketEvent, { readonly type: 'mark' | 'index' }>): void {
    const mid = this.#books.get(market)?.mid;
    if (mid === undefined) return;
    const isNear = Math.abs(price - mid) / mid <= PRICE_DISTANCE_MAX;
    this.#look('prices', isNear ? undefined : `${market}: ${type} ${price}, mid ${mid}`, type);
  }

  #look(check: CheckName, fault: string | undefined, seen?: string): void {
    const tally = this.#tallies.get(check) ?? { looked: 0, faults: 0, first: '', seen: new Map<string, number>() };
    this.#tallies.set(check, tally);
    tally.looked += 1;
    if (fault !== undefined) {
      if (tally.faults === 0) tally.first = `${this.#venue}: ${fault}`;
      tally.faults += 1;
    } else if (seen !== undefined) tally.seen.set(seen, (tally.seen.get(seen) ?? 0) + 1);
  }
}

/** The first price off the tick or size off the lot, in words. */
const stepFault = ({ market, tickSize, lotSize }: Instrument, levels: FlatLevels): string | undefined => {
  for (let at = 0; at < levels.length; at += 2) {
    const price = levels[at] ?? 0;
    const size = levels[at + 1] ?? 0;
    if (!isMultiple(price, decimal(tickSize).toNumber()))
      return `${market}: price ${price} off the tick ${tickSize.toString()}`;
    if (!isMultiple(size, decimal(lotSize).toNumber()))
      return `${market}: size ${size} off the lot ${lotSize.toString()}`;
  }
  return undefined;
};

const isMultiple = (value: number, step: number): boolean => {
  const steps = value / step;
  return Math.abs(steps - Math.round(steps)) <= PRECISION + Math.abs(steps) * 1e-12;
};

/**
 * Some levels of real books are off the listed grid: a tick changed after they were placed (Binance CTKUSDT, July 2021), sizes
 * finer than the lot (KuCoin BSV-USDT, April 2021: 14 of 3,814). Nothing else is forgiven.
 */
const toleratedShare = (check: CheckName): number => (check === 'steps' ? 0.005 : 0);

const utcText = (atMs: number): string => new Date(atMs).toISOString();
