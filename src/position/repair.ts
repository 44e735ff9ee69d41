import type { CoinId, Leg } from '../domain/ids.ts';
import { Decimal, ZERO, decimal, floorTo, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import type { LegOrder, OrderPurpose } from '../domain/order.ts';
import { LEGS, coinsHeld, everyLeg, mapLegs, nakedCoins } from './position.ts';
import type { LegAt, LegState, Position } from './position.ts';

/** What brings an entry into balance next. */
export type BalanceStep =
  /** Nothing was filled on either leg. */
  | { readonly kind: 'empty' }
  /** Equal, or apart by less than can be traded or than the tolerance. */
  | { readonly kind: 'balanced' }
  | { readonly kind: 'order'; readonly orders: readonly LegOrder[] }
  /** So many coins are to be hedged on another market: the leg's own does not take them. */
  | { readonly kind: 'alternate'; readonly leg: Leg; readonly coins: DecimalText }
  /** Orders that leave so many coins on each leg, if those are worth holding. */
  | { readonly kind: 'cut'; readonly orders: readonly LegOrder[]; readonly coins: DecimalText }
  /** Neither completing nor cutting gets there: flatten both. */
  | { readonly kind: 'give-up' };

/** Tries to complete the lagging leg before the larger one is cut, and to cut it before both are flattened. */
const HEDGES_MAX = 3;
const CUTS_MAX = 3;
const RETRY_MS = 250;
const RETRY_MAX_MS = 10_000;
/** A leg that stands naked is tried again this soon at the latest, however often it was in vain. */
export const NAKED_RETRY_MAX_MS = 2000;
/** Naked coins over the larger leg's that are carried on with when no order can be small enough to repair them. */
const DUST_FRACTION = 0.02;

/**
 * The next step of an entry whose orders have all ended: complete the lagging leg at bounded slippage, then on another
 * market, then cut the larger leg to the smaller, then give up. One leg is on one market: another is asked for, once an entry,
 * only where the lagging leg holds nothing; a part of it that is held is what the larger leg is cut to. Economics 9, design 5.6.
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
  const isAlone = !isWorthKeeping && legs[gap.smaller].presence === 'traded';
  if (isAlone && position.alternate === 'untried' && position.entry !== null)
    return { kind: 'alternate', leg: gap.smaller, coins: text(nakedCoins(position).abs()) };
  if (isWorthKeeping && gap.cut.gt(0) && repairs < HEDGES_MAX + CUTS_MAX) {
    const slippageMaxBps = settings.closeSlippageMaxBps;
    const ask = { purpose: 'flatten', quantity: gap.cut, slippageMaxBps } as const;
    const coins = text(coinsHeld(legs[gap.smaller]));
    return { kind: 'cut', orders: [orderFor(position, gap.larger, ask)], coins };
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

/** What the cut in hand would take from the larger leg is too little for its venue: it is carried, as dust of that leg. */
export const withUncuttable = (position: Position): Position => {
  const [order] = rebalanceOrders(position);
  return mapLegs(position, (state) => (state.market === order?.market ? { ...state, dust: order.quantity } : state));
};

/**
 * Orders that close what is still held, every leg at once, reduce-only. The slippage allowed grows from the hedging bound
 * to the closing bound with every try: closing must come to an end.
 */
export const closeOrders = (position: Position): readonly LegOrder[] => {
  const slippageMaxBps = closingSlippageBps(position);
  return everyLeg(position)
    .filter(({ state }) => !isFlat(state))
    .map((own) => legOrder(position.coin, own, { purpose: 'close', quantity: wholeOf(own.state), slippageMaxBps }));
};

/** From the hedging bound to the closing bound, more with every try. */
export const closingSlippageBps = ({ settings, repairs }: Pick<Position, 'settings' | 'repairs'>): number =>
  Math.min(settings.closeSlippageMaxBps, settings.hedgeSlippageMaxBps * (1 + repairs));

/** All of a leg that can be ordered, the venue's unit. */
export const wholeOf = ({ held, lotSize }: LegState): Decimal => floorTo(decimal(held).abs(), decimal(lotSize));

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

/** How long to wait before the next try: twice as long each time, less long while something is naked. */
export const retryDelayMs = (position: Position): number =>
  Math.min(
    isWithinTolerance(position) ? RETRY_MAX_MS : NAKED_RETRY_MAX_MS,
    RETRY_MS * 2 ** Math.min(10, position.repairs),
  );

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
  const cut = Decimal.min(lotsOf(legs[larger], naked.abs()), Decimal.max(legs[larger].held, 0));
  const isDust = cut.lte(legs[larger].dust);
  return { larger, smaller, add: lotsOf(legs[smaller], naked.abs()), cut: isDust ? ZERO : cut };
};

/** Whole lots in so many coins, the venue's unit; 0 when they are under its minimum. */
export const lotsOf = ({ coinsPerUnit, lotSize, minQuantity }: LegState, coins: Decimal): Decimal => {
  const lots = floorTo(coins.div(decimal(coinsPerUnit)), decimal(lotSize));
  return lots.lt(decimal(minQuantity)) ? ZERO : lots;
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
export const isWithinTolerance = (position: Position): boolean => {
  const { legs, settings } = position;
  if (legs === null) return true;
  return nakedCoins(position).abs().lte(largestCoins(legs).times(settings.deltaToleranceFraction));
};

const largestCoins = (legs: Readonly<Record<Leg, LegState>>): Decimal =>
  Decimal.max(coinsHeld(legs.long).abs(), coinsHeld(legs.short).abs());

export interface OrderAsk {
  readonly purpose: OrderPurpose;
  readonly quantity: Decimal;
  readonly slippageMaxBps: number;
}

const orderFor = (position: Position, leg: Leg, ask: OrderAsk): LegOrder => {
  const own = everyLeg(position).find((one) => one.leg === leg);
  if (own === undefined) throw new Error('an order for a position without legs');
  return legOrder(position.coin, own, ask);
};

/** An order that adds to a leg or takes from it, as its purpose says. */
export const legOrder = (coin: CoinId, { leg, state, attempt }: LegAt, ask: OrderAsk): LegOrder => {
  const isAdding = ask.purpose === 'hedge' || ask.purpose === 'open';
  // held the wrong way round (a venue did the unexpected) a leg is closed by what would open it
  const isReversed = decimal(state.held).lt(0);
  return {
    coin,
    leg,
    market: state.market,
    side: (leg === 'long') === (isAdding || isReversed) ? 'buy' : 'sell',
    quantity: text(ask.quantity),
    reduceOnly: !isAdding,
    purpose: ask.purpose,
    attempt,
    slippageMaxBps: ask.slippageMaxBps,
  };
};
