import type { MarketKind } from '../domain/ids.ts';
import type { FeedNotice } from '../domain/input.ts';
import type { PrivateWord } from '../domain/venue-trading.ts';
import type { VenueLine } from './venue-line.ts';

/** News of an account as they happen. An accelerator: whatever it says is also in the lists, and it may miss some of it. */
export interface OrderStream {
  /** Whether what happens to orders of a kind is heard at this moment. */
  hears(kind: MarketKind): boolean;
  /** It kept something of this kind to itself. */
  renew(kind: MarketKind): void;
  stop(): void;
}

export interface OrderStreamEvents {
  readonly told: (words: readonly PrivateWord[]) => void;
  /** Between `gone` and `alive` nothing was heard. */
  readonly status: (status: 'alive' | 'gone') => void;
  readonly notice: (notice: FeedNotice) => void;
}

/** Begins to listen; `venueNowMs` is the venue's clock. */
export type OpenOrderStream = (line: VenueLine, venueNowMs: () => number, events: OrderStreamEvents) => OrderStream;
