import { actorId } from '../../domain/ids.ts';
import type { CoinId } from '../../domain/ids.ts';
import { everyLeg } from '../../position/position.ts';
import type { OrderDesk } from '../order-desk.ts';
import type { Outbox } from '../outbox.ts';
import type { PositionDesk } from '../position-desk.ts';

export interface LostOrderParts {
  readonly outbox: Outbox;
  readonly orders: Pick<OrderDesk, 'intents'>;
  readonly positions: Pick<PositionDesk, 'all' | 'heard'>;
}

/** An order that its position waits for and the intents do not hold would be waited for in vain. */
export const forgetLostOrders = ({ outbox, orders, positions }: LostOrderParts, only?: CoinId): void => {
  const open = new Set(orders.intents().map(({ clientOrderId }) => clientOrderId));
  for (const position of positions.all())
    for (const { leg, state } of everyLeg(position)) {
      const { coin } = position;
      const clientOrderId = state.order?.clientOrderId;
      if (clientOrderId === undefined || open.has(clientOrderId) || (only !== undefined && coin !== only)) continue;
      outbox.fact('recovery.order-forgotten', actorId(`position/${coin}`), { clientOrderId });
      positions.heard({ type: 'order.ended', clientOrderId, coin, leg, outcome: 'cancelled', reason: 'no intent' });
    }
};
