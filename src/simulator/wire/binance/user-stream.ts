import type { VenuePosition } from '../../../domain/order.ts';
import type { SimMarket } from '../../sim-market.ts';
import { heldOf, walletsOf } from './account.ts';
import { orderRow, statusOf } from './orders.ts';
import type { AccountProduct } from './streams.ts';
import { LISTEN_KEYS, SPOT_ACCOUNT, accountKey } from './streams.ts';
import type { AccountHappening, VenueHouse } from '../venue-face.ts';

/** What the user data streams of both futures say of something that happened, and the interface that spot has instead. */
export const userFrames = (
  happening: AccountHappening,
  house: VenueHouse,
): readonly { readonly key: string; readonly frame: unknown }[] => {
  const key = marketIn(happening);
  const market = house.markets.find(({ instrument }) => instrument.market === key);
  const product = market?.instrument.kind;
  if (market === undefined) return [];
  if (product !== 'linear' && product !== 'inverse')
    return happening.kind === 'order' ? [spotReport(happening, market, house)] : [];
  const data = dataOf(happening, { market, product, house });
  return [{ key: accountKey(product), frame: { stream: LISTEN_KEYS[product], data } }];
};

const marketIn = (happening: AccountHappening) => {
  if (happening.kind === 'order') return happening.order.market;
  return happening.kind === 'payment' ? happening.payment.market : happening.position.market;
};

type OrderHappening = Extract<AccountHappening, { readonly kind: 'order' }>;

interface Place {
  readonly market: SimMarket;
  readonly product: AccountProduct;
  readonly house: VenueHouse;
}

const dataOf = (happening: AccountHappening, place: Place): unknown => {
  const { nowMs } = place.house;
  if (happening.kind === 'order') return orderUpdate(happening, place);
  const a =
    happening.kind === 'payment'
      ? // With cross margin a payment tells balances alone.
        { m: 'FUNDING_FEE', B: balances(place, happening.payment.amount), P: [] }
      : { m: 'ORDER', B: balances(place, '0'), P: [positionIn(happening.position, place)] };
  return { e: 'ACCOUNT_UPDATE', T: nowMs, E: nowMs, a };
};

const balances = ({ house, product, market }: Place, change: string) =>
  walletsOf({ house, kind: product })
    .filter(({ asset }) => asset === market.instrument.settle)
    .map(({ asset, total }) => ({ a: asset, wb: total.toFixed(8), cw: total.toFixed(8), bc: change }));

const positionIn = ({ quantity, entryPrice }: VenuePosition, { house, product, market }: Place) => {
  const held = heldOf({ house, kind: product }).find((one) => one.market === market);
  return {
    s: market.instrument.nativeSymbol,
    pa: quantity,
    ep: entryPrice,
    bep: entryPrice,
    cr: '0',
    up: held?.unrealised.toFixed(8) ?? '0',
    mt: 'cross',
    iw: '0',
    ps: 'BOTH',
  };
};

/** Futures and spot write these alike. */
const standingOf = ({ order, fill }: OrderHappening, market: SimMarket) => {
  const row = orderRow(market, order);
  const status = statusOf(order);
  return {
    s: row.symbol,
    S: row.side,
    o: row.type,
    f: row.timeInForce,
    q: row.origQty,
    p: row.price,
    x: fill === undefined ? status : 'TRADE',
    X: status,
    i: row.orderId,
    l: fill?.quantity ?? '0',
    z: row.executedQty,
    L: fill?.price ?? '0',
    T: fill?.venueAtMs ?? order.updatedAtMs,
    t: fill === undefined ? 0 : Number(fill.tradeId),
    m: fill?.liquidity === 'maker',
  };
};

/** A cancellation has an id of its own and names that of the order beside it. */
const spotReport = (happening: OrderHappening, market: SimMarket, house: VenueHouse) => {
  const { order, fill } = happening;
  const told = standingOf(happening, market);
  const isCancelled = told.X === 'CANCELED';
  const event = {
    e: 'executionReport',
    E: house.nowMs,
    ...told,
    c: isCancelled ? `cancel-${house.nextId()}` : order.clientOrderId,
    C: isCancelled ? order.clientOrderId : '',
    P: '0.00000000',
    F: '0.00000000',
    g: -1,
    r: 'NONE',
    n: fill?.fee ?? '0',
    N: fill?.feeCoin ?? null,
    ...(fill === undefined ? { t: -1 } : {}),
    I: house.nextId(),
    w: told.X === 'NEW' || told.X === 'PARTIALLY_FILLED',
    M: false,
    O: order.createdAtMs,
    V: 'EXPIRE_MAKER',
  };
  return { key: SPOT_ACCOUNT, frame: { subscriptionId: 0, event } };
};

const orderUpdate = (happening: OrderHappening, { market, house: { nowMs } }: Place) => {
  const { order, fill } = happening;
  const row = orderRow(market, order);
  // Orders that nobody placed close what the venue liquidates.
  const clientId = order.type === 'market' && Number(order.venueOrderId) >= FORCED_FROM ? 'autoclose-' : '';
  const o = {
    ...standingOf(happening, market),
    c: `${clientId}${order.clientOrderId}`,
    ap: row.avgPrice,
    sp: '0',
    ...(fill === undefined ? undefined : { N: fill.feeCoin, n: fill.fee }),
    b: '0',
    a: '0',
    R: order.reduceOnly,
    wt: 'CONTRACT_PRICE',
    ot: row.origType,
    ps: 'BOTH',
    cp: false,
    rp: '0',
    V: 'EXPIRE_MAKER',
  };
  return { e: 'ORDER_TRADE_UPDATE', T: nowMs, E: nowMs, o };
};

const FORCED_FROM = 900_000_000;
