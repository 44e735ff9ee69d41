import { kindOf } from '../domain/ids.ts';
import type { CoinId, Leg } from '../domain/ids.ts';
import { Decimal, decimal, floorTo, text } from '../domain/money.ts';
import type { LegOrder, OrderPurpose } from '../domain/order.ts';
import { LEGS, coinsHeld, nakedCoins } from './position.ts';
import type { LegState, Position } from './position.ts';

/** What brings an entry into balance next. */
export type BalanceStep =
  /** Nothing was filled on either leg. */
  | { readonly kind: 'empty' }
  /** Equal, or apart by less than can be traded or than the tolerance. */
  | { readonly kind: 'balanced' }
  | { readonly kind: 'order'; readonly orders: readonly LegOrder[] }
  /** Neither completing nor cutting gets there: flatten both. */
  | { readonly kind: 'give-up' };

/** Tries to complete the lagging leg before the larger one is cut, and to cut it before both are flattened. */
const HEDGES_MAX = 3;
const CUTS_MAX = 3;
const RETRY_MS = 250;
const RETRY_MAX_MS = 10_000;

/**
 * The next step of an entry whose orders have all ended: complete the lagging leg at bounded slippage, then (an alternate
 * venue for it would come here) cut the larger leg to the smaller, then give up. Economics 9, design 5.6.
 */
export const balanceStep = (position: Position): BalanceStep => {
  const { legs, settings, repairs } = position;
  if (legs === null || LEGS.every((leg) => isFlat(legs[leg]))) return { kind: 'empty' };
  if (isBalanced(position)) return { kind: 'balanced' };
  const gap = gapOf(legs, nakedCoins(position));
  if (repairs < HEDGES_MAX && gap.add.gte(decimal(legs[gap.smaller].minQuantity)) && gap.add.gt(0)) {
    const slippageMaxBps = settings.hedgeSlippageMaxBps;
    return {
      kind: 'order',
      orders: [orderFor(position, gap.smaller, { purpose: 'hedge', quantity: gap.add, slippageMaxBps })],
    };
  }
  const isWorthKeeping = !isFlat(legs[gap.smaller]);
  if (isWorthKeeping && gap.cut.gt(0) && repairs < HEDGES_MAX + CUTS_MAX) {
    const slippageMaxBps = settings.closeSlippageMaxBps;
    return {
      kind: 'order',
      orders: [orderFor(position, gap.larger, { purpose: 'flatten', quantity: gap.cut, slippageMaxBps })],
    };
  }
  return { kind: 'give-up' };
};

/** Cuts the larger leg back to the smaller while hedged; none when they are apart by less than a lot. */
export const rebalanceOrders = (position: Position): readonly LegOrder[] => {
  const { legs, settings } = position;
  if (legs === null || isBalanced(position)) return [];
  const { larger, cut } = gapOf(legs, nakedCoins(position));
  const slippageMaxBps = settings.hedgeSlippageMaxBps;
  return cut.gt(0) ? [orderFor(position, larger, { purpose: 'rebalance', quantity: cut, slippageMaxBps })] : [];
};

/**
 * Orders that close what is still held, every leg at once, reduce-only. The slippage allowed grows from the hedging bound
 * to the closing bound with every try: closing must come to an end.
 */
export const closeOrders = (position: Position): readonly LegOrder[] => {
  const { legs, settings, repairs } = position;
  if (legs === null) return [];
  const { hedgeSlippageMaxBps, closeSlippageMaxBps } = settings;
  const slippageMaxBps = Math.min(closeSlippageMaxBps, hedgeSlippageMaxBps * (1 + repairs));
  return LEGS.flatMap((leg) =>
    isFlat(legs[leg])
      ? []
      : [
          orderFor(position, leg, {
            purpose: 'close',
            quantity: floorTo(decimal(legs[leg].held), decimal(legs[leg].lotSize)),
            slippageMaxBps,
          }),
        ],
  );
};

/** True when nothing is left that an order could close: under a lot, or for spot under the venue's minimum. */
export const isFlat = ({ held, lotSize, minQuantity, market }: LegState): boolean => {
  const least = kindOf(market) === 'spot' ? Decimal.max(lotSize, minQuantity) : decimal(lotSize);
  return decimal(held).lt(least);
};

/** Both legs carry the same coins, within the tolerance or within what lots allow. */
export const isBalanced = (position: Position): boolean => {
  const { legs, settings } = position;
  if (legs === null) return true;
  const naked = nakedCoins(position);
  const largest = Decimal.max(coinsHeld(legs.long), coinsHeld(legs.short));
  if (naked.abs().lte(largest.times(settings.deltaToleranceFraction))) return true;
  const { add, cut } = gapOf(legs, naked);
  return add.isZero() && cut.isZero();
};

/** How long to wait before the next try. */
export const retryDelayMs = (repairs: number): number => Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** Math.min(10, repairs));

interface Gap {
  readonly larger: Leg;
  readonly smaller: Leg;
  /** To add to the smaller, and to cut from the larger: whole lots, the venue's unit. */
  readonly add: Decimal;
  readonly cut: Decimal;
}

const gapOf = (legs: Readonly<Record<Leg, LegState>>, naked: Decimal): Gap => {
  const larger: Leg = naked.gt(0) ? 'long' : 'short';
  const smaller: Leg = naked.gt(0) ? 'short' : 'long';
  const wholeLots = ({ coinsPerUnit, lotSize }: LegState): Decimal =>
    floorTo(naked.abs().div(decimal(coinsPerUnit)), decimal(lotSize));
  return { larger, smaller, add: wholeLots(legs[smaller]), cut: wholeLots(legs[larger]) };
};

const orderFor = (
  position: Pick<Position, 'coin' | 'legs'>,
  leg: Leg,
  ask: { readonly purpose: OrderPurpose; readonly quantity: Decimal; readonly slippageMaxBps: number },
): LegOrder => {
  const state = position.legs?.[leg];
  if (state === undefined) throw new Error('an order for a position without legs');
  const isAdding = ask.purpose === 'hedge' || ask.purpose === 'open';
  const opens = leg === 'long' ? 'buy' : 'sell';
  const closes = leg === 'long' ? 'sell' : 'buy';
  const { coin }: { coin: CoinId } = position;
  return {
    coin,
    leg,
    market: state.market,
    side: isAdding ? opens : closes,
    quantity: text(ask.quantity),
    reduceOnly: !isAdding,
    purpose: ask.purpose,
    attempt: state.attempts + 1,
    slippageMaxBps: ask.slippageMaxBps,
  };
};
