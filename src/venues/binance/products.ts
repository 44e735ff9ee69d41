import { BookSequence } from '../../connectivity/book-sequence.ts';
import type { SequenceRule } from '../../connectivity/book-sequence.ts';
import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import type { MarketKind } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Decimal } from '../../domain/money.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import type { AtMs, Hours } from '../../domain/units.ts';
import { Pulse } from '../pulse.ts';
import { guessSymbol, scaledCoin } from '../symbol-match.ts';
import type { SkippedSymbol } from '../symbol-table.ts';
import { SymbolTable } from '../symbol-table.ts';
import { Refusals } from '../wire-value.ts';

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

/** COIN-M perpetuals are named by their pair and this. */
export const PERP_ENDING = '_PERP';

/** What the decoder remembers of one market. */
export interface BinanceMarket {
  instrument: Instrument;
  readonly book: BookSequence;
  /** The socket that carries the diff stream; losing it loses the book. */
  bookConn: string | undefined;
  /** Which of the two trade streams is read: both together would count every trade twice. */
  tradeStream: 'aggTrade' | 'trade' | undefined;
  pricesConn: string | undefined;
  /** Which stream tells the index: COIN-M's own one counts only where mark price frames carry none. */
  indexStream: 'markPrice' | 'indexPrice' | undefined;
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

/** One product's symbols by native name. */
export class ProductTable extends SymbolTable<BinanceMarket> {
  readonly product: Product;
  /** The venue's list of adjusted funding terms by native symbol; `undefined` until it was read once. */
  fundingTerms: ReadonlyMap<string, FundingTerms> | undefined;

  constructor(product: Product) {
    super({
      refusals,
      called: `symbol of ${product}`,
      open: (instrument) => openMarket(product, instrument),
      assume: (native) => assumeInstrument(product, native),
    });
    this.product = product;
  }
}

const openMarket = (product: Product, instrument: Instrument): BinanceMarket => ({
  instrument,
  book: new BookSequence(instrument.market, RULE_OF[product]),
  bookConn: undefined,
  tradeStream: undefined,
  pricesConn: undefined,
  indexStream: undefined,
  mark: new Pulse(),
  index: new Pulse(),
  funding: new Pulse(),
  schedule: newWatch(),
});

const assumeInstrument = (product: Product, native: string): Instrument | SkippedSymbol | undefined => {
  if (/_\d{6}$/.test(native)) return { skipped: 'a dated contract' };
  const isInverse = native.endsWith(PERP_ENDING);
  const guessed = guessSymbol(isInverse ? native.slice(0, -PERP_ENDING.length) : native);
  if (guessed === undefined || isInverse !== (product === 'coinm')) return undefined;
  return assumedInstrument(product, native, guessed);
};

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
