import type { MarketKind } from '../../../domain/ids.ts';
import type { RefusalCode } from '../../../domain/order.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { VenueHouse, WireAnswer, WireRequest } from '../venue-face.ts';

/** A request as its handler sees it: query and form body are one. */
export interface Ask {
  readonly method: WireRequest['method'];
  /** Without prefix and version: `ticker/bookTicker`. */
  readonly path: string;
  /** `v1`, `v2`, `v3`. */
  readonly version: string;
  readonly kind: MarketKind;
  readonly fields: URLSearchParams;
  readonly house: VenueHouse;
}

export const ok = (body: unknown): WireAnswer => ({ status: 200, body });

/** `{code, msg}`, the only form of a refusal. https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code */
export const fault = (code: number, msg: string, status = 400): WireAnswer => ({ status, body: { code, msg } });

export const NO_SYMBOL = fault(-1121, 'Invalid symbol.');

export const lacks = (name: string): WireAnswer =>
  fault(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);

/** The market an ask names, or what the venue says where it names none or an unknown one. */
export const namedMarket = ({ fields, house, kind }: Ask): SimMarket | WireAnswer => {
  const symbol = fields.get('symbol');
  if (symbol === null || symbol === '') return lacks('symbol');
  return house.market(symbol.toUpperCase(), kind) ?? NO_SYMBOL;
};

export const isAnswer = (found: object): found is WireAnswer => 'status' in found && 'body' in found;

/** Markets of a product, or the one that is named. */
export const askedMarkets = (ask: Ask): readonly SimMarket[] | WireAnswer => {
  if (ask.fields.has('symbol')) {
    const found = namedMarket(ask);
    return isAnswer(found) ? found : [found];
  }
  return marketsOf(ask);
};

export const marketsOf = ({ house, kind }: Pick<Ask, 'house' | 'kind'>): readonly SimMarket[] =>
  house.markets.filter(({ instrument }) => instrument.kind === kind);

/** A whole number of a field, `undefined` where it is absent or no number. */
export const wholeOf = (fields: URLSearchParams, name: string): number | undefined => {
  const said = fields.get(name);
  const parsed = said === null || said === '' ? NaN : Number(said);
  return Number.isSafeInteger(parsed) ? parsed : undefined;
};

/** Rows of a time range, ascending: from `startTime` on where it is given, else the most recent. */
export const rangeOf = <Row>(
  rows: readonly Row[],
  fields: URLSearchParams,
  { atMs, limit }: { readonly atMs: (row: Row) => number; readonly limit: number },
): readonly Row[] => {
  const fromMs = wholeOf(fields, 'startTime');
  const toMs = wholeOf(fields, 'endTime') ?? Infinity;
  const most = Math.max(1, Math.min(1000, wholeOf(fields, 'limit') ?? limit));
  const matching = rows.filter((row) => atMs(row) >= (fromMs ?? 0) && atMs(row) <= toMs);
  return fromMs === undefined ? matching.slice(-most) : matching.slice(0, most);
};

/** An order's refusal in the venue's words. */
export const orderFault = (code: RefusalCode, message: string, kind: MarketKind): WireAnswer => {
  if (kind === 'spot') return spotFault(code, message);
  if (code === 'below-minimum' && !message.startsWith('notional'))
    return fault(-4004, 'Quantity less than min quantity.');
  const [number, words] = FUTURES_FAULTS[code];
  return fault(number, words);
};

const FUTURES_FAULTS: Readonly<Record<RefusalCode, readonly [number, string]>> = {
  'insufficient-margin': [-2019, 'Margin is insufficient.'],
  'reduce-only': [-2022, 'ReduceOnly Order is rejected.'],
  'below-minimum': [-4164, "Order's notional must be no smaller than the minimum (unless you choose reduce only)."],
  'bad-price': [-4014, 'Price not increased by tick size.'],
  'bad-quantity': [-1111, 'Precision is over the maximum defined for this asset.'],
  'post-only-would-take': [
    -5022,
    'Due to the order could not be executed as maker, the Post Only order will be rejected.',
  ],
  'duplicate-client-id': [-4116, 'ClientOrderId is duplicated.'],
  'market-halted': [-4108, 'Invalid symbol status for opening position.'],
  'rate-limited': [-1015, 'Too many new orders.'],
  unknown: [-2010, 'NEW_ORDER_REJECTED'],
};

const spotFault = (code: RefusalCode, message: string): WireAnswer => {
  if (code === 'below-minimum')
    return fault(-1013, `Filter failure: ${message.startsWith('notional') ? 'NOTIONAL' : 'LOT_SIZE'}`);
  const [number, words] = SPOT_FAULTS[code];
  return fault(number, words);
};

const REJECTED = [-2010, 'NEW_ORDER_REJECTED'] as const;

const SPOT_FAULTS: Readonly<Record<Exclude<RefusalCode, 'below-minimum'>, readonly [number, string]>> = {
  'insufficient-margin': [-2010, 'Account has insufficient balance for requested action.'],
  'post-only-would-take': [-2010, 'Order would immediately match and take.'],
  'duplicate-client-id': [-2010, 'Duplicate order sent.'],
  'bad-price': [-1013, 'Filter failure: PRICE_FILTER'],
  'bad-quantity': [-1013, 'Filter failure: LOT_SIZE'],
  'rate-limited': [-1015, 'Too many new orders.'],
  'market-halted': [-2010, 'Market is closed.'],
  'reduce-only': REJECTED,
  unknown: REJECTED,
};
