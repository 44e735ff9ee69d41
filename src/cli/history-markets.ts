import { InvalidArgumentError } from 'commander';
import { marketKey, symbolId, symbolParts, venueId } from '../domain/ids.ts';
import type { MarketKey, MarketKind, VenueId } from '../domain/ids.ts';
import type { MarketNaming } from '../history/datasets/dataset.ts';
import { knownVenues } from '../venues/registry.ts';
import { guessSymbol, isSymbolText } from '../venues/symbol-match.ts';

export interface NamingOptions {
  /** In place of what the source names. */
  readonly venue?: string;
  /** The unified symbol of every row, or `NATIVE=UNIFIED` pairs for those that cannot be guessed. */
  readonly symbol?: readonly string[];
}

/** Exchanges as Tardis names them; a name that is a venue of ours means that venue. */
const EXCHANGES: Readonly<Record<string, readonly [venue: string, kind: 'spot' | 'perpetual']>> = {
  'binance-futures': ['binance', 'perpetual'],
  'binance-delivery': ['binance', 'perpetual'],
  'bybit-spot': ['bybit', 'spot'],
  okex: ['okx', 'spot'],
  'okex-swap': ['okx', 'perpetual'],
  'kucoin-futures': ['kucoin', 'perpetual'],
};

/** The markets that files mean, by the venues' own rules of naming: `BTCUSDT`, `BTC-USDT-SWAP`, `XBTUSDTM`, `kPEPE`. */
export const historyNaming = ({ venue, symbol = [] }: NamingOptions): MarketNaming => {
  const stated = new Map<string, string>();
  let every: string | undefined;
  for (const each of symbol) {
    const at = each.indexOf('=');
    if (at === -1) every = each;
    else stated.set(each.slice(0, at), each.slice(at + 1));
  }
  return ({ exchange, symbol: native }) => {
    const named = venueNamed(venue ?? exchange);
    if (named === undefined) return undefined;
    const unified = stated.get(native) ?? every;
    if (unified !== undefined) return marketKey(named.venue, symbolId(unified));
    return marketOf(named, native);
  };
};

/** A unified symbol or `NATIVE=UNIFIED`, for commander. */
export const symbolOption = (text: string, earlier: readonly string[] = []): readonly string[] => {
  try {
    symbolParts(text.slice(text.indexOf('=') + 1));
  } catch {
    throw new InvalidArgumentError('BTC/USDT:USDT or NATIVE=BTC/USDT:USDT is expected');
  }
  return [...earlier, text];
};

interface NamedVenue {
  readonly venue: VenueId;
  readonly kind: 'spot' | 'perpetual';
}

const venueNamed = (name: string | undefined): NamedVenue | undefined => {
  const lower = name?.trim().toLowerCase() ?? '';
  const [venue, kind] = EXCHANGES[lower] ?? [lower, 'perpetual'];
  return knownVenues.some((known) => known.venue === venue) ? { venue: venueId(venue), kind } : undefined;
};

const marketOf = ({ venue, kind }: NamedVenue, native: string): MarketKey | undefined => {
  if (native.includes('/')) return unifiedMarket(venue, native);
  const bare = native
    .trim()
    .toUpperCase()
    .replace(/[-_](?:SWAP|PERP|PERPETUAL)$/, '')
    .replaceAll(/[-_]/g, '');
  if (!isSymbolText(bare)) return undefined;
  const coins = guessedCoins(venue, bare, native);
  return coins === undefined ? undefined : marketFrom(venue, coins, kind);
};

/** A pair without its settlement coin is taken for a perpetual: only these have a history of funding. */
const unifiedMarket = (venue: VenueId, symbol: string): MarketKey | undefined => {
  try {
    const { base, quote, kind } = symbolParts(symbol);
    return kind === 'spot' ? marketFrom(venue, { base, quote }, 'perpetual') : marketKey(venue, symbolId(symbol));
  } catch {
    return undefined;
  }
};

interface Coins {
  readonly base: string;
  readonly quote: string;
}

const guessedCoins = (venue: string, bare: string, native: string): Coins | undefined => {
  if (venue === 'hyperliquid' && guessSymbol(bare) === undefined) return { base: bare, quote: 'USDC' };
  if (venue === 'deribit' && native.endsWith('-PERPETUAL') && !native.includes('_'))
    return { base: bare, quote: 'USD' };
  const futures = venue === 'kucoin' && bare.endsWith('M') ? bare.slice(0, -1).replace(/^XBT/, 'BTC') : bare;
  // USDC perpetuals are named PERP there, not by their quote
  if (venue === 'bybit' && futures.endsWith('PERP')) return { base: futures.slice(0, -4), quote: 'USDC' };
  return guessSymbol(futures);
};

const marketFrom = (venue: VenueId, { base, quote }: Coins, wanted: 'spot' | 'perpetual'): MarketKey => {
  const kind: MarketKind = wanted === 'spot' ? 'spot' : quote === 'USD' ? 'inverse' : 'linear';
  const settle = kind === 'inverse' ? base : quote;
  return marketKey(venue, symbolId(kind === 'spot' ? `${base}/${quote}` : `${base}/${quote}:${settle}`));
};
