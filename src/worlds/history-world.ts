import type { CoinAmounts } from '../simulator/account.ts';
import type { BookGateway } from '../simulator/book-gateway.adapter.ts';
import { createBookGateway } from '../simulator/book-gateway.adapter.ts';
import { openingDollars } from '../simulator/sim-exchange.ts';
import { symbolOf, symbolParts } from '../domain/ids.ts';
import type { VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { MarketEvent } from '../domain/market-event.ts';
import { ZERO, decimal } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import type { MarketLoan, VenueProfile, World, WorldRequest } from '../domain/ports.ts';
import { MS_PER_DAY, ms } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import { venueConfig } from '../engine/config/config.ts';
import type { Config } from '../engine/config/config.ts';
import { enabledProfiles } from './enabled-profiles.ts';
import { scaled } from './history-instrument.ts';
import type { HistoryStep } from './history-steps.ts';

export interface HistoryWorldParts {
  readonly steps: Iterator<HistoryStep>;
  readonly profiles: readonly VenueProfile[];
  readonly config: Config;
  readonly fromMs: AtMs;
  readonly toMs: AtMs;
  /** Before an instant is handed out, and once at the end; `stop` ends the world there. */
  readonly onInstant?: (nowMs: AtMs) => 'go-on' | 'stop';
}

/** The only connection of each venue. */
const CONN = 'history';
/** Orders, look-ups and what they lead to are over after this long; until then no deadline is passed over. */
const BUSY_MS = 60_000;
/** What stays unhedged without anything being done about it waits for the next instant, as dust does. */
const PATIENCE_MS = 15 * 60_000;
/** Fees kept in coins leave the legs of a spot route a little apart. */
const HEDGED_FRACTION = 0.01;
/** In a history silence says nothing about a socket. */
const SILENCE_MS = ms(3650 * MS_PER_DAY);

/**
 * The venues of a configuration as a history has them: their own fees and delays; what they say comes decoded, and is as
 * fresh as the instant it is told at.
 */
export const historyProfiles = (config: Config, venues: ReadonlySet<VenueId>): readonly VenueProfile[] =>
  enabledProfiles(config)
    .filter(({ venue }) => venues.has(venue))
    .map((profile) => ({
      ...profile,
      createDecoder: () => ({
        // made by history-steps.ts of rows that were read before
        frame: (frame) => frame as readonly MarketEvent[],
        rest: () => [],
        lost: () => [],
      }),
      changeDriven: { book: true, funding: true },
      silenceMs: SILENCE_MS,
      settlesOn: 'mark',
    }));

/**
 * The past as a world. Time goes from one instant with rows to the next; deadlines in between are kept while anything is
 * under way at the venues, and else fall due at the next instant. Settlements are the recorded ones: at the settled rate
 * and the mark of then, for what is held.
 */
export const createHistoryWorld = (parts: HistoryWorldParts): World => new HistoryWorld(parts);

class HistoryWorld implements World {
  readonly name = 'history';
  readonly startAtMs: AtMs;
  readonly venues: readonly VenueProfile[];
  readonly #parts: HistoryWorldParts;
  readonly #gateway: BookGateway;
  readonly #lent: { -readonly [Key in keyof MarketLoan]: MarketLoan[Key] } = {
    books: () => undefined,
    instruments: () => undefined,
    marks: () => undefined,
  };
  #ahead: HistoryStep | 'ended' | undefined;
  #nowMs: AtMs;
  #busyUntilMs = -Infinity;
  /** When an order was last sent, cancelled or asked about. */
  #askedAtMs = -Infinity;
  #holds: 'nothing' | 'something' = 'nothing';
  /** The instant in hand still gets its tick. */
  #isTickOwed = false;
  #isOver = false;

  constructor(parts: HistoryWorldParts) {
    const { profiles, config, fromMs } = parts;
    this.#parts = parts;
    this.startAtMs = fromMs;
    this.#nowMs = fromMs;
    this.venues = profiles;
    this.#gateway = createBookGateway({
      profiles,
      books: (market) => this.#lent.books(market),
      instruments: (market) => this.#lent.instruments(market),
      marks: (market) => this.#lent.marks(market),
      seed: config.engine.seed,
      nowMs: fromMs,
      openings: Object.fromEntries(profiles.map(({ venue }) => [venue, openingOf(config, venue)])),
    });
  }

  next(deadlineAtMs: AtMs | undefined): Promise<readonly Input[] | 'ended'> {
    return Promise.resolve(this.#next(deadlineAtMs ?? Infinity));
  }

  perform(request: WorldRequest): void {
    if (request.kind === 'submit') this.#holds = 'something';
    if (request.kind !== 'account') {
      this.#busyUntilMs = this.#nowMs + BUSY_MS;
      this.#askedAtMs = this.#nowMs;
    }
    this.#gateway.perform(request, this.#nowMs);
  }

  lendBooks(loan: MarketLoan): void {
    Object.assign(this.#lent, loan);
  }

  stop(): Promise<void> {
    return this.#gateway.close();
  }

  #next(deadlineMs: number): readonly Input[] | 'ended' {
    // what was handed out has been handled: the books are current now
    this.#gateway.followBooks(this.#nowMs);
    if (this.#isTickOwed && this.#gateway.nextAtMs() > this.#nowMs) {
      this.#isTickOwed = false;
      return [{ kind: 'tick', atMs: this.#nowMs }];
    }
    const step = this.#peek();
    const stepMs = step === 'ended' ? this.#parts.toMs : step.atMs;
    const answerMs = this.#gateway.nextAtMs();
    const tickMs = this.#isBusy() ? deadlineMs : Infinity;
    if (tickMs < Math.min(stepMs, answerMs)) return this.#tick(tickMs);
    if (answerMs < stepMs) return this.#answers(answerMs);
    return step === 'ended' ? this.#end() : this.#take(step);
  }

  #tick(deadlineMs: number): readonly Input[] {
    this.#moveTo(deadlineMs);
    return [{ kind: 'tick', atMs: this.#nowMs }];
  }

  #answers(answerMs: number): readonly Input[] {
    this.#moveTo(answerMs);
    return this.#gateway.advanceTo(this.#nowMs);
  }

  #take({ atMs, settlements, events, kind }: HistoryStep): readonly Input[] | 'ended' {
    if (this.#parts.onInstant?.(atMs) === 'stop') return 'ended';
    this.#ahead = undefined;
    this.#moveTo(atMs);
    const payments = this.#holds === 'nothing' ? [] : settlements.flatMap((due) => this.#gateway.settle(due));
    const frames = this.venues.flatMap(({ venue }): Input[] => {
      const told = events.get(venue);
      // a look finds every venue's word fresh
      return told === undefined && kind === 'told'
        ? []
        : [{ kind: 'frame', atMs, venue, conn: CONN, frame: told ?? [] }];
    });
    this.#isTickOwed = kind === 'judged';
    return kind === 'judged' ? [...payments, ...frames, { kind: 'turn', atMs }] : [...payments, ...frames];
  }

  /** One last look, so that the run lasts as long as the span. */
  #end(): readonly Input[] | 'ended' {
    if (this.#isOver) return 'ended';
    this.#isOver = true;
    this.#parts.onInstant?.(this.#parts.toMs);
    return this.#tick(this.#parts.toMs);
  }

  #peek(): HistoryStep | 'ended' {
    if (this.#ahead === undefined) {
      const next = this.#parts.steps.next();
      this.#ahead = next.done === true ? 'ended' : next.value;
    }
    return this.#ahead;
  }

  /** Something is under way, or what is held is not hedged: repairs are never put off. */
  #isBusy(): boolean {
    if (this.#nowMs < this.#busyUntilMs) return true;
    if (this.#busyUntilMs === -Infinity) return false;
    const { isFlat, isHedged } = this.#standing();
    if (isFlat) this.#holds = 'nothing';
    const isAwaited = !isHedged && this.#nowMs - this.#askedAtMs < PATIENCE_MS;
    this.#busyUntilMs = isAwaited ? this.#nowMs + BUSY_MS : -Infinity;
    return isAwaited;
  }

  #standing(): { readonly isFlat: boolean; readonly isHedged: boolean } {
    const coins = new Map<string, Held>();
    let isFlat = true;
    for (const { venue } of this.venues)
      for (const { market, quantity } of this.#gateway.truth(venue).positions) {
        if (decimal(quantity).isZero()) continue;
        isFlat = false;
        const { base, kind } = symbolParts(symbolOf(market));
        const { coin, multiplier } = scaled(base);
        const held = coins.get(coin) ?? { net: ZERO, gross: ZERO, sides: new Set() };
        const coinsHeld = decimal(quantity).times(multiplier);
        held.sides.add(coinsHeld.isNegative() ? 'short' : 'long');
        // contracts of an inverse market are worth coins at a price only: a leg on each side is all that is asked of them
        if (kind === 'inverse') held.sides.add('inverse');
        coins.set(coin, { ...held, net: held.net.plus(coinsHeld), gross: held.gross.plus(coinsHeld.abs()) });
      }
    return { isFlat, isHedged: [...coins.values()].every(isHedged) };
  }

  #moveTo(atMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, atMs) as AtMs;
  }
}

interface Held {
  readonly net: Decimal;
  readonly gross: Decimal;
  readonly sides: Set<'long' | 'short' | 'inverse'>;
}

const isHedged = ({ net, gross, sides }: Held): boolean =>
  sides.has('inverse') ? sides.size === 3 : net.abs().lte(gross.times(HEDGED_FRACTION));

const openingOf = (config: Config, venue: VenueId): CoinAmounts => {
  const { capitalUsd, capitalCoins } = venueConfig(config, venue);
  return { ...openingDollars(venue, Number(capitalUsd)), ...capitalCoins };
};
