import type { FlatLevels, TopOfBook } from './book.ts';
import type { FundingObservation } from './funding.ts';
import type { MarketKey, Side, VenueId } from './ids.ts';
import type { Instrument } from './instrument.ts';
import type { AtMs } from './units.ts';

/** Facts of a venue, decoded. `venueAtMs` is the venue's own clock, `undefined` where a frame carries no time. */
export type MarketEvent =
  | { readonly type: 'instrument'; readonly instrument: Instrument }
  | { readonly type: 'funding'; readonly market: MarketKey; readonly funding: FundingObservation }
  | PriceEvent<'mark'>
  | PriceEvent<'index'>
  | BookSnapshotEvent
  | BookDeltaEvent
  | BookGapEvent
  | TopEvent
  | TradeEvent
  | LiquidationEvent
  /** The venue announced a halt, a resumption or a delisting of one market. */
  | {
      readonly type: 'status';
      readonly market: MarketKey;
      readonly status: 'trading' | 'halted';
      readonly reason: string;
    }
  /** The venue's clock was seen; feeds the offset estimate. */
  | { readonly type: 'venue.time'; readonly venue: VenueId; readonly venueAtMs: AtMs }
  /** A frame that carries no market data: acknowledgement, pong, subscription error, known but unused channel. */
  | { readonly type: 'frame.control'; readonly venue: VenueId; readonly what: ControlKind; readonly detail: string }
  | FrameRejectedEvent;

export type ControlKind = 'ack' | 'pong' | 'error' | 'unused' | 'notice' | 'outgoing';

interface PriceEvent<Type extends 'mark' | 'index'> {
  readonly type: Type;
  readonly market: MarketKey;
  readonly price: number;
  readonly venueAtMs: AtMs | undefined;
}

/** A whole book: replaces whatever was there. */
export interface BookSnapshotEvent {
  readonly type: 'book.snapshot';
  readonly market: MarketKey;
  readonly bids: FlatLevels;
  readonly asks: FlatLevels;
  /** The venue's update id, or its time where it has no id. */
  readonly updateId: number;
  readonly venueAtMs: AtMs | undefined;
}

/** A change to a book, proven contiguous with the last by the venue's own rule: it may be applied as it is. */
export interface BookDeltaEvent extends Omit<BookSnapshotEvent, 'type'> {
  readonly type: 'book.delta';
}

/** The sequence broke: the book is unusable until the next snapshot. */
export interface BookGapEvent {
  readonly type: 'book.gap';
  readonly market: MarketKey;
  readonly expected: number;
  readonly received: number;
  /** How a fresh snapshot is had. */
  readonly recovery: 'rest-snapshot' | 'resubscribe';
}

/** Best bid and ask alone; `depth` tells whether a fuller book of this market also flows. */
export interface TopEvent {
  readonly type: 'top';
  readonly market: MarketKey;
  readonly top: TopOfBook;
  readonly updateId: number;
  readonly venueAtMs: AtMs | undefined;
}

export interface TradeEvent {
  readonly type: 'trade';
  readonly market: MarketKey;
  readonly tradeId: string;
  readonly takerSide: Side;
  readonly price: number;
  /** In the venue's unit. */
  readonly size: number;
  readonly venueAtMs: AtMs;
}

export interface LiquidationEvent {
  readonly type: 'liquidation';
  readonly market: MarketKey;
  /** The side of the position that was liquidated, not of the order that closed it; `unknown` where a venue does not say which. */
  readonly liquidated: 'long' | 'short' | 'unknown';
  readonly price: number;
  /** In the venue's unit. */
  readonly size: number;
  readonly venueAtMs: AtMs;
}

/** A frame that could not be read. It is data: counted, printed, never thrown. */
export interface FrameRejectedEvent {
  readonly type: 'frame.rejected';
  readonly venue: VenueId;
  readonly code: RejectionCode;
  /** A sentence with the field and the value that offended. */
  readonly reason: string;
}

export type RejectionCode =
  | 'frame.not-json'
  | 'frame.unknown-channel'
  | 'frame.unknown-symbol'
  | 'frame.missing-field'
  | 'frame.bad-number'
  | 'frame.bad-price'
  | 'frame.crossed-book'
  | 'frame.rate-beyond-cap'
  | 'frame.interval-unknown'
  /** A relay's record from the future or the past, or for a settlement that is over or too far away. */
  | 'frame.untimely'
  | 'frame.too-large'
  | 'frame.venue-error';
