import { MS_PER_HOUR, atMs, hours } from '../../src/domain/units.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { RelayLookup, RelayMarket } from '../../src/venues/relay.ts';

/** 08:00 UTC of the day that the relays' fixtures are of. */
export const EIGHT = 1_790_928_000_000;

const linear = (venue: string, base: string, rest: Partial<RelayMarket>): readonly [string, RelayMarket] => [
  `${venue} perpetual ${base}USDT`,
  { market: marketKey(venueId(venue), symbolId(`${base}/USDT:USDT`)), ...rest },
];

const MARKETS: ReadonlyMap<string, RelayMarket> = new Map([
  linear('binance', 'SOL', { intervalHours: hours(8), settlementAtMs: atMs(EIGHT + 8 * MS_PER_HOUR), cap: 0.02 }),
  linear('bybit', 'SOL', { intervalHours: hours(8) }),
  // Settles every four hours, when nobody said.
  linear('binance', 'DOGE', { intervalHours: hours(4) }),
  // Listed, with an interval that nobody stated.
  linear('binance', 'ODD', {}),
  ['binance spot SOLUSDT', { market: marketKey(venueId('binance'), symbolId('SOL/USDT')) }],
]);

/** What the venues themselves are known to say, in the fixtures' world. */
export const terms: RelayLookup = (venue, symbol, kind = 'perpetual') =>
  MARKETS.get(`${venue} ${kind} ${symbol.replace('.', '')}`);
