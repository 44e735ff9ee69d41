import { BookSequence } from '../../connectivity/book-sequence.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs, Hours } from '../../domain/units.ts';
import { Pulse } from '../pulse.ts';
import { isSymbolText } from '../symbol-match.ts';
import { SymbolTable } from '../symbol-table.ts';
import type { Fields } from '../wire-value.ts';
import { shown } from '../wire-value.ts';
import { assumedInstrument, readInstrument, refusals } from './instruments.ts';

/** What the decoder remembers of one market. */
export interface BackpackMarket {
  instrument: Instrument;
  readonly book: BookSequence;
  /** The socket that carries the book's changes; losing it loses the book. */
  bookConn: string | undefined;
  pricesConn: string | undefined;
  readonly mark: Pulse;
  readonly index: Pulse;
  readonly funding: Pulse;
  readonly schedule: Schedule;
  /** The interval that the list stated when it was read last. */
  listedHours: Hours | undefined;
}

/** What the stream itself has shown of a market's settlements. */
export interface Schedule {
  /** The coming settlement as the stream said it last, and when. */
  settlementAtMs: AtMs | undefined;
  seenAtMs: AtMs | undefined;
  /** The interval shown by a settlement that the stream passed, newer than the list's. */
  rolledHours: Hours | undefined;
  /** That the next settlement contradicts the interval was said. */
  isReported: boolean;
}

const newSchedule = (): Schedule => ({
  settlementAtMs: undefined,
  seenAtMs: undefined,
  rolledHours: undefined,
  isReported: false,
});

const openMarket = (instrument: Instrument): BackpackMarket => ({
  instrument,
  book: new BookSequence(instrument.market, 'dense-ids'),
  bookConn: undefined,
  pricesConn: undefined,
  mark: new Pulse(),
  index: new Pulse(),
  funding: new Pulse(),
  schedule: newSchedule(),
  listedHours: undefined,
});

/**
 * Markets by the venue's name. Until its list was read a symbol is assumed to exist; afterwards an unlisted one is
 * refused.
 */
export class BackpackSymbols {
  #isListed = false;
  readonly #table = new SymbolTable<BackpackMarket>({
    refusals,
    called: 'symbol of the venue',
    open: openMarket,
    assume: (native) => (this.#isListed ? undefined : assumedInstrument(native)),
  });

  markets(): readonly BackpackMarket[] {
    return this.#table.markets();
  }

  /** What `read` makes of a market, after its instrument where that had to be assumed; else why there is no market. */
  read(name: unknown, read: (market: BackpackMarket) => readonly MarketEvent[]): readonly MarketEvent[] {
    const found: MarketEvent[] = [];
    const market = this.#table.find(name, found);
    if (market === undefined) return found;
    return found.length === 0 ? read(market) : [...found, ...read(market)];
  }

  /** A row of the venue's list: an instrument, what is wrong with it, or `undefined` where it is passed over. */
  list(row: Fields): MarketEvent | undefined {
    const { symbol: name } = row;
    if (!isSymbolText(name)) return refusals.refuse('frame.missing-field', `markets: symbol is ${shown(name)}`);
    const reading = readInstrument(row, name);
    if ('fault' in reading) return reading.fault;
    if ('skipped' in reading) {
      this.#table.skip(name, reading.skipped);
      return undefined;
    }
    const { instrument } = reading;
    const market = this.#table.put(instrument);
    if (market.listedHours !== instrument.fundingIntervalHours) Object.assign(market.schedule, newSchedule());
    market.listedHours = instrument.fundingIntervalHours;
    return { type: 'instrument', instrument };
  }

  /** The venue's whole list has been seen. */
  markListed(): void {
    this.#isListed = true;
  }
}
