import { decimal, sum, text } from '../../../domain/money.ts';
import type { VenuePosition } from '../../../domain/order.ts';
import type { SimMarket } from '../../sim-market.ts';
import { frontendRow, orderName, orderRow, statusRow } from './orders.ts';
import { fillRows, fundingRow, transferRow } from './records.ts';
import type { Asked } from './info.ts';
import { declinedOrders, orderNamed } from '../declined-orders.ts';
import type { VenueHouse, WireAnswer } from '../venue-face.ts';

const ROWS_MAX = 2000;
const ADDRESS = /^0x[0-9a-f]{40}$/i;

/**
 * What anybody may ask of an address: no key is needed on this venue. Every well-formed address is that of the one account.
 * `undefined` for what is no such question.
 */
export const accountAnswer = (asked: Asked, house: VenueHouse): WireAnswer | undefined => {
  const { type, user } = asked;
  if (typeof user !== 'string' || !ADDRESS.test(user)) return undefined;
  const { desk } = house;
  switch (type) {
    case 'clearinghouseState':
      return ok(clearinghouseState(house));
    case 'spotClearinghouseState':
      return ok({ balances: [] });
    case 'openOrders':
      return ok(openOrders(house).map(([order, market]) => orderRow(order, market)));
    case 'frontendOpenOrders':
      return ok(openOrders(house).map(([order, market]) => frontendRow(order, market)));
    case 'historicalOrders':
      return ok(historicalOrders(house));
    case 'orderStatus':
      return orderStatus(asked, house);
    case 'userFills':
      return ok(fillRows(house).reverse().slice(0, ROWS_MAX));
    case 'userFillsByTime':
      return ok(within(fillRows(house), asked));
    case 'userFunding':
      return ok(
        within(
          desk.payments().map((payment) => fundingRow(payment, house)),
          asked,
        ),
      );
    case 'userNonFundingLedgerUpdates':
      return ok(within(desk.transfers().map(transferRow), asked));
    case 'userFees':
      return ok({ userCrossRate: '0.00045', userAddRate: '0.00015', activeReferralDiscount: '0.0', dailyUserVlm: [] });
    case 'userRateLimit':
      return ok({ cumVlm: '0.0', nRequestsUsed: 0, nRequestsCap: 10_000 });
    case 'userAbstraction':
      // A JSON text, quotation marks and all.
      return ok('"default"');
    default:
      return undefined;
  }
};

const ok = (body: unknown): WireAnswer => ({ status: 200, body });

/** Rows from `startTime` to `endTime`, oldest first. */
const within = <Row extends { readonly time: number }>(rows: readonly Row[], { startTime, endTime }: Asked): Row[] => {
  const fromMs = typeof startTime === 'number' ? startTime : 0;
  const toMs = typeof endTime === 'number' ? endTime : Infinity;
  return rows.filter(({ time }) => time >= fromMs && time <= toMs).slice(0, ROWS_MAX);
};

const marketOf = ({ markets }: VenueHouse, key: string): SimMarket | undefined =>
  markets.find(({ instrument }) => instrument.market === key);

const openOrders = (house: VenueHouse) =>
  house.desk.orders().flatMap((order) => {
    const market = marketOf(house, order.market);
    return order.state === 'open' && market !== undefined ? [[order, market] as const] : [];
  });

/** Newest first, those declined for their price among them. */
const historicalOrders = (house: VenueHouse) =>
  [...house.desk.orders(), ...declinedOrders(house)]
    .flatMap((order) => {
      const market = marketOf(house, order.market);
      return market === undefined ? [] : [statusRow(order, market, house)];
    })
    .sort((a, b) => b.statusTimestamp - a.statusTimestamp)
    .slice(0, ROWS_MAX);

/** By the venue's number, or by the client's id of 16 bytes. */
const orderStatus = ({ oid }: Asked, house: VenueHouse): WireAnswer | undefined => {
  const name = orderName(oid);
  if (name === undefined) return undefined;
  const order = orderNamed(house, name);
  const market = order === undefined ? undefined : marketOf(house, order.market);
  return order === undefined || market === undefined
    ? ok({ status: 'unknownOid' })
    : ok({ status: 'order', order: statusRow(order, market, house) });
};

/** A position at its mark; everything is crossed. `undefined` where nothing is held. */
const positionOf = ({ market: key, quantity, entryPrice }: VenuePosition, house: VenueHouse) => {
  const { desk } = house;
  const market = marketOf(house, key);
  if (market === undefined || Number(quantity) === 0) return undefined;
  const mark = decimal(market.published.mark);
  const leverage = desk.leverage(key);
  const value = decimal(quantity).abs().times(mark);
  const profit = decimal(quantity).times(mark.minus(entryPrice));
  const margin = value.div(leverage);
  const own = desk.payments().filter((payment) => payment.market === key);
  // Here a positive figure was paid.
  const funding = text(sum(own.map(({ amount }) => decimal(amount).negated())));
  const position = {
    coin: market.instrument.nativeSymbol,
    szi: text(quantity),
    leverage: { type: 'cross', value: leverage },
    entryPx: text(entryPrice),
    positionValue: text(value),
    unrealizedPnl: text(profit),
    returnOnEquity: margin.isZero() ? '0.0' : text(profit.div(margin).toDecimalPlaces(10)),
    liquidationPx: null,
    marginUsed: text(margin.toDecimalPlaces(6)),
    maxLeverage: 20,
    cumFunding: { allTime: funding, sinceOpen: funding, sinceChange: funding },
  };
  return { value, profit, margin, row: { type: 'oneWay', position } };
};

/** Positions, and what margin is left. */
const clearinghouseState = (house: VenueHouse) => {
  const { desk, nowMs } = house;
  const positions = desk.positions().flatMap((held) => positionOf(held, house) ?? []);
  const [balance] = desk.balances().filter(({ coin }) => coin === 'USDC');
  const summary = {
    accountValue: text(decimal(balance?.total ?? 0).plus(sum(positions.map(({ profit }) => profit)))),
    totalNtlPos: text(sum(positions.map(({ value }) => value))),
    totalRawUsd: text(balance?.total ?? 0),
    totalMarginUsed: text(sum(positions.map(({ margin }) => margin)).toDecimalPlaces(6)),
  };
  return {
    marginSummary: summary,
    crossMarginSummary: summary,
    crossMaintenanceMarginUsed: '0.0',
    withdrawable: text(balance?.free ?? 0),
    assetPositions: positions.map(({ row }) => row),
    time: nowMs,
  };
};
