import type { BookDepth, BookSide } from '../domain/book.ts';
import type { Side } from '../domain/ids.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Decimal, DecimalText } from '../domain/money.ts';
import type { OrderIntent } from '../domain/order.ts';
import type { OrderRefusal } from './order-checks.ts';
import { decimal, floorTo, text, ZERO } from '../domain/money.ts';

/**
 * What our own fills took from the levels of one market, by side and price. A taking lasts while the level shows the very
 * size it had then: the venue's next change of the level brings fresh liquidity.
 */
export type TakenLiquidity = Readonly<Record<string, TakenLevel>>;

interface TakenLevel {
  readonly shownSize: number;
  readonly taken: DecimalText;
}

export const NOTHING_TAKEN: TakenLiquidity = {};

/** One level's worth of a match, in the venue's unit and quote units. */
export interface Execution {
  readonly price: DecimalText;
  readonly quantity: DecimalText;
}

export type MatchOutcome =
  | { readonly kind: 'refused'; readonly refusal: OrderRefusal }
  | {
      readonly kind: 'matched';
      /** Best level first; empty when nothing crossed. */
      readonly executions: readonly Execution[];
      readonly filled: Decimal;
      /** What an IOC loses and a GTC or post-only order rests with. */
      readonly remaining: Decimal;
      readonly taken: TakenLiquidity;
    };

export interface MatchInput {
  readonly order: Pick<OrderIntent, 'side' | 'limitPrice' | 'timeInForce'>;
  /** In the venue's unit, a lot multiple: the order's quantity, or what reduce-only leaves of it. */
  readonly quantity: Decimal;
  readonly instrument: Pick<Instrument, 'lotSize'>;
  readonly book: BookDepth;
  readonly taken: TakenLiquidity;
}

/**
 * Matches an order against a book at its limit: a buy walks the asks upwards, a sell the bids downwards, level by level,
 * never past the limit, in whole lots. A post-only order that would take is refused; it never takes.
 */
export const matchOrder = ({ order, quantity, instrument, book, taken }: MatchInput): MatchOutcome => {
  const walked = order.side === 'buy' ? book.asks : book.bids;
  if (order.timeInForce === 'post-only') {
    const best = walked.count > 0 ? walked.prices[0] : undefined;
    if (best !== undefined && crosses(order, best))
      return {
        kind: 'refused',
        refusal: {
          code: 'post-only-would-take',
          message: `post-only ${order.side} at ${order.limitPrice} would take at ${best}`,
        },
      };
    return { kind: 'matched', executions: [], filled: ZERO, remaining: quantity, taken };
  }
  return walk({ order, quantity, lotSize: instrument.lotSize, levels: walked, taken });
};

/** True where a level at `price` satisfies the order's limit. */
export const crosses = (order: Pick<OrderIntent, 'side' | 'limitPrice'>, price: number): boolean =>
  order.side === 'buy' ? price <= Number(order.limitPrice) : price >= Number(order.limitPrice);

interface WalkInput {
  readonly order: MatchInput['order'];
  readonly quantity: Decimal;
  readonly lotSize: Decimal;
  readonly levels: BookSide;
  readonly taken: TakenLiquidity;
}

const walk = ({ order, quantity, lotSize, levels, taken }: WalkInput): MatchOutcome => {
  const still = stillTaken({ side: order.side, levels, taken });
  const executions: Execution[] = [];
  let remaining = quantity;
  for (let index = 0; index < levels.count && remaining.greaterThan(0); index++) {
    const price = levels.prices[index];
    const shownSize = levels.sizes[index];
    if (price === undefined || shownSize === undefined || !crosses(order, price)) break;
    const key = levelKey(order.side, price);
    const before = decimal(still[key]?.taken ?? '0');
    const available = floorTo(decimal(shownSize).minus(before), lotSize);
    if (!available.greaterThan(0)) continue;
    const filled = available.lessThan(remaining) ? available : remaining;
    executions.push({ price: text(price), quantity: text(filled) });
    still[key] = { shownSize, taken: text(before.plus(filled)) };
    remaining = remaining.minus(filled);
  }
  return { kind: 'matched', executions, filled: quantity.minus(remaining), remaining, taken: still };
};

/** Forgets levels of the walked side that are gone or changed; the other side is kept as it is. */
const stillTaken = (of: { side: Side; levels: BookSide; taken: TakenLiquidity }): Record<string, TakenLevel> => {
  const { side, levels, taken } = of;
  const kept: Record<string, TakenLevel> = {};
  for (const [key, level] of Object.entries(taken)) if (!key.startsWith(side)) kept[key] = level;
  for (let index = 0; index < levels.count; index++) {
    const key = levelKey(side, levels.prices[index] ?? 0);
    const level = taken[key];
    if (level !== undefined && level.shownSize === levels.sizes[index]) kept[key] = level;
  }
  return kept;
};

const levelKey = (side: Side, price: number): string => `${side}@${price}`;
