import { isRecord } from '../../../domain/codec.ts';
import type { SimMarket } from '../../sim-market.ts';
import { parseJson } from '../json-text.ts';
import type { VenueHouse, WireAnswer, WireRequest } from '../venue-face.ts';

/** One kind of request: what the venue says to it. `named` is the part of the path that names something. */
export type Handler = (asked: Asked, house: VenueHouse, named: string) => WireAnswer;

/** Parameters of a request by name, from the query or the JSON body; those absent or empty are `undefined`. */
export type Asked = (name: string) => string | undefined;

export const parametersOf = ({ method, query, body }: WireRequest): Asked => {
  if (method !== 'POST') return (name) => query.get(name) || undefined;
  const parsed = parseJson(body);
  const fields = isRecord(parsed) ? parsed : {};
  return (name) => {
    const value = fields[name];
    return value === undefined || value === null || value === '' || typeof value === 'object'
      ? undefined
      : String(value as string | number | boolean);
  };
};

export const answered = (data: unknown): WireAnswer => ({ status: 200, body: { code: '200000', data } });

/** Refusals come with HTTP 200 more often than not. */
export const refusal = (code: string, msg: string, status = 200): WireAnswer => ({ status, body: { code, msg } });

export const NOT_FOUND = refusal('404', 'not exist', 404);

/** The market of a symbol, or what the venue says where there is none. */
export const marketOfSymbol = (symbol: string | undefined, house: VenueHouse): SimMarket | WireAnswer => {
  if (symbol === undefined) return refusal('400100', 'Param symbol is required.');
  return house.market(symbol) ?? refusal('200003', 'Invalid symbol.');
};

export const isAnswer = (found: SimMarket | WireAnswer): found is WireAnswer => 'status' in found;

const PAGE_SIZE = 50;
const PAGE_SIZE_MAX = 1000;

/** One page of rows, in the envelope of all paged answers. */
export const pageOf = <Row>(rows: readonly Row[], asked: Asked) => {
  const pageSize = wholeNumber(asked('pageSize'), { usual: PAGE_SIZE, most: PAGE_SIZE_MAX });
  const currentPage = wholeNumber(asked('currentPage'), { usual: 1, most: Infinity });
  const items = rows.slice((currentPage - 1) * pageSize, currentPage * pageSize);
  return { currentPage, pageSize, totalNum: rows.length, totalPage: Math.ceil(rows.length / pageSize), items };
};

/** A whole number from 1 on that was asked for, cut to what the venue allows. */
export const wholeNumber = (
  value: string | undefined,
  { usual, most }: { readonly usual: number; readonly most: number },
): number => {
  const asked = Number(value ?? usual);
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, most) : usual;
};

/** Whether an instant is within `startAt` and `endAt`. */
export const isWithin = (asked: Asked, atMs: number): boolean =>
  atMs >= Number(asked('startAt') ?? 0) && atMs <= Number(asked('endAt') ?? Infinity);
