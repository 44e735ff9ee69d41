import { coinId, venueId } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { MarketRow } from '../../src/engine/view/inspect.ts';

/** A market no venue should ever list, by the name of its coin. */
export const hostileRow = (name: string): MarketRow => ({
  market: `alpha:${name}/USDT:USDT` as MarketKey,
  coin: coinId(name),
  venue: venueId('alpha'),
  kind: 'linear',
  state: 'stale',
  rate: 0.0003,
  rateKind: 'predicted',
  intervalHours: 8,
  settlementAtMs: undefined,
  per8hBps: 3,
  apr: 0.3285,
  mark: undefined,
  index: undefined,
  mid: undefined,
  spreadBps: undefined,
  bookAtMs: undefined,
});
