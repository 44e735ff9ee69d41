import { decimal, sum, text } from '../../../domain/money.ts';
import { okxProfile } from '../../../venues/okx/profile.ts';
import type { SimMarket } from '../../sim-market.ts';
import { declinedOrders, orderNamed } from '../declined-orders.ts';
import type { Asked, Handler } from './answers.ts';
import { PARAMETER_ERROR, answered, isAnswer, limitAsked, marketAsked, marketOf, missing, refusal } from './answers.ts';
import { nameAsked } from './orders.ts';
import { typeOf } from './rest.ts';
import { billRow, fillRow, orderRow, positionRow, transferRow } from './rows.ts';
import type { DeskOrder, VenueHouse } from '../venue-face.ts';

/** Whether a market passes the filters of a request; `instId` may list several. */
const isAsked = (asked: Asked, market: SimMarket | undefined): market is SimMarket => {
  if (market === undefined) return false;
  const type = asked('instType');
  const instIds = asked('instId')?.split(',');
  return (
    (type === undefined || type === 'ANY' || type === typeOf(market)) &&
    (instIds === undefined || instIds.includes(market.instrument.nativeSymbol))
  );
};

const oneOrder: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  if (isAnswer(market)) return market;
  const which = nameAsked(asked);
  if (which === undefined) return missing('ordId or clOrdId');
  const order = orderNamed(house, which);
  return order === undefined || order.market !== market.instrument.market
    ? refusal('51603', 'Order does not exist')
    : answered([orderRow(order, market, house)]);
};

/** Orders by the filters of a request, newest first. */
const orders =
  (isShown: (order: DeskOrder) => boolean): Handler =>
  (asked, house) => {
    const rows = [...house.desk.orders(), ...declinedOrders(house)]
      .filter(isShown)
      .sort((a, b) => b.createdAtMs - a.createdAtMs)
      .flatMap((order) => {
        const market = marketOf(house, order.market);
        return isAsked(asked, market) ? [orderRow(order, market, house)] : [];
      });
    return answered(rows.slice(0, limitAsked(asked, { usual: 100, most: 100 })));
  };

const fills: Handler = (asked, house) => {
  const which = nameAsked(asked);
  const orderId = which === undefined ? undefined : orderNamed(house, which)?.venueOrderId;
  const rows = house.desk.fills().flatMap((fill) => {
    const market = marketOf(house, fill.market);
    const isOfOrder = which === undefined || fill.venueOrderId === orderId;
    return isAsked(asked, market) && isOfOrder && isWithin(asked, fill.venueAtMs) ? [fillRow(fill, market)] : [];
  });
  return answered(rows.reverse().slice(0, limitAsked(asked, { usual: 100, most: 100 })));
};

const isWithin = (asked: Asked, atMs: number): boolean =>
  atMs >= Number(asked('begin') ?? 0) && atMs <= Number(asked('end') ?? Infinity);

/** Funding and transfers are all that is billed here; other types have no rows. */
const bills: Handler = (asked, house) => {
  const type = asked('type');
  const ccy = asked('ccy');
  const rows = house.desk.payments().flatMap((payment) => {
    const market = marketOf(house, payment.market);
    const isShown = (type === undefined || type === '8') && (ccy === undefined || ccy === payment.coin);
    const isOfKind = asked('ctType') === undefined || asked('ctType') === market?.instrument.kind;
    return isAsked(asked, market) && isShown && isOfKind && isWithin(asked, payment.settlementAtMs)
      ? [billRow(payment, market)]
      : [];
  });
  const transfers = house.desk.transfers().flatMap((transfer) => {
    const isShown = (type === undefined || type === '1') && (ccy === undefined || ccy === transfer.coin);
    const isOfNoMarket = asked('instType') === undefined && asked('ctType') === undefined;
    return isShown && isOfNoMarket && isWithin(asked, transfer.venueAtMs) ? [transferRow(transfer)] : [];
  });
  const newestFirst = [...rows, ...transfers].sort((a, b) => Number(b.ts) - Number(a.ts));
  return answered(newestFirst.slice(0, limitAsked(asked, { usual: 100, most: 100 })));
};

const positions: Handler = (asked, house) =>
  answered(
    house.desk.positions().flatMap((position) => {
      const market = marketOf(house, position.market);
      return isAsked(asked, market) ? [positionRow(position, market, house)] : [];
    }),
  );

const balance: Handler = (asked, house) => {
  const coins = asked('ccy')?.split(',');
  const balances = house.desk.balances().filter(({ coin }) => coins === undefined || coins.includes(coin));
  const dollars = balances.filter(({ coin }) => coin === 'USDT' || coin === 'USDC');
  const details = balances.map(({ coin, total, free }) => {
    const frozen = text(decimal(total).minus(free));
    return {
      ccy: coin,
      eq: total,
      cashBal: total,
      availBal: free,
      availEq: free,
      frozenBal: frozen,
      ordFrozen: '0',
      upl: '0',
      liab: '0',
      uTime: String(house.nowMs),
    };
  });
  const totalEq = text(sum(dollars.map(({ total }) => decimal(total))));
  return answered([{ totalEq, adjEq: '', imr: '', mmr: '', mgnRatio: '', uTime: String(house.nowMs), details }]);
};

/** Fees are negative where they cost. */
const tradeFee: Handler = (asked) => {
  const type = asked('instType');
  if (type !== 'SPOT' && type !== 'SWAP') return refusal(PARAMETER_ERROR, 'Parameter instType error');
  const { maker, taker } = okxProfile.fees[type === 'SPOT' ? 'spot' : 'linear'];
  const fees = { maker: String(-maker), taker: String(-taker) };
  const linear = type === 'SPOT' ? { makerU: '', takerU: '' } : { makerU: fees.maker, takerU: fees.taker };
  return answered([{ category: '1', instType: type, level: 'Lv1', ...fees, ...linear, ts: '' }]);
};

const config: Handler = () =>
  answered([
    {
      uid: '1',
      mainUid: '1',
      acctLv: '2',
      posMode: 'net_mode',
      autoLoan: false,
      greeksType: 'PA',
      level: 'Lv1',
      levelTmp: '',
      ctIsoMode: 'automatic',
      mgnIsoMode: 'automatic',
      label: 'simulated',
      // Read and trade, no withdrawal.
      perm: 'read_only,trade',
      ip: '127.0.0.1',
      kycLv: '2',
      type: '0',
    },
  ]);

const setLeverage: Handler = (asked, house) => {
  const market = marketAsked(asked, house);
  if (isAnswer(market)) return market;
  const leverage = Number(asked('lever'));
  const mgnMode = asked('mgnMode');
  if (!(leverage >= 1)) return refusal(PARAMETER_ERROR, 'Parameter lever error');
  if (mgnMode === undefined) return missing('mgnMode');
  house.desk.setLeverage(market.instrument.market, leverage);
  return answered([{ instId: market.instrument.nativeSymbol, lever: String(leverage), mgnMode, posSide: '' }]);
};

const leverageInfo: Handler = (asked, house) => {
  const rows = house.markets
    .filter((market) => isAsked(asked, market))
    .map(({ instrument }) => ({
      instId: instrument.nativeSymbol,
      mgnMode: asked('mgnMode') ?? 'cross',
      posSide: 'net',
      lever: String(house.desk.leverage(instrument.market)),
    }));
  return answered(rows);
};

/** Net mode is all there is. */
const setPositionMode: Handler = (asked) =>
  asked('posMode') === 'net_mode'
    ? answered([{ posMode: 'net_mode' }])
    : refusal('59000', 'Setting failed. Cancel any open orders, close positions, and stop trading bots first.');

const cancelAllAfter: Handler = (asked, house) =>
  answered([{ triggerTime: '0', tag: '', ts: String(house.nowMs), timeOut: asked('timeOut') ?? '' }]);

const isOpen = ({ state }: DeskOrder): boolean => state === 'open';

/** Requests that need a key and concern one thing; orders and batches of them are apart. */
export const okxPrivate: Readonly<Record<string, Handler>> = {
  'GET /api/v5/account/config': config,
  'GET /api/v5/account/balance': balance,
  'GET /api/v5/account/positions': positions,
  'GET /api/v5/account/bills': bills,
  'GET /api/v5/account/bills-archive': bills,
  'GET /api/v5/account/trade-fee': tradeFee,
  'GET /api/v5/account/leverage-info': leverageInfo,
  'POST /api/v5/account/set-leverage': setLeverage,
  'POST /api/v5/account/set-position-mode': setPositionMode,
  'GET /api/v5/asset/currencies': () => answered([]),
  'GET /api/v5/asset/balances': () => answered([]),
  'GET /api/v5/trade/order': oneOrder,
  'GET /api/v5/trade/orders-pending': orders(isOpen),
  'GET /api/v5/trade/orders-history': orders((order) => !isOpen(order)),
  'GET /api/v5/trade/orders-history-archive': orders((order) => !isOpen(order)),
  'GET /api/v5/trade/fills': fills,
  'GET /api/v5/trade/fills-history': fills,
  'POST /api/v5/trade/cancel-all-after': cancelAllAfter,
};

/** Everything the account holds, for the private channels. */
export const accountRow = (house: VenueHouse): unknown => {
  const { body } = balance(() => undefined, house);
  return (body as { readonly data: readonly unknown[] }).data[0];
};
