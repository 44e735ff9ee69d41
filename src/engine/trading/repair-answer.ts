import { asJson } from '../../domain/codec.ts';
import { actorId } from '../../domain/ids.ts';
import type { LegOrder } from '../../domain/order.ts';
import type { PositionEvent } from '../../position/position-event.ts';
import type { Position } from '../../position/position.ts';
import { sentOrder } from './leg-terms.ts';
import type { Outbox } from '../outbox.ts';
import type { TradeDesk } from './trade-desk.ts';

/** What the gate says to the repairs a position asked for. */
export const repairAnswer = (
  { outbox, trade }: { readonly outbox: Outbox; readonly trade: Pick<TradeDesk, 'repair'> },
  position: Position,
  orders: readonly LegOrder[],
): PositionEvent => {
  const verdict = trade.repair(orders, position);
  const atMs = outbox.nowMs;
  if (verdict.kind === 'approved') return { type: 'orders.approved', atMs, orders: verdict.orders.map(sentOrder) };
  const reasons = verdict.reasons.map((reason) => asJson(reason));
  outbox.fact('repair.refused', actorId(`position/${position.coin}`), { reasons });
  return { type: 'orders.refused', atMs, codes: verdict.reasons.map(({ code }) => code) };
};
