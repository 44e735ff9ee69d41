import type { BookChange } from '../../connectivity/book-sequence.ts';
import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import type { Fields } from '../wire-value.ts';
import { isCrossed, isLevelFault, readLevels, shown, wireInstant, wireNumber } from '../wire-value.ts';
import { instantOfNs } from './instants.ts';
import type { KucoinMarket } from './symbols.ts';
import { refusals } from './symbols.ts';

/**
 * Books. Every socket and REST count one sequence a market: a change names the first and the last number it holds, and the
 * next begins with the number after. Sizes are lots (spot: base coins), absolute; 0 deletes.
 * https://www.kucoin.com/docs-new/3470082w0
 */

/** Where the two sides, the numbers and the time of a book are in one kind of message. */
interface Reading {
  readonly where: string;
  readonly bids: unknown;
  readonly asks: unknown;
  readonly first: unknown;
  readonly last: unknown;
  readonly venueAtMs: AtMs | undefined;
}

/** `obu` of the unified socket: a snapshot of 500 levels a side, then changes at most every 10 ms. */
export const unifiedBookEvents = (market: KucoinMarket, frame: Fields, data: Fields): readonly MarketEvent[] => {
  const where = `obu ${market.instrument.nativeSymbol}`;
  const venueAtMs = instantOfNs(data.M) ?? instantOfNs(frame.P);
  const reading = { where, bids: data.b, asks: data.a, first: data.O, last: data.C, venueAtMs };
  // 1, 5 and 50 levels come whole each time, and hold no place in the sequence of changes.
  if (typeof frame.dp === 'string' && !frame.dp.startsWith('increment')) return wholeBookEvents(market, reading);
  if (frame.t === 'snapshot') return seedingEvents(market, reading);
  if (frame.t === 'delta') return changeEvents(market, reading);
  return [refusals.refuse('frame.missing-field', `${where}: t is ${shown(frame.t)}`)];
};

/** `level2` of the classic socket: one level a message, `price,side,size`; a price of 0 only moves the sequence on. */
export const classicChangeEvents = (market: KucoinMarket, data: Fields): readonly MarketEvent[] => {
  const where = `level2 ${market.instrument.nativeSymbol}`;
  const [price, side, size] = typeof data.change === 'string' ? data.change.split(',') : [];
  const common = { where, first: data.sequence, last: data.sequence, venueAtMs: wireInstant(data.timestamp) };
  const levels = wireNumber(price) === 0 ? [] : [[price, size]];
  if (side === 'buy') return changeEvents(market, { ...common, bids: levels, asks: [] });
  if (side === 'sell') return changeEvents(market, { ...common, bids: [], asks: levels });
  return brokenEvents(market, refusals.number(where, 'change', data.change), data.sequence);
};

/** `level2Depth5` and `level2Depth50` of the classic socket: whole each time, every 100 ms. */
export const classicDepthEvents = (market: KucoinMarket, data: Fields): readonly MarketEvent[] =>
  wholeBookEvents(market, {
    where: `level2Depth ${market.instrument.nativeSymbol}`,
    bids: data.bids,
    asks: data.asks,
    first: data.sequence ?? data.timestamp,
    last: data.sequence ?? data.timestamp,
    venueAtMs: wireInstant(data.timestamp) ?? wireInstant(data.ts),
  });

/** `level2` of the spot socket: levels `[price, size, sequence]`, several a message. */
export const spotChangeEvents = (market: KucoinMarket, data: Fields): readonly MarketEvent[] => {
  const where = `level2 ${market.instrument.nativeSymbol}`;
  const changes = isRecord(data.changes) ? data.changes : {};
  return changeEvents(market, {
    where,
    bids: withoutHoles(changes.bids),
    asks: withoutHoles(changes.asks),
    first: data.sequenceStart,
    last: data.sequenceEnd,
    venueAtMs: wireInstant(data.time),
  });
};

/** Levels of price 0 stand for changes that did not touch the book. */
const withoutHoles = (levels: unknown): unknown =>
  Array.isArray(levels)
    ? levels.filter((level: unknown) => !(Array.isArray(level) && wireNumber(level[0]) === 0))
    : levels;

/** A whole book over REST: contracts tell their time in ns as `ts`, pairs in ms as `time`. */
export const restBookEvents = (market: KucoinMarket, data: Fields, depth: 'full' | 'part'): readonly MarketEvent[] => {
  const reading = {
    where: `level2 snapshot ${market.instrument.nativeSymbol}`,
    bids: data.bids,
    asks: data.asks,
    first: data.sequence,
    last: data.sequence,
    venueAtMs: instantOfNs(data.ts) ?? wireInstant(data.time),
  };
  return depth === 'full' ? seedingEvents(market, reading) : wholeBookEvents(market, reading);
};

const seedingEvents = (market: KucoinMarket, reading: Reading): readonly MarketEvent[] => {
  const change = readChange(reading);
  if ('type' in change) return [change, ...market.book.refuse(wireNumber(reading.last) || 0)];
  if (isCrossed(change.bids, change.asks)) return [crossed(reading), ...market.book.refuse(change.lastId)];
  return market.book.snapshot({ ...change, updateId: change.lastId });
};

/** A change that cannot be read costs the book: what it changed is not known. */
const changeEvents = (market: KucoinMarket, reading: Reading): readonly MarketEvent[] => {
  const change = readChange(reading);
  return 'type' in change ? brokenEvents(market, change, reading.last) : market.book.delta(change);
};

const brokenEvents = (market: KucoinMarket, fault: MarketEvent, last: unknown): readonly MarketEvent[] =>
  market.book.lastId === undefined ? [fault] : [fault, ...market.book.refuse(wireNumber(last) || 0)];

/** A few levels, whole: they serve where no deeper book is in step. */
const wholeBookEvents = (market: KucoinMarket, reading: Reading): readonly MarketEvent[] => {
  if (market.book.lastId !== undefined)
    return [refusals.control('unused', `${reading.where}: a deeper book is in step`)];
  const change = readChange(reading);
  if ('type' in change) return [change];
  const { bids, asks, lastId: updateId, venueAtMs } = change;
  if (isCrossed(bids, asks)) return [crossed(reading)];
  return [{ type: 'book.snapshot', market: market.instrument.market, bids, asks, updateId, venueAtMs }];
};

const crossed = ({ where }: Reading): MarketEvent =>
  refusals.refuse('frame.crossed-book', `${where}: best bid is not below best ask`);

const readChange = ({ where, bids, asks, first, last, venueAtMs }: Reading): BookChange | MarketEvent => {
  const firstId = wireNumber(first);
  const lastId = wireNumber(last);
  if (!Number.isSafeInteger(firstId) || firstId < 0) return refusals.number(where, 'the first sequence', first);
  if (!Number.isSafeInteger(lastId) || lastId < firstId) return refusals.number(where, 'the last sequence', last);
  const bidLevels = readLevels(bids, `${where}: bids`);
  if (isLevelFault(bidLevels)) return refusals.refuse(bidLevels.code, bidLevels.fault);
  const askLevels = readLevels(asks, `${where}: asks`);
  if (isLevelFault(askLevels)) return refusals.refuse(askLevels.code, askLevels.fault);
  return { bids: bidLevels, asks: askLevels, firstId, lastId, venueAtMs };
};
