import type { FlatLevels } from '../../domain/book.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { isCrossed, isLevelFault, readLevels, shown, wireInstant, wireNumber } from '../wire-value.ts';
import { refusals } from './instruments.ts';
import type { OkxMarket } from './symbols.ts';

/**
 * Books: levels are `[price, size, "0", orders]`, sizes absolute, 0 deletes. A frame of the incremental channel that
 * cannot be read breaks the chain: what it changed is not known. The checksum is not verified: it has been 0 since 2026.
 * https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-order-book-channel
 */

interface ReadBook {
  readonly bids: FlatLevels;
  readonly asks: FlatLevels;
  /** `seqId`, or the time in recordings from before sequence ids. */
  readonly id: number;
  readonly previousId: number | undefined;
  readonly venueAtMs: AtMs;
}

/** A frame of `books` and of its tick-by-tick kin: a snapshot, then updates chained by `prevSeqId`. */
export const chainedBookEvents = (
  market: OkxMarket,
  row: Fields,
  { channel, action }: { readonly channel: string; readonly action: unknown },
): readonly MarketEvent[] => {
  const where = `${channel} ${market.instrument.nativeSymbol}`;
  if (action !== 'snapshot' && action !== 'update')
    return [refusals.refuse('frame.missing-field', `${where}: action is ${shown(action)}`)];
  const book = readBook(row, where, market.hasSequenceIds && action === 'update');
  if ('type' in book) {
    const isInStep = market.book.lastId !== undefined;
    return action === 'snapshot' || isInStep ? [book, ...market.book.refuse(wireNumber(row.seqId) || 0)] : [book];
  }
  const { id, previousId, ...levels } = book;
  if (action === 'snapshot') {
    market.hasSequenceIds = row.seqId !== undefined;
    return market.book.snapshot({ ...levels, updateId: id });
  }
  return market.book.delta({ ...levels, firstId: id, lastId: id, previousId });
};

/** A whole book of `books5` or REST; `undefined` while the incremental channel keeps a deeper one in step. */
export const wholeBookEvent = (market: OkxMarket, row: Fields, channel: string): MarketEvent => {
  const where = `${channel} ${market.instrument.nativeSymbol}`;
  if (market.book.lastId !== undefined) return refusals.control('unused', `${where}: a deeper book is in step`);
  const book = readBook(row, where, false);
  if ('type' in book) return book;
  const { bids, asks, id, venueAtMs } = book;
  return { type: 'book.snapshot', market: market.instrument.market, bids, asks, updateId: id, venueAtMs };
};

/** `bbo-tbt`: the touch alone. */
export const touchEvent = (market: OkxMarket, row: Fields): MarketEvent => {
  const where = `bbo-tbt ${market.instrument.nativeSymbol}`;
  const book = readBook(row, where, false);
  if ('type' in book) return book;
  const [bid = NaN, bidSize = 0] = book.bids;
  const [ask = NaN, askSize = 0] = book.asks;
  if (bidSize === 0 || askSize === 0) return refusals.control('unused', `${where}: one side is empty`);
  return {
    type: 'top',
    market: market.instrument.market,
    top: { bid, bidSize, ask, askSize },
    updateId: book.id,
    venueAtMs: book.venueAtMs,
  };
};

const readBook = (row: Fields, where: string, mustHaveIds: boolean): ReadBook | MarketEvent => {
  const bids = readLevels(row.bids, `${where}: bids`);
  if (isLevelFault(bids)) return refusals.refuse(bids.code, bids.fault);
  const asks = readLevels(row.asks, `${where}: asks`);
  if (isLevelFault(asks)) return refusals.refuse(asks.code, asks.fault);
  // Sizes are absolute: also the levels of one update hold at the same instant, and may not cross.
  if (isCrossed(bids, asks)) return refusals.refuse('frame.crossed-book', `${where}: bids reach the asks`);
  const venueAtMs = wireInstant(row.ts);
  if (venueAtMs === undefined) return refusals.number(where, 'ts', row.ts);
  const id = row.seqId === undefined && !mustHaveIds ? venueAtMs : wireNumber(row.seqId);
  if (!Number.isSafeInteger(id)) return refusals.number(where, 'seqId', row.seqId);
  const previousId = row.prevSeqId === undefined && !mustHaveIds ? undefined : wireNumber(row.prevSeqId);
  if (previousId !== undefined && !Number.isSafeInteger(previousId))
    return refusals.number(where, 'prevSeqId', row.prevSeqId);
  return { bids, asks, id, previousId, venueAtMs };
};
