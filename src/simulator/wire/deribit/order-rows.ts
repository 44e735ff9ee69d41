import type { Instrument } from '../../../domain/instrument.ts';
import type { MarketKey } from '../../../domain/ids.ts';
import type { AccountTransfer, Fill } from '../../../domain/order.ts';
import type { SimMarket } from '../../sim-market.ts';
import { contractSizeOf } from './rows.ts';
import { HOUSE_ID_PREFIX } from '../venue-desk.ts';
import type { DeskOrder, VenueHouse } from '../venue-face.ts';

/** A label may be given again; the desk's ids may not: from the second time on this and a number follow it. */
const AGAIN = '~';

/** The id under which the desk keeps an order of this label. */
export const idOfLabel = (label: string, house: VenueHouse): string => {
  let id = label;
  for (let nth = 2; house.desk.order({ clientOrderId: id }) !== undefined; nth += 1) id = `${label}${AGAIN}${nth}`;
  return id;
};

/** The client's label; empty where it gave none. */
export const labelOf = ({ clientOrderId }: Pick<DeskOrder, 'clientOrderId'>): string =>
  clientOrderId.startsWith(HOUSE_ID_PREFIX) ? '' : (clientOrderId.split(AGAIN)[0] ?? '');

export const marketOf = (house: VenueHouse, key: MarketKey): SimMarket | undefined =>
  house.markets.find(({ instrument }) => instrument.market === key);

/** Ids of what settles in bitcoin are plain digits, others name their currency. */
export const venueIdOf = ({ settle }: Pick<Instrument, 'settle'>, digits: string): string =>
  settle === 'BTC' ? digits : `${settle}-${digits}`;

/** The digits of an id of either form. */
export const digitsOfId = (id: string): string => id.slice(id.lastIndexOf('-') + 1);

const TIMES_IN_FORCE: Readonly<Record<DeskOrder['timeInForce'], string>> = {
  gtc: 'good_til_cancelled',
  'post-only': 'good_til_cancelled',
  ioc: 'immediate_or_cancel',
};

const STATES: Readonly<Record<DeskOrder['state'], string>> = {
  open: 'open',
  filled: 'filled',
  cancelled: 'cancelled',
  refused: 'rejected',
};

/** The desk numbers closes that the venue forced from here on. */
const FORCED_FROM = 900_000_000;

/** An order as every method and channel tells it. */
export const orderRow = (order: DeskOrder, market: SimMarket) => {
  const { instrument } = market;
  const amount = Number(order.quantity);
  const isForced = Number(order.venueOrderId) > FORCED_FROM;
  return {
    web: false,
    api: true,
    user_id: 1,
    label: labelOf(order),
    time_in_force: TIMES_IN_FORCE[order.timeInForce],
    replaced: false,
    reduce_only: order.reduceOnly,
    price: Number(order.limitPrice),
    post_only: order.timeInForce === 'post-only',
    reject_post_only: order.timeInForce === 'post-only',
    order_type: isForced ? 'liquidation' : order.type,
    order_state: STATES[order.state],
    order_id: venueIdOf(instrument, order.venueOrderId),
    max_show: amount,
    last_update_timestamp: order.updatedAtMs,
    is_liquidation: isForced,
    instrument_name: instrument.nativeSymbol,
    filled_amount: Number(order.filledQuantity),
    direction: order.side,
    creation_timestamp: order.createdAtMs,
    contracts: Math.round(amount / contractSizeOf(market)),
    average_price: Number(order.averagePrice),
    amount,
    mmp: false,
    risk_reducing: false,
    ...(order.state === 'cancelled' ? { cancel_reason: 'user_request' } : {}),
  };
};

/** A fill of the account; a positive fee is a cost. */
export const fillRow = (fill: Fill, market: SimMarket, order: DeskOrder | undefined) => {
  const { instrument, published } = market;
  const amount = Number(fill.quantity);
  return {
    trade_seq: Number(fill.tradeId),
    trade_id: venueIdOf(instrument, fill.tradeId),
    timestamp: fill.venueAtMs,
    tick_direction: fill.side === 'buy' ? 0 : 2,
    state: order === undefined ? 'filled' : STATES[order.state],
    self_trade: false,
    reduce_only: order?.reduceOnly ?? false,
    price: Number(fill.price),
    post_only: order?.timeInForce === 'post-only',
    order_type: order?.type ?? 'market',
    order_id: order === undefined ? null : venueIdOf(instrument, order.venueOrderId),
    matching_id: null,
    mark_price: Number(published.mark),
    liquidity: fill.liquidity === 'maker' ? 'M' : 'T',
    label: order === undefined ? '' : labelOf(order),
    instrument_name: instrument.nativeSymbol,
    index_price: Number(published.index),
    fee_currency: fill.feeCoin,
    fee: Number(fill.fee),
    direction: fill.side,
    contracts: Math.round(amount / contractSizeOf(market)),
    amount,
    api: true,
    mmp: false,
    risk_reducing: false,
  };
};

/** Rows of payments are numbered from 1 on, those of transfers from here. */
const TRANSFERS_FROM = 1_000_000;

/** A transfer as a row of the ledger; what went out is negative. */
export const transferRow = ({ transferId, coin, amount, venueAtMs }: AccountTransfer) => ({
  id: TRANSFERS_FROM + Number(transferId),
  type: amount.startsWith('-') ? 'withdrawal' : 'deposit',
  timestamp: venueAtMs,
  currency: coin,
  change: Number(amount),
  cashflow: Number(amount),
  commission: 0.0,
  username: 'simulated',
  user_id: 1,
  info: { transaction: '', addr: '' },
});
