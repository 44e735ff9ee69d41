import { actorId, venueOf } from '../../domain/ids.ts';
import type { ClientOrderId, CoinId, MarketKey, VenueId } from '../../domain/ids.ts';
import type { SequencedInput } from '../../domain/input.ts';
import type { AtMs } from '../../domain/units.ts';
import { everyLeg } from '../../position/position.ts';
import type { Position } from '../../position/position.ts';
import type { ExitReason } from '../../position/position-event.ts';
import { answering, foldVenueWord } from '../../risk/outage.ts';
import type { VenueStanding, VenueWord } from '../../risk/outage.ts';
import type { Config } from '../config/config.ts';
import { earliest } from './earliest.ts';
import type { FactBody, Outbox } from '../outbox.ts';

export interface OutageWatchParts {
  readonly outbox: Outbox;
  readonly config: Pick<Config, 'exit'>;
  readonly venues: readonly VenueId[];
  /** The market of an order of ours, open or lately ended. */
  readonly marketOf: (id: ClientOrderId) => MarketKey | undefined;
  readonly askAccount: (venue: VenueId) => void;
  readonly leave: (coin: CoinId, reason: ExitReason, figures: FactBody) => void;
}

interface Watched extends VenueStanding {
  readonly outSinceMs: AtMs | null;
  readonly askAtMs: AtMs | null;
  /** Asked since it last answered. */
  readonly isAsked: boolean;
  /** The long outage was told. */
  readonly isLong: boolean;
}

const QUIET: Watched = { ...answering, outSinceMs: null, askAtMs: null, isAsked: false, isLong: false };
/** A venue that failed is asked for its account this often: only an answer ends an outage. */
const ASK_EVERY_MS = 5000;
/** A venue at which something is held is asked though nothing failed, this long after it was heard: silence shows early. */
const HEARTBEAT_MS = 300_000;

/**
 * Which venues take orders, by what they answered about orders and accounts. While one is out nothing is entered there and
 * no leg is closed alone (engine/trading/trade-desk.ts asks here): what was asked for is done when it is back.
 */
export class OutageWatch {
  readonly #parts: OutageWatchParts;
  readonly #venues = new Map<VenueId, Watched>();
  readonly #heardAtMs = new Map<VenueId, AtMs>();

  constructor(parts: OutageWatchParts) {
    this.#parts = parts;
  }

  isOut(venue: VenueId): boolean {
    return this.#of(venue).state === 'out';
  }

  /** Out for so long that the configuration lets the other leg go alone. */
  mayGoAlone(venue: VenueId): boolean {
    return this.#parts.config.exit.onVenueOutage === 'reduce' && this.#of(venue).isLong;
  }

  hear(input: SequencedInput): void {
    const heard = this.#wordOf(input);
    if (heard !== undefined) this.#note(heard.venue, heard.word);
  }

  /** Asks those that failed, and says what is held at one that has been out for long. */
  look(held: readonly Position[]): void {
    const { nowMs } = this.#parts.outbox;
    for (const venue of venuesOf(held)) if (isDue(this.#heartbeatAtMs(venue), nowMs)) this.#ask(venue);
    for (const venue of this.#venues.keys()) {
      if (isDue(this.#of(venue).askAtMs, nowMs)) this.#ask(venue);
      if (isDue(this.#longAtMs(this.#of(venue)), nowMs)) this.#lastsLong(venue, held);
    }
  }

  /** When somebody must be asked, or an outage becomes a long one. */
  deadlineAfter(lookedAtMs: number): AtMs | undefined {
    return earliest(
      [...this.#venues.values()].flatMap((one) => [one.askAtMs, this.#longAtMs(one)]),
      lookedAtMs,
    );
  }

  /** `null` while the venue is being asked anyway. */
  #heartbeatAtMs(venue: VenueId): AtMs | null {
    const { nowMs } = this.#parts.outbox;
    if (this.#venues.has(venue)) return null;
    const heardAtMs = this.#heardAtMs.get(venue) ?? nowMs;
    this.#heardAtMs.set(venue, heardAtMs);
    return (heardAtMs + HEARTBEAT_MS) as AtMs;
  }

  #note(venue: VenueId, word: VenueWord): void {
    if (!this.#parts.venues.includes(venue)) return;
    const { outbox } = this.#parts;
    const before = this.#of(venue);
    if (word === 'answered') this.#heardAtMs.set(venue, outbox.nowMs);
    if (word === 'answered' && before === QUIET) return;
    const standing = foldVenueWord(before, word, outbox.nowMs);
    if (standing.failures === 0) this.#venues.delete(venue);
    else
      this.#venues.set(venue, {
        ...standing,
        outSinceMs: standing.state === 'out' ? (before.outSinceMs ?? outbox.nowMs) : null,
        askAtMs: before.askAtMs ?? outbox.nowMs,
        isAsked: before.isAsked,
        isLong: before.isLong,
      });
    if (standing.state === before.state) return;
    const { failures, failingSinceMs } = standing;
    const actor = actorId(`venue/${venue}`);
    if (standing.state === 'out') outbox.fact('risk.venue-out', actor, { failures, failingSinceMs });
    else outbox.fact('risk.venue-back', actor, { outMs: outbox.nowMs - (before.outSinceMs ?? outbox.nowMs) });
  }

  /** A question that got no answer by the time of the next is a failure too. */
  #ask(venue: VenueId): void {
    const { askAccount, outbox } = this.#parts;
    if (this.#of(venue).isAsked) this.#note(venue, 'failed');
    this.#venues.set(venue, { ...this.#of(venue), isAsked: true, askAtMs: (outbox.nowMs + ASK_EVERY_MS) as AtMs });
    askAccount(venue);
  }

  #of(venue: VenueId): Watched {
    return this.#venues.get(venue) ?? QUIET;
  }

  #longAtMs({ outSinceMs, isLong }: Watched): AtMs | null {
    return outSinceMs === null || isLong ? null : ((outSinceMs + this.#parts.config.exit.venueOutageMs) as AtMs);
  }

  #lastsLong(venue: VenueId, held: readonly Position[]): void {
    const { outbox, config, leave } = this.#parts;
    const watched = this.#of(venue);
    this.#venues.set(venue, { ...watched, isLong: true });
    const outMs = outbox.nowMs - (watched.outSinceMs ?? outbox.nowMs);
    const coins = held.filter((position) => venuesOf([position]).has(venue));
    const onVenueOutage = config.exit.onVenueOutage;
    outbox.fact('risk.venue-out-long', actorId(`venue/${venue}`), {
      outMs,
      held: coins.map(({ coin }) => coin),
      onVenueOutage,
    });
    if (onVenueOutage === 'reduce') for (const { coin } of coins) leave(coin, 'venue-outage', { venue, outMs });
  }

  #wordOf(input: SequencedInput): { readonly venue: VenueId; readonly word: VenueWord } | undefined {
    if (input.kind === 'account')
      return { venue: input.venue, word: input.account === undefined ? 'failed' : 'answered' };
    if (input.kind === 'notice') {
      const { notice, venue } = input;
      const isFailure = notice.type === 'venue-blocked' || (notice.type === 'breaker' && notice.state === 'open');
      return isFailure ? { venue, word: 'failed' } : undefined;
    }
    if (input.kind !== 'report') return undefined;
    const market = this.#parts.marketOf(input.report.clientOrderId);
    if (market === undefined) return undefined;
    const isFailure = input.report.kind === 'in-doubt' || input.report.kind === 'probe-failed';
    return { venue: venueOf(market), word: isFailure ? 'failed' : 'answered' };
  }
}

const venuesOf = (held: readonly Position[]): ReadonlySet<VenueId> =>
  new Set(held.flatMap(everyLeg).map(({ state }) => venueOf(state.market)));

const isDue = (atMs: AtMs | null, nowMs: AtMs): boolean => atMs !== null && nowMs >= atMs;
