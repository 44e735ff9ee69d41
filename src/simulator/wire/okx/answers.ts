import { isRecord } from '../../../domain/codec.ts';
import type { SimMarket } from '../../sim-market.ts';
import { parseJson } from '../json-text.ts';
import type { VenueHouse, WireAnswer, WireRequest } from '../venue-face.ts';

/** One kind of request: what the venue says to it. */
export type Handler = (asked: Asked, house: VenueHouse) => WireAnswer;

/** Parameters of a request by name; those absent or empty are `undefined`. */
export type Asked = (name: string) => string | undefined;

/** The parameters of a request: of the query, or of the JSON body where there is one. */
export const parametersOf = ({ method, query, body }: WireRequest): Asked =>
  method === 'GET' ? (name) => query.get(name) || undefined : fieldsOf(parseJson(body));

/** The members of a JSON object as parameters. */
export const fieldsOf = (value: unknown): Asked => {
  const fields = isRecord(value) ? value : {};
  return (name) => {
    const field = fields[name];
    return field === undefined || field === null || field === '' || typeof field === 'object'
      ? undefined
      : String(field as string | number | boolean);
  };
};

/** The bodies of a batch: a list, or one alone. */
export const batchOf = ({ body }: WireRequest): readonly Asked[] => {
  const parsed = parseJson(body);
  return (Array.isArray(parsed) ? (parsed as readonly unknown[]) : [parsed]).map(fieldsOf);
};

export const answered = (data: readonly unknown[]): WireAnswer => ({ status: 200, body: { code: '0', msg: '', data } });

export const refusal = (code: string, msg: string, status = 200): WireAnswer => ({
  status,
  body: { code, msg, data: [] },
});

export const PARAMETER_ERROR = '51000';

export const noInstrument = (): WireAnswer =>
  refusal('51001', "Instrument ID, Instrument ID code or Spread ID doesn't exist.");

export const missing = (name: string): WireAnswer => refusal('50014', `Parameter ${name} can not be empty.`);

/** The market of an `instId`, or what the venue says where there is none. */
export const marketAsked = (asked: Asked, house: VenueHouse): SimMarket | WireAnswer => {
  const instId = asked('instId');
  return instId === undefined ? missing('instId') : (house.market(instId) ?? noInstrument());
};

export const isAnswer = (found: SimMarket | WireAnswer): found is WireAnswer => 'status' in found;

/** The market of a record; those of markets that are gone are not shown. */
export const marketOf = ({ markets }: VenueHouse, key: string): SimMarket | undefined =>
  markets.find(({ instrument }) => instrument.market === key);

/** A whole number asked for, cut to what the venue allows. */
export const limitAsked = (
  asked: Asked,
  { name = 'limit', usual, most }: { readonly name?: string; readonly usual: number; readonly most: number },
): number => {
  const limit = Number(asked(name) ?? usual);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, most) : usual;
};
