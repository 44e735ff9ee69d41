import { isRecord } from '../../domain/codec.ts';
import type { FlatLevels } from '../../domain/book.ts';
import type { MarketEvent, TopEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import { MS_PER_HOUR, atMs } from '../../domain/units.ts';
import type { Fields, LevelFault } from '../wire-value.ts';
import { LEVELS_MAX, isCrossed, isLevelFault, shown, wireInstant, wireNumber, wireTradeId } from '../wire-value.ts';
import type { HyperliquidMarket } from './coins.ts';
import { INTERVAL_HOURS, RATE_PER_HOUR_MAX, refusals } from './coins.ts';

/**
 * Socket payloads of Hyperliquid as market events. Prices and sizes are decimal texts, times JSON numbers in ms; sizes
 * are base units of the listed name (of kPEPE: thousands of PEPE).
 * https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/subscriptions
 */

/** `l2Book`: always the whole book, 20 levels a side or 5 in the fast flavour; the update id is its time. */
export const bookEvents = (market: HyperliquidMarket, data: Fields): readonly MarketEvent[] => {
  const name = market.instrument.nativeSymbol;
  const venueAtMs = wireInstant(data.time);
  if (venueAtMs === undefined) return [refusals.number(`l2Book ${name}`, 'time', data.time)];
  if (market.bookAtMs !== undefined && venueAtMs < market.bookAtMs)
    return [refusals.control('unused', `l2Book ${name}: older than the last by ${market.bookAtMs - venueAtMs} ms`)];
  const levels: readonly unknown[] = Array.isArray(data.levels) ? data.levels : [];
  const bids = readLevels(levels[0], `l2Book ${name}: levels[0]`);
  if (isLevelFault(bids)) return [refusals.refuse(bids.code, bids.fault)];
  const asks = readLevels(levels[1], `l2Book ${name}: levels[1]`);
  if (isLevelFault(asks)) return [refusals.refuse(asks.code, asks.fault)];
  if (isCrossed(bids, asks))
    return [refusals.refuse('frame.crossed-book', `l2Book ${name}: bid ${bids[0]} is not below ask ${asks[0]}`)];
  market.bookAtMs = venueAtMs;
  const snapshot: MarketEvent = {
    type: 'book.snapshot',
    market: market.instrument.market,
    bids,
    asks,
    updateId: venueAtMs,
    venueAtMs,
  };
  const { touch } = market;
  // A book that is older than the touch would bring back levels that are gone.
  return touch !== undefined && touch.updateId > venueAtMs ? [snapshot, touch] : [snapshot];
};

/** `bbo`: the touch of each block in which it changed. */
export const touchEvent = (market: HyperliquidMarket, data: Fields): MarketEvent => {
  const name = market.instrument.nativeSymbol;
  const venueAtMs = wireInstant(data.time);
  if (venueAtMs === undefined) return refusals.number(`bbo ${name}`, 'time', data.time);
  const latestMs = Math.max(market.bookAtMs ?? 0, market.touch?.updateId ?? 0);
  if (venueAtMs < latestMs) return refusals.control('unused', `bbo ${name}: ${latestMs - venueAtMs} ms late`);
  if (!Array.isArray(data.bbo)) return refusals.refuse('frame.missing-field', `bbo ${name}: bbo is ${shown(data.bbo)}`);
  const [bidLevel, askLevel]: readonly unknown[] = data.bbo;
  if ((bidLevel ?? null) === null || (askLevel ?? null) === null)
    return refusals.control('unused', `bbo ${name}: one side is empty`);
  const levels = readLevels([bidLevel, askLevel], `bbo ${name}: bbo`);
  if (isLevelFault(levels)) return refusals.refuse(levels.code, levels.fault);
  const [bid = NaN, bidSize = NaN, ask = NaN, askSize = NaN] = levels;
  if (bid >= ask) return refusals.refuse('frame.crossed-book', `bbo ${name}: bid ${bid} is not below ask ${ask}`);
  const touch: TopEvent = {
    type: 'top',
    market: market.instrument.market,
    top: { bid, bidSize, ask, askSize },
    updateId: venueAtMs,
    venueAtMs,
  };
  market.touch = touch;
  return touch;
};

/** One row of `trades`; `side` is the aggressor's: B bought, A sold. */
export const tradeEvent = (market: HyperliquidMarket, row: Fields): MarketEvent => {
  const where = `trades ${market.instrument.nativeSymbol}`;
  const price = wireNumber(row.px);
  const size = wireNumber(row.sz);
  const venueAtMs = wireInstant(row.time);
  if (!(price > 0)) return refusals.price(where, 'px', row.px);
  if (!(size >= 0)) return refusals.number(where, 'sz', row.sz);
  if (venueAtMs === undefined) return refusals.number(where, 'time', row.time);
  if (row.side !== 'A' && row.side !== 'B') return refusals.number(where, 'side', row.side);
  const tradeId = typeof row.tid === 'number' ? wireTradeId(row.tid) : undefined;
  if (tradeId === undefined) return refusals.number(where, 'tid', row.tid);
  return {
    type: 'trade',
    market: market.instrument.market,
    tradeId,
    takerSide: row.side === 'B' ? 'buy' : 'sell',
    price,
    size,
    venueAtMs,
  };
};

/**
 * `ctx` of `activeAssetCtx` and of `metaAndAssetCtxs`: mark, oracle (the index) and the running hourly rate for the
 * coming UTC hour; whatever changed or was last said a second ago. It carries no time, so arrival stands in.
 */
export const contextEvents = (market: HyperliquidMarket, ctx: Fields, arrivedAtMs: AtMs): readonly MarketEvent[] => {
  const key = market.instrument.market;
  const where = `assetCtx ${market.instrument.nativeSymbol}`;
  const mark = wireNumber(ctx.markPx);
  const index = wireNumber(ctx.oraclePx);
  const rate = wireNumber(ctx.funding);
  if (!(mark > 0)) return [refusals.price(where, 'markPx', ctx.markPx)];
  if (!(index > 0)) return [refusals.price(where, 'oraclePx', ctx.oraclePx)];
  if (Number.isNaN(rate)) return [refusals.number(where, 'funding', ctx.funding)];
  const events: MarketEvent[] = [];
  if (market.mark.isDue(arrivedAtMs, mark))
    events.push({ type: 'mark', market: key, price: mark, venueAtMs: undefined });
  if (market.index.isDue(arrivedAtMs, index))
    events.push({ type: 'index', market: key, price: index, venueAtMs: undefined });
  if (Math.abs(rate) > RATE_PER_HOUR_MAX)
    return [
      ...events,
      refusals.refuse('frame.rate-beyond-cap', `${where}: funding is ${rate}, cap ${RATE_PER_HOUR_MAX}`),
    ];
  const settlementAtMs = atMs((Math.floor(arrivedAtMs / MS_PER_HOUR) + 1) * MS_PER_HOUR);
  if (market.funding.isDue(arrivedAtMs, rate, [settlementAtMs, 0]))
    events.push({
      type: 'funding',
      market: key,
      funding: {
        market: key,
        kind: 'predicted',
        rate,
        intervalHours: INTERVAL_HOURS,
        intervalSource: 'venue-rule',
        observedAtMs: arrivedAtMs,
        settlementAtMs,
      },
    });
  return events;
};

/** Levels `{px, sz, n}` as a flat run. */
const readLevels = (raw: unknown, field: string): FlatLevels | LevelFault => {
  if (!Array.isArray(raw)) return { code: 'frame.missing-field', fault: `${field} is ${shown(raw)}, not levels` };
  const levels: readonly unknown[] = raw;
  if (levels.length > LEVELS_MAX)
    return { code: 'frame.too-large', fault: `${field} has ${levels.length} levels, at most ${LEVELS_MAX} are read` };
  const flat: number[] = [];
  for (const level of levels) {
    if (!isRecord(level)) return { code: 'frame.bad-number', fault: `${field} holds ${shown(level)}, not a level` };
    const price = wireNumber(level['px']);
    const size = wireNumber(level['sz']);
    if (!(price > 0)) return { code: 'frame.bad-price', fault: `${field} holds the price ${shown(level['px'])}` };
    if (!(size >= 0)) return { code: 'frame.bad-number', fault: `${field} holds the size ${shown(level['sz'])}` };
    flat.push(price, size);
  }
  return flat;
};
