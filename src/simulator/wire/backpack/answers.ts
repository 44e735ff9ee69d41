import { isRecord } from '../../../domain/codec.ts';
import { parseJson } from '../json-text.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { VenueHouse, WireAnswer, WireRequest } from '../venue-face.ts';

/** One kind of request: what the venue says to it. */
export type Handler = (asked: Asked, house: VenueHouse) => WireAnswer;

/** Parameters of a request by name, as text; those absent, null or empty are `undefined`. */
export type Asked = (name: string) => string | undefined;

/** The parameters of a request: of the query, or of the JSON body where it is no GET. */
export const parametersOf = ({ method, query, body }: WireRequest): Asked => {
  if (method === 'GET') return (name) => query.get(name) || undefined;
  return fieldsAsked(parseJson(body));
};

/** The members of a JSON object as parameters. */
export const fieldsAsked = (parsed: unknown): Asked => {
  const fields = isRecord(parsed) ? parsed : {};
  return (name) => {
    const value = fields[name];
    const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return isText && value !== '' ? String(value) : undefined;
  };
};

export const answered = (body: unknown, headers?: Readonly<Record<string, string>>): WireAnswer =>
  headers === undefined ? { status: 200, body } : { status: 200, body, headers };

/** `{code, message}`, the form of most refusals. */
export const refusal = (code: string, message: string, status = 400): WireAnswer => ({
  status,
  body: { code, message },
});

export const NOT_FOUND = refusal('RESOURCE_NOT_FOUND', 'Not Found', 404);

/** The market that a request names, or what the venue says where there is none. */
export const marketAsked = (asked: Asked, house: VenueHouse): SimMarket | WireAnswer =>
  house.market(asked('symbol') ?? '') ?? refusal('INVALID_CLIENT_REQUEST', 'Invalid market symbol');

export const isAnswer = (found: SimMarket | WireAnswer): found is WireAnswer => 'status' in found;

/** Markets that a request is about: the one it names, or all. */
export const marketsAsked = (asked: Asked, house: VenueHouse): readonly SimMarket[] | WireAnswer => {
  if (asked('symbol') !== undefined) {
    const market = marketAsked(asked, house);
    return isAnswer(market) ? market : [market];
  }
  const type = asked('marketType');
  return house.markets.filter(
    ({ instrument }) => type === undefined || (type === 'PERP') === (instrument.kind !== 'spot'),
  );
};

interface PageRules {
  readonly usual: number;
  readonly most: number;
}

/** A page by `limit` and `offset`, with the headers that count pages. */
export const pageAnswered = (rows: readonly unknown[], asked: Asked, { usual, most }: PageRules): WireAnswer => {
  const limit = countAsked(asked('limit'), usual);
  const offset = countAsked(asked('offset'), 0);
  if (limit === undefined || limit < 1 || limit > most) return badParameter('limit');
  if (offset === undefined) return badParameter('offset');
  return answered(rows.slice(offset, offset + limit), {
    'x-page-count': String(Math.ceil(rows.length / limit)),
    'x-current-page': String(Math.floor(offset / limit) + 1),
    'x-page-size': String(limit),
    'x-total': String(rows.length),
  });
};

/** Plain text, unlike other refusals. */
export const badParameter = (name: string): WireAnswer => ({
  status: 400,
  body: `failed to parse parameter \`${name}\``,
});

/** A whole number of at least 0; `undefined` for anything else. */
export const countAsked = (value: string | undefined, usual: number): number | undefined => {
  if (value === undefined) return usual;
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
};
