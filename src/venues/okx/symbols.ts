import { BookSequence } from '../../connectivity/book-sequence.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs, Hours } from '../../domain/units.ts';
import { Pulse } from '../pulse.ts';
import { shown } from '../wire-value.ts';
import { assumedInstrument, refusals } from './instruments.ts';

/** Symbols kept; the lists of swaps and spot hold some 1,000. */
const SYMBOLS_MAX = 10_000;

/** What the decoder remembers of one market. */
export interface OkxMarket {
  instrument: Instrument;
  readonly book: BookSequence;
  /** The socket of the incremental book. */
  bookConn: string | undefined;
  /** The stream names sequence ids: one without them is then a fault, not an old recording. */
  hasSequenceIds: boolean;
  readonly mark: Pulse;
  readonly index: Pulse;
  readonly funding: Pulse;
  /** The coming settlement last stated, the interval after it and the one before; they differ at a change. */
  interval:
    { readonly settlementAtMs: AtMs; readonly intervalHours: Hours; readonly pastHours: Hours | undefined } | undefined;
  /** The settlement whose charged rate was said last. */
  settledAtMs: AtMs | undefined;
}

/**
 * Perpetual swaps and spot pairs by instId. Until the venue's list of a kind was read, a symbol of it is assumed to
 * exist; afterwards an unlisted one is refused. Maps, so that no name can reach a prototype.
 */
export class OkxSymbols {
  readonly #byId = new Map<string, OkxMarket>();
  /** Swaps by the index they follow: BTC-USDT-SWAP by BTC-USDT. */
  readonly #byIndex = new Map<string, OkxMarket[]>();
  readonly #listed = new Set<'SWAP' | 'SPOT'>();
  /** Listed symbols that are none of ours, and why. */
  readonly #skipped = new Map<string, string>();

  markets(): Iterable<OkxMarket> {
    return this.#byId.values();
  }

  ofIndex(index: string): readonly OkxMarket[] {
    return this.#byIndex.get(index) ?? [];
  }

  /** The market of an instId; a reason why it is none of ours; for one not listed yet its assumed instrument too. */
  find(instId: unknown): { readonly market: OkxMarket; readonly assumed?: Instrument } | MarketEvent {
    if (typeof instId !== 'string') return refusals.refuse('frame.missing-field', `instId is ${shown(instId)}`);
    const known = this.#byId.get(instId);
    if (known !== undefined) return { market: known };
    const skipped = this.#skipped.get(instId);
    if (skipped !== undefined) return refusals.control('unused', `${instId}: ${skipped}`);
    const foreign = foreignContract(instId);
    if (foreign !== undefined) return refusals.refuse('frame.unknown-symbol', `${shown(instId)} is ${foreign}`);
    const type = instId.endsWith('-SWAP') ? 'SWAP' : 'SPOT';
    const assumed = this.#listed.has(type) || this.#byId.size >= SYMBOLS_MAX ? undefined : assumedInstrument(instId);
    if (assumed === undefined)
      return refusals.refuse('frame.unknown-symbol', `${shown(instId)} is not in the venue's list`);
    const index = type === 'SWAP' ? instId.slice(0, -'-SWAP'.length) : undefined;
    return { market: this.put(assumed, index), assumed };
  }

  /** What `read` makes of a market, after its instrument where that had to be assumed; else why there is no market. */
  read(instId: unknown, read: (market: OkxMarket) => readonly MarketEvent[]): readonly MarketEvent[] {
    const found = this.find(instId);
    if ('type' in found) return [found];
    const events = read(found.market);
    return found.assumed === undefined ? events : [{ type: 'instrument', instrument: found.assumed }, ...events];
  }

  /** A listed symbol that is none of ours until a list says otherwise. */
  skip(instId: unknown, reason: string): void {
    if (typeof instId !== 'string' || this.#skipped.size >= SYMBOLS_MAX) return;
    this.#skipped.set(instId, reason);
    const known = this.#byId.get(instId);
    this.#byId.delete(instId);
    for (const [index, markets] of this.#byIndex)
      if (known !== undefined && markets.includes(known))
        this.#byIndex.set(
          index,
          markets.filter((market) => market !== known),
        );
  }

  /** The venue's whole list of a kind has been seen. */
  markListed(type: 'SWAP' | 'SPOT'): void {
    this.#listed.add(type);
  }

  /** Takes an instrument and the index it follows in; its market keeps what it remembers. */
  put(instrument: Instrument, index: string | undefined): OkxMarket {
    this.#skipped.delete(instrument.nativeSymbol);
    const market = this.#entry(instrument);
    if (index === undefined) return market;
    const others = (this.#byIndex.get(index) ?? []).filter((other) => other !== market);
    this.#byIndex.set(index, [...others, market]);
    return market;
  }

  #entry(instrument: Instrument): OkxMarket {
    const known = this.#byId.get(instrument.nativeSymbol);
    if (known !== undefined && known.instrument.market === instrument.market) {
      known.instrument = instrument;
      return known;
    }
    const market: OkxMarket = {
      instrument,
      book: new BookSequence(instrument.market, 'linked-ids'),
      bookConn: undefined,
      hasSequenceIds: false,
      mark: new Pulse(),
      index: new Pulse(),
      funding: new Pulse(),
      interval: undefined,
      settledAtMs: undefined,
    };
    this.#byId.set(instrument.nativeSymbol, market);
    return market;
  }
}

/** Why an instId is neither a perpetual swap nor a spot pair; `undefined` when it may be one. */
const foreignContract = (instId: string): string | undefined => {
  if (/-\d{6}-[\d.]+-[CP]$/.test(instId)) return 'an option: only perpetual swaps and spot are read';
  if (/_XPERP-\d{6}$/.test(instId)) return 'an X-Perp: only perpetual swaps and spot are read';
  if (/-\d{6}$/.test(instId)) return 'a dated future: only perpetual swaps and spot are read';
  if (instId.startsWith('TEST')) return 'a test instrument';
  return undefined;
};
