import { actorId, kindOf, positionCoin, venueOf } from '../../domain/ids.ts';
import type { ActorId, CoinId, MarketKey, VenueId } from '../../domain/ids.ts';
import { Decimal, decimal, text } from '../../domain/money.ts';
import type { DecimalText } from '../../domain/money.ts';
import type { AccountReport, OrderIntent } from '../../domain/order.ts';
import type { AtMs } from '../../domain/units.ts';
import { everyLeg, mapLegs } from '../../position/position.ts';
import type { LegState, Position } from '../../position/position.ts';
import { closeOrders, retryDelayMs } from '../../position/repair.ts';
import type { AccountDesk } from '../account-desk.ts';
import { cancelAdding } from './cancel-adding.ts';
import { heldAt } from '../trading/leg-terms.ts';
import type { OrderDesk } from '../order-desk.ts';
import type { Outbox } from '../outbox.ts';
import type { PositionDesk } from '../position-desk.ts';
import type { ActorRegistry } from '../registry.ts';
import { repairAnswer } from '../trading/repair-answer.ts';
import type { TradeDesk } from '../trading/trade-desk.ts';
import type { Treasury } from '../money/treasury.ts';

export interface CloserDeskParts {
  readonly outbox: Outbox;
  readonly registry: Pick<ActorRegistry, 'state'>;
  readonly orders: Pick<OrderDesk, 'intents'>;
  readonly positions: Pick<PositionDesk, 'position'>;
  readonly trade: Pick<TradeDesk, 'repair'>;
  readonly accounts: Pick<AccountDesk, 'ask' | 'takenAtMs'>;
  readonly treasury: Pick<Treasury, 'ledger'>;
}

/** A position whose actor is out, on its way to flat. */
interface Case {
  readonly coin: CoinId;
  /** What its venues said since the last of its orders had ended. */
  readonly words: Map<VenueId, AccountReport>;
  quietSinceMs: AtMs | undefined;
  tries: number;
  retryAtMs: number;
  askAtMs: number;
  tellAtMs: number;
  isFlat: boolean;
}

const LOOK_EVERY_MS = 1000;
const ASK_EVERY_MS = 5000;
const TELL_EVERY_MS = 60_000;

/**
 * Closes what a parked position holds: its actor takes nothing any more, so nobody else would. Only what its venues say after
 * its last order had ended counts; every order only reduces; it goes on until they say flat. Nothing of it is kept: after a
 * restart the position lives again from its last good snapshot, or is parked again.
 */
export class CloserDesk {
  readonly #parts: CloserDeskParts;
  readonly #cases = new Map<CoinId, Case>();
  #nextLookAtMs: AtMs | undefined;

  constructor(parts: CloserDeskParts) {
    this.#parts = parts;
  }

  get deadlineAtMs(): AtMs | undefined {
    return this.#nextLookAtMs;
  }

  /** The position was closed here: what its actor remembers of it is of no account. */
  isFlat(coin: CoinId): boolean {
    return this.#cases.get(coin)?.isFlat === true;
  }

  /** An actor was parked. */
  parked(actor: ActorId): void {
    const coin = positionCoin(actor);
    const { outbox, positions } = this.#parts;
    const { nowMs } = outbox;
    if (coin === undefined || positions.position(coin)?.legs == null) return;
    const pace = { tries: 0, retryAtMs: 0, askAtMs: 0, tellAtMs: nowMs + TELL_EVERY_MS };
    this.#cases.set(coin, { coin, words: new Map(), quietSinceMs: undefined, ...pace, isFlat: false });
    // not within the input that failed: what it led to may still be on its way
    this.#nextLookAtMs ??= (nowMs + LOOK_EVERY_MS) as AtMs;
  }

  tick(nowMs: AtMs): void {
    if (this.#nextLookAtMs === undefined || nowMs < this.#nextLookAtMs) return;
    for (const one of this.#open()) this.#look(one);
    this.#nextLookAtMs = this.#open().length === 0 ? undefined : ((nowMs + LOOK_EVERY_MS) as AtMs);
  }

  /** After a report was taken. */
  accountReported(report: AccountReport): void {
    const { accounts, outbox } = this.#parts;
    if (accounts.takenAtMs(report.venue) !== outbox.nowMs) return;
    for (const { quietSinceMs, words } of this.#open())
      if (quietSinceMs !== undefined && report.asOfMs >= quietSinceMs) words.set(report.venue, report);
  }

  #open(): readonly Case[] {
    return [...this.#cases.values()].filter(({ isFlat }) => !isFlat);
  }

  #look(one: Case): void {
    const { outbox, orders, positions, accounts } = this.#parts;
    const { nowMs } = outbox;
    const position = positions.position(one.coin);
    if (position === undefined) return;
    const inFlight = orders.intents().filter(({ coin }) => coin === one.coin);
    const venues = [...new Set(everyLeg(position).map(({ state }) => venueOf(state.market)))].sort();
    const silent = venues.filter((venue) => !one.words.has(venue));
    if (nowMs >= one.tellAtMs) this.#tell(one, { orders: inFlight.length, venues: silent.join(' ') });
    if (inFlight.length > 0) return this.#await(one, inFlight);
    one.quietSinceMs ??= nowMs;
    if (silent.length === 0) return this.#close(one, position);
    if (nowMs < one.askAtMs) return;
    one.askAtMs = nowMs + ASK_EVERY_MS;
    for (const venue of silent) accounts.ask(venue);
  }

  /** While an order may still fill, no word of a venue is the last. */
  #await(one: Case, inFlight: readonly OrderIntent[]): void {
    const { outbox, registry } = this.#parts;
    one.quietSinceMs = undefined;
    one.words.clear();
    if (outbox.nowMs < one.askAtMs) return;
    one.askAtMs = outbox.nowMs + ASK_EVERY_MS;
    cancelAdding(inFlight, {
      outbox,
      isInDoubt: ({ clientOrderId }) => registry.state(actorId(`order/${clientOrderId}`)) === 'in-doubt',
    });
  }

  #close(one: Case, position: Position): void {
    const { outbox } = this.#parts;
    const standing = { ...this.#standing(one, position), repairs: one.tries };
    const asked = closeOrders(standing);
    if (asked.length === 0) return this.#end(one, standing);
    if (outbox.nowMs < one.retryAtMs) return;
    one.tries += 1;
    one.retryAtMs = outbox.nowMs + retryDelayMs(standing);
    one.askAtMs = 0;
    const answer = repairAnswer(this.#parts, standing, asked);
    const isTooLittle = answer.type === 'orders.refused' && answer.codes.every((code) => code.startsWith('min-'));
    if (isTooLittle) return this.#end(one, standing);
    // whatever came of it, the venues are asked anew
    one.quietSinceMs = undefined;
    one.words.clear();
  }

  /** The position as its venues have it; of a wallet at most what the books say we bought. */
  #standing({ words }: Case, position: Position): Position {
    return mapLegs(position, (state, leg): LegState => {
      const owned = kindOf(state.market) === 'spot' ? this.#booked(state.market) : state.held;
      const held = heldAt(words.get(venueOf(state.market)), { market: state.market, held: owned, leg });
      return { ...state, order: null, dust: text(0), held: state.presence === 'absent' ? text(0) : held };
    });
  }

  #booked(market: MarketKey): DecimalText {
    return text(Decimal.max(0, decimal(this.#parts.treasury.ledger.lot(market)?.quantity ?? '0')));
  }

  #end(one: Case, standing: Position): void {
    one.isFlat = true;
    const left = everyLeg(standing).flatMap(({ state }) =>
      decimal(state.held).isZero() ? [] : [{ market: state.market, quantity: state.held }],
    );
    this.#parts.outbox.fact('closer.flat', actorId(`position/${one.coin}`), { coin: one.coin, left });
  }

  /** A closing that gets nowhere is a person's business. */
  #tell(one: Case, standing: { readonly orders: number; readonly venues: string }): void {
    const { outbox } = this.#parts;
    one.tellAtMs = outbox.nowMs + TELL_EVERY_MS;
    outbox.fact('closer.delayed', actorId(`position/${one.coin}`), { coin: one.coin, ...standing });
  }
}
