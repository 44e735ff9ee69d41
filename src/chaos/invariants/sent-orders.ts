import { canonicalJson, asJson } from '../../domain/codec.ts';
import { decimal } from '../../domain/money.ts';
import type { OrderIntent } from '../../domain/order.ts';
import type { Sight } from '../sight.ts';
import { legsOf } from '../sight.ts';

/** What is wrong with an order on its way to the wire, in words; the chronicle has counted it already. */
export type OrderCheck = (order: OrderIntent, sight: Sight) => string | undefined;

/** No client id is sent twice. */
export const sentOnce: OrderCheck = ({ clientOrderId, market }, { chronicle }) => {
  const times = chronicle.sent.get(clientOrderId)?.times ?? 0;
  return times > 1 ? `${clientOrderId} (${market}) was sent ${times} times` : undefined;
};

/** No order without its flushed intent, and none that differs from it. */
export const intended: OrderCheck = (order, { chronicle }) => {
  const { clientOrderId, market } = order;
  const intent = chronicle.open.get(clientOrderId);
  if (intent === undefined) return `${clientOrderId} (${market}) was sent without an intent in the journal`;
  if (!chronicle.flushedIds.has(clientOrderId))
    return `${clientOrderId} (${market}) was sent before its intent was flushed`;
  return canonicalJson(asJson(intent)) === canonicalJson(asJson(order))
    ? undefined
    : `${clientOrderId} (${market}) is not what was intended`;
};

/** What reduces must reduce: reduce-only, against what is held, and no more than that. */
export const reducesOnly: OrderCheck = (order, { positions }) => {
  const { market, side, quantity, purpose, coin, leg, reduceOnly, clientOrderId } = order;
  const isAdding = purpose === 'open' || purpose === 'hedge';
  if (isAdding) return undefined;
  const what = `${clientOrderId}: ${purpose} ${side} ${quantity} ${market}`;
  if (!reduceOnly) return `${what} is not reduce-only`;
  const own = legsOf(positions, coin).find((one) => one.leg === leg && one.state.market === market)?.state;
  const held = own === undefined ? decimal(0) : decimal(own.held).times(leg === 'long' ? 1 : -1);
  const opposes = side === 'sell' ? held.gt(0) : held.lt(0);
  return opposes && decimal(quantity).lte(held.abs()) ? undefined : `${what} while ${held.toString()} is held`;
};

/** New risk only while trading, on coins that are not paused, after every venue has spoken, on data that is fresh. */
export const decidedRightly: OrderCheck = (order, sight) => {
  if (order.purpose !== 'open') return undefined;
  const reasons = [...standing(order, sight), ...staleness(order, sight)];
  return reasons.length === 0
    ? undefined
    : `${order.clientOrderId}: open ${order.side} ${order.market} while ${reasons.join(', ')}`;
};

const standing = ({ coin }: OrderIntent, { chronicle, accounts }: Sight): readonly string[] => {
  const { operator, ordered, guard, failClosed, pauses, heard } = chronicle;
  const unheard = [...accounts.keys()].filter((venue) => !heard.has(venue));
  return [
    ...(operator === 'trading' && ordered === 'trading' ? [] : [`the operator is ${operator}, told to be ${ordered}`]),
    ...(/paused|halted/.test(guard) ? [`the guard is ${guard}`] : []),
    ...(failClosed.size === 0 ? [] : [`${[...failClosed].join(' and ')} forbids it`]),
    ...(pauses.has(coin) ? [`${coin} is paused: ${pauses.get(coin) ?? ''}`] : []),
    ...(unheard.length === 0 ? [] : [`${unheard.join(' and ')} has not been heard`]),
  ];
};

/** The line knows when each market was last told of: no order may stand on anything older than its budget, on either leg. */
const staleness = (
  { market, decidedAtMs, coin }: OrderIntent,
  { freshness, config, positions }: Sight,
): readonly string[] => {
  const markets = new Set([market, ...legsOf(positions, coin).map(({ state }) => state.market)]);
  return [...markets].flatMap((one) => freshness.stale(one, decidedAtMs, config));
};
