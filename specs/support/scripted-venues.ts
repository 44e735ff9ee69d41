import { venueOf } from '../../src/domain/ids.ts';
import type { ClientOrderId, MarketKey, VenueId } from '../../src/domain/ids.ts';
import { Decimal, ZERO, decimal, floorTo, text } from '../../src/domain/money.ts';
import type { Fill, OrderIntent, OrderReport } from '../../src/domain/order.ts';
import { atMs } from '../../src/domain/units.ts';

/** What a venue does with one order; fractions are of its quantity, in whole lots. */
export type Treatment =
  /** Accepts, fills the fraction [1], cancels the rest. */
  | { readonly kind: 'fill'; readonly fraction?: number }
  /** Accepts, fills the fraction [0], lets the rest rest until it is cancelled. */
  | { readonly kind: 'rest'; readonly fraction?: number }
  /** Accepts, and fills these fractions so much later each, unless it is cancelled first; the rest rests. */
  | { readonly kind: 'trickle'; readonly parts: readonly (readonly [afterMs: number, fraction: number])[] }
  /** `cross`: it would take although it may only rest. */
  | { readonly kind: 'refuse'; readonly why?: 'cross' }
  /** Says nothing at all; a probe finds what became of it. */
  | { readonly kind: 'silent'; readonly filled: number; readonly rest?: 'rests' }
  /** Says nothing and does not have it. */
  | { readonly kind: 'lost' }
  /** Says that the outcome is not known before it is treated like this. */
  | { readonly kind: 'doubtful'; readonly truth: Treatment }
  /** Refuses it, and fills it all the same so much later. */
  | { readonly kind: 'ghost'; readonly afterMs: number };

export interface VenueParts {
  readonly nowMs: () => number;
  readonly later: (delayMs: number, run: () => void) => void;
  readonly tell: (report: OrderReport) => void;
  readonly treat: (order: OrderIntent) => Treatment;
  readonly lotSize: string;
}

interface VenueOrder {
  readonly order: OrderIntent;
  state: 'open' | 'filled' | 'cancelled' | 'unknown';
  readonly fills: Fill[];
}

export const ACK_MS = 20;
export const VISIBILITY_MS = 200;

/** Both venues' own truth: positions and orders, told or kept to themselves as the script says. */
export class ScriptedVenues {
  readonly positions = new Map<MarketKey, Decimal>();
  readonly submitted: OrderIntent[] = [];
  /** Probes that get no answer before the next that does. */
  probesToFail = 0;
  readonly #orders = new Map<ClientOrderId, VenueOrder>();
  readonly #parts: VenueParts;
  #trades = 0;

  constructor(parts: VenueParts) {
    this.#parts = parts;
  }

  submit(order: OrderIntent): void {
    if (this.#orders.has(order.clientOrderId)) throw new Error(`submitted twice: ${order.clientOrderId}`);
    this.submitted.push(order);
    const known: VenueOrder = { order, state: 'open', fills: [] };
    this.#orders.set(order.clientOrderId, known);
    this.#treat(known, this.#parts.treat(order));
  }

  cancel(id: ClientOrderId): void {
    const known = this.#orders.get(id);
    if (known?.state !== 'open') return;
    known.state = 'cancelled';
    this.#tellEnd(known);
  }

  probe(id: ClientOrderId): void {
    const isFailing = this.probesToFail > 0;
    if (isFailing) this.probesToFail -= 1;
    this.#parts.later(VISIBILITY_MS + 1, () => {
      const known = this.#orders.get(id);
      if (isFailing) this.#parts.tell({ kind: 'probe-failed', clientOrderId: id });
      else if (known === undefined || known.state === 'unknown')
        this.#parts.tell({ kind: 'absent', clientOrderId: id });
      else this.#parts.tell({ kind: 'found', ...this.#word(known), status: known.state, fills: [...known.fills] });
    });
  }

  /** A fill of a resting order that nobody is told. */
  fillUnheard(id: ClientOrderId, fraction: number): void {
    const known = this.#orders.get(id);
    if (known?.state === 'open') this.#execute(known, fraction);
  }

  /** Every fill of a venue so far, however it was told. */
  fills(venue: VenueId): readonly Fill[] {
    return [...this.#orders.values()].flatMap(({ fills }) => fills.filter(({ market }) => venueOf(market) === venue));
  }

  held(market: MarketKey): Decimal {
    return this.positions.get(market) ?? ZERO;
  }

  #treat(known: VenueOrder, treatment: Treatment): void {
    const { tell, later } = this.#parts;
    const { clientOrderId } = known.order;
    switch (treatment.kind) {
      case 'fill':
        return this.#match(known, { fraction: treatment.fraction ?? 1, isResting: false });
      case 'rest':
        return this.#match(known, { fraction: treatment.fraction ?? 0, isResting: true });
      case 'refuse':
        known.state = 'unknown';
        later(ACK_MS, () =>
          tell({ kind: 'refused', clientOrderId, ...(treatment.why === 'cross' ? CROSS : NOT_TODAY) }),
        );
        return;
      case 'trickle':
        return this.#trickle(known, treatment.parts);
      case 'silent':
        this.#execute(known, treatment.filled);
        if (isWhole(known)) known.state = 'filled';
        else if (treatment.rest === undefined) known.state = 'cancelled';
        return;
      case 'lost':
        known.state = 'unknown';
        return;
      case 'doubtful':
        tell({ kind: 'in-doubt', clientOrderId, cause: 'timeout' });
        return this.#treat(known, treatment.truth);
      case 'ghost':
        this.#treat(known, { kind: 'refuse' });
        later(treatment.afterMs, () => {
          this.#execute(known, 1);
          for (const fill of known.fills) tell({ kind: 'fill', clientOrderId, fill });
        });
        return;
    }
  }

  #trickle(known: VenueOrder, parts: readonly (readonly [afterMs: number, fraction: number])[]): void {
    const { tell, later } = this.#parts;
    const { clientOrderId } = known.order;
    later(ACK_MS, () => tell({ kind: 'accepted', clientOrderId, venueOrderId: `v-${clientOrderId}` }));
    for (const [afterMs, fraction] of parts)
      later(afterMs, () => {
        if (known.state !== 'open') return;
        const before = known.fills.length;
        this.#execute(known, fraction);
        if (isWhole(known)) known.state = 'filled';
        for (const fill of known.fills.slice(before)) tell({ kind: 'fill', clientOrderId, fill });
        if (known.state === 'filled') tell({ kind: 'done', ...this.#word(known), status: 'filled' });
      });
  }

  #match(known: VenueOrder, { fraction, isResting }: { fraction: number; isResting: boolean }): void {
    const { tell, later } = this.#parts;
    const { clientOrderId } = known.order;
    this.#execute(known, fraction);
    if (isWhole(known)) known.state = 'filled';
    else if (!isResting) known.state = 'cancelled';
    later(ACK_MS, () => tell({ kind: 'accepted', clientOrderId, venueOrderId: `v-${clientOrderId}` }));
    if (known.state === 'open') this.#tellFills(known);
    else this.#tellEnd(known);
  }

  /** Fills whole lots; what only reduces is cut to what is there, as every venue does. */
  #execute(known: VenueOrder, fraction: number): void {
    const { order, fills } = known;
    const held = this.held(order.market);
    const asked = decimal(order.quantity).times(fraction);
    const opposite = Decimal.max(0, order.side === 'sell' ? held : held.neg());
    const filled = floorTo(order.reduceOnly ? Decimal.min(asked, opposite) : asked, decimal(this.#parts.lotSize));
    if (filled.isZero()) return;
    this.positions.set(order.market, order.side === 'buy' ? held.plus(filled) : held.minus(filled));
    // in two executions where it can be: orders are filled in parts
    const first = floorTo(filled.div(2), decimal(this.#parts.lotSize));
    for (const quantity of first.isZero() ? [filled] : [first, filled.minus(first)]) {
      this.#trades += 1;
      fills.push({
        clientOrderId: order.clientOrderId,
        market: order.market,
        tradeId: String(this.#trades),
        side: order.side,
        quantity: text(quantity),
        price: text(100),
        fee: text(0),
        feeCoin: 'USDT',
        liquidity: 'taker',
        venueAtMs: atMs(this.#parts.nowMs()),
      });
    }
  }

  #tellFills({ order: { clientOrderId }, fills }: VenueOrder): void {
    const { tell, later } = this.#parts;
    fills.forEach((fill, index) => later(ACK_MS + 5 * (index + 1), () => tell({ kind: 'fill', clientOrderId, fill })));
  }

  #tellEnd(known: VenueOrder): void {
    const { tell, later } = this.#parts;
    this.#tellFills(known);
    const status = known.state === 'filled' ? 'filled' : 'cancelled';
    later(ACK_MS + 30, () => tell({ kind: 'done', ...this.#word(known), status }));
  }

  #word({ order: { clientOrderId }, fills }: VenueOrder) {
    const filledQuantity = text(fills.reduce((total, { quantity }) => total.plus(quantity), ZERO));
    return { clientOrderId, filledQuantity };
  }
}

const CROSS = { code: 'post-only-would-take', message: 'it would take' } as const;
const NOT_TODAY = { code: 'unknown', message: 'not today' } as const;

const isWhole = ({ order, fills }: VenueOrder): boolean =>
  fills.reduce((total, { quantity }) => total.plus(quantity), ZERO).gte(order.quantity);
