import type { ClientOrderId, VenueId } from '../domain/ids.ts';
import { venueOf } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { OrderReport } from '../domain/order.ts';
import type { WorldRequest } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';

/** A client that gets no connection gives up after so long, ms. */
const UNREACHED_MS = 3000;

export interface ReachParts {
  readonly nowMs: () => AtMs;
  readonly later: (delayMs: number, act: () => void) => void;
  readonly deliver: (input: Input) => void;
  /** The way to the venues. */
  readonly pass: (request: WorldRequest) => void;
}

type Answer = Extract<Input, { kind: 'report' | 'account' | 'payment' }>;

interface Venue {
  isAway: boolean;
  /** Orders sent, or asked about, whose end has not been told. */
  readonly open: Set<ClientOrderId>;
  /** Look-ups and accounts that have not been answered. */
  readonly probes: Set<ClientOrderId>;
  accounts: number;
  /** Told once the venue is back: nobody asked for it, so nobody would ask again. */
  held: Answer[];
}

/**
 * Requests of one life of the engine and their answers. While a venue is cut off none get through either way: what was in
 * flight when it was cut is in doubt, look-ups fail, accounts are not told. Payments and trades that nobody ordered are
 * told once it is back, as a client that reads up on what it missed hears of them.
 */
export class ChaosReach {
  readonly #parts: ReachParts;
  readonly #venues = new Map<VenueId, Venue>();
  readonly #venueOf = new Map<ClientOrderId, VenueId>();

  constructor(parts: ReachParts) {
    this.#parts = parts;
  }

  ask(request: WorldRequest): void {
    const id = venueIn(request);
    const venue = this.#venue(id);
    if (request.kind === 'submit') venue.open.add(request.order.clientOrderId);
    if (request.kind === 'submit') this.#venueOf.set(request.order.clientOrderId, id);
    if (request.kind === 'probe') {
      venue.open.add(request.clientOrderId);
      venue.probes.add(request.clientOrderId);
      this.#venueOf.set(request.clientOrderId, id);
    }
    if (request.kind === 'account') venue.accounts += 1;
    if (!venue.isAway || request.kind === 'resync') return this.#parts.pass(request);
    this.#parts.later(UNREACHED_MS, () => this.#fail(id, request));
  }

  /** What a venue says, on its way to the engine. */
  answer(input: Answer): void {
    const id = this.#speaker(input);
    const venue = id === undefined ? undefined : this.#venue(id);
    if (venue?.isAway === true) {
      // an answer finds nobody; whoever asked has been told so
      if (!this.#isAsked(input)) venue.held.push(input);
      return;
    }
    if (venue !== undefined) takeNote(venue, input);
    this.#parts.deliver(input);
  }

  cut(id: VenueId): void {
    const venue = this.#venue(id);
    venue.isAway = true;
    for (const clientOrderId of venue.open) this.#report({ kind: 'in-doubt', clientOrderId, cause: 'disconnected' });
    for (const clientOrderId of venue.probes) this.#report({ kind: 'probe-failed', clientOrderId });
    venue.probes.clear();
    for (; venue.accounts > 0; venue.accounts -= 1) this.#noAccount(id);
  }

  comeBack(id: VenueId): void {
    const venue = this.#venue(id);
    venue.isAway = false;
    const { held } = venue;
    venue.held = [];
    for (const input of held) this.#parts.deliver(input);
  }

  #fail(id: VenueId, request: WorldRequest): void {
    const venue = this.#venue(id);
    switch (request.kind) {
      case 'submit':
        return this.#report({ kind: 'in-doubt', clientOrderId: request.order.clientOrderId, cause: 'disconnected' });
      case 'probe':
        if (venue.probes.delete(request.clientOrderId))
          this.#report({ kind: 'probe-failed', clientOrderId: request.clientOrderId });
        return;
      case 'account':
        venue.accounts = Math.max(0, venue.accounts - 1);
        return this.#noAccount(id);
      // nothing tells of a cancel that got nowhere but the order itself
      case 'cancel':
      case 'resync':
    }
  }

  #report(report: OrderReport): void {
    this.#parts.deliver({ kind: 'report', atMs: this.#parts.nowMs(), report });
  }

  #noAccount(venue: VenueId): void {
    this.#parts.deliver({ kind: 'account', atMs: this.#parts.nowMs(), venue, account: undefined });
  }

  #speaker(input: Answer): VenueId | undefined {
    if (input.kind === 'account') return input.venue;
    if (input.kind === 'payment') return venueOf(input.payment.market);
    if (input.report.kind === 'fill') return venueOf(input.report.fill.market);
    return this.#venueOf.get(input.report.clientOrderId);
  }

  #isAsked(input: Answer): boolean {
    return input.kind === 'account' || (input.kind === 'report' && this.#venueOf.has(input.report.clientOrderId));
  }

  #venue(id: VenueId): Venue {
    const venue = this.#venues.get(id) ?? {
      isAway: false,
      open: new Set(),
      probes: new Set(),
      accounts: 0,
      held: [],
    };
    this.#venues.set(id, venue);
    return venue;
  }
}

const venueIn = (request: WorldRequest): VenueId => {
  if (request.kind === 'account') return request.venue;
  return venueOf(request.kind === 'submit' ? request.order.market : request.market);
};

const takeNote = (venue: Venue, input: Answer): void => {
  if (input.kind === 'account') venue.accounts = Math.max(0, venue.accounts - 1);
  if (input.kind !== 'report') return;
  const { report } = input;
  const { kind, clientOrderId } = report;
  if (kind === 'found' || kind === 'absent' || kind === 'probe-failed') venue.probes.delete(clientOrderId);
  const isOver = kind === 'done' || kind === 'refused' || kind === 'absent';
  if (isOver || (kind === 'found' && report.status !== 'open')) venue.open.delete(clientOrderId);
};
