import { normalizeBookChanges, normalizeBookTickers, normalizeDerivativeTickers } from 'tardis-dev';
import type { BookChange, BookTicker, DerivativeTicker } from 'tardis-dev';
import { isRecord } from '../../src/domain/codec.ts';
import type { TopOfBook } from '../../src/domain/book.ts';
import type { VenueId } from '../../src/domain/ids.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import type { VenueDecoder } from '../../src/domain/ports.ts';
import { atMs } from '../../src/domain/units.ts';
import type { RecordedInput } from './recorded-frames.ts';
import { createSimMarkets } from '../../src/simulator/sim-markets.ts';
import { QuickBook } from './quick-book.ts';

/** A frame or answer as it was recorded or simulated. */
export type PeerRow = RecordedInput;

/** What the peer calls a venue's product; markets of one name in two products are told apart by it. */
export type PeerExchange = Parameters<typeof normalizeBookTickers>[0];

interface PeerMapper {
  canHandle(message: unknown): boolean;
  map(message: unknown, localTimestamp: Date): Iterable<PeerEvent | undefined> | undefined;
}
type PeerEvent = BookChange | BookTicker | DerivativeTicker;

export interface Comparison {
  readonly decoder: VenueDecoder;
  /** The peer's name for the product a row is of; `undefined` for rows it has no reader for. */
  readonly exchangeOf: (row: PeerRow) => PeerExchange | undefined;
  /** A row as the peer's own client would hand it over: frames as they are and no answers when absent. */
  readonly messageOf?: (row: PeerRow) => unknown;
  /** Our kind of market for the peer's product. */
  readonly isOf: (exchange: PeerExchange, market: string) => boolean;
}

/** How often both said the same, and where they did not: the first of each kind of difference, and how many. */
export class PeerTally {
  readonly same = new Map<string, number>();
  readonly different = new Map<string, { count: number; first: string }>();

  note(what: string, ours: unknown, theirs: unknown): void {
    if (String(ours) === String(theirs)) this.same.set(what, (this.same.get(what) ?? 0) + 1);
    else this.differ(what, `ours ${String(ours)}, theirs ${String(theirs)}`);
  }

  differ(what: string, sentence: string): void {
    const known = this.different.get(what);
    if (known === undefined) this.different.set(what, { count: 1, first: sentence });
    else known.count += 1;
  }

  counts() {
    return { same: Object.fromEntries(this.same), different: Object.fromEntries(this.different) };
  }
}

/** Runs rows through our decoder and tardis-dev's mappers and compares what each knows after every row. */
export const comparePeer = (rows: Iterable<PeerRow>, comparison: Comparison): PeerTally => {
  const peer = new Peer(comparison);
  for (const row of rows) peer.hear(row);
  return peer.tally;
};

/** What both said the same of the simulated wire, and where they did not agree. */
export const verdictOf = (tally: PeerTally) => ({
  agreed: [...tally.same.keys()].sort(),
  different: Object.fromEntries([...tally.different].map(([what, { first }]) => [what, first])),
});

/** What a simulated venue says in the scenario that lists every kind of contract: its opening, and so many half seconds. */
export const simulatedRows = (venue: VenueId, steps: number): readonly PeerRow[] => {
  const startAtMs = atMs(Date.UTC(2026, 0, 5, 7, 58));
  const markets = createSimMarkets({ seed: 11, scenario: 'wire', startAtMs, venues: new Set([venue]) });
  const rows = [...markets.openingInputs()];
  for (let step = 0; step < steps; step += 1) rows.push(...markets.advance().inputs);
  return rows.filter((row): row is PeerRow => (row.kind === 'frame' || row.kind === 'rest') && row.venue === venue);
};

interface Knowledge {
  readonly book: QuickBook;
  hasBook: boolean;
  top: readonly unknown[] | undefined;
  rate: unknown;
  settlement: unknown;
  mark: unknown;
  index: unknown;
}

const nothing = (): Knowledge => ({
  book: new QuickBook(),
  hasBook: false,
  top: undefined,
  rate: undefined,
  settlement: undefined,
  mark: undefined,
  index: undefined,
});

class Peer {
  readonly tally = new PeerTally();
  readonly #comparison: Comparison;
  readonly #mappers = new Map<PeerExchange, readonly PeerMapper[]>();
  /** Our markets by the peer's product and native symbol. */
  readonly #natives = new Map<string, string>();
  readonly #ours = new Map<string, Knowledge>();
  readonly #theirs = new Map<string, QuickBook>();

  constructor(comparison: Comparison) {
    this.#comparison = comparison;
  }

  hear(row: PeerRow): void {
    const { decoder, exchangeOf, messageOf } = this.#comparison;
    const events =
      row.kind === 'rest' ? decoder.rest(row.frame, row) : decoder.frame(row.frame, { ...row, conn: row.conn });
    for (const event of events) this.#learn(event);
    const exchange = exchangeOf(row);
    if (exchange === undefined || !isRecord(row.frame)) return;
    const message = messageOf === undefined ? frameOf(row) : messageOf(row);
    if (message === undefined) return;
    const at = new Date(row.atMs);
    for (const mapper of this.#mappersOf(exchange, at)) {
      if (!mapper.canHandle(message)) continue;
      for (const said of mapper.map(message, at) ?? []) if (said !== undefined) this.#compare(exchange, said);
    }
  }

  #learn(event: MarketEvent): void {
    if (event.type === 'instrument') {
      this.#natives.set(event.instrument.market, event.instrument.nativeSymbol);
      return;
    }
    if (!('market' in event)) return;
    const known = this.#ours.get(event.market) ?? nothing();
    this.#ours.set(event.market, known);
    if (event.type === 'mark') known.mark = event.price;
    else if (event.type === 'index') known.index = event.price;
    else if (event.type === 'top') known.top = topOf(event.top);
    else if (event.type === 'funding' && event.funding.kind !== 'settled') {
      known.rate = event.funding.rate;
      known.settlement = event.funding.settlementAtMs;
    } else if (event.type === 'book.gap') known.hasBook = false;
    else if (event.type === 'book.snapshot' || event.type === 'book.delta') {
      known.hasBook = true;
      known.book.apply(event.type === 'book.snapshot', event.bids, event.asks);
    }
  }

  #compare(exchange: PeerExchange, said: PeerEvent): void {
    const ours = this.#marketOf(exchange, said.symbol);
    if (said.type === 'book_change') return this.#book(`${exchange} ${said.symbol}`, { said, ours });
    if (ours === undefined) return this.tally.differ(`${said.type} of a market we leave out`, said.symbol);
    if (said.type === 'book_ticker') {
      const { bidPrice, bidAmount, askPrice, askAmount } = said;
      return this.tally.note('top', ours.top, [bidPrice, bidAmount, askPrice, askAmount]);
    }
    const { fundingRate, fundingTimestamp, markPrice, indexPrice } = said;
    if (fundingRate !== undefined) this.tally.note('funding rate', ours.rate, fundingRate);
    if (fundingTimestamp !== undefined) this.tally.note('next funding', ours.settlement, fundingTimestamp.getTime());
    if (markPrice !== undefined) this.tally.note('mark', ours.mark, markPrice);
    if (indexPrice !== undefined) this.tally.note('index', ours.index, indexPrice);
  }

  #book(key: string, { said, ours }: { readonly said: BookChange; readonly ours: Knowledge | undefined }): void {
    const book = this.#theirs.get(key) ?? new QuickBook();
    this.#theirs.set(key, book);
    book.apply(said.isSnapshot, flat(said.bids), flat(said.asks));
    if (ours === undefined) return this.tally.differ('book of a market we leave out', said.symbol);
    if (!ours.hasBook) return this.tally.differ('book that we do not have', said.symbol);
    this.tally.note('top of the book', ours.book.top(), book.top());
  }

  #marketOf(exchange: PeerExchange, symbol: string): Knowledge | undefined {
    for (const [market, native] of this.#natives)
      // The peer writes every symbol in capitals.
      if (native.toUpperCase() === symbol && this.#comparison.isOf(exchange, market))
        return this.#ours.get(market) ?? nothing();
    return undefined;
  }

  #mappersOf(exchange: PeerExchange, at: Date): readonly PeerMapper[] {
    const known = this.#mappers.get(exchange);
    if (known !== undefined) return known;
    const made = MAPPERS.flatMap((make) => make(exchange, at) ?? []);
    this.#mappers.set(exchange, made);
    return made;
  }
}

const flat = (levels: BookChange['bids']): number[] => levels.flatMap(({ price, amount }) => [price, amount]);

const topOf = ({ bid, bidSize, ask, askSize }: TopOfBook): readonly number[] => [bid, bidSize, ask, askSize];

/** What most venues' own clients hand over. */
export const frameOf = (row: PeerRow): unknown => (row.kind === 'frame' ? row.frame : undefined);

/** Spot has no derivative tickers, and not every product best bid and ask: the peer throws then. */
const orNone =
  (make: (exchange: never, at: Date) => PeerMapper) =>
  (exchange: PeerExchange, at: Date): PeerMapper | undefined => {
    try {
      return make(exchange as never, at);
    } catch {
      return undefined;
    }
  };

const MAPPERS = [orNone(normalizeBookChanges), orNone(normalizeBookTickers), orNone(normalizeDerivativeTickers)];
