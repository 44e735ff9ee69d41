import type { Fact } from '../domain/fact.ts';
import { venueOf } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { WorkTime } from '../engine/view/stopwatch.ts';
import { Histogram } from './histogram.ts';

/** Seconds. */
const LATENCY_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const WORK_BOUNDS = [0.0001, 0.00025, 0.0005, ...LATENCY_BOUNDS.slice(0, 10)];
/** Orders and settlements of which the end is awaited; older ones are forgotten. */
const AWAITED_MAX = 2000;

/** Signed sums of what one venue paid in one coin beside what was predicted last for the same settlements. */
export interface FundingTally {
  readonly venue: string;
  readonly coin: string;
  readonly credited: number;
  readonly error: number;
  readonly payments: number;
}

/** What facts add up to since this process began to serve: figures for a dashboard, the journal and the report are exact. */
export class MetricsTally {
  /** By `machine state`. */
  readonly transitions = new Map<string, number>();
  readonly funding = new Map<string, FundingTally>();
  /** From an order's intent to the wire, from the wire to the first word of the venue, and to the first fill; engine clock. */
  readonly intentToWire = new Histogram(LATENCY_BOUNDS);
  readonly wireToAnswer = new Histogram(LATENCY_BOUNDS);
  readonly wireToFill = new Histogram(LATENCY_BOUNDS);
  /** Of the engine's own work, clock of the process. */
  readonly work: Readonly<Record<WorkTime['kind'], Histogram>> = {
    'frame-to-decision': new Histogram(WORK_BOUNDS),
    'signal-to-order': new Histogram(WORK_BOUNDS),
    'journal-commit': new Histogram(WORK_BOUNDS),
  };
  readonly #intended = new Map<string, number>();
  readonly #unanswered = new Map<string, number>();
  readonly #unfilled = new Map<string, number>();
  /** By market and settlement. */
  readonly #expected = new Map<string, number>();

  fold(fact: Fact): void {
    const { type, body } = fact;
    if (typeof body['to'] === 'string' && typeof body['from'] === 'string')
      count(this.transitions, type.replace('.', ' '));
    if (type.startsWith('order.')) this.#order(fact);
    else if (type === 'fill.booked') this.#filled(fact);
    else if (type === 'funding.expected') this.#expect(fact);
    else if (type === 'funding.paid') this.#paid(fact);
  }

  time({ kind, ms }: WorkTime): void {
    this.work[kind].add(ms / 1000);
  }

  #order({ type, actor, atMs }: Fact): void {
    const id = actor.slice(actor.indexOf('/') + 1);
    if (type === 'order.intended') return remember(this.#intended, id, atMs);
    if (type === 'order.sent') {
      const intendedMs = taken(this.#intended, id);
      if (intendedMs !== undefined) this.intentToWire.add((atMs - intendedMs) / 1000);
      remember(this.#unanswered, id, atMs);
      return remember(this.#unfilled, id, atMs);
    }
    const sentMs = taken(this.#unanswered, id);
    if (sentMs !== undefined) this.wireToAnswer.add((atMs - sentMs) / 1000);
  }

  #filled({ body, atMs }: Fact): void {
    const { clientOrderId: id } = body;
    const sentMs = typeof id === 'string' ? taken(this.#unfilled, id) : undefined;
    if (sentMs !== undefined) this.wireToFill.add((atMs - sentMs) / 1000);
  }

  #expect({ body }: Fact): void {
    const amount = Number(body['amount']);
    if (Number.isFinite(amount)) remember(this.#expected, settlementOf(body), amount);
  }

  /** Estimates correct nothing here: what was credited and what it differs by are told apart. */
  #paid({ body }: Fact): void {
    const { market, coin, amount } = body;
    const credited = Number(amount);
    if (typeof market !== 'string' || typeof coin !== 'string' || !Number.isFinite(credited)) return;
    const venue = venueOf(market as MarketKey);
    const expected = taken(this.#expected, settlementOf(body));
    const key = `${venue} ${coin}`;
    const known = this.funding.get(key) ?? { venue, coin, credited: 0, error: 0, payments: 0 };
    this.funding.set(key, {
      ...known,
      credited: known.credited + credited,
      error: known.error + (expected === undefined ? 0 : credited - expected),
      payments: known.payments + 1,
    });
  }
}

const settlementOf = ({ market, settlementAtMs }: Readonly<Record<string, unknown>>): string =>
  `${String(market)} ${String(settlementAtMs)}`;

const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

const taken = (awaited: Map<string, number>, key: string): number | undefined => {
  const value = awaited.get(key);
  awaited.delete(key);
  return value;
};

const remember = (awaited: Map<string, number>, key: string, value: number): void => {
  awaited.set(key, value);
  const oldest = awaited.keys().next();
  if (awaited.size > AWAITED_MAX && oldest.done !== true) awaited.delete(oldest.value);
};
