import { notification } from './wire.ts';
import { positionRow, summaryOf } from './account.ts';
import { fillRow, marketOf, orderRow } from './order-rows.ts';
import type { AccountHappening, VenueHouse } from '../venue-face.ts';

interface KeyedFrame {
  readonly key: string;
  readonly frame: unknown;
}

/** What happened to the account, under every channel that tells it. */
export const userFrames = (happening: AccountHappening, house: VenueHouse): readonly KeyedFrame[] => {
  const key =
    happening.kind === 'order'
      ? happening.order.market
      : happening.kind === 'payment'
        ? happening.payment.market
        : happening.position.market;
  const market = marketOf(house, key);
  if (market === undefined) return [];
  const { nativeSymbol: name, settle } = market.instrument;
  const scopes = [name, `future.${settle}`, 'future.any', `any.${settle}`, 'any.any'];
  const portfolio = framesOf([`user.portfolio.${settle.toLowerCase()}`, `user.portfolio.${settle}`], () =>
    summaryOf(settle, house),
  );
  if (happening.kind !== 'order') return portfolio;
  const { order, fill } = happening;
  const row = orderRow(order, market);
  const trades = fill === undefined ? [] : [fillRow(fill, market, order)];
  const channels = (topic: string, interval: string) => scopes.map((scope) => `user.${topic}.${scope}.${interval}`);
  return [
    ...framesOf(channels('orders', 'raw'), () => row),
    ...framesOf([...channels('orders', '100ms'), ...channels('orders', 'agg2')], () => [row]),
    ...(trades.length === 0
      ? []
      : framesOf(
          INTERVALS.flatMap((one) => channels('trades', one)),
          () => trades,
        )),
    ...framesOf(
      INTERVALS.flatMap((one) => channels('changes', one)),
      () => ({ instrument_name: name, orders: [row], trades, positions: [positionRow(market, house)] }),
    ),
    ...portfolio,
  ];
};

const INTERVALS = ['raw', '100ms', 'agg2'];

const framesOf = (channels: readonly string[], data: () => unknown): readonly KeyedFrame[] => {
  const told = data();
  return channels.map((channel) => ({ key: channel, frame: notification(channel, told) }));
};
