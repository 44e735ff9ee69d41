import { BookSequence } from '../../connectivity/book-sequence.ts';
import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import { Pulse } from '../pulse.ts';
import { guessSymbol, isSymbolText, scaledCoin } from '../symbol-match.ts';
import { Refusals, shown } from '../wire-value.ts';
import { emptyTicker } from './ticker-record.ts';
import type { TickerRecord } from './ticker-record.ts';

export const BYBIT = venueId('bybit');
export const refusals = new Refusals(BYBIT);

/** Bybit's categories that are read; each has its own symbols and socket. Sizes: coins, but USD on inverse. */
export type Category = 'linear' | 'inverse' | 'spot';

/** Symbols kept per category; the largest list has some 800. */
const SYMBOLS_MAX = 10_000;

/** What the decoder remembers of one market. */
export interface BybitMarket {
  instrument: Instrument;
  readonly book: BookSequence;
  /** The book topic that is read, of those deeper than 1: the one whose book is in step. */
  bookTopic: string | undefined;
  bookConn: string | undefined;
  ticker: TickerRecord;
  /** The socket whose ticker is merged; losing it drops the record. */
  tickerConn: string | undefined;
  readonly mark: Pulse;
  readonly index: Pulse;
  readonly funding: Pulse;
  /** Whether a rate without an interval was already reported. */
  isReported: boolean;
}

/** A market, or why a symbol is none of ours. */
type Known = BybitMarket | { readonly skipped: string };

/** One category's symbols by native name. A Map, so that no name can reach a prototype. */
export class SymbolTable {
  readonly category: Category;
  readonly #byNative = new Map<string, Known>();

  constructor(category: Category) {
    this.category = category;
  }

  get(native: string): Known | undefined {
    return this.#byNative.get(native);
  }

  markets(): readonly BybitMarket[] {
    return [...this.#byNative.values()].filter((known): known is BybitMarket => !('skipped' in known));
  }

  skip(native: string, reason: string): void {
    if (this.#byNative.size < SYMBOLS_MAX) this.#byNative.set(native, { skipped: reason });
  }

  /** Takes an instrument in; its market keeps what it remembers. */
  put(instrument: Instrument): BybitMarket {
    const known = this.#byNative.get(instrument.nativeSymbol);
    if (known !== undefined && !('skipped' in known) && known.instrument.market === instrument.market) {
      known.instrument = instrument;
      return known;
    }
    const market: BybitMarket = {
      instrument,
      book: new BookSequence(instrument.market, 'next-id'),
      bookTopic: undefined,
      bookConn: undefined,
      ticker: emptyTicker(),
      tickerConn: undefined,
      mark: new Pulse(),
      index: new Pulse(),
      funding: new Pulse(),
      isReported: false,
    };
    this.#byNative.set(instrument.nativeSymbol, market);
    return market;
  }

  /** A market for a symbol no list has named; `undefined` where the name tells nothing or the table is full. */
  assume(native: string): Known | undefined {
    if (this.#byNative.size >= SYMBOLS_MAX || !isSymbolText(native)) return undefined;
    if (this.category !== 'spot' && isDated(native)) {
      this.skip(native, 'a dated contract');
      return this.get(native);
    }
    const coins = guessCoins(this.category, native);
    return coins === undefined ? undefined : this.put(assumedInstrument(this.category, native, coins));
  }
}

/** The market of a native symbol off a frame; what finding it gave rise to (first sight, or why not) goes to `events`. */
export const findMarket = (table: SymbolTable, native: unknown, events: MarketEvent[]): BybitMarket | undefined => {
  if (typeof native !== 'string') {
    events.push(refusals.refuse('frame.missing-field', `the symbol is ${shown(native)}`));
    return undefined;
  }
  let known = table.get(native);
  if (known === undefined) {
    known = table.assume(native);
    if (known !== undefined && !('skipped' in known)) events.push({ type: 'instrument', instrument: known.instrument });
  }
  if (known === undefined)
    events.push(refusals.refuse('frame.unknown-symbol', `${shown(native)} is no ${table.category} symbol`));
  else if ('skipped' in known) events.push(refusals.control('unused', `${native}: ${known.skipped}`));
  else return known;
  return undefined;
};

interface NamedCoins {
  readonly base: string;
  readonly quote: string;
  readonly settle: string;
}

/** The part of an instrument that its names alone determine. */
export const instrumentIdentity = (category: Category, native: string, { base, quote, settle }: NamedCoins) => {
  const symbol = symbolId(category === 'spot' ? `${base}/${quote}` : `${base}/${quote}:${settle}`);
  const { coin, multiplier } = scaledCoin(base);
  return {
    market: marketKey(BYBIT, symbol),
    venue: BYBIT,
    symbol,
    nativeSymbol: native,
    coin: coinId(coin),
    kind: category,
    quote,
    settle,
    multiplier,
  } as const;
};

/** `BTCUSDT-25DEC26`, `BTC-26DEC25`, `BTCUSDH26`. */
const isDated = (native: string): boolean => native.includes('-') || /[FGHJKMNQUVXZ]\d\d$/.test(native);

const guessCoins = (category: Category, native: string): NamedCoins | undefined => {
  // USDC perpetuals are named PERP, not by their quote.
  if (category === 'linear' && native.endsWith('PERP') && native.length > 4)
    return { base: native.slice(0, -4), quote: 'USDC', settle: 'USDC' };
  const guessed = guessSymbol(native);
  if (guessed === undefined) return undefined;
  const isInverse = guessed.quote === 'USD';
  if (category !== 'spot' && isInverse !== (category === 'inverse')) return undefined;
  return { ...guessed, settle: isInverse && category === 'inverse' ? guessed.base : guessed.quote };
};

const ONE = decimal(1);
const FINEST = decimal('0.00000001');

const assumedInstrument = (category: Category, native: string, coins: NamedCoins): Instrument => ({
  ...instrumentIdentity(category, native, coins),
  contractSize: ONE,
  tickSize: FINEST,
  lotSize: category === 'inverse' ? ONE : FINEST,
  minQuantity: category === 'inverse' ? ONE : FINEST,
  minNotional: ZERO,
  status: 'trading',
  source: 'assumed',
});
