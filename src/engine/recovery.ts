import { actorId } from '../domain/ids.ts';
import type { CoinId, VenueId } from '../domain/ids.ts';
import { isRecord } from '../domain/codec.ts';
import type { AccountReport } from '../domain/order.ts';
import type { JournalStore } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import { POSITION_MACHINE_VERSION } from '../position/position.machine.ts';
import type { OrderDesk } from './order-desk.ts';
import type { Outbox } from './outbox.ts';
import type { PositionDesk } from './position-desk.ts';

export interface RecoveryParts {
  readonly store: JournalStore;
  readonly outbox: Outbox;
  readonly venues: readonly VenueId[];
  readonly orders: OrderDesk;
  readonly positions: PositionDesk;
}

/** How long a venue may take to report its account before it is asked again. */
const ASK_AGAIN_MS = 5000;
/** Fills and payments are asked for from a little before the last thing known. */
const LOOK_BACK_MS = 60_000;

/**
 * Start is recovery: actors from their snapshots, unsettled intents asked about, every venue asked for its account. New risk
 * waits until all venues have answered. A first start is a recovery of nothing.
 */
export class Recovery {
  readonly #parts: RecoveryParts;
  readonly #waiting: Set<VenueId>;
  readonly #sinceMs: AtMs;
  #askAgainAtMs: AtMs | undefined;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
    this.#waiting = new Set(parts.venues);
    this.#sinceMs = lastKnownAtMs(parts.store);
  }

  get isOver(): boolean {
    return this.#waiting.size === 0;
  }

  /** When the venues that have not answered are asked again. */
  get deadlineAtMs(): AtMs | undefined {
    return this.#askAgainAtMs;
  }

  /** Accounts heard so far. */
  heard(): ReadonlySet<VenueId> {
    return new Set(this.#parts.venues.filter((venue) => !this.#waiting.has(venue)));
  }

  begin(): void {
    const { store, outbox, orders, positions } = this.#parts;
    const snapshots = store.snapshots();
    const ours = snapshots.filter(({ actor }) => actor.startsWith('position/'));
    for (const { actor, snapshot, machineVersion } of ours)
      if (machineVersion === POSITION_MACHINE_VERSION)
        positions.ensure(actor.slice('position/'.length) as CoinId, snapshot);
    const intents = store.openIntents();
    outbox.fact('recovery.started', actorId('engine'), {
      facts: store.lastSeq,
      positions: ours.filter(({ snapshot }) => isHolding(snapshot)).length,
      intents: intents.length,
    });
    for (const intent of intents)
      orders.recover(
        intent,
        snapshots.find(({ actor }) => actor === `order/${intent.clientOrderId}`),
      );
    this.#ask();
  }

  tick(nowMs: AtMs): void {
    if (this.#askAgainAtMs !== undefined && nowMs >= this.#askAgainAtMs) this.#ask();
  }

  /** Returns true for the report that ends the recovery. */
  accountReported(report: AccountReport): boolean {
    if (!this.#waiting.delete(report.venue)) return false;
    if (!this.isOver) return false;
    this.#askAgainAtMs = undefined;
    this.#parts.outbox.fact('recovery.completed', actorId('engine'), { venues: this.#parts.venues.length });
    return true;
  }

  #ask(): void {
    const { outbox } = this.#parts;
    for (const venue of this.#waiting) outbox.request({ kind: 'account', venue, sinceMs: this.#sinceMs });
    this.#askAgainAtMs = (outbox.nowMs + ASK_AGAIN_MS) as AtMs;
  }
}

const lastKnownAtMs = (store: JournalStore): AtMs => {
  let atMs = 0;
  for (const fact of store.facts(Math.max(1, store.lastSeq))) atMs = fact.atMs;
  return Math.max(0, atMs - LOOK_BACK_MS) as AtMs;
};

const isHolding = (snapshot: unknown): boolean =>
  isRecord(snapshot) && isRecord(snapshot['context']) && snapshot['context']['legs'] !== null;
