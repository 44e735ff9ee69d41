import { isRecord } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import { actorId } from '../domain/ids.ts';
import type { ActorId, Leg } from '../domain/ids.ts';
import type { Fill } from '../domain/order.ts';
import { netQuantity } from '../engine/order-desk.ts';
import { numberIn, textIn } from '../monitor/fact-body.ts';

/** What a fact told an actor beside its own state. */
export interface SilentEvent {
  readonly actor: ActorId;
  readonly event: { readonly type: string; readonly [key: string]: unknown };
}

type ContextOf = (actor: ActorId) => unknown;

/** Events that facts of others stand for: what the desks told positions and orders when they wrote them. */
export const silentEvents = (fact: Fact, contextOf: ContextOf): readonly SilentEvent[] => {
  const { type, actor, atMs, body } = fact;
  if (type === 'fill.booked') return filled(fact, contextOf);
  if (type === 'order.intended') return intended(fact);
  if (actor.startsWith('order/')) return spoken(fact, contextOf);
  if (type === 'carry.reviewed')
    return [
      {
        actor,
        event: {
          type,
          atMs,
          settlementAtMs: numberIn(body, 'settlementAtMs'),
          expectedCarryBps: numberIn(body, 'expectedCarryBps') ?? null,
        },
      },
    ];
  if (type === 'recovery.order-forgotten')
    return [
      {
        actor,
        event: { type: 'order.ended', atMs, clientOrderId: textIn(body, 'clientOrderId'), outcome: 'cancelled' },
      },
    ];
  return [];
};

const filled = ({ atMs, body }: Fact, contextOf: ContextOf): readonly SilentEvent[] => {
  const order = actorId(`order/${textIn(body, 'clientOrderId') ?? ''}`);
  const position = actorId(`position/${textIn(body, 'coin') ?? ''}`);
  const market = textIn(body, 'market');
  const context = contextOf(position);
  const legs = isRecord(context) && isRecord(context['legs']) ? context['legs'] : {};
  const counted: SilentEvent = { actor: order, event: { type: 'fill.counted', atMs, fill: body } };
  const own = (['long', 'short'] satisfies Leg[]).flatMap((leg) => {
    const state = legs[leg];
    return isRecord(state) && state['market'] === market ? [{ leg, state }] : [];
  })[0];
  if (own === undefined) return [counted];
  const { leg, state } = own;
  const effect = (leg === 'long') === (body['side'] === 'buy') ? 'adds' : 'reduces';
  const { coinsPerUnit, lotSize, minQuantity } = state;
  const event = {
    type: 'leg.filled',
    atMs,
    leg,
    effect,
    // what the engine wrote of a fill are its own ids and decimals
    netQuantity: netQuantity(body as unknown as Fill),
    terms: { market, coinsPerUnit, lotSize, minQuantity },
  };
  return [counted, { actor: position, event }];
};

/** Of an entry the position's own fact tells it; of a repair nothing else does. */
const intended = ({ atMs, body }: Fact): readonly SilentEvent[] => {
  const { leg, market, clientOrderId, purpose, quantity } = body;
  const position = actorId(`position/${textIn(body, 'coin') ?? ''}`);
  if (purpose === 'open') return [];
  const orders = [{ leg, market, clientOrderId, purpose, quantity }];
  return [{ actor: position, event: { type: 'orders.approved', atMs, orders } }];
};

const spoken = ({ actor, atMs, body }: Fact, contextOf: ContextOf): readonly SilentEvent[] => {
  const context = contextOf(actor);
  const intent = isRecord(context) ? context['intent'] : undefined;
  if (!isRecord(intent) || typeof intent['coin'] !== 'string') return [];
  const position = actorId(`position/${intent['coin']}`);
  const { from, to } = body;
  const { clientOrderId } = intent;
  if (to === 'filled' || to === 'cancelled' || to === 'refused')
    return [{ actor: position, event: { type: 'order.ended', atMs, clientOrderId, outcome: to } }];
  if (to === 'in-doubt') return [{ actor: position, event: { type: 'order.doubted', atMs, clientOrderId } }];
  if (from === 'in-doubt') return [{ actor: position, event: { type: 'order.found', atMs, clientOrderId } }];
  return [];
};
