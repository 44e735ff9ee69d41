import type { ClientOrderId, CoinId, Leg, Route } from '../domain/ids.ts';
import { decimal, sum, text } from '../domain/money.ts';
import type { Decimal, DecimalText } from '../domain/money.ts';
import type { OrderPurpose } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import type { Approach } from './approach.ts';
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
  /** How often a resting order is looked at, and the least time between two of them. */
  readonly makerRequoteMs: number;
  /** From a slice that is hedged to the next. */
  readonly slicePauseMs: number;
  /** A route whose feeds stay stale is left after this long: nobody can say any more what it earns or risks. */
  readonly staleFeedMs: number;
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

/** A leg on its way to another market; until it has arrived `legs` has the market it leaves. */
export interface Roll {
  readonly leg: Leg;
  /** The leg there. */
  readonly to: LegState;
  /** What is held once it has arrived. */
  readonly route: Route;
  /** Orders asked for that add to it. */
  readonly tries: number;
}

/** A position actor's context: plain JSON, decimals as text. */
export interface Position {
  readonly coin: CoinId;
  readonly settings: PositionSettings;
  /** Cycles begun so far; with the coin it names the current one. */
  readonly cycles: number;
  readonly entry: EntryTerms | null;
  readonly legs: Readonly<Record<Leg, LegState>> | null;
  readonly roll: Roll | null;
  /** What of the entry is still to be done, and how; `null` when its orders simply go out, or nothing is. */
  readonly approach: Approach | null;
  readonly strays: readonly Stray[];
  readonly openedAtMs: AtMs | null;
  /** Instants of the entries of the last hour. */
  readonly openings: readonly AtMs[];
  /** When the orders in flight, of the entry or of a repair, should have ended: then they are to be cancelled. */
  readonly entryDeadlineAtMs: AtMs | null;
  readonly minimumHoldUntilMs: AtMs | null;
  /** Whether another market was looked for when the lagging leg of this entry could not be completed on its own. */
  readonly alternate: 'untried' | 'tried';
  /** When a leg was last sent to another market for more carry; outlives the cycle. */
  readonly rolledAtMs: AtMs | null;
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
  roll: null,
  approach: null,
  strays: [],
  openedAtMs: null,
  openings: [],
  entryDeadlineAtMs: null,
  minimumHoldUntilMs: null,
  alternate: 'untried',
  rolledAtMs: null,
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

/** A leg on one market, and the number its next order there has: no two legs of a position share it. */
export interface LegAt {
  readonly leg: Leg;
  readonly state: LegState;
  readonly attempt: number;
}

/** Both legs and, while one is on its way to another market, that leg there as well. */
export const everyLeg = ({ legs, roll }: Pick<Position, 'legs' | 'roll'>): readonly LegAt[] => {
  if (legs === null) return [];
  const own = LEGS.map((leg) => ({ leg, state: legs[leg], attempt: legs[leg].attempts + 1 }));
  if (roll === null) return own;
  const { leg, to } = roll;
  return [...own, { leg, state: to, attempt: legs[leg].attempts + to.attempts + 1 }];
};

/** Changes the legs, and the leg on its way, each by itself. */
export const mapLegs = (position: Position, change: (state: LegState, leg: Leg) => LegState): Position => {
  const { legs, roll } = position;
  if (legs === null) return position;
  return {
    ...position,
    legs: { long: change(legs.long, 'long'), short: change(legs.short, 'short') },
    roll: roll === null ? null : { ...roll, to: change(roll.to, roll.leg) },
  };
};

/** Remembers orders as in flight. */
export const withOrders = (position: Position, orders: readonly SentOrder[]): Position =>
  mapLegs(position, (state, leg) => {
    const sent = orders.find((order) => order.leg === leg && order.market === state.market);
    if (sent === undefined) return state;
    const { clientOrderId, purpose, quantity } = sent;
    return { ...state, order: { clientOrderId, purpose, quantity, status: 'sent' }, attempts: state.attempts + 1 };
  });

export const withDoubt = (position: Position, clientOrderId: ClientOrderId): Position =>
  mapOrder(position, clientOrderId, (order) => ({ ...order, status: 'in-doubt' }));

export const withOrderFound = (position: Position, clientOrderId: ClientOrderId): Position =>
  mapOrder(position, clientOrderId, (order) => ({ ...order, status: 'sent' }));

export const withOrderEnded = (position: Position, clientOrderId: ClientOrderId): Position =>
  mapOrder(position, clientOrderId, () => null);

export const ordersInFlight = (position: Pick<Position, 'legs' | 'roll'>): readonly OrderInFlight[] =>
  everyLeg(position).flatMap(({ state }) => state.order ?? []);

/** Coins a leg holds, in its direction. */
export const coinsHeld = ({ held, coinsPerUnit }: LegState): Decimal => decimal(held).times(decimal(coinsPerUnit));

/** Long coins less short coins: what is naked. */
export const nakedCoins = (position: Pick<Position, 'legs' | 'roll'>): Decimal =>
  sum(everyLeg(position).map(({ leg, state }) => (leg === 'long' ? coinsHeld(state) : coinsHeld(state).neg())));

const mapOrder = (
  position: Position,
  clientOrderId: ClientOrderId,
  change: (order: OrderInFlight) => OrderInFlight | null,
): Position =>
  mapLegs(position, (leg) => (leg.order?.clientOrderId === clientOrderId ? { ...leg, order: change(leg.order) } : leg));
