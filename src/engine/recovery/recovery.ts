import { actorId, positionCoin, venueOf } from '../../domain/ids.ts';
import type { ActorId, VenueId } from '../../domain/ids.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Json } from '../../domain/codec.ts';
import type { AccountReport } from '../../domain/order.ts';
import type { JournalStore } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { AccountDesk } from '../account-desk.ts';
import type { GuardDesk } from '../operating/guard-desk.ts';
import type { KeptSnapshots } from './kept-snapshots.ts';
import { forgetLostOrders } from './lost-orders.ts';
import type { OrderDesk } from '../order-desk.ts';
import type { Outbox } from '../outbox.ts';
import type { PositionDesk } from '../position-desk.ts';
import type { Rebuilding } from './rebuilding.ts';

export interface RecoveryParts {
  readonly store: JournalStore;
  readonly kept: KeptSnapshots;
  readonly outbox: Outbox;
  readonly venues: readonly VenueId[];
  readonly orders: OrderDesk;
  readonly positions: PositionDesk;
  readonly accounts: AccountDesk;
  readonly guards: GuardDesk;
  readonly rebuilding: Rebuilding;
}

/** How long a venue may take to report its account before it is asked again, and the longest wait between two questions. */
const ASK_AGAIN_MS = 5000;
const ASK_AGAIN_MAX_MS = 300_000;

/**
 * Start is recovery: actors from their snapshots, unsettled intents asked about, every venue asked for its account. Snapshots
 * are written with their facts, so there is no tail to replay. New risk waits until all venues have answered. A venue that
 * we do not agree with yet, now or later, is asked again until we do. A first start is a recovery of nothing.
 */
export class Recovery {
  readonly #parts: RecoveryParts;
  /** Venues not heard since the start. */
  readonly #waiting: Set<VenueId>;
  /** Venues heard, but not agreed with. */
  readonly #unsettled = new Set<VenueId>();
  #asked = 0;
  #askAgainAtMs: AtMs | undefined;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
    this.#waiting = new Set(parts.venues);
  }

  get isOver(): boolean {
    return this.#waiting.size === 0;
  }

  /** When the venues that have not answered, or that we do not agree with, are asked again. */
  get deadlineAtMs(): AtMs | undefined {
    return this.#askAgainAtMs;
  }

  /** Accounts heard so far. */
  heard(): ReadonlySet<VenueId> {
    return new Set(this.#parts.venues.filter((venue) => !this.#waiting.has(venue)));
  }

  begin(): void {
    const { store, kept, outbox, orders } = this.#parts;
    const positions = kept.all('position');
    const intents = store.openIntents();
    outbox.fact('recovery.started', actorId('engine'), {
      facts: store.lastSeq,
      positions: positions.filter(({ snapshot }) => isHolding(snapshot)).length,
      intents: intents.length,
    });
    this.#tellRefused();
    for (const { actor, snapshot } of positions) this.#restore(actor, snapshot);
    for (const intent of intents) orders.recover(intent, kept.of(actorId(`order/${intent.clientOrderId}`)));
    forgetLostOrders(this.#parts);
    this.#ask();
  }

  tick(nowMs: AtMs): void {
    if (this.#askAgainAtMs !== undefined && nowMs >= this.#askAgainAtMs) this.#ask();
  }

  /** Takes a venue's word; true for the report that ends the recovery. */
  accountReported(report: AccountReport): boolean {
    const { accounts, outbox, venues } = this.#parts;
    const { venue } = report;
    const verdict = accounts.reported(report);
    if (verdict === 'outdated' && !this.#waiting.has(venue)) this.#unsettled.add(venue);
    if (verdict === 'outdated') this.#schedule();
    if (verdict === 'unreadable' || verdict === 'outdated') return false;
    const isFirst = this.#waiting.delete(venue);
    if (verdict === 'unsettled') this.#unsettled.add(venue);
    else this.#unsettled.delete(venue);
    this.#schedule();
    if (!isFirst || !this.isOver) return false;
    // what is in no position after all is told as nobody's
    for (const market of this.#parts.rebuilding.finish()) accounts.ask(venueOf(market));
    outbox.fact('recovery.completed', actorId('engine'), { venues: venues.length });
    return true;
  }

  /** What cannot be read is told; of a position the venues' word will show what it held. */
  #tellRefused(): void {
    const { kept, outbox, guards } = this.#parts;
    for (const { actor, machineVersion, expected, reason } of kept.refused()) {
      outbox.fact('recovery.snapshot-refused', actor, { machineVersion, expected, reason });
      // whether it had forbidden new risk is not known
      if (actor === 'guard' || actor === 'operator') guards.failClosed(`snapshot-refused:${actor}`, 'begins');
    }
  }

  #restore(actor: ActorId, snapshot: Json): void {
    const { positions, outbox, rebuilding } = this.#parts;
    const coin = positionCoin(actor);
    if (coin === undefined) return;
    try {
      positions.ensure(coin, snapshot);
    } catch (error) {
      rebuilding.refused(coin);
      // a state this machine does not have: the version should have been raised
      outbox.fact('recovery.snapshot-refused', actor, {
        reason: error instanceof Error ? error.message : 'unreadable',
      });
    }
  }

  #ask(): void {
    const { accounts } = this.#parts;
    for (const venue of [...this.#waiting, ...this.#unsettled]) accounts.ask(venue);
    this.#asked += 1;
    this.#askAgainAtMs = undefined;
    this.#schedule();
  }

  /** Venues that do not answer are asked often, those that differ ever more seldom. */
  #schedule(): void {
    if (this.#waiting.size + this.#unsettled.size === 0) {
      this.#asked = 0;
      this.#askAgainAtMs = undefined;
      return;
    }
    const growing = Math.min(ASK_AGAIN_MAX_MS, ASK_AGAIN_MS * 2 ** Math.min(10, this.#asked - 1));
    const waitMs = this.#waiting.size > 0 ? ASK_AGAIN_MS : Math.max(ASK_AGAIN_MS, growing);
    this.#askAgainAtMs ??= (this.#parts.outbox.nowMs + waitMs) as AtMs;
  }
}

/** Whether an earlier life left a position or an order behind that somebody must look after. */
export const isUnfinished = (store: Pick<JournalStore, 'snapshots' | 'openIntents'>): boolean =>
  store.openIntents().length > 0 ||
  store.snapshots().some(({ actor, snapshot }) => positionCoin(actor) !== undefined && isHolding(snapshot));

const isHolding = (snapshot: unknown): boolean =>
  isRecord(snapshot) && isRecord(snapshot['context']) && snapshot['context']['legs'] !== null;
