import type { CoinId, Leg, MarketKey } from '../../domain/ids.ts';
import { Decimal, decimal } from '../../domain/money.ts';
import type { DecimalText } from '../../domain/money.ts';

/** Something a venue holds for us that no position of ours stands for. */
export interface FoundHolding {
  readonly coin: CoinId;
  readonly market: MarketKey;
  /** Signed, the venue's unit; positive long. */
  readonly quantity: DecimalText;
  readonly coinsPerUnit: DecimalText;
}

/** What one coin's holdings make: both legs of a hedge, or one leg alone. Quantities in the direction of the leg. */
export interface RebuiltPosition {
  readonly coin: CoinId;
  readonly legs: Readonly<Partial<Record<Leg, { readonly market: MarketKey; readonly held: DecimalText }>>>;
}

/** Coins by which two legs of one hedge may differ, as a part of the larger: what rounding and dust leave. */
const PAIR_TOLERANCE = 0.02;

/**
 * Perpetuals that hedge each other, coin by coin; a short one without a counterpart is hedged by coins held on a spot market where there
 * are enough. What has no counterpart is the largest of its coin, alone. What is left over is in none of them.
 */
export const rebuiltPositions = (
  perpetuals: readonly FoundHolding[],
  coins: readonly FoundHolding[],
): readonly RebuiltPosition[] =>
  [...new Set(perpetuals.map(({ coin }) => coin))].sort().map((coin) => {
    const own = perpetuals.filter((one) => one.coin === coin);
    const spots = coins.filter((one) => one.coin === coin);
    return { coin, legs: closestPair(own) ?? spotPair(own, spots) ?? soleLeg(own) };
  });

type Legs = RebuiltPosition['legs'];

const closestPair = (own: readonly FoundHolding[]): Legs | undefined => {
  const pairs = own
    .filter(isLong)
    .flatMap((long) => own.filter((one) => !isLong(one)).map((short) => ({ long, short, gap: gapOf(long, short) })))
    .filter(({ gap }) => gap.lte(PAIR_TOLERANCE))
    .sort((a, b) => a.gap.cmp(b.gap));
  const [best] = pairs;
  return best === undefined ? undefined : { ...legOf(best.long), ...legOf(best.short) };
};

/** Of a balance only what hedges the short leg: the rest may have been there before. */
const spotPair = (own: readonly FoundHolding[], spots: readonly FoundHolding[]): Legs | undefined => {
  for (const short of own.filter((one) => !isLong(one)))
    for (const spot of spots) {
      const wanted = sizeOf(short);
      if (!isLong(spot) || sizeOf(spot).lt(wanted.times(1 - PAIR_TOLERANCE))) continue;
      const held = Decimal.min(decimal(spot.quantity), wanted.div(spot.coinsPerUnit)).toFixed() as DecimalText;
      return { ...legOf({ ...spot, quantity: held }), ...legOf(short) };
    }
  return undefined;
};

const soleLeg = (own: readonly FoundHolding[]): Legs => {
  const [largest] = [...own].sort((a, b) => sizeOf(b).cmp(sizeOf(a)));
  return largest === undefined ? {} : legOf(largest);
};

const legOf = (holding: FoundHolding): Legs => {
  const held = decimal(holding.quantity).abs().toFixed() as DecimalText;
  return { [isLong(holding) ? 'long' : 'short']: { market: holding.market, held } };
};

const isLong = ({ quantity }: FoundHolding): boolean => decimal(quantity).gt(0);

/** Coins held, whichever way. */
const sizeOf = ({ quantity, coinsPerUnit }: FoundHolding): Decimal => decimal(quantity).abs().times(coinsPerUnit);

const gapOf = (a: FoundHolding, b: FoundHolding): Decimal =>
  sizeOf(a)
    .minus(sizeOf(b))
    .abs()
    .div(Decimal.max(sizeOf(a), sizeOf(b)));
