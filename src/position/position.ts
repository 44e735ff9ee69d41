import type { ClientOrderId, CoinId, Leg } from '../domain/ids.ts';
import { ZERO, decimal, text } from '../domain/money.ts';
import type { Decimal, DecimalText } from '../domain/money.ts';
import type { OrderPurpose } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import type { EntryTerms, ExitReason, LegTerms, SentOrder } from './position-event.ts';

/** Settings of one position actor (economics 9). */
export interface PositionSettings {
  readonly legTimeoutMs: number;
  readonly hedgeSlippageMaxBps: number;
  readonly closeSlippageMaxBps: number;
  /** Naked coins over the larger leg's that count as drift. */
  readonly deltaToleranceFraction: number;
  readonly exitCarryBps: number;
  readonly consecutiveSettlements: number;
  readonly minimumHold: 'break-even' | 'none';
}

/** The one order a leg may have in flight. */
export interface OrderInFlight {
  readonly clientOrderId: ClientOrderId;
  readonly purpose: OrderPurpose;
  readonly quantity: DecimalText;
  readonly status: 'sent' | 'in-doubt';
}

export interface LegState extends LegTerms {
  /** Net quantity in the direction of the leg, in the venue's unit; negative only if a venue did the unexpected. */
  readonly held: DecimalText;
  readonly order: OrderInFlight | null;
  /** Orders asked for so far in this cycle. */
  readonly attempts: number;
  /** A quantity no order may be small enough for: up to here the leg is dust, an exposure that cannot be traded away. */
  readonly dust: DecimalText;
  /** `absent`: the empty opposite of a sole leg; nothing is held there and no venue's word is about it. */
  readonly presence: 'traded' | 'absent';
}

/**
 * Held on a market that no leg of the cycle in hand has: a fill of elsewhere, closed after the cycle, or the dust of a cycle
 * before, which the next leg on its market takes up.
 */
export interface Stray {
  readonly leg: Leg;
  readonly terms: LegTerms;
  /** In the direction of the leg, the venue's unit. */
  readonly held: DecimalText;
  /** Up to here it is dust, as of a leg; absent: it is none. */
  readonly dust?: DecimalText;
}

/** A position actor's context: plain JSON, decimals as text. */
export interface Position {
  readonly coin: CoinId;
  readonly settings: PositionSettings;
  /** Cycles begun so far; with the coin it names the current one. */
  readonly cycles: number;
  readonly entry: EntryTerms | null;
  readonly legs: Readonly<Record<Leg, LegState>> | null;
  readonly strays: readonly Stray[];
  readonly openedAtMs: AtMs | null;
  /** Instants of the entries of the last hour. */
  readonly openings: readonly AtMs[];
  /** When the orders in flight, of the entry or of a repair, should have ended: then they are to be cancelled. */
  readonly entryDeadlineAtMs: AtMs | null;
  readonly minimumHoldUntilMs: AtMs | null;
  /** Settlements in a row after which the expected carry was below the exit threshold. */
  readonly missedSettlements: number;
  readonly reviewedSettlementAtMs: AtMs | null;
  readonly exit: ExitReason | null;
  /** Since when a feed of the route is stale while it is held. */
  readonly staleSinceMs: AtMs | null;
  readonly pauseReason: string | null;
  /** Repairs tried in the state in hand; paces and bounds them. */
  readonly repairs: number;
  readonly retryAtMs: AtMs | null;
  /** When the actor next wants a tick. */
  readonly deadlineAtMs: AtMs | null;
}

export const emptyPosition = (coin: CoinId, settings: PositionSettings): Position => ({
  coin,
  settings,
  cycles: 0,
  entry: null,
  legs: null,
  strays: [],
  openedAtMs: null,
  openings: [],
  entryDeadlineAtMs: null,
  minimumHoldUntilMs: null,
  missedSettlements: 0,
  reviewedSettlementAtMs: null,
  exit: null,
  staleSinceMs: null,
  pauseReason: null,
  repairs: 0,
  retryAtMs: null,
  deadlineAtMs: null,
});

/** Names the cycle in hand, in the ledger and in the journal. */
export const cycleOf = ({ coin, cycles }: Pick<Position, 'coin' | 'cycles'>): string => `${coin}-${cycles}`;

export const LEGS = ['long', 'short'] as const satisfies readonly Leg[];

export const emptyLeg = (terms: LegTerms): LegState => ({
  ...terms,
  held: text(0),
  order: null,
  attempts: 0,
  dust: text(0),
  presence: 'traded',
});

/** Remembers orders as in flight. */
export const withOrders = (position: Position, orders: readonly SentOrder[]): Position => {
  let legs = position.legs;
  for (const { leg, clientOrderId, purpose, quantity } of orders)
    if (legs !== null) {
      const order: OrderInFlight = { clientOrderId, purpose, quantity, status: 'sent' };
      legs = { ...legs, [leg]: { ...legs[leg], order, attempts: legs[leg].attempts + 1 } };
    }
  return { ...position, legs };
};

export const withDoubt = (position: Position, clientOrderId: ClientOrderId): Position =>
  mapOrder(position, clientOrderId, (order) => ({ ...order, status: 'in-doubt' }));

export const withOrderFound = (position: Position, clientOrderId: ClientOrderId): Position =>
  mapOrder(position, clientOrderId, (order) => ({ ...order, status: 'sent' }));

export const withOrderEnded = (position: Position, clientOrderId: ClientOrderId): Position =>
  mapOrder(position, clientOrderId, () => null);

export const ordersInFlight = ({ legs }: Position): readonly OrderInFlight[] =>
  legs === null ? [] : LEGS.flatMap((leg) => legs[leg].order ?? []);

/** Coins a leg holds, in its direction. */
export const coinsHeld = ({ held, coinsPerUnit }: LegState): Decimal => decimal(held).times(decimal(coinsPerUnit));

/** Long coins less short coins: what is naked. */
export const nakedCoins = ({ legs }: Pick<Position, 'legs'>): Decimal =>
  legs === null ? ZERO : coinsHeld(legs.long).minus(coinsHeld(legs.short));

const mapOrder = (
  position: Position,
  clientOrderId: ClientOrderId,
  change: (order: OrderInFlight) => OrderInFlight | null,
): Position => {
  const { legs } = position;
  if (legs === null) return position;
  const mapped = (leg: LegState): LegState =>
    leg.order?.clientOrderId === clientOrderId ? { ...leg, order: change(leg.order) } : leg;
  return { ...position, legs: { long: mapped(legs.long), short: mapped(legs.short) } };
};
