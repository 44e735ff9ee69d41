import { BookSequence } from '../../connectivity/book-sequence.ts';
import type { SequenceRule } from '../../connectivity/book-sequence.ts';
import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import type { MarketKind } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { Decimal } from '../../domain/money.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import type { AtMs, Hours } from '../../domain/units.ts';
import { Pulse } from '../pulse.ts';
import { Refusals, shown } from '../wire-value.ts';
import { guessSymbol, isSymbolText, scaledCoin } from '../symbol-match.ts';

export const BINANCE = venueId('binance');
export const refusals = new Refusals(BINANCE);

/** Binance's three books of business: each has its own symbols, sockets (`conn`) and REST prefix. */
export type Product = 'usdm' | 'coinm' | 'spot';

export const KIND_OF: Readonly<Record<Product, MarketKind>> = { usdm: 'linear', coinm: 'inverse', spot: 'spot' };
const RULE_OF: Readonly<Record<Product, SequenceRule>> = {
  usdm: 'previous-id',
  coinm: 'previous-id',
  spot: 'dense-ids',
};

/** Symbols kept per product; the largest list has some 3,500. */
const SYMBOLS_MAX = 10_000;

/** What the decoder remembers of one market. */
export interface BinanceMarket {
  instrument: Instrument;
  readonly book: BookSequence;
  /** The socket that carries the diff stream; losing it loses the book. */
  bookConn: string | undefined;
  /** Which of the two trade streams is read: both together would count every trade twice. */
  tradeStream: 'aggTrade' | 'trade' | undefined;
  pricesConn: string | undefined;
  readonly mark: Pulse;
  readonly index: Pulse;
  readonly funding: Pulse;
  readonly schedule: FundingWatch;
}

/** What the stream itself has shown of a market's settlements. */
export interface FundingWatch {
  settlementAtMs: AtMs | undefined;
  seenAtMs: AtMs | undefined;
  /** Interval shown by a settlement seen live, newer than the list's. */
  rolledHours: Hours | undefined;
  /** The next settlement moved against the believed interval: no rate until the list or a settlement tells. */
  isContradicted: boolean;
  isReported: boolean;
}

export const newWatch = (): FundingWatch => ({
  settlementAtMs: undefined,
  seenAtMs: undefined,
  rolledHours: undefined,
  isContradicted: false,
  isReported: false,
});

/** What the venue's funding list says of one symbol. */
export interface FundingTerms {
  readonly intervalHours: Hours;
  /** Largest absolute rate per interval, a fraction. */
  readonly cap: number | undefined;
}

/** A market, or why a symbol is none of ours. */
export type Known = BinanceMarket | { readonly skipped: string };

/** One product's symbols by native name. A Map, so that no name can reach a prototype. */
export class SymbolTable {
  readonly product: Product;
  /** The venue's list of adjusted funding terms by native symbol; `undefined` until it was read once. */
  fundingTerms: ReadonlyMap<string, FundingTerms> | undefined;
  readonly #byNative = new Map<string, Known>();

  constructor(product: Product) {
    this.product = product;
  }

  get(native: string): Known | undefined {
    return this.#byNative.get(native);
  }

  markets(): readonly BinanceMarket[] {
    return [...this.#byNative.values()].filter((known): known is BinanceMarket => !('skipped' in known));
  }

  skip(native: string, reason: string): void {
    if (this.#byNative.size < SYMBOLS_MAX) this.#byNative.set(native, { skipped: reason });
  }

  /** Takes an instrument in; its market keeps what it remembers. */
  put(instrument: Instrument): BinanceMarket {
    const known = this.#byNative.get(instrument.nativeSymbol);
    if (known !== undefined && !('skipped' in known) && known.instrument.market === instrument.market) {
      known.instrument = instrument;
      return known;
    }
    const market: BinanceMarket = {
      instrument,
      book: new BookSequence(instrument.market, RULE_OF[this.product]),
      bookConn: undefined,
      tradeStream: undefined,
      pricesConn: undefined,
      mark: new Pulse(),
      index: new Pulse(),
      funding: new Pulse(),
      schedule: newWatch(),
    };
    this.#byNative.set(instrument.nativeSymbol, market);
    return market;
  }

  /** A market for a symbol no list has named; `undefined` where the name tells nothing or the table is full. */
  assume(native: string): Known | undefined {
    if (this.#byNative.size >= SYMBOLS_MAX || !isSymbolText(native)) return undefined;
    if (/_\d{6}$/.test(native)) {
      this.skip(native, 'a dated contract');
      return this.get(native);
    }
    const isInverse = native.endsWith('_PERP');
    const guessed = guessSymbol(isInverse ? native.slice(0, -'_PERP'.length) : native);
    if (guessed === undefined || isInverse !== (this.product === 'coinm')) return undefined;
    return this.put(assumedInstrument(this.product, native, guessed));
  }
}

interface NamedCoins {
  readonly base: string;
  readonly quote: string;
  readonly settle: string;
}

/** The part of an instrument that its names alone determine. */
export const instrumentIdentity = (product: Product, native: string, { base, quote, settle }: NamedCoins) => {
  const symbol = symbolId(product === 'spot' ? `${base}/${quote}` : `${base}/${quote}:${settle}`);
  const { coin, multiplier } = scaledCoin(base);
  return {
    market: marketKey(BINANCE, symbol),
    venue: BINANCE,
    symbol,
    nativeSymbol: native,
    coin: coinId(coin),
    kind: KIND_OF[product],
    quote,
    settle,
    multiplier,
  } as const;
};

const ONE = decimal(1);
const FINEST = decimal('0.00000001');

const assumedInstrument = (
  product: Product,
  native: string,
  { base, quote }: { readonly base: string; readonly quote: string },
): Instrument => ({
  ...instrumentIdentity(product, native, { base, quote, settle: product === 'coinm' ? base : quote }),
  contractSize: product === 'coinm' ? assumedContractUsd(base) : ONE,
  tickSize: FINEST,
  lotSize: product === 'coinm' ? ONE : FINEST,
  minQuantity: product === 'coinm' ? ONE : FINEST,
  minNotional: ZERO,
  status: 'trading',
  source: 'assumed',
});

/** COIN-M contracts are worth 100 USD on BTC and 10 USD on everything else. */
const assumedContractUsd = (base: string): Decimal => decimal(base === 'BTC' ? 100 : 10);

/** The market of a native symbol off a frame; what finding it gave rise to (first sight, or why not) goes to `events`. */
export const findMarket = (table: SymbolTable, native: unknown, events: MarketEvent[]): BinanceMarket | undefined => {
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
    events.push(refusals.refuse('frame.unknown-symbol', `${shown(native)} is no symbol of ${table.product}`));
  else if ('skipped' in known) events.push(refusals.control('unused', `${native}: ${known.skipped}`));
  else return known;
  return undefined;
};
