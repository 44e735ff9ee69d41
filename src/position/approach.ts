import type { Leg } from '../domain/ids.ts';
import type { DecimalText } from '../domain/money.ts';
import type { AtMs } from '../domain/units.ts';
import { ordersInFlight } from './position.ts';
import type { OrderInFlight, Position } from './position.ts';

/** How an entry goes in where the orders of both legs do not simply go out; `null` in the context where they do. */
export type Approach = Quoting | Slicing;

/**
 * The thin leg rests: a post-only order at its own best price follows that price, and each of its fills is hedged at once on
 * the other leg. One order a leg, so the two do not wait for each other.
 */
export interface Quoting {
  readonly kind: 'quoting';
  /** The leg that rests. */
  readonly leg: Leg;
  /** What each leg is to hold in the end, the venue's unit. */
  readonly quantities: Readonly<Record<Leg, DecimalText>>;
  /**
   * `moving`: the order is being cancelled, to rest at another price. `withdrawn`: nothing is quoted any more; what was filled
   * is all there will be.
   */
  readonly stage: 'resting' | 'moving' | 'withdrawn';
  /** It may rest until then. */
  readonly untilMs: AtMs;
  /** When what rests is looked at next; while nothing does, when it is quoted anew. */
  readonly nextAtMs: AtMs;
  /** Naked coins up to here are too little for any order of the other leg. */
  readonly tooLittleCoins: DecimalText;
}

/**
 * A size above what the books carry goes in by parts. Between two of them the position is hedged like any other; whatever
 * else happens to it then ends the slicing.
 */
export interface Slicing {
  readonly kind: 'slicing';
  /** What each leg is to hold in the end, and what the first slice was for, coins. */
  readonly coins: DecimalText;
  readonly firstCoins: DecimalText;
  readonly slicesLeft: number;
  /** No slice is asked for after this. */
  readonly untilMs: AtMs;
  /** When the next is asked for; `null` while one is under way. */
  readonly nextAtMs: AtMs | null;
}

export const quotingOf = ({ approach }: Pick<Position, 'approach'>): Quoting | undefined =>
  approach?.kind === 'quoting' ? approach : undefined;

/** Unless it is withdrawn. */
export const openQuoting = (position: Pick<Position, 'approach'>): Quoting | undefined => {
  const quoting = quotingOf(position);
  return quoting?.stage === 'withdrawn' ? undefined : quoting;
};

/** The order that rests. */
export const quotedOrder = ({ approach, legs }: Pick<Position, 'approach' | 'legs'>): OrderInFlight | null =>
  approach?.kind === 'quoting' && legs !== null ? legs[approach.leg].order : null;

/** What should end by its deadline: everything but an order that may rest. */
export const isDeadlineOver = (position: Position): boolean => {
  const left = ordersInFlight(position);
  if (openQuoting(position) === undefined) return left.length === 0;
  const quote = quotedOrder(position);
  return left.every((order) => order === quote);
};

/** Refusals that pass by themselves, of the gate and of the signal: the same may be asked again a moment later. */
const PASSING: ReadonlySet<string> = new Set([
  'stale-book',
  'stale-funding',
  'no-price',
  'no-book',
  'insufficient-depth',
  'slippage',
  'slippage-limit',
  'min-quantity',
  'min-notional',
]);

export const isPassing = (codes: readonly string[]): boolean => codes.every((code) => PASSING.has(code));

/** When an approach next wants a tick. */
export const approachDeadline = (approach: Approach | null): AtMs | null => {
  if (approach?.kind === 'slicing') return approach.nextAtMs;
  if (approach === null || approach.stage === 'withdrawn') return null;
  const { untilMs, nextAtMs } = approach;
  return nextAtMs < untilMs ? nextAtMs : untilMs;
};
