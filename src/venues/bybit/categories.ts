import { BookSequence } from '../../connectivity/book-sequence.ts';
import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import { Pulse } from '../pulse.ts';
import { guessSymbol, scaledCoin } from '../symbol-match.ts';
import { SymbolTable } from '../symbol-table.ts';
import type { SkippedSymbol } from '../symbol-table.ts';
import { Refusals } from '../wire-value.ts';
import { emptyTicker } from './ticker-record.ts';
import type { TickerRecord } from './ticker-record.ts';

export const BYBIT = venueId('bybit');
export const refusals = new Refusals(BYBIT);

/** Bybit's categories that are read; each has its own symbols and socket. Sizes: coins, but USD on inverse. */
export type Category = 'linear' | 'inverse' | 'spot';

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

/** One category's symbols by native name. */
export class CategoryTable extends SymbolTable<BybitMarket> {
  readonly category: Category;

  constructor(category: Category) {
    super({
      refusals,
      called: `${category} symbol`,
      open: openMarket,
      assume: (native) => assumeInstrument(category, native),
    });
    this.category = category;
  }
}

const openMarket = (instrument: Instrument): BybitMarket => ({
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
});

const assumeInstrument = (category: Category, native: string): Instrument | SkippedSymbol | undefined => {
  if (category !== 'spot' && isDated(native)) return { skipped: 'a dated contract' };
  const coins = guessCoins(category, native);
  return coins === undefined ? undefined : assumedInstrument(category, native, coins);
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
