import { isRecord } from '../../../domain/codec.ts';
import type { DecimalText } from '../../../domain/money.ts';
import { decimal } from '../../../domain/money.ts';
import { MS_PER_DAY } from '../../../domain/units.ts';
import { wireNumber } from '../../../venues/wire-value.ts';
import type { SimMarket } from '../../sim-market.ts';
import { declineOrder } from '../declined-orders.ts';
import { isClientId, orderName } from './orders.ts';
import type { DeskOrder, DeskRefusal, NewOrder, OrderName, VenueHouse, WireAnswer } from '../venue-face.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A body that is no action: answered as by the venue's deserialiser. */
const UNREADABLE: WireAnswer = { status: 422, body: 'Failed to deserialize the JSON body into the target type' };
const TIMES_IN_FORCE: Readonly<Record<string, NewOrder['timeInForce']>> = { Ioc: 'ioc', Gtc: 'gtc', Alo: 'post-only' };
const NOT_THERE = 'Order was never placed, already canceled, or filled.';
/** Actions that change nothing here. */
const IGNORED: ReadonlySet<unknown> = new Set(['setReferrer', 'approveBuilderFee', 'scheduleCancel', 'noop']);
const NONCES_KEPT = 100;
const NONCES = new WeakMap<VenueHouse, number[]>();

/** `POST /exchange`: HTTP 200 whatever becomes of it. Signatures are not checked, nonces are. */
export const exchangeAnswer = (body: unknown, house: VenueHouse): WireAnswer => {
  const { action, nonce, signature } = isRecord(body) ? body : {};
  if (!isRecord(action) || typeof nonce !== 'number' || !isRecord(signature)) return UNREADABLE;
  const fault = nonceFault(nonce, house);
  return fault === undefined ? actionAnswer(action, house) : { status: 200, body: { status: 'err', response: fault } };
};

/** A nonce is an instant in ms between two days ago and a day from now, and is never used twice. */
const nonceFault = (nonce: number, house: VenueHouse): string | undefined => {
  const { nowMs } = house;
  if (nonce < nowMs - 2 * MS_PER_DAY || nonce > nowMs + MS_PER_DAY) return `Invalid nonce: ${nonce} is out of range`;
  const used = NONCES.get(house) ?? [];
  const least = used.length < NONCES_KEPT ? -Infinity : Math.min(...used);
  if (used.includes(nonce) || nonce <= least) return `Invalid nonce: duplicate nonce ${nonce}`;
  NONCES.set(house, [...used, nonce].sort((a, b) => a - b).slice(-NONCES_KEPT));
  return undefined;
};

const actionAnswer = (action: Fields, house: VenueHouse): WireAnswer => {
  const { type, orders, cancels, modifies } = action;
  if (type === 'order' && Array.isArray(orders)) return done('order', orders, (row) => placed(row, house));
  if (type === 'cancel' && Array.isArray(cancels))
    return done('cancel', cancels, ({ o }) => cancelled(orderName(o), house));
  if (type === 'cancelByCloid' && Array.isArray(cancels))
    return done('cancel', cancels, ({ cloid }) => cancelled(orderName(cloid), house));
  if (type === 'batchModify' && Array.isArray(modifies)) return done('order', modifies, (row) => modified(row, house));
  if (type === 'updateLeverage') return leverageAnswer(action, house);
  return IGNORED.has(type) ? ordinary : UNREADABLE;
};

const ordinary: WireAnswer = { status: 200, body: { status: 'ok', response: { type: 'default' } } };

/** One status for each row, in their order. */
const done = (type: string, rows: readonly unknown[], each: (row: Fields) => unknown): WireAnswer => ({
  status: 200,
  body: { status: 'ok', response: { type, data: { statuses: rows.map((row) => each(isRecord(row) ? row : {})) } } },
});

const failed = (error: string) => ({ error });

/** What becomes of an order: it rests, is filled at once, or is refused in words. */
const placed = (row: Fields, house: VenueHouse): unknown => {
  const asset = wireNumber(row['a']);
  const market = house.markets[asset];
  if (market === undefined) return failed(`Invalid asset. asset=${asset}`);
  const order = orderOf(row, market);
  if ('error' in order) return order;
  const outcome = house.desk.place(order);
  if (outcome.kind === 'refused') return refused(outcome, { order, asset, house });
  return accepted(outcome.order, asset);
};

const accepted = (order: DeskOrder, asset: number): unknown => {
  const oid = Number(order.venueOrderId);
  const cloid = isClientId(order.clientOrderId) ? { cloid: order.clientOrderId } : {};
  if (Number(order.filledQuantity) > 0)
    return { filled: { totalSz: order.filledQuantity, avgPx: order.averagePrice, oid, ...cloid } };
  return order.state === 'open'
    ? { resting: { oid, ...cloid } }
    : failed(`Order could not immediately match against any resting orders. asset=${asset}`);
};

/** The short names of the wire as an order. */
const orderOf = (row: Fields, market: SimMarket): NewOrder | { readonly error: string } => {
  const { b: isBuy, p: price, s: size, r: reduceOnly, t: kind, c: cloid } = row;
  const limit = isRecord(kind) ? kind['limit'] : undefined;
  const tif = isRecord(limit) ? limit['tif'] : undefined;
  const timeInForce = typeof tif === 'string' ? TIMES_IN_FORCE[tif] : undefined;
  if (timeInForce === undefined) return failed('Trigger orders are not simulated.');
  if (typeof isBuy !== 'boolean' || typeof reduceOnly !== 'boolean') return failed('Invalid order.');
  if (!isPlain(price) || !(wireNumber(price) > 0)) return failed('Order has invalid price.');
  if (!isPlain(size) || !(wireNumber(size) > 0)) return failed('Order has zero size.');
  if (cloid !== undefined && cloid !== null && !isClientId(cloid)) return failed('Invalid cloid.');
  if (!isWithinDigits(price)) return failed('Price must be divisible by tick size.');
  return {
    ...(isClientId(cloid) ? { clientOrderId: cloid } : {}),
    market: market.instrument.market,
    side: isBuy ? 'buy' : 'sell',
    quantity: size,
    limitPrice: price,
    timeInForce,
    reduceOnly,
  };
};

/** A decimal without trailing zeros behind its point: anything else would be signed as another number. */
const isPlain = (value: unknown): value is DecimalText => typeof value === 'string' && /^\d+(\.\d*[1-9])?$/.test(value);

/** At most five significant digits; whole numbers may have more. */
const isWithinDigits = (price: string): boolean => !price.includes('.') || decimal(price).precision() <= 5;

const MESSAGES: Partial<Record<DeskRefusal['code'], string>> = {
  'insufficient-margin': 'Insufficient margin to place order.',
  'reduce-only': 'Reduce only order would increase position.',
  'below-minimum': 'Order must have minimum value of $10.',
  'bad-price': 'Price must be divisible by tick size.',
  'bad-quantity': 'Order has invalid size.',
  'post-only-would-take': 'Post only order would have immediately matched, bbo was',
  'duplicate-client-id': 'Duplicate cloid.',
  'market-halted': 'Trading is halted.',
};

const refused = (
  { code, message }: DeskRefusal,
  { order, asset, house }: { readonly order: NewOrder; readonly asset: number; readonly house: VenueHouse },
) => {
  // Kept, so that a look-up says why it is not there.
  if (code === 'post-only-would-take') declineOrder(house, order);
  return failed(`${MESSAGES[code] ?? message} asset=${asset}`);
};

const cancelled = (name: OrderName | undefined, { desk }: VenueHouse): unknown => {
  const before = name === undefined ? undefined : desk.order(name);
  if (name === undefined || before?.state !== 'open') return failed(NOT_THERE);
  return desk.cancel(name)?.state === 'cancelled' ? 'success' : failed(NOT_THERE);
};

/** Cancels and places anew: another number, and the client id of the new order. */
const modified = ({ oid, order }: Fields, house: VenueHouse): unknown => {
  const end = cancelled(orderName(oid), house);
  return end === 'success' && isRecord(order) ? placed(order, house) : failed('Cannot modify canceled or filled order');
};

const leverageAnswer = ({ asset, leverage }: Fields, { markets, desk }: VenueHouse): WireAnswer => {
  const market = markets[wireNumber(asset)];
  const wanted = wireNumber(leverage);
  if (market === undefined || !(wanted >= 1)) return UNREADABLE;
  desk.setLeverage(market.instrument.market, wanted);
  return ordinary;
};
