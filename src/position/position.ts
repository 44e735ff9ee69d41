import type { ClientOrderId, CoinId, Leg } from '../domain/ids.ts';
import { Decimal, ZERO, decimal, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import type { OrderPurpose } from '../domain/order.ts';
import { MS_PER_HOUR } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { EntryTerms, ExitReason, LegTerms, PositionEvent, SentOrder } from './position-event.ts';

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
}

/** A position actor's context: plain JSON, decimals as text. */
export interface Position {
  readonly coin: CoinId;
  readonly settings: PositionSettings;
  /** Cycles begun so far; with the coin it names the current one. */
  readonly cycles: number;
  readonly entry: EntryTerms | null;
  readonly legs: Readonly<Record<Leg, LegState>> | null;
  readonly openedAtMs: AtMs | null;
  /** Instants of the entries of the last hour. */
  readonly openings: readonly AtMs[];
  readonly entryDeadlineAtMs: AtMs | null;
  readonly minimumHoldUntilMs: AtMs | null;
  /** Settlements in a row after which the expected carry was below the exit threshold. */
  readonly missedSettlements: number;
  readonly reviewedSettlementAtMs: AtMs | null;
  readonly exit: ExitReason | null;
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
  openedAtMs: null,
  openings: [],
  entryDeadlineAtMs: null,
  minimumHoldUntilMs: null,
  missedSettlements: 0,
  reviewedSettlementAtMs: null,
  exit: null,
  pauseReason: null,
  repairs: 0,
  retryAtMs: null,
  deadlineAtMs: null,
});

/** Names the cycle in hand, in the ledger and in the journal. */
export const cycleOf = ({ coin, cycles }: Pick<Position, 'coin' | 'cycles'>): string => `${coin}-${cycles}`;

export const LEGS = ['long', 'short'] as const satisfies readonly Leg[];

/** Both legs' orders went out: a new cycle begins. */
export const entered = (position: Position, event: Extract<PositionEvent, { type: 'entry.approved' }>): Position => {
  const { terms, orders, atMs } = event;
  const { settings } = position;
  const holdHours = settings.minimumHold === 'none' || terms.breakEvenHours === 'never' ? 0 : terms.breakEvenHours;
  return withOrders(
    {
      ...position,
      cycles: position.cycles + 1,
      entry: terms,
      legs: { long: emptyLeg(terms.legs.long), short: emptyLeg(terms.legs.short) },
      openedAtMs: atMs,
      openings: [...position.openings.filter((opened) => opened > atMs - MS_PER_HOUR), atMs],
      entryDeadlineAtMs: (atMs + settings.legTimeoutMs) as AtMs,
      minimumHoldUntilMs: (atMs + holdHours * MS_PER_HOUR) as AtMs,
      missedSettlements: 0,
      reviewedSettlementAtMs: null,
      exit: null,
      repairs: 0,
      retryAtMs: null,
    },
    orders,
  );
};

export const emptyLeg = (terms: LegTerms): LegState => ({ ...terms, held: text(0), order: null, attempts: 0 });

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

/** A counted fill moves what a leg holds, whatever state the position is in. */
export const withFill = (position: Position, fill: Extract<PositionEvent, { type: 'leg.filled' }>): Position => {
  const legs = position.legs ?? orphanLegs(fill);
  const leg = legs[fill.leg];
  const change = decimal(fill.netQuantity).times(fill.effect === 'adds' ? 1 : -1);
  return { ...position, legs: { ...legs, [fill.leg]: { ...leg, held: text(decimal(leg.held).plus(change)) } } };
};

/** A fill that no cycle owns: the leg exists at the venue, so it exists here, with nothing on the other side. */
const orphanLegs = ({ leg, terms }: Extract<PositionEvent, { type: 'leg.filled' }>): Record<Leg, LegState> => {
  const own = emptyLeg(terms);
  return leg === 'long' ? { long: own, short: own } : { short: own, long: own };
};

export const withDoubt = (position: Position, clientOrderId: ClientOrderId): Position =>
  mapOrder(position, clientOrderId, (order) => ({ ...order, status: 'in-doubt' }));

export const withOrderEnded = (position: Position, clientOrderId: ClientOrderId): Position =>
  mapOrder(position, clientOrderId, () => null);

/** The venues' word replaces ours, order for order nothing in flight. */
export const withVenueWord = (position: Position, held: Readonly<Record<Leg, DecimalText>>): Position =>
  position.legs === null
    ? position
    : {
        ...position,
        legs: {
          long: { ...position.legs.long, held: held.long },
          short: { ...position.legs.short, held: held.short },
        },
      };

/** Flat again: everything of the cycle is forgotten but its count. */
export const closed = (position: Position): Position => ({
  ...emptyPosition(position.coin, position.settings),
  cycles: position.cycles,
  openings: position.openings,
});

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
