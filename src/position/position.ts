import type { ClientOrderId, CoinId, Leg } from '../domain/ids.ts';
import { ZERO, decimal, text } from '../domain/money.ts';
import type { Decimal, DecimalText } from '../domain/money.ts';
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
  /** A quantity no order may be small enough for: up to here the leg is dust, an exposure that cannot be traded away. */
  readonly dust: DecimalText;
  /** `absent`: the empty opposite of a sole leg; nothing is held there and no venue's word is about it. */
  readonly presence: 'traded' | 'absent';
}

/** A fill on a market that no leg of the cycle in hand has: its exposure is real and is closed after the cycle. */
export interface Stray {
  readonly leg: Leg;
  readonly terms: LegTerms;
  /** In the direction of the leg, the venue's unit. */
  readonly held: DecimalText;
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
      staleSinceMs: null,
      repairs: 0,
      retryAtMs: null,
    },
    orders,
  );
};

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

/** A counted fill moves what a leg holds, whatever state the position is in. */
export const withFill = (position: Position, fill: LegFill): Position => {
  const legs = position.legs ?? soleLegs(fill);
  const leg = legs[fill.leg];
  if (leg.market !== fill.terms.market) return withStray(position, fill);
  const held = text(decimal(leg.held).plus(changeOf(fill)));
  return { ...position, legs: { ...legs, [fill.leg]: { ...leg, held, presence: 'traded' } } };
};

type LegFill = Extract<PositionEvent, { type: 'leg.filled' }>;

const changeOf = ({ netQuantity, effect }: LegFill): Decimal => decimal(netQuantity).times(effect === 'adds' ? 1 : -1);

/** A fill that no cycle owns: the leg exists at the venue, so it exists here, with nothing on the other side. */
const soleLegs = ({ leg, terms }: Pick<Stray, 'leg' | 'terms'>): Record<Leg, LegState> => {
  const own = emptyLeg(terms);
  const opposite: LegState = { ...own, presence: 'absent' };
  return leg === 'long' ? { long: own, short: opposite } : { long: opposite, short: own };
};

const withStray = (position: Position, fill: LegFill): Position => {
  const isSame = ({ leg, terms }: Stray): boolean => leg === fill.leg && terms.market === fill.terms.market;
  const known = position.strays.find(isSame);
  const held = text(decimal(known?.held ?? 0).plus(changeOf(fill)));
  const { leg, terms } = fill;
  return { ...position, strays: [...position.strays.filter((stray) => !isSame(stray)), { leg, terms, held }] };
};

/** Takes up the oldest stray fill as what is held now; it waits while something else is held. */
export const withNextStray = (position: Position): Position => {
  const [next, ...strays] = position.strays;
  if (next === undefined || position.legs !== null) return position;
  const legs = soleLegs(next);
  return { ...position, strays, legs: { ...legs, [next.leg]: { ...legs[next.leg], held: next.held } } };
};

export const withDoubt = (position: Position, clientOrderId: ClientOrderId): Position =>
  mapOrder(position, clientOrderId, (order) => ({ ...order, status: 'in-doubt' }));

export const withOrderFound = (position: Position, clientOrderId: ClientOrderId): Position =>
  mapOrder(position, clientOrderId, (order) => ({ ...order, status: 'sent' }));

export const withOrderEnded = (position: Position, clientOrderId: ClientOrderId): Position =>
  mapOrder(position, clientOrderId, () => null);

/**
 * The venues' word replaces ours. Not while an order is in flight: whether a report of then includes its fills cannot be
 * known.
 */
export const withVenueWord = (position: Position, held: Readonly<Record<Leg, DecimalText>>): Position => {
  const { legs } = position;
  if (legs === null || ordersInFlight(position).length > 0) return position;
  const told = (leg: Leg): LegState =>
    legs[leg].presence === 'absent' ? legs[leg] : { ...legs[leg], held: held[leg] };
  return { ...position, legs: { long: told('long'), short: told('short') } };
};

/** What is held now is too little for any order: it stays, as dust, and counts as exposure. */
export const withDust = (position: Position): Position => {
  const { legs } = position;
  return legs === null ? position : { ...position, legs: { long: dusty(legs.long), short: dusty(legs.short) } };
};

const dusty = (leg: LegState): LegState => ({ ...leg, dust: text(decimal(leg.held).abs()) });

/** Flat again: everything of the cycle is forgotten but its count. A pause outlives it, and so do fills of elsewhere. */
export const closed = (position: Position): Position => ({
  ...emptyPosition(position.coin, position.settings),
  cycles: position.cycles,
  openings: position.openings,
  strays: position.strays,
  pauseReason: position.pauseReason,
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
