import type { Fact } from '../domain/fact.ts';
import { actorId } from '../domain/ids.ts';
import { decimal, text } from '../domain/money.ts';
import type { AtMs } from '../domain/units.ts';
import { isRecord } from '../domain/codec.ts';
import { textIn } from '../monitor/fact-body.ts';
import type { Opening } from '../monitor/opening.ts';
import { FoldedActors } from './folded-actors.actor.ts';
import type { ActorSettings } from './folded-actors.actor.ts';
import { FoldedBooks } from './folded-books.ts';
import { FoldedDecisions } from './folded-decisions.ts';

/** How often the guard looks at the equity. */
const OBSERVED_EVERY_MS = 60_000;
const GUARD = actorId('guard');

interface FoldedParts {
  readonly actors: FoldedActors;
  readonly books: FoldedBooks;
  readonly decisions: FoldedDecisions;
}

/** A run as its facts up to one of them leave it. Facts come in order; a copy goes its own way. */
export class FoldedRun {
  readonly actors: FoldedActors;
  readonly books: FoldedBooks;
  readonly decisions: FoldedDecisions;
  readonly failClosed: Set<string>;
  readonly venues: Set<string>;
  readonly recovering: Set<string>;
  seq = 0;
  atMs = 0 as AtMs;
  inputSeq = 0;
  orders = 0;
  #observedAtMs = 0;

  constructor(settings: ActorSettings, parts?: FoldedParts) {
    this.actors = parts?.actors ?? new FoldedActors(settings);
    this.books = parts?.books ?? new FoldedBooks();
    this.decisions = parts?.decisions ?? new FoldedDecisions();
    this.failClosed = new Set();
    this.venues = new Set();
    this.recovering = new Set();
    this.#settings = settings;
  }

  readonly #settings: ActorSettings;

  /** A run of which the facts up to `seq` are gone, as they had left it. */
  static opened(settings: ActorSettings, { books, run, states }: Opening, seq: number): FoldedRun {
    const actors = new FoldedActors(settings);
    actors.open(states);
    const opened = new FoldedRun(settings, {
      actors,
      books: FoldedBooks.opened(books),
      decisions: new FoldedDecisions(),
    });
    for (const condition of run.failClosed) opened.failClosed.add(condition);
    for (const venue of run.venues) opened.venues.add(venue);
    opened.seq = seq;
    opened.atMs = run.untilMs as AtMs;
    return opened;
  }

  copy(): FoldedRun {
    const { actors, books, decisions } = this;
    const parts = { actors: actors.copy(), books: books.copy(), decisions: decisions.copy() };
    const copied = new FoldedRun(this.#settings, parts);
    for (const condition of this.failClosed) copied.failClosed.add(condition);
    for (const venue of this.venues) copied.venues.add(venue);
    for (const state of this.recovering) copied.recovering.add(state);
    copied.seq = this.seq;
    copied.atMs = this.atMs;
    copied.inputSeq = this.inputSeq;
    copied.orders = this.orders;
    copied.#observedAtMs = this.#observedAtMs;
    return copied;
  }

  fold(fact: Fact): void {
    const { type, body } = fact;
    this.seq = fact.seq;
    this.inputSeq = fact.cause;
    if (fact.atMs > this.atMs) this.atMs = fact.atMs;
    if (type === 'engine.started') this.#begin(fact);
    else if (type === 'recovery.completed') this.recovering.clear();
    else if (type === 'engine.fail-closed-begins') this.failClosed.add(textIn(body, 'condition') ?? '');
    else if (type === 'engine.fail-closed-ends') this.failClosed.delete(textIn(body, 'condition') ?? '');
    else if (type === 'order.intended') this.orders += 1;
    this.decisions.fold(fact);
    this.books.fold(fact);
    this.actors.fold(fact);
    this.#observe();
  }

  #begin({ body }: Fact): void {
    this.failClosed.clear();
    this.recovering.add('recovering');
    this.decisions.forget();
    const { venues } = body;
    if (Array.isArray(venues)) for (const venue of venues) if (typeof venue === 'string') this.venues.add(venue);
  }

  /** What the guard saw, at the prices the journal knows. */
  #observe(): void {
    if (this.atMs < this.#observedAtMs + OBSERVED_EVERY_MS) return;
    const seen = this.equity();
    if (seen === undefined) return;
    this.#observedAtMs = this.atMs;
    const { total, realized } = seen;
    const event = {
      type: 'equity.observed',
      atMs: this.atMs,
      realizedEquity: text(realized),
      unrealizedPnl: text(total.minus(realized)),
      totalEquity: text(total),
      openPositions: this.openPositions(),
    };
    this.actors.nudge({ actor: GUARD, event });
  }

  equity(): ReturnType<FoldedBooks['equity']> {
    return this.books.equity((market) => {
      const prices = this.decisions.prices(market);
      const price = prices?.mark ?? prices?.mid;
      return price === undefined ? undefined : decimal(price);
    });
  }

  openPositions(): number {
    return this.actors.ids().filter((id) => {
      const context: unknown = id.startsWith('position/') ? this.actors.get(id)?.snapshot.context : undefined;
      return isRecord(context) && context['legs'] !== null && context['legs'] !== undefined;
    }).length;
  }
}
