import { isRecord } from '../../../domain/codec.ts';
import type { SimMarket } from '../../sim-market.ts';
import { accountAnswer } from './account.ts';
import { bookOf, hyperliquidWire, metaOf, publishedContext, settledRows } from './wire.ts';
import type { VenueHouse, WireAnswer } from '../venue-face.ts';

export type Asked = Readonly<Record<string, unknown>>;

/** Texts and statuses as recorded: a body that lacks a field, an unknown coin or dex, a broken body. */
export const UNREADABLE: WireAnswer = {
  status: 422,
  body: 'Failed to deserialize the JSON body into the target type',
};
const UNKNOWN: WireAnswer = { status: 500, body: null };
const USDC_TOKEN = { name: 'USDC', szDecimals: 8, weiDecimals: 8, index: 0, isCanonical: true };

/** `POST /info`: what is asked stands in `type`. */
export const infoAnswer = (asked: Asked, house: VenueHouse): WireAnswer => {
  const { type, coin, dex } = asked;
  // Only the first dex exists here.
  if (typeof dex === 'string' && dex !== '') return UNKNOWN;
  switch (type) {
    case 'meta':
      return ok(metaOf(house.markets));
    case 'metaAndAssetCtxs':
      return ok([metaOf(house.markets), house.markets.map(publishedContext)]);
    case 'allPerpMetas':
      return ok([metaOf(house.markets)]);
    case 'perpDexs':
      return ok([null]);
    case 'spotMeta':
      return ok({ tokens: [USDC_TOKEN], universe: [] });
    case 'spotMetaAndAssetCtxs':
      return ok([{ tokens: [USDC_TOKEN], universe: [] }, []]);
    case 'allMids':
      return ok(midsOf(house.markets));
    case 'exchangeStatus':
      return ok({ specialStatuses: null, time: house.nowMs });
    case 'l2Book':
      return typeof coin === 'string' ? bookAnswer(coin, house) : UNREADABLE;
    case 'fundingHistory':
      return historyAnswer(asked, house);
    case 'recentTrades':
      return ok([]);
    default:
      return accountAnswer(asked, house) ?? UNREADABLE;
  }
};

const ok = (body: unknown): WireAnswer => ({ status: 200, body });

/** The middle of each book under its coin. */
export const midsOf = (markets: readonly SimMarket[]): Readonly<Record<string, string>> =>
  Object.fromEntries(markets.map((market) => [market.instrument.nativeSymbol, publishedContext(market).midPx]));

/**
 * What a book that is asked for is stamped with: as late as one that is pushed, whose jitter the rounding takes away, so
 * that of two books the later is never stamped earlier.
 */
export const bookTimeOf = ({ nowMs }: VenueHouse): number => roundedUp(nowMs - hyperliquidWire.lagMs);
export const roundedUp = (instantMs: number): number => Math.ceil(instantMs / 10) * 10;

/** An unknown coin is no error here, but nothing. */
const bookAnswer = (coin: string, house: VenueHouse): WireAnswer => {
  const market = house.market(coin);
  return ok(market === undefined ? null : bookOf(market, bookTimeOf(house)));
};

const historyAnswer = ({ coin, startTime, endTime }: Asked, house: VenueHouse): WireAnswer => {
  if (typeof coin !== 'string' || typeof startTime !== 'number') return UNREADABLE;
  if (endTime !== undefined && endTime !== null && typeof endTime !== 'number') return UNREADABLE;
  const found = house.market(coin);
  if (found === undefined) return UNKNOWN;
  return ok(settledRows(found, { nowMs: house.nowMs, startTime, ...(typeof endTime === 'number' ? { endTime } : {}) }));
};

/** Weights of requests by their type; those not named cost 20. */
const LIGHT: ReadonlySet<unknown> = new Set([
  'l2Book',
  'allMids',
  'clearinghouseState',
  'orderStatus',
  'spotClearinghouseState',
  'exchangeStatus',
]);
const MS_PER_ROW = 3_600_000;
const ROWS_MAX = 500;

/** What a request costs; a long history one more for every 20 rows it may have. */
export const infoWeight = (asked: unknown): number => {
  if (!isRecord(asked)) return 1;
  const { type, startTime, endTime } = asked;
  if (LIGHT.has(type)) return 2;
  if (type !== 'fundingHistory') return 20;
  const rows =
    typeof startTime === 'number' && typeof endTime === 'number' ? (endTime - startTime) / MS_PER_ROW : ROWS_MAX;
  return 20 + Math.floor(Math.max(0, Math.min(ROWS_MAX, rows)) / 20);
};
