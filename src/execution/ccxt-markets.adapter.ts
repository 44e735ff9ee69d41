import type { MarketInterface } from 'ccxt';
import { marketKey, symbolId, symbolParts } from '../domain/ids.ts';
import type { MarketKey, MarketKind } from '../domain/ids.ts';
import { text } from '../domain/money.ts';
import type { TradedMarket, TradedMarkets, VenueTrading } from '../domain/venue-trading.ts';
import { ccxtExchange } from './ccxt-client.adapter.ts';

export interface MarketsOptions {
  readonly trading: VenueTrading;
  readonly kinds: readonly MarketKind[];
  readonly hosts: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** The names of a venue's markets as ccxt lists them, without a key. Throws what ccxt throws. */
export const loadTradedMarkets = async (options: MarketsOptions): Promise<TradedMarkets> => {
  const { trading, kinds, hosts, timeoutMs } = options;
  const wanted = kinds.filter((kind) => trading.kinds.includes(kind));
  const types = [...new Set(wanted.flatMap((kind) => trading.listings[kind] ?? []))];
  const exchange = await ccxtExchange(trading.exchange, {
    urls: { api: trading.urls(hosts) },
    timeout: timeoutMs,
    options: { fetchMarkets: { types } },
  });
  // coins are asked for with a key, and nothing here wants them
  exchange.has['fetchCurrencies'] = false;
  const rows = Object.values(await exchange.loadMarkets());
  return namesOf(rows.flatMap((row) => (row === undefined ? [] : tradedMarket(row, trading, wanted))));
};

/** Perpetuals and spot only: what expires is not traded. */
const tradedMarket = (
  row: MarketInterface,
  trading: VenueTrading,
  wanted: readonly MarketKind[],
): readonly TradedMarket[] => {
  const { symbol, spot, swap } = row;
  if ((spot !== true && swap !== true) || !isSymbol(symbol)) return [];
  const { kind, base, settle } = symbolParts(symbol);
  if (!wanted.includes(kind)) return [];
  const names = trading.named?.({ ...row }) ?? { native: String(row.id) };
  // spot is counted in coins, and ccxt names no size of a contract there
  const contractSize = text(kind === 'spot' ? 1 : (row.contractSize ?? 1));
  return [{ market: marketKey(trading.venue, symbolId(symbol)), kind, base, settle, contractSize, ...names }];
};

/** ccxt's symbols of spot and perpetuals are ours, but for names that hold what no symbol may. */
const isSymbol = (symbol: string): boolean => /^[^/:\s]+\/[^/:\s]+(?::[^/:\s]+)?$/.test(symbol);

/** Spot and perpetuals may have the same name at a venue. */
const namesOf = (rows: readonly TradedMarket[]): TradedMarkets => {
  const byKey = new Map<MarketKey, TradedMarket>(rows.map((row) => [row.market, row]));
  const byName = new Map<string, TradedMarket>();
  for (const row of rows) {
    byName.set(`${row.kind} ${row.native}`, row);
    if (!byName.has(row.native)) byName.set(row.native, row);
  }
  return {
    of: (market) => byKey.get(market),
    named: (native, kind) => byName.get(kind === undefined ? native : `${kind} ${native}`),
    all: () => rows,
  };
};
