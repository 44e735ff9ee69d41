import type { DecimalText } from '../../../domain/money.ts';
import { decimal, floorTo, text } from '../../../domain/money.ts';
import type { RefusalCode } from '../../../domain/order.ts';
import type { SimMarket } from '../../sim-market.ts';
import { declineOrder, orderNamed } from '../declined-orders.ts';
import type { Asked, Handler } from './answers.ts';
import { answered, isAnswer, marketOfSymbol, refusal } from './answers.ts';
import { clientOidOf, marketOf } from './rows.ts';
import type { DeskOrder, NewOrder, OrderName, VenueHouse, WireAnswer } from '../venue-face.ts';

/** The venue's codes; those of duplicates are what the spot API says. */
const REFUSALS: Readonly<Record<RefusalCode, readonly [code: string, msg: string]>> = {
  'insufficient-margin': ['300003', 'Balance insufficient, please deposit first.'],
  'reduce-only': ['300009', 'No open positions to close.'],
  'below-minimum': ['300000', 'Order size below the minimum requirement.'],
  'bad-price': ['300000', 'Price parameter invalid.'],
  'bad-quantity': ['300000', 'Quantity parameter invalid.'],
  'post-only-would-take': ['300000', 'Post only order would be matched.'],
  'duplicate-client-id': ['400100', 'validation.createOrder.clientOidDuplicated'],
  'market-halted': ['300002', 'The order placing/canceling suspension is currently in effect.'],
  'rate-limited': ['429000', 'Too many requests'],
  unknown: ['300000', 'Illegal parameter.'],
};

/** At most 40 of these. */
const CLIENT_OID = /^[A-Za-z0-9_-]{1,40}$/;
const LEVERAGE_MAX = 100;

/** The answer says that the order was accepted, not what came of it. */
export const createOrder: Handler = (asked, house) => {
  const market = marketOfSymbol(asked('symbol'), house);
  if (isAnswer(market)) return market;
  const order = orderAsked(asked, market, house);
  if ('status' in order) return order;
  const leverage = asked('leverage');
  if (leverage !== undefined) house.desk.setLeverage(order.market, Number(leverage));
  const placed = house.desk.place(order);
  if (placed.kind === 'accepted') return acknowledged(placed.order);
  // Accepted, and cancelled where it meets the book.
  if (placed.code === 'post-only-would-take') return acknowledged(declineOrder(house, order));
  const [code, msg] = REFUSALS[placed.code];
  return refusal(code, msg);
};

/** Everything is looked at, nothing is placed. */
export const testOrder: Handler = (asked, house) => {
  const market = marketOfSymbol(asked('symbol'), house);
  if (isAnswer(market)) return market;
  const order = orderAsked(asked, market, house);
  return 'status' in order ? order : answered({ orderId: String(house.nextId()), clientOid: order.clientOrderId });
};

const acknowledged = (order: DeskOrder): WireAnswer =>
  answered({ orderId: order.venueOrderId, clientOid: clientOidOf(order) });

/** A new order, or what the venue says to its parameters. */
const orderAsked = (asked: Asked, market: SimMarket, house: VenueHouse): NewOrder | WireAnswer => {
  const side = asked('side');
  if (side !== 'buy' && side !== 'sell') return refusal('300000', 'Side parameter invalid.');
  const clientOrderId = asked('clientOid');
  if (clientOrderId === undefined) return refusal('400100', 'validation.createOrder.clientOidIsRequired');
  if (!CLIENT_OID.test(clientOrderId)) return refusal('400100', 'validation.createOrder.clientOidIsIllegal');
  const type = asked('type') ?? 'limit';
  const price = asked('price');
  if (type !== 'limit' && type !== 'market') return refusal('300000', 'Type parameter invalid.');
  if (type === 'limit' && price === undefined) return refusal('300000', 'Price parameter cannot be empty.');
  if ((asked('positionSide') ?? 'BOTH') !== 'BOTH')
    return refusal('330011', 'Your order is in Hedge Mode, while your account is set to One-Way Mode.');
  const mode = marginModeOf(house, market.instrument.nativeSymbol);
  if ((asked('marginMode') ?? 'ISOLATED') !== mode)
    return refusal('330005', "The order's margin mode does not match the selected one. Please switch and try again.");
  const leverage = Number(asked('leverage') ?? 1);
  if (!(leverage >= 1 && leverage <= LEVERAGE_MAX))
    return refusal('300016', 'The leverage cannot be greater than 100.');
  const isPostOnly = asked('postOnly') === 'true';
  const isIoc = type === 'market' || asked('timeInForce') === 'IOC';
  if (isPostOnly && isIoc) return refusal('300000', 'Post only cannot be combined with IOC.');
  const quantity = quantityAsked(asked, market);
  if (quantity === undefined) return refusal('300000', 'Exactly one of size, qty and valueQty is required.');
  return {
    clientOrderId,
    market: market.instrument.market,
    side,
    quantity,
    ...(type === 'market' || price === undefined ? {} : { limitPrice: text(price) }),
    timeInForce: isIoc ? 'ioc' : isPostOnly ? 'post-only' : 'gtc',
    reduceOnly: asked('reduceOnly') === 'true',
  };
};

/** Lots: as `size`, as `qty` of base coins, or as `valueQty` of the quote coin. */
const quantityAsked = (asked: Asked, { instrument, book }: SimMarket): DecimalText | undefined => {
  const given = ['size', 'qty', 'valueQty'].flatMap((name) => {
    const value = asked(name);
    return value === undefined ? [] : [{ name, value }];
  });
  const [only, ...more] = given;
  if (only === undefined || more.length > 0 || !/^\d+(\.\d+)?$/.test(only.value)) return undefined;
  const { contractSize, lotSize, tickSize, kind } = instrument;
  const value = decimal(only.value);
  if (only.name === 'size') return text(value);
  const price = decimal(book.askTicks).times(tickSize);
  const isBase = only.name === 'qty';
  // An inverse lot is a dollar, whatever the coin costs.
  const base = isBase ? value : value.div(price);
  const lots = kind === 'inverse' ? (isBase ? value.times(price) : value).div(contractSize) : base.div(contractSize);
  return text(floorTo(lots, lotSize));
};

/** Modes by the house whose clients set them: faces have no state of their own. */
const MARGIN_MODES = new WeakMap<VenueHouse, Map<string, string>>();

/** Isolated unless it was changed. */
export const marginModeOf = (house: VenueHouse, symbol: string): string =>
  MARGIN_MODES.get(house)?.get(symbol) ?? 'ISOLATED';

export const changeMarginMode: Handler = (asked, house) => {
  const market = marketOfSymbol(asked('symbol'), house);
  if (isAnswer(market)) return market;
  const symbol = market.instrument.nativeSymbol;
  const marginMode = asked('marginMode');
  if (marginMode !== 'ISOLATED' && marginMode !== 'CROSS') return refusal('100001', 'marginMode invalid');
  const modes = MARGIN_MODES.get(house) ?? new Map<string, string>();
  MARGIN_MODES.set(house, modes.set(symbol, marginMode));
  return answered({ symbol, marginMode });
};

/** How a path names an order. */
export const cancelOrder =
  (nameOf: (named: string) => OrderName): Handler =>
  (_asked, house, named) => {
    const which = nameOf(named);
    const known = orderNamed(house, which);
    if (known?.state !== 'open') return refusal('100004', 'The order cannot be canceled.');
    house.desk.cancel(which);
    return answered('clientOrderId' in which ? { clientOid: named } : { cancelledOrderIds: [named] });
  };

export const cancelAll: Handler = (asked, house) => {
  const symbol = asked('symbol');
  const cancelledOrderIds = house.desk.orders().flatMap((order) => {
    const native = marketOf(house, order.market)?.instrument.nativeSymbol;
    if (order.state !== 'open' || (symbol !== undefined && native !== symbol)) return [];
    house.desk.cancel({ venueOrderId: order.venueOrderId });
    return [order.venueOrderId];
  });
  return answered({ cancelledOrderIds });
};
