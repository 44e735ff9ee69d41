import type { OrderIntent, OrderPurpose } from '../../domain/order.ts';
import type { Outbox } from '../outbox.ts';

/** Orders that take risk or may come to; what closes is left to close. */
const ADDING: readonly OrderPurpose[] = ['open', 'hedge', 'rebalance'];

/** Cancels what may still add to a position. Of an order in doubt the venue must first say that there is one. */
export const cancelAdding = (
  intents: readonly OrderIntent[],
  { outbox, isInDoubt }: { readonly outbox: Outbox; readonly isInDoubt: (intent: OrderIntent) => boolean },
): void => {
  for (const intent of intents) {
    const { clientOrderId, market, purpose } = intent;
    if (ADDING.includes(purpose) && !isInDoubt(intent)) outbox.request({ kind: 'cancel', clientOrderId, market });
  }
};
