import { BookSequence } from '../../connectivity/book-sequence.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import { Pulse } from '../pulse.ts';
import { shown } from '../wire-value.ts';
import { assumedInstrument, foreignKind, refusals } from './instruments.ts';

/** Perpetuals kept; the venue lists some 60. */
const SYMBOLS_MAX = 5000;

/** What the decoder remembers of one perpetual. */
export interface DeribitMarket {
  instrument: Instrument;
  readonly book: BookSequence;
  /** The socket and the channel of the incremental book that is read: intervals of one book have chains of their own. */
  bookConn: string | undefined;
  bookChannel: string | undefined;
  readonly mark: Pulse;
  readonly index: Pulse;
  readonly funding: Pulse;
  /** What the ticker last said of trading; said again only when it changes. */
  isOpen: boolean;
}

/** A name as frames bring it, resolved. */
export type Found = { readonly market: DeribitMarket; readonly assumed?: Instrument } | MarketEvent;

/**
 * Perpetuals by name. Until the venue's list was read one is assumed to exist; afterwards an unlisted one is refused.
 * Maps, so that no name can reach a prototype.
 */
export class DeribitSymbols {
  readonly #byName = new Map<string, DeribitMarket>();
  /** By the price index they follow: BTC_USDC-PERPETUAL by btc_usdc. */
  readonly #byIndex = new Map<string, DeribitMarket[]>();
  #isListed = false;

  markets(): Iterable<DeribitMarket> {
    return this.#byName.values();
  }

  ofIndex(index: string): readonly DeribitMarket[] {
    return this.#byIndex.get(index) ?? [];
  }

  /** The market of a name; a reason why it is none of ours; for one not listed yet its assumed instrument too. */
  find(name: unknown): Found {
    if (typeof name !== 'string') return refusals.refuse('frame.missing-field', `instrument_name is ${shown(name)}`);
    const known = this.#byName.get(name);
    if (known !== undefined) return { market: known };
    const foreign = foreignKind(name);
    if (foreign !== undefined) return refusals.control('unused', `${name.slice(0, 60)} is ${foreign}`);
    const assumed = this.#isListed || this.#byName.size >= SYMBOLS_MAX ? undefined : assumedInstrument(name);
    if (assumed === undefined)
      return refusals.refuse('frame.unknown-symbol', `${shown(name)} is not in the venue's list`);
    return { market: this.put(assumed, undefined), assumed };
  }

  /** What `read` makes of a market, after its instrument where that had to be assumed; else why there is no market. */
  read(name: unknown, read: (market: DeribitMarket) => readonly MarketEvent[]): readonly MarketEvent[] {
    const found = this.find(name);
    if ('type' in found) return [found];
    const events = read(found.market);
    return found.assumed === undefined ? events : [{ type: 'instrument', instrument: found.assumed }, ...events];
  }

  /** The venue's whole list has been seen. */
  markListed(): void {
    this.#isListed = true;
  }

  /** Takes an instrument and the index it follows in; its market keeps what it remembers. */
  put(instrument: Instrument, index: string | undefined): DeribitMarket {
    const market = this.#entry(instrument);
    if (index === undefined) return market;
    const others = (this.#byIndex.get(index) ?? []).filter((other) => other !== market);
    this.#byIndex.set(index, [...others, market]);
    return market;
  }

  #entry(instrument: Instrument): DeribitMarket {
    const known = this.#byName.get(instrument.nativeSymbol);
    if (known !== undefined && known.instrument.market === instrument.market) {
      known.instrument = instrument;
      return known;
    }
    const market: DeribitMarket = {
      instrument,
      book: new BookSequence(instrument.market, 'linked-ids'),
      bookConn: undefined,
      bookChannel: undefined,
      mark: new Pulse(),
      index: new Pulse(),
      funding: new Pulse(),
      isOpen: true,
    };
    this.#byName.set(instrument.nativeSymbol, market);
    return market;
  }
}
