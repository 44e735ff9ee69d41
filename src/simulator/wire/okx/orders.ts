import type { RefusalCode } from '../../../domain/order.ts';
import type { DecimalText } from '../../../domain/money.ts';
import { decimal, floorTo, text } from '../../../domain/money.ts';
import type { SimMarket } from '../../sim-market.ts';
import { declineOrder, orderNamed, shownClientId } from '../declined-orders.ts';
import type { Asked } from './answers.ts';
import { PARAMETER_ERROR } from './answers.ts';
import type { DeskOrder, NewOrder, OrderName, VenueHouse, WireAnswer } from '../venue-face.ts';

const REFUSALS: Readonly<Record<RefusalCode, string>> = {
  'insufficient-margin': '51008',
  'reduce-only': '51169',
  'below-minimum': '51020',
  'bad-price': '51006',
  'bad-quantity': '51121',
  'post-only-would-take': PARAMETER_ERROR,
  'duplicate-client-id': '51016',
  'market-halted': '51028',
  'rate-limited': '50011',
  unknown: PARAMETER_ERROR,
};

/** Letters and digits only: a dash or an underscore is refused. */
const CLIENT_ID = /^[A-Za-z0-9]{1,32}$/;

const TIMES_IN_FORCE: ReadonlyMap<string, NewOrder['timeInForce']> = new Map([
  ['limit', 'gtc'],
  ['post_only', 'post-only'],
  ['ioc', 'ioc'],
  ['market', 'ioc'],
  ['optimal_limit_ioc', 'ioc'],
]);

/** What became of one order of a batch. */
interface Outcome {
  readonly clOrdId: string;
  readonly ordId: string;
  readonly tag: string;
  readonly ts: string;
  readonly sCode: string;
  readonly sMsg: string;
}

/** The answer to orders: the outer code is 1 where all failed, 2 where some did; each row has a code of its own. */
export const outcomes = (rows: readonly Outcome[], house: VenueHouse): WireAnswer => {
  const failed = rows.filter(({ sCode }) => sCode !== '0').length;
  const code = failed === 0 ? '0' : failed === rows.length ? '1' : '2';
  const msg = code === '1' ? 'All operations failed' : code === '2' ? 'Bulk operation partially succeeded.' : '';
  const at = `${house.nowMs}000`;
  return { status: 200, body: { code, msg, data: rows, inTime: at, outTime: at } };
};

const done = (order: DeskOrder, asked: Asked, house: VenueHouse): Outcome => ({
  clOrdId: shownClientId(order),
  ordId: order.venueOrderId,
  tag: asked('tag') ?? '',
  ts: String(house.nowMs),
  sCode: '0',
  sMsg: '',
});

const failed = (asked: Asked, house: VenueHouse, [sCode, sMsg]: readonly [string, string]): Outcome => ({
  clOrdId: asked('clOrdId') ?? '',
  ordId: '',
  tag: asked('tag') ?? '',
  ts: String(house.nowMs),
  sCode,
  sMsg,
});

const NO_INSTRUMENT = ['51001', "Instrument ID, Instrument ID code or Spread ID doesn't exist."] as const;

export const placeOrder = (asked: Asked, house: VenueHouse): Outcome => {
  const market = house.market(asked('instId') ?? '');
  if (market === undefined) return failed(asked, house, NO_INSTRUMENT);
  const order = orderAsked(asked, market);
  if (typeof order === 'string') return failed(asked, house, [PARAMETER_ERROR, `Parameter ${order} error`]);
  const placed = house.desk.place(order);
  if (placed.kind === 'accepted') return done(placed.order, asked, house);
  // Accepted and cancelled at once.
  if (placed.code === 'post-only-would-take') return done(declineOrder(house, order), asked, house);
  return failed(asked, house, [REFUSALS[placed.code], `Order failed. ${placed.message}`]);
};

/** A new order, or the name of the parameter that is wrong. */
const orderAsked = (asked: Asked, market: SimMarket): NewOrder | string => {
  const side = asked('side');
  if (side !== 'buy' && side !== 'sell') return 'side';
  const type = asked('ordType') ?? '';
  const timeInForce = TIMES_IN_FORCE.get(type);
  if (timeInForce === undefined) return 'ordType';
  const isMarket = type === 'market' || type === 'optimal_limit_ioc';
  const price = asked('px');
  if (!isMarket && price === undefined) return 'px';
  const clientOrderId = asked('clOrdId');
  if (clientOrderId !== undefined && !CLIENT_ID.test(clientOrderId)) return 'clOrdId';
  if (!['cash', 'cross', 'isolated'].includes(asked('tdMode') ?? '')) return 'tdMode';
  // Net mode is all there is.
  if ((asked('posSide') ?? 'net') !== 'net') return 'posSide';
  const quantity = quantityAsked(asked, market, isMarket);
  if (quantity === undefined) return 'sz';
  return {
    market: market.instrument.market,
    side,
    quantity,
    ...(isMarket || price === undefined ? {} : { limitPrice: text(price) }),
    timeInForce,
    reduceOnly: asked('reduceOnly') === 'true',
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
  };
};

/** A market buy on spot names what to spend in quote coins, unless it says that it means base coins. */
const quantityAsked = (asked: Asked, { instrument, book }: SimMarket, isMarket: boolean): DecimalText | undefined => {
  const size = asked('sz');
  if (size === undefined || !/^\d+(\.\d+)?$/.test(size)) return undefined;
  const isSpend = instrument.kind === 'spot' && isMarket && asked('side') === 'buy';
  if (!isSpend || asked('tgtCcy') === 'base_ccy') return text(size);
  const price = decimal(book.askTicks).times(instrument.tickSize);
  return text(floorTo(decimal(size).div(price), instrument.lotSize));
};

export const cancelOrder = (asked: Asked, house: VenueHouse): Outcome => {
  const gone = ['51400', 'Cancellation failed as the order has been filled, canceled or does not exist.'] as const;
  const market = house.market(asked('instId') ?? '');
  if (market === undefined) return failed(asked, house, NO_INSTRUMENT);
  const which = nameAsked(asked);
  const known = which === undefined ? undefined : orderNamed(house, which);
  if (which === undefined || known?.market !== market.instrument.market || known.state !== 'open')
    return failed(asked, house, gone);
  const after = house.desk.cancel(which);
  return after === undefined ? failed(asked, house, gone) : done(after, asked, house);
};

/** How a request names an order; the venue's own id goes first. */
export const nameAsked = (asked: Asked): OrderName | undefined => {
  const venueOrderId = asked('ordId');
  if (venueOrderId !== undefined) return { venueOrderId };
  const clientOrderId = asked('clOrdId');
  return clientOrderId === undefined ? undefined : { clientOrderId };
};
