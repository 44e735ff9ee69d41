import { notionalOf } from '../domain/instrument.ts';
import type { Instrument } from '../domain/instrument.ts';
import { Decimal, ZERO, ceilTo, commonStep, decimal, floorTo, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import { coinStep, coinsOf, pricePerCoin, quantityOfCoins } from './coins.ts';
import { known, refusal } from './reason.ts';
import type { GateReason } from './reason.ts';
import { bindingCap } from './size-target.ts';
import type { Cap, CapCode } from './size-target.ts';

/** What sizing must know of one leg's market. */
export interface LegMarket {
  readonly instrument: Instrument;
  /** The worst price the order accepts, quote units per base unit: caps then hold at the price paid. */
  readonly price: Decimal;
  /** USD for one quote unit. */
  readonly usdPerQuote: number;
  /** Fraction of the bought coins the venue keeps as its fee: a spot buy's taker fee, else 0. */
  readonly feeInBaseFraction: number;
}

export interface SizeAsk {
  /** Wanted notional of one leg, USD (size-target.ts). */
  readonly targetUsd: number;
  /** Ceilings on one leg's notional (limits.ts). */
  readonly caps: readonly Cap[];
  readonly long: LegMarket;
  readonly short: LegMarket;
}

export interface SizedLeg {
  /** To order, in the venue's unit, a multiple of its lot. */
  readonly quantity: DecimalText;
  /** Coins the leg ends up with, the fee taken in base already off. */
  readonly coins: DecimalText;
  readonly notionalUsd: number;
}

export type RouteSize =
  | {
      readonly kind: 'sized';
      readonly long: SizedLeg;
      readonly short: SizedLeg;
      /** Coins both legs carry: the smaller leg. */
      readonly baseQuantity: DecimalText;
      /** Long coins less short coins: 0, or under one contract (inverse) or one spot lot (fee in base). */
      readonly residualCoins: DecimalText;
      /** The larger leg. */
      readonly notionalUsd: number;
      /** What kept it from being larger. */
      readonly boundBy: CapCode;
    }
  | { readonly kind: 'refused'; readonly reasons: readonly GateReason[] };

/**
 * Quantities of a route: the same coins on both legs, rounded down. Two fixed lots share their common multiple; an inverse
 * leg takes whole contracts; a spot buy whose fee is kept in base is grossed up to the least lot that nets the other leg.
 * Below a minimum there is no trade, never a bigger one.
 */
export const sizeRoute = (ask: SizeAsk): RouteSize => {
  const target: Cap = { code: 'target', usd: ask.targetUsd };
  const bound = bindingCap([target, ...ask.caps]) ?? target;
  if (!(bound.usd > 0) || !Number.isFinite(bound.usd))
    return { kind: 'refused', reasons: [refusal('no-size', { limit: bound.code, actual: known(bound.usd) })] };
  const { long, short } = ask;
  const dearest = Decimal.max(coinUsd(long), coinUsd(short));
  const quantities = equalQuantities(long, short, decimal(bound.usd).div(dearest));
  const reasons = [...minimumsMissed(long, quantities.long), ...minimumsMissed(short, quantities.short)];
  if (reasons.length > 0) return { kind: 'refused', reasons };
  const coins = { long: netCoins(long, quantities.long), short: netCoins(short, quantities.short) };
  const sized = {
    long: sizedLeg(long, quantities.long, coins.long),
    short: sizedLeg(short, quantities.short, coins.short),
  };
  return {
    kind: 'sized',
    ...sized,
    baseQuantity: text(Decimal.min(coins.long, coins.short)),
    residualCoins: text(coins.long.minus(coins.short)),
    notionalUsd: Math.max(sized.long.notionalUsd, sized.short.notionalUsd),
    boundBy: bound.code,
  };
};

/** Why `quantity` venue units cannot be ordered on this market, with the venue's own minimums; empty when they can. */
export const minimumsMissed = (leg: Pick<LegMarket, 'instrument' | 'price'>, quantity: Decimal): GateReason[] => {
  const { instrument, price } = leg;
  const { market } = instrument;
  const notional = notionalOf(instrument, quantity, price);
  const reasons: GateReason[] = [];
  if (quantity.lte(0) || quantity.lt(instrument.minQuantity))
    reasons.push(
      refusal('min-quantity', { limit: instrument.minQuantity.toNumber(), actual: quantity.toNumber(), market }),
    );
  if (notional.lt(instrument.minNotional))
    reasons.push(
      refusal('min-notional', { limit: instrument.minNotional.toNumber(), actual: notional.toNumber(), market }),
    );
  return reasons;
};

/** Coins a leg ends up with after a fee kept in base. */
export const netCoins = (leg: LegMarket, quantity: Decimal): Decimal =>
  coinsOf(leg.instrument, quantity, leg.price).times(decimal(1).minus(leg.feeInBaseFraction));

/** Largest difference of coins the rounding of a sized pair can leave: 0 for two fixed lots without a fee in base. */
export const residualMaxCoins = (long: LegMarket, short: LegMarket): Decimal => {
  const inverse = [long, short].filter(({ instrument }) => instrument.kind === 'inverse');
  const steps = inverse.map(({ instrument, price }) => coinsOf(instrument, instrument.lotSize, price));
  if (long.feeInBaseFraction > 0) steps.push(coinStep(long.instrument));
  return steps.reduce((most, step) => Decimal.max(most, step), ZERO);
};

interface Quantities {
  readonly long: Decimal;
  readonly short: Decimal;
}

/** Venue units of both legs for at most `coinsMax` coins. */
const equalQuantities = (long: LegMarket, short: LegMarket, coinsMax: Decimal): Quantities => {
  if (long.feeInBaseFraction > 0) return grossedUp(long, short, coinsMax);
  const steps = [long, short].filter(({ instrument }) => instrument.kind !== 'inverse');
  const [first, second] = steps.map(({ instrument }) => coinStep(instrument));
  const step = first === undefined ? undefined : commonStep(first, second ?? first);
  const coins = step === undefined ? coinsMax : floorTo(coinsMax, step);
  return { long: wholeLots(long, coins), short: wholeLots(short, coins) };
};

/** The buy may not exceed the ceiling before its fee; the other leg is sized to what is left, then the buy trimmed to it. */
const grossedUp = (long: LegMarket, short: LegMarket, coinsMax: Decimal): Quantities => {
  const lot = coinStep(long.instrument);
  const kept = decimal(1).minus(long.feeInBaseFraction);
  const shortQuantity = wholeLots(short, floorTo(coinsMax, lot).times(kept));
  const needed = ceilTo(coinsOf(short.instrument, shortQuantity, short.price).div(kept), lot);
  return { long: wholeLots(long, needed), short: shortQuantity };
};

const wholeLots = (leg: LegMarket, coins: Decimal): Decimal =>
  floorTo(quantityOfCoins(leg.instrument, coins, leg.price), leg.instrument.lotSize);

/** USD of one coin. */
export const coinUsd = (leg: LegMarket): Decimal => pricePerCoin(leg.instrument, leg.price).times(leg.usdPerQuote);

const sizedLeg = (leg: LegMarket, quantity: Decimal, coins: Decimal): SizedLeg => ({
  quantity: text(quantity),
  coins: text(coins),
  notionalUsd: notionalOf(leg.instrument, quantity, leg.price).times(leg.usdPerQuote).toNumber(),
});
