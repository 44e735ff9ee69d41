import type { Leg } from '../domain/ids.ts';
import { Decimal, ZERO, decimal, floorTo, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
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
/** Naked coins over the larger leg's that are carried on with when no order can be small enough to repair them. */
const DUST_FRACTION = 0.02;

/**
 * The next step of an entry whose orders have all ended: complete the lagging leg at bounded slippage, then (an alternate
 * venue for it would come here) cut the larger leg to the smaller, then give up. Economics 9, design 5.6.
 */
export const balanceStep = (position: Position): BalanceStep => {
  const { legs, settings, repairs } = position;
  if (legs === null || LEGS.every((leg) => isFlat(legs[leg]))) return { kind: 'empty' };
  if (isWithinTolerance(position)) return { kind: 'balanced' };
  const gap = gapOf(legs, nakedCoins(position));
  const isWorthKeeping = !isFlat(legs[gap.smaller]);
  // what the lots leave over is no reason to trade; it is shown as exposure
  const isLeftOver = isWorthKeeping && gap.cut.isZero() && isRounding(position);
  if (isLeftOver && gap.add.isZero()) return { kind: 'balanced' };
  if (repairs < HEDGES_MAX && gap.add.gt(0)) {
    const slippageMaxBps = settings.hedgeSlippageMaxBps;
    const ask = { purpose: 'hedge', quantity: gap.add, slippageMaxBps } as const;
    return { kind: 'order', orders: [orderFor(position, gap.smaller, ask)] };
  }
  // an alternate venue for the lagging leg would be tried here, before anything is given back
  if (isWorthKeeping && gap.cut.gt(0) && repairs < HEDGES_MAX + CUTS_MAX) {
    const slippageMaxBps = settings.closeSlippageMaxBps;
    const ask = { purpose: 'flatten', quantity: gap.cut, slippageMaxBps } as const;
    return { kind: 'order', orders: [orderFor(position, gap.larger, ask)] };
  }
  // a small part of the whole that nobody takes (under a least notional, say) is no reason to pay for leaving
  return { kind: isWorthKeeping && isRounding(position) ? 'balanced' : 'give-up' };
};

/** Drifted apart by something no order is small enough to cut, and too much to carry on with. */
export const isBeyondRepair = (position: Position): boolean =>
  !isWithinTolerance(position) && !needsRebalance(position) && !isRounding(position);

/** Whether a held route has drifted apart by more than the tolerance and by something that can be cut. */
export const needsRebalance = (position: Position): boolean => rebalanceOrders(position).length > 0;

/** Cuts the larger leg back to the smaller while hedged; none when they are apart by less than can be cut. */
export const rebalanceOrders = (position: Position): readonly LegOrder[] => {
  const { legs, settings } = position;
  if (legs === null || isWithinTolerance(position)) return [];
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
  return LEGS.filter((leg) => !isFlat(legs[leg])).map((leg) => {
    const quantity = floorTo(decimal(legs[leg].held).abs(), decimal(legs[leg].lotSize));
    return orderFor(position, leg, { purpose: 'close', quantity, slippageMaxBps });
  });
};

/** True when nothing is left that an order could close, whichever way round it is held. */
export const isFlat = ({ held, lotSize, minQuantity, dust }: LegState): boolean => {
  const size = decimal(held).abs();
  return size.lt(Decimal.max(lotSize, minQuantity)) || size.lte(dust);
};

/** What of the legs is left though flat, in their directions; `undefined` when nothing is. */
export const dustOf = ({ legs }: Position): Readonly<Record<Leg, DecimalText>> | undefined => {
  if (legs === null || LEGS.every((leg) => decimal(legs[leg].held).isZero())) return undefined;
  return { long: legs.long.held, short: legs.short.held };
};

/** How long to wait before the next try. */
export const retryDelayMs = (repairs: number): number => Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** Math.min(10, repairs));

interface Gap {
  readonly larger: Leg;
  readonly smaller: Leg;
  /** To add to the smaller, and to cut from the larger: whole lots, the venue's unit; 0 when under its minimum. */
  readonly add: Decimal;
  readonly cut: Decimal;
}

const gapOf = (legs: Readonly<Record<Leg, LegState>>, naked: Decimal): Gap => {
  const larger: Leg = naked.gt(0) ? 'long' : 'short';
  const smaller: Leg = naked.gt(0) ? 'short' : 'long';
  const tradable = ({ coinsPerUnit, lotSize, minQuantity }: LegState): Decimal => {
    const lots = floorTo(naked.abs().div(decimal(coinsPerUnit)), decimal(lotSize));
    return lots.lt(decimal(minQuantity)) ? ZERO : lots;
  };
  const cut = Decimal.min(tradable(legs[larger]), Decimal.max(legs[larger].held, 0));
  return { larger, smaller, add: tradable(legs[smaller]), cut };
};

/** Under one lot of either leg (an inverse contract may be large, economics 7), or a small part of the whole. */
const isRounding = (position: Position): boolean => {
  const { legs } = position;
  if (legs === null) return true;
  const naked = nakedCoins(position).abs();
  const lotCoins = LEGS.map((leg) => decimal(legs[leg].lotSize).times(decimal(legs[leg].coinsPerUnit)));
  return naked.lt(Decimal.max(...lotCoins)) || naked.lte(largestCoins(legs).times(DUST_FRACTION));
};

/** Naked coins within the configured drift. */
const isWithinTolerance = (position: Position): boolean => {
  const { legs, settings } = position;
  if (legs === null) return true;
  return nakedCoins(position).abs().lte(largestCoins(legs).times(settings.deltaToleranceFraction));
};

const largestCoins = (legs: Readonly<Record<Leg, LegState>>): Decimal =>
  Decimal.max(coinsHeld(legs.long).abs(), coinsHeld(legs.short).abs());

const orderFor = (
  position: Pick<Position, 'coin' | 'legs'>,
  leg: Leg,
  ask: { readonly purpose: OrderPurpose; readonly quantity: Decimal; readonly slippageMaxBps: number },
): LegOrder => {
  const state = position.legs?.[leg];
  if (state === undefined) throw new Error('an order for a position without legs');
  const isAdding = ask.purpose === 'hedge' || ask.purpose === 'open';
  // held the wrong way round (a venue did the unexpected) a leg is closed by what would open it
  const isReversed = decimal(state.held).lt(0);
  return {
    coin: position.coin,
    leg,
    market: state.market,
    side: (leg === 'long') === (isAdding || isReversed) ? 'buy' : 'sell',
    quantity: text(ask.quantity),
    reduceOnly: !isAdding,
    purpose: ask.purpose,
    attempt: state.attempts + 1,
    slippageMaxBps: ask.slippageMaxBps,
  };
};
