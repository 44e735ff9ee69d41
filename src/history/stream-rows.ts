import { onTheHour } from '../clock/deadline.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import type { Fact } from '../domain/fact.ts';
import type { MarketKey } from '../domain/ids.ts';
import { decimal, text } from '../domain/money.ts';
import { atMs as instant } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { TakeRow } from './datasets/dataset.ts';
import { Thinning } from './datasets/thinning.ts';
import type { BookRow, FundingDraft, MarkRow } from './history.ts';

export interface StreamTerms {
  /** As in an import: one price row a market within this, one book within this; ms. */
  readonly pricesEveryMs: number;
  readonly booksEveryMs: number;
}

/** Levels kept of a whole book. */
const LEVELS = 25;

/** What venues told while an engine or recorder listened, as rows; a row stands at its arrival. */
export class StreamRows {
  readonly #prices: Thinning<MarkRow>;
  readonly #books: Thinning<BookRow>;

  constructor({ pricesEveryMs, booksEveryMs }: StreamTerms) {
    this.#prices = new Thinning(pricesEveryMs);
    this.#books = new Thinning(booksEveryMs);
  }

  /** Books kept by deltas are left out: only whole books and touches stand for themselves. */
  add(event: MarketEvent, at: { readonly atMs: AtMs; readonly line: number }, take: TakeRow): void {
    const { atMs, line } = at;
    switch (event.type) {
      case 'mark':
      case 'index':
        this.#prices.add({ kind: 'mark', market: event.market, atMs, [event.type]: event.price }, line, take);
        return;
      case 'trade':
        this.#prices.add({ kind: 'mark', market: event.market, atMs, close: event.price }, line, take);
        return;
      case 'funding': {
        const settled = settledRow(event);
        if (settled !== undefined) take(settled, line);
        else this.#prices.add(predictionOf(event, atMs), line, take);
        return;
      }
      case 'liquidation': {
        const { market, liquidated, price, size, venueAtMs } = event;
        take(
          { kind: 'liquidation', market, atMs, id: `${venueAtMs} ${liquidated} ${price}`, liquidated, price, size },
          line,
        );
        return;
      }
      case 'book.snapshot':
        this.#addBook({ market: event.market, bids: event.bids, asks: event.asks }, at, take);
        return;
      case 'top': {
        const { bid, bidSize, ask, askSize } = event.top;
        this.#addBook({ market: event.market, bids: [bid, bidSize], asks: [ask, askSize] }, at, take);
        return;
      }
      case 'book.delta':
      case 'book.gap':
      case 'instrument':
      case 'status':
      case 'venue.time':
      case 'frame.control':
      case 'frame.rejected':
        return;
    }
  }

  end(take: TakeRow): void {
    this.#prices.end(take);
    this.#books.end(take);
  }

  #addBook(
    { market, bids, asks }: Pick<BookRow, 'market' | 'bids' | 'asks'>,
    { atMs, line }: { readonly atMs: AtMs; readonly line: number },
    take: TakeRow,
  ): void {
    if (bids.length < 2 || asks.length < 2) return;
    const kept = { bids: bids.slice(0, 2 * LEVELS), asks: asks.slice(0, 2 * LEVELS) };
    this.#books.add({ kind: 'book', market, atMs, ...kept }, line, take);
  }
}

type FundingEvent = Extract<MarketEvent, { type: 'funding' }>;

/** A settled rate as a row; its interval only where the venue's own row states it, for lists state that of today. */
export const settledRow = ({ funding }: FundingEvent): FundingDraft | undefined => {
  if (funding.kind !== 'settled') return undefined;
  const { market, rate, intervalHours, intervalSource, settlementAtMs, special } = funding;
  return {
    kind: 'funding',
    market,
    atMs: onTheHour(settlementAtMs),
    rate: text(rate),
    ...(intervalSource === 'frame' ? { intervalHours } : {}),
    ...(special === true ? { special } : {}),
  };
};

const predictionOf = ({ market, funding }: FundingEvent, atMs: AtMs): MarkRow => ({
  kind: 'mark',
  market,
  atMs,
  predictedRate: funding.rate,
  nextSettlementAtMs: funding.settlementAtMs,
});

/** The settlement that a payment in the journal tells of; `undefined` for any other fact, and where an estimate was booked. */
export const settlementOfFact = ({ type, body }: Fact): FundingDraft | undefined => {
  const { market, rate, settlementPrice, settlementAtMs } = body;
  if (type !== 'funding.paid' || typeof market !== 'string' || typeof rate !== 'string') return undefined;
  if (typeof settlementAtMs !== 'number') return undefined;
  const hasPrice = typeof settlementPrice === 'string' && decimal(settlementPrice).gt(0);
  return {
    kind: 'funding',
    market: market as MarketKey,
    atMs: onTheHour(instant(settlementAtMs)),
    rate: text(rate),
    ...(hasPrice ? { mark: text(settlementPrice) } : {}),
  };
};
