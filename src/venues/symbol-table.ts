import type { Instrument } from '../domain/instrument.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import { isSymbolText } from './symbol-match.ts';
import type { Refusals } from './wire-value.ts';
import { shown } from './wire-value.ts';

/** Symbols kept per table; the largest list of any venue has some 3,500. */
const SYMBOLS_MAX = 10_000;

/** A symbol that is none of ours, and why. */
export interface SkippedSymbol {
  readonly skipped: string;
}

/** What one table of symbols is of. */
export interface SymbolRules<Market> {
  readonly refusals: Refusals;
  /** Ends the sentence of an unknown symbol, e.g. `symbol of usdm`. */
  readonly called: string;
  /** What is remembered of a new market. */
  readonly open: (instrument: Instrument) => Market;
  /** An instrument for a symbol no list has named; `undefined` where the name tells nothing. */
  readonly assume: (native: string) => Instrument | SkippedSymbol | undefined;
}

/** The symbols of one list of a venue by native name. A Map, so that no name can reach a prototype. */
export class SymbolTable<Market extends { instrument: Instrument }> {
  readonly #rules: SymbolRules<Market>;
  readonly #byNative = new Map<string, Market | SkippedSymbol>();

  constructor(rules: SymbolRules<Market>) {
    this.#rules = rules;
  }

  markets(): readonly Market[] {
    return [...this.#byNative.values()].filter((known): known is Market => !('skipped' in known));
  }

  /** Whether the symbol was listed, assumed or skipped before. */
  knows(native: string): boolean {
    return this.#byNative.has(native);
  }

  skip(native: string, reason: string): void {
    if (this.#byNative.size < SYMBOLS_MAX) this.#byNative.set(native, { skipped: reason });
  }

  /** Takes an instrument in; its market keeps what it remembers. */
  put(instrument: Instrument): Market {
    const known = this.#byNative.get(instrument.nativeSymbol);
    if (known !== undefined && !('skipped' in known) && known.instrument.market === instrument.market) {
      known.instrument = instrument;
      return known;
    }
    const market = this.#rules.open(instrument);
    this.#byNative.set(instrument.nativeSymbol, market);
    return market;
  }

  /** The market of a native symbol off a frame; what finding it gave rise to (first sight, or why not) goes to `events`. */
  find(native: unknown, events: MarketEvent[]): Market | undefined {
    const { refusals, called } = this.#rules;
    if (typeof native !== 'string') {
      events.push(refusals.refuse('frame.missing-field', `the symbol is ${shown(native)}`));
      return undefined;
    }
    const known = this.#byNative.get(native) ?? this.#assume(native, events);
    if (known === undefined) events.push(refusals.refuse('frame.unknown-symbol', `${shown(native)} is no ${called}`));
    else if ('skipped' in known) events.push(refusals.control('unused', `${native}: ${known.skipped}`));
    else return known;
    return undefined;
  }

  #assume(native: string, events: MarketEvent[]): Market | SkippedSymbol | undefined {
    if (this.#byNative.size >= SYMBOLS_MAX || !isSymbolText(native)) return undefined;
    const assumed = this.#rules.assume(native);
    if (assumed === undefined) return undefined;
    if ('skipped' in assumed) {
      this.skip(native, assumed.skipped);
      return assumed;
    }
    const market = this.put(assumed);
    events.push({ type: 'instrument', instrument: market.instrument });
    return market;
  }
}
