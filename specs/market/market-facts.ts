import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { BookDeltaEvent, BookSnapshotEvent, LiquidationEvent, TopEvent } from '../../src/domain/market-event.ts';
import type { FundingObservation } from '../../src/domain/funding.ts';
import { atMs, hours } from '../../src/domain/units.ts';
import type { Arrival, MarketFactEvent } from '../../src/market/market.ts';

export const BTC: MarketKey = marketKey(venueId('alpha'), symbolId('BTC/USDT:USDT'));
export const ETH: MarketKey = marketKey(venueId('alpha'), symbolId('ETH/USDT:USDT'));
/** 2026-01-05 08:00 UTC. */
export const EIGHT = Date.UTC(2026, 0, 5, 8);

export const at = (ms: number, pulse?: Arrival['pulse']): Arrival =>
  pulse === undefined ? { atMs: atMs(ms) } : { atMs: atMs(ms), pulse };

type BookShape = Partial<Omit<BookSnapshotEvent, 'type'>>;

export const snapshot = (shape: BookShape = {}): BookSnapshotEvent => ({
  type: 'book.snapshot',
  market: BTC,
  bids: [99, 2, 98, 4],
  asks: [101, 1, 102, 3],
  updateId: 10,
  venueAtMs: atMs(EIGHT),
  ...shape,
});

export const delta = (shape: BookShape = {}): BookDeltaEvent => ({
  ...snapshot({ bids: [], asks: [], updateId: 11, ...shape }),
  type: 'book.delta',
});

export const touch = (bid: number, ask: number, venueAt = EIGHT): TopEvent => ({
  type: 'top',
  market: BTC,
  top: { bid, bidSize: 5, ask, askSize: 6 },
  updateId: 12,
  venueAtMs: atMs(venueAt),
});

export const liquidation = (size: number, price: number, market = BTC): LiquidationEvent => ({
  type: 'liquidation',
  market,
  liquidated: 'long',
  price,
  size,
  venueAtMs: atMs(EIGHT),
});

export const rate = (overrides: Partial<FundingObservation> = {}): MarketFactEvent => ({
  type: 'funding',
  market: BTC,
  funding: {
    market: BTC,
    kind: 'predicted',
    rate: 0.0001,
    intervalHours: hours(8),
    intervalSource: 'frame',
    observedAtMs: atMs(EIGHT),
    settlementAtMs: atMs(EIGHT + 8 * 3_600_000),
    ...overrides,
  },
});

export const mark = (price: number): MarketFactEvent => ({ type: 'mark', market: BTC, price, venueAtMs: undefined });
