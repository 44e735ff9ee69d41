import { asJson } from '../../domain/codec.ts';
import { actorId, kindOf } from '../../domain/ids.ts';
import type { MarketKey, VenueId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { decimal } from '../../domain/money.ts';
import type { DecimalText } from '../../domain/money.ts';
import type { AccountReport } from '../../domain/order.ts';
import type { AtMs } from '../../domain/units.ts';
import { ordersInFlight } from '../../position/position.ts';
import type { Position } from '../../position/position.ts';
import type { AccountDesk } from '../account-desk.ts';
import { cancelAdding } from './cancel-adding.ts';
import type { CloserDesk } from './closer-desk.ts';
import type { GuardDesk } from './guard-desk.ts';
import type { OrderDesk } from '../order-desk.ts';
import type { Outbox } from '../outbox.ts';
import type { PositionDesk } from '../position-desk.ts';

export interface KillDeskParts {
  readonly outbox: Outbox;
  readonly guards: Pick<GuardDesk, 'operator' | 'allFlat'>;
  readonly orders: Pick<OrderDesk, 'intents'>;
  readonly positions: Pick<PositionDesk, 'all' | 'requestExit'>;
  readonly accounts: Pick<AccountDesk, 'ask' | 'takenAtMs'>;
  readonly closer: Pick<CloserDesk, 'isFlat'>;
  readonly venues: readonly VenueId[];
  readonly instrumentOf: (market: MarketKey) => Instrument | undefined;
}

/** Something at a venue that a kill does not close, and why: too small for an order, or not ours to close. */
interface LeftOver {
  readonly market: MarketKey;
  /** Signed, the venue's unit. */
  readonly quantity: DecimalText;
  readonly why: 'dust' | 'not-ours';
}

const ACTOR = actorId('operator');
/** How often a kill looks at how far it has come. */
const LOOK_EVERY_MS = 1000;
/** How often it cancels and asks the venues again. */
const PUSH_EVERY_MS = 5000;
/** How often it says what is still in its way. */
const TELL_EVERY_MS = 60_000;

/**
 * The kill switch at work. Only that the operator is killing is kept; all else is read off the positions, the orders and the
 * venues again and again, so that a restart goes on where the last life was, and nothing counts as flat because we think so:
 * a venue is flat by a report it was asked for after the last of our orders had ended.
 */
export class KillDesk {
  readonly #parts: KillDeskParts;
  /** What was left at each venue that said flat since everything here was. */
  readonly #flat = new Map<VenueId, readonly LeftOver[]>();
  /** Since when no position holds anything and no order is open. */
  #quietSinceMs: AtMs | undefined;
  #nextLookAtMs: AtMs | undefined;
  #pushedAtMs = -Infinity;
  #tellAtMs = 0;

  constructor(parts: KillDeskParts) {
    this.#parts = parts;
  }

  get deadlineAtMs(): AtMs | undefined {
    return this.#nextLookAtMs;
  }

  /** After a command, and once at the start: a kill of an earlier life goes on. */
  heed(): void {
    if (this.#parts.guards.operator() !== 'killing' || this.#nextLookAtMs !== undefined) return;
    this.#pushedAtMs = -Infinity;
    this.#tellAtMs = this.#parts.outbox.nowMs + TELL_EVERY_MS;
    this.#look();
  }

  tick(nowMs: AtMs): void {
    if (this.#nextLookAtMs !== undefined && nowMs >= this.#nextLookAtMs) this.#look();
  }

  /** After a report was taken: what it changed is known. */
  accountReported(report: AccountReport): void {
    const { accounts, outbox, venues, instrumentOf } = this.#parts;
    const { venue, asOfMs, openOrders } = report;
    if (this.#nextLookAtMs === undefined || accounts.takenAtMs(venue) !== outbox.nowMs) return;
    this.#watchQuiet();
    const isLate = this.#quietSinceMs !== undefined && asOfMs >= this.#quietSinceMs;
    // an order on a market of ours is being cancelled; any other is not ours
    const isOpen = openOrders.some(({ market }) => instrumentOf(market) !== undefined);
    if (!isLate || isOpen) return;
    this.#flat.set(venue, this.#leftAt(report));
    if (venues.every((one) => this.#flat.has(one))) this.#end();
  }

  #look(): void {
    const { outbox, positions } = this.#parts;
    const { nowMs } = outbox;
    this.#nextLookAtMs = (nowMs + LOOK_EVERY_MS) as AtMs;
    for (const position of positions.all())
      if (position.legs !== null && position.exit !== 'kill') positions.requestExit(position.coin, 'kill');
    this.#watchQuiet();
    // once all is over here the venues are asked at once
    const isQuietNow = this.#quietSinceMs !== undefined && this.#quietSinceMs > this.#pushedAtMs;
    if (isQuietNow || nowMs >= this.#pushedAtMs + PUSH_EVERY_MS) this.#push();
    if (nowMs >= this.#tellAtMs) this.#tell();
  }

  #watchQuiet(): void {
    const { outbox, orders } = this.#parts;
    if (orders.intents().length > 0 || this.#holding().length > 0) {
      this.#quietSinceMs = undefined;
      this.#flat.clear();
    } else this.#quietSinceMs ??= outbox.nowMs;
  }

  /** Orders that may add are cancelled, and venues that have not said flat are asked. */
  #push(): void {
    const { outbox, orders, positions, accounts, venues } = this.#parts;
    this.#pushedAtMs = outbox.nowMs;
    const inDoubt = new Set(positions.all().flatMap(ordersInDoubt));
    cancelAdding(orders.intents(), { outbox, isInDoubt: ({ clientOrderId }) => inDoubt.has(clientOrderId) });
    for (const venue of venues) if (!this.#flat.has(venue)) accounts.ask(venue);
  }

  /** A kill that gets nowhere is a person's business. */
  #tell(): void {
    const { outbox, orders, venues } = this.#parts;
    this.#tellAtMs = outbox.nowMs + TELL_EVERY_MS;
    outbox.fact('operator.kill-delayed', ACTOR, {
      coins: this.#holding()
        .map(({ coin }) => coin)
        .join(' '),
      orders: orders.intents().length,
      venues: venues.filter((venue) => !this.#flat.has(venue)).join(' '),
    });
  }

  /** What is held elsewhere and can be traded is taken up as soon as nothing else is held; what stays behind is dust. */
  #holding(): readonly Position[] {
    const { positions, closer } = this.#parts;
    return positions.all().filter(({ coin, legs }) => legs !== null && !closer.isFlat(coin));
  }

  #end(): void {
    const { outbox, guards } = this.#parts;
    const left = [...this.#flat.values()].flat();
    this.#nextLookAtMs = undefined;
    this.#quietSinceMs = undefined;
    this.#flat.clear();
    guards.allFlat();
    outbox.fact('operator.flat', ACTOR, { left: left.map((one) => asJson(one)) });
  }

  /** Coins in a spot wallet are no position unless we bought them. */
  #leftAt({ positions: held }: AccountReport): readonly LeftOver[] {
    const dust = new Set(
      this.#parts.positions
        .all()
        .flatMap(({ strays }) => strays)
        .map(({ terms }) => terms.market),
    );
    return held
      .filter(({ market, quantity }) => !decimal(quantity).isZero() && (dust.has(market) || kindOf(market) !== 'spot'))
      .map(({ market, quantity }) => ({ market, quantity, why: dust.has(market) ? 'dust' : 'not-ours' }));
  }
}

const ordersInDoubt = (position: Position): readonly string[] =>
  ordersInFlight(position).flatMap(({ status, clientOrderId }) => (status === 'in-doubt' ? [clientOrderId] : []));
