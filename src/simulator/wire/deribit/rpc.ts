import { isRecord } from '../../../domain/codec.ts';
import type { RefusalCode } from '../../../domain/order.ts';
import { stamps } from './wire.ts';
import type { VenueHouse } from '../venue-face.ts';

/** JSON-RPC as this venue speaks it: the same methods over sockets and HTTP. https://docs.deribit.com/articles/errors */
export type Outcome = { readonly result: unknown } | { readonly error: RpcError };

interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** What a method is called with. */
export interface Call {
  readonly params: Params;
  readonly house: VenueHouse;
}

export type Method = (call: Call) => Outcome;

/** Parameters as they come: JSON values over a socket, texts in a query. */
export class Params {
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(members: unknown) {
    this.#members = isRecord(members) ? members : {};
  }

  /** `undefined` where absent or empty. */
  text(name: string): string | undefined {
    const value = this.#members[name];
    if (typeof value === 'string') return value === '' ? undefined : value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  }

  /** `undefined` where absent, NaN where it is no number. */
  number(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Number(value);
  }

  flag(name: string): boolean {
    return this.text(name) === 'true';
  }

  /** Texts of a list; a query writes lists as JSON. */
  list(name: string): readonly string[] {
    const value = this.#members[name];
    const list: unknown = typeof value === 'string' ? parsed(value) : value;
    return Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
  }
}

/** A JSON text as a value; `undefined` where it is none. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const result = (value: unknown): Outcome => ({ result: value });

export const failure = (code: number, message: string, data?: unknown): Outcome => ({
  error: { code, message, ...(data === undefined ? {} : { data }) },
});

export const invalidParams = (param: string, reason: string): Outcome =>
  failure(-32_602, 'Invalid params', { param, reason });

export const unauthorized = (): Outcome => failure(13_009, 'unauthorized', { reason: 'invalid_token' });

export const tooManyRequests = (): Outcome => failure(10_028, 'too_many_requests');

/** A reply: a request over plain HTTP has no id, and its answer none. */
export const reply = (outcome: Outcome, { id, nowMs }: { readonly id?: unknown; readonly nowMs: number }) => ({
  jsonrpc: '2.0',
  ...(id === undefined || id === null ? {} : { id }),
  ...outcome,
  ...stamps(nowMs),
});

/** The venue's words for what its matching refuses. */
export const refusedOrder = (code: RefusalCode, message: string): Outcome =>
  REFUSALS[code] ?? failure(11_030, 'other_reject', { reason: message });

const REFUSALS: Readonly<Partial<Record<RefusalCode, Outcome>>> = {
  'insufficient-margin': failure(10_009, 'not_enough_funds'),
  'bad-price': failure(10_043, 'price_wrong_tick'),
  'bad-quantity': invalidParams('amount', 'must be a multiple of the contract size'),
  'below-minimum': failure(10_002, 'qty_too_low'),
  'post-only-would-take': failure(11_054, 'post_only_reject'),
  'market-halted': failure(10_012, 'book_closed'),
  'rate-limited': tooManyRequests(),
};
