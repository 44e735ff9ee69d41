import type { FlatLevels } from '../../domain/book.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields, LevelFault } from '../wire-value.ts';
import { LEVELS_MAX, isCrossed, isLevelFault, readLevels, shown, wireInstant, wireNumber } from '../wire-value.ts';
import { refusals } from './instruments.ts';
import type { DeribitMarket } from './symbols.ts';

/**
 * Books; sizes are absolute, USD on inverse contracts and base coins on linear ones. The incremental channel names each
 * level's change (`new`, `change`, `delete` with size 0) and chains its frames by `prev_change_id`; the grouped channel and
 * REST give plain levels and whole books.
 * https://docs.deribit.com/subscriptions/orderbook/bookinstrument_nameinterval
 */

interface ReadBook {
  readonly bids: FlatLevels;
  readonly asks: FlatLevels;
  readonly id: number;
  readonly venueAtMs: AtMs;
}

/** Where a frame came from. */
export interface BookSource {
  readonly channel: string;
  readonly conn: string;
}

/**
 * A frame of `book.{instrument}.{interval}`: a snapshot, then changes chained by `prev_change_id`. A change that names 0
 * opens a book (seen 2021), and so does a frame without type and predecessor (seen 2019). The predecessor that a snapshot
 * may name means nothing.
 */
export const chainedBookEvents = (
  market: DeribitMarket,
  data: Fields,
  { channel, conn }: BookSource,
): readonly MarketEvent[] => {
  const isNew = isSnapshot(data);
  if (market.book.lastId !== undefined && market.bookChannel !== channel)
    return [refusals.control('unused', `${channel}: ${market.bookChannel ?? 'another book'} is in step`)];
  market.bookChannel = channel;
  market.bookConn = conn;
  const book = readBook(data, { where: channel, levels: actionLevels });
  if ('type' in book) {
    const isInStep = market.book.lastId !== undefined;
    return isNew || isInStep ? [book, ...market.book.refuse(wireNumber(data.change_id) || 0)] : [book];
  }
  const { id, ...levels } = book;
  if (isNew) return market.book.snapshot({ ...levels, updateId: id });
  const previousId = wireNumber(data.prev_change_id);
  if (!Number.isSafeInteger(previousId)) {
    const fault = refusals.number(channel, 'prev_change_id', data.prev_change_id);
    return market.book.lastId === undefined ? [fault] : [fault, ...market.book.refuse(id)];
  }
  return market.book.delta({ ...levels, firstId: id, lastId: id, previousId });
};

const isSnapshot = ({ type, prev_change_id: previous }: Fields): boolean =>
  type === 'snapshot' || previous === 0 || (type === undefined && previous === undefined);

/** A whole book, grouped or by REST; passed over while the incremental channel keeps a deeper one in step. */
export const wholeBookEvents = (market: DeribitMarket, data: Fields, where: string): readonly MarketEvent[] => {
  if (market.book.lastId !== undefined) return [refusals.control('unused', `${where}: a deeper book is in step`)];
  const book = readBook(data, { where, levels: readLevels });
  if ('type' in book) return [book];
  const { bids, asks, id, venueAtMs } = book;
  return [{ type: 'book.snapshot', market: market.instrument.market, bids, asks, updateId: id, venueAtMs }];
};

type LevelReader = (raw: unknown, field: string) => FlatLevels | LevelFault;

const readBook = (
  data: Fields,
  { where, levels }: { readonly where: string; readonly levels: LevelReader },
): ReadBook | MarketEvent => {
  const bids = levels(data.bids, `${where}: bids`);
  if (isLevelFault(bids)) return refusals.refuse(bids.code, bids.fault);
  const asks = levels(data.asks, `${where}: asks`);
  if (isLevelFault(asks)) return refusals.refuse(asks.code, asks.fault);
  // Sizes are absolute: also the levels of one change hold at the same instant, and may not cross.
  if (isCrossed(bids, asks)) return refusals.refuse('frame.crossed-book', `${where}: bids reach the asks`);
  const venueAtMs = wireInstant(data.timestamp);
  if (venueAtMs === undefined) return refusals.number(where, 'timestamp', data.timestamp);
  const id = wireNumber(data.change_id);
  if (!Number.isSafeInteger(id)) return refusals.number(where, 'change_id', data.change_id);
  return { bids, asks, id, venueAtMs };
};

/** Levels `[action, price, amount]` as a flat run; a deletion is a size of 0, whatever it says. */
const actionLevels: LevelReader = (raw, field) => {
  if (!Array.isArray(raw)) return { code: 'frame.missing-field', fault: `${field} is ${shown(raw)}, not levels` };
  const levels: readonly unknown[] = raw;
  if (levels.length > LEVELS_MAX)
    return { code: 'frame.too-large', fault: `${field} has ${levels.length} levels, at most ${LEVELS_MAX} are read` };
  const flat: number[] = [];
  for (const level of levels) {
    if (!Array.isArray(level))
      return { code: 'frame.bad-number', fault: `${field} holds ${shown(level)}, not a level` };
    const [action, rawPrice, rawSize]: readonly unknown[] = level;
    if (action !== 'new' && action !== 'change' && action !== 'delete')
      return { code: 'frame.bad-number', fault: `${field} holds the action ${shown(action)}` };
    const price = wireNumber(rawPrice);
    const size = wireNumber(rawSize);
    if (!(price > 0)) return { code: 'frame.bad-price', fault: `${field} holds the price ${shown(rawPrice)}` };
    if (!(size >= 0)) return { code: 'frame.bad-number', fault: `${field} holds the size ${shown(rawSize)}` };
    flat.push(price, action === 'delete' ? 0 : size);
  }
  return flat;
};
