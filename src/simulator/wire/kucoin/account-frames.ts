import { decimal, text } from '../../../domain/money.ts';
import type { SimMarket } from '../../sim-market.ts';
import { settleCurrencyOf } from './public.ts';
import { NS_PER_MS } from './rest.ts';
import { clientOidOf, marketOf, positionRow } from './rows.ts';
import type { AccountHappening, VenueHouse } from '../venue-face.ts';

interface AccountFrame {
  readonly key: string;
  readonly frame: unknown;
}

/** What the private channels tell: orders, positions, and the wallet after either. */
export const accountFrames = (happening: AccountHappening, house: VenueHouse): readonly AccountFrame[] => {
  const market = marketOf(house, keyIn(happening));
  if (market === undefined) return [];
  return [...framesOf(happening, market, house), ...walletFrames(market, house)];
};

const framesOf = (happening: AccountHappening, market: SimMarket, house: VenueHouse): readonly AccountFrame[] => {
  if (happening.kind === 'order') return orderFrames(happening, market, house);
  return happening.kind === 'position'
    ? positionFrames(happening, market, house)
    : settlementFrames(happening, market, house);
};

const keyIn = (happening: AccountHappening) => {
  if (happening.kind === 'order') return happening.order.market;
  return happening.kind === 'payment' ? happening.payment.market : happening.position.market;
};

/** The same under the channel of all symbols and under that of one, whose name both frames have. */
const tell = (
  [channel, all]: readonly [string, string],
  { subject, symbol, data }: { readonly subject: string; readonly symbol: string; readonly data: object },
): readonly AccountFrame[] => {
  const topic = `${channel}:${symbol}`;
  const frame = { topic, type: 'message', subject, userId: 'simulated', channelType: 'private', data };
  return [all, topic].map((key) => ({ key, frame }));
};

const ORDERS = ['/contractMarket/tradeOrders', '/contractMarket/tradeOrders'] as const;
const POSITIONS = ['/contract/position', '/contract/positionAll'] as const;

type OrderHappening = Extract<AccountHappening, { readonly kind: 'order' }>;
type PositionHappening = Extract<AccountHappening, { readonly kind: 'position' }>;
type PaymentHappening = Extract<AccountHappening, { readonly kind: 'payment' }>;

/** `type` says what happened, `status` how the order stands. */
const orderFrames = (
  { order, fill }: OrderHappening,
  market: SimMarket,
  house: VenueHouse,
): readonly AccountFrame[] => {
  const { state, quantity, filledQuantity } = order;
  const symbol = market.instrument.nativeSymbol;
  const left = decimal(quantity).minus(filledQuantity);
  const isOver = state === 'cancelled' || state === 'refused';
  const common = {
    symbol,
    side: order.side,
    orderType: order.type,
    canceledSize: isOver ? text(left) : '0',
    orderId: order.venueOrderId,
    clientOid: clientOidOf(order) ?? '',
    marginMode: 'ISOLATED',
    orderTime: order.createdAtMs * NS_PER_MS,
    size: quantity,
    filledSize: filledQuantity,
    price: order.type === 'market' ? '' : order.limitPrice,
    remainSize: isOver ? '0' : text(left),
    ts: house.nowMs * NS_PER_MS,
  };
  const say = (more: object) => tell(ORDERS, { subject: 'symbolOrderChange', symbol, data: { ...common, ...more } });
  const matched =
    fill === undefined
      ? []
      : say({
          type: 'match',
          status: 'match',
          liquidity: fill.liquidity,
          matchSize: fill.quantity,
          matchPrice: fill.price,
          tradeId: fill.tradeId,
          feeType: `${fill.liquidity}Fee`,
        });
  if (state === 'open') return fill === undefined ? say({ type: 'open', status: 'open' }) : matched;
  return [...matched, ...say({ type: state === 'filled' ? 'filled' : 'canceled', status: 'done' })];
};

const positionFrames = ({ position }: PositionHappening, market: SimMarket, house: VenueHouse) =>
  tell(POSITIONS, {
    subject: 'position.change',
    symbol: market.instrument.nativeSymbol,
    data: { ...positionRow(position, market, house), changeReason: 'positionChange' },
  });

/** Numbers, as the venue writes them here. */
const settlementFrames = ({ payment }: PaymentHappening, market: SimMarket, house: VenueHouse) =>
  tell(POSITIONS, {
    subject: 'position.settlement',
    symbol: market.instrument.nativeSymbol,
    data: {
      fundingTime: payment.settlementAtMs,
      qty: Number(payment.quantity),
      markPrice: Number(payment.settlementPrice),
      fundingRate: Number(payment.rate),
      fundingFee: Number(payment.amount),
      ts: house.nowMs * NS_PER_MS,
      settleCurrency: settleCurrencyOf(market),
    },
  });

const walletFrames = (market: SimMarket, house: VenueHouse): readonly AccountFrame[] => {
  const balance = house.desk.balances().find(({ coin }) => coin === market.instrument.settle);
  if (balance === undefined) return [];
  const data = {
    crossPosMargin: '0',
    isolatedOrderMargin: '0',
    holdBalance: '0',
    equity: balance.total,
    version: String(house.nextId()),
    availableBalance: balance.free,
    isolatedPosMargin: text(decimal(balance.total).minus(balance.free)),
    walletBalance: balance.total,
    isolatedFundingFeeMargin: '0',
    crossUnPnl: '0',
    totalCrossMargin: balance.free,
    currency: settleCurrencyOf(market),
    isolatedUnPnl: '0',
    crossOrderMargin: '0',
    timestamp: String(house.nowMs),
  };
  const topic = '/contractAccount/wallet';
  const common = { type: 'message', userId: 'simulated', channelType: 'private', data };
  return [{ key: topic, frame: { topic, subject: 'walletBalance.change', ...common } }];
};
