import { BookSequence } from '../../connectivity/book-sequence.ts';
import type { MarketKind } from '../../domain/ids.ts';
import { coinId, marketKey, symbolId, venueId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { Decimal } from '../../domain/money.ts';
import { ZERO, decimal } from '../../domain/money.ts';
import type { AtMs, Hours } from '../../domain/units.ts';
import { Pulse } from '../pulse.ts';
import { isSymbolText, scaledCoin } from '../symbol-match.ts';
import type { SkippedSymbol } from '../symbol-table.ts';
import { SymbolTable } from '../symbol-table.ts';
import { Refusals } from '../wire-value.ts';

export const KUCOIN = venueId('kucoin');
export const refusals = new Refusals(KUCOIN);

/** One interval of a market: how long it is, the settlement that ends it, and who named them: a frame, or the list. */
export interface KnownInterval {
  readonly intervalHours: Hours;
  readonly settlementAtMs: AtMs;
  readonly from: 'schedule' | 'instrument';
}

/** What the decoder remembers of one market. */
export interface KucoinMarket {
  instrument: Instrument;
  /** What the list last said of the instrument, as text: said again only when it changed. */
  listed: string;
  /** Both sockets and REST count the same sequence, so deltas of the one continue a snapshot of the other. */
  readonly book: BookSequence;
  bookConn: string | undefined;
  running: KnownInterval | undefined;
  /** The interval before the running one: its settled rate is told later. */
  ended: KnownInterval | undefined;
  /** The last settlement whose rate was said. */
  settledAtMs: number;
  readonly mark: Pulse;
  readonly index: Pulse;
  readonly funding: Pulse;
  /** The last trade's sequence: a reconnect replays a few. */
  tradeSequence: number;
  /** Whether a rate without an interval was already reported. */
  isReported: boolean;
}

export type KucoinSymbols = SymbolTable<KucoinMarket>;

/** Contracts (`XBTUSDTM`) and spot pairs (`BTC-USDT`) in one table: their names never meet. */
export const kucoinSymbols = (): KucoinSymbols =>
  new SymbolTable<KucoinMarket>({ refusals, called: 'symbol of a perpetual or a pair', open: openMarket, assume });

const openMarket = (instrument: Instrument): KucoinMarket => ({
  instrument,
  listed: '',
  book: new BookSequence(instrument.market, 'dense-ids'),
  bookConn: undefined,
  running: undefined,
  ended: undefined,
  settledAtMs: 0,
  mark: new Pulse(),
  index: new Pulse(),
  funding: new Pulse(),
  tradeSequence: 0,
  isReported: false,
});

/** The venue writes XBT in names and coins of contracts. */
export const coinName = (currency: string): string => (currency === 'XBT' ? 'BTC' : currency);

export interface NamedCoins {
  readonly base: string;
  readonly quote: string;
  readonly settle: string;
  readonly kind: MarketKind;
}

/** The part of an instrument that its names determine. A base such as 1000BONK keeps its prefix in the symbol. */
export const identityOf = (native: string, { base, quote, settle, kind }: NamedCoins) => {
  const symbol = symbolId(kind === 'spot' ? `${base}/${quote}` : `${base}/${quote}:${settle}`);
  const { coin, multiplier } = scaledCoin(base);
  return {
    market: marketKey(KUCOIN, symbol),
    venue: KUCOIN,
    symbol,
    nativeSymbol: native,
    coin: coinId(coin),
    kind,
    quote,
    settle,
    multiplier,
  } as const;
};

/** `XBTMZ26`: delivery months have a letter, years two digits. */
const DATED = /M[FGHJKMNQUVXZ]\d\d$/;
const ONE = decimal(1);
const FINEST = decimal('0.00000001');

/**
 * An instrument from its name alone, for recordings without a contract list; never traded. Contract sizes are those of the
 * big coins and 1 else, so depths in base units of other coins may be wrong by a power of ten.
 */
const assume = (native: string): Instrument | SkippedSymbol | undefined => {
  if (DATED.test(native)) return { skipped: 'a dated contract' };
  const coins = native.includes('-') ? coinsOfPair(native) : coinsOfContract(native);
  if (coins === undefined) return undefined;
  const step = coins.kind === 'spot' ? FINEST : ONE;
  return {
    ...identityOf(native, coins),
    contractSize: assumedContractSize(coins),
    tickSize: FINEST,
    lotSize: step,
    minQuantity: step,
    minNotional: ZERO,
    status: 'trading',
    source: 'assumed',
  };
};

const coinsOfPair = (native: string): NamedCoins | undefined => {
  const [base, quote, ...more] = native.split('-');
  if (!isSymbolText(base) || !isSymbolText(quote) || more.length > 0) return undefined;
  return { base, quote, settle: quote, kind: 'spot' };
};

/** Contracts are quoted in these three, and named by it with an M for margin. */
const CONTRACT_NAME = /^(.+?)(USDT|USDC|USD)M$/;

const coinsOfContract = (native: string): NamedCoins | undefined => {
  const [, currency, quote] = CONTRACT_NAME.exec(native) ?? [];
  if (currency === undefined || quote === undefined) return undefined;
  const base = coinName(currency);
  if (quote !== 'USD') return { base, quote, settle: quote, kind: 'linear' };
  return { base, quote, settle: base, kind: 'inverse' };
};

const assumedContractSize = ({ base, quote, kind }: NamedCoins): Decimal => {
  if (kind !== 'linear' || quote !== 'USDT') return ONE;
  if (base === 'BTC') return decimal('0.001');
  return base === 'ETH' ? decimal('0.01') : ONE;
};
