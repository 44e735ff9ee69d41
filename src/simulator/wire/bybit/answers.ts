import type { MarketKind } from '../../../domain/ids.ts';
import { isRecord } from '../../../domain/codec.ts';
import { parseJson } from '../json-text.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { VenueHouse, WireAnswer, WireRequest } from '../venue-face.ts';

/** One kind of request: what the venue says to it. */
export type Handler = (asked: Asked, house: VenueHouse) => WireAnswer;

/** Parameters of a request by name, from the query or the body; those absent or empty are `undefined`. */
export type Asked = (name: string) => string | undefined;

/** The parameters of a request: of the query, or of the JSON body where there is one. */
export const parametersOf = ({ method, query, body }: WireRequest): Asked => {
  if (method === 'GET') return (name) => query.get(name) || undefined;
  const parsed = parseJson(body);
  const fields = isRecord(parsed) ? parsed : {};
  return (name) => {
    const value = fields[name];
    return value === undefined || value === null || value === '' || typeof value === 'object'
      ? undefined
      : String(value as string | number | boolean);
  };
};

/** An answer of v5: everything, refusals too, comes with HTTP 200. */
export const answered = (house: VenueHouse, result: unknown): WireAnswer =>
  envelope(house, 0, { retMsg: 'OK', result });

export const refusal = (house: VenueHouse, retCode: number, retMsg: string): WireAnswer =>
  envelope(house, retCode, { retMsg, result: {} });

const envelope = (house: VenueHouse, retCode: number, said: { retMsg: string; result: unknown }): WireAnswer => ({
  status: 200,
  body: { retCode, ...said, retExtInfo: {}, time: house.nowMs },
});

export const PARAMETER_ERROR = 10_001;

/** A category, as the venue names our kinds of markets. */
export const categoryOf = (asked: Asked): MarketKind | undefined => {
  const category = asked('category');
  return category === 'linear' || category === 'inverse' || category === 'spot' ? category : undefined;
};

/** The market that a request names, or what the venue says where there is none. */
export const marketAsked = (asked: Asked, house: VenueHouse): SimMarket | WireAnswer => {
  const category = categoryOf(asked);
  if (category === undefined) return refusal(house, PARAMETER_ERROR, 'params error: Category is invalid');
  const symbol = asked('symbol');
  if (symbol === undefined) return refusal(house, PARAMETER_ERROR, 'params error: symbol is required');
  return house.market(symbol, category) ?? refusal(house, PARAMETER_ERROR, 'Not supported symbols');
};

export const isAnswer = (found: SimMarket | WireAnswer): found is WireAnswer => 'status' in found;

/** A whole number asked for, cut to what the venue allows. */
export const limitAsked = (
  asked: Asked,
  { usual, most }: { readonly usual: number; readonly most: number },
): number => {
  const limit = Number(asked('limit') ?? usual);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, most) : usual;
};

/** One page of rows by cursor, as an offset that clients do not look into. */
export const pageOf = <Row>(rows: readonly Row[], asked: Asked, limit: number) => {
  const from = Number(/^page%3A(\d+)$/.exec(asked('cursor') ?? '')?.[1] ?? 0);
  const list = rows.slice(from, from + limit);
  return { list, nextPageCursor: from + limit < rows.length ? `page%3A${from + limit}` : '' };
};
