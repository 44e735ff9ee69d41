import { actorId, venueOf } from '../domain/ids.ts';
import type { VenueId } from '../domain/ids.ts';
import type { OperatorCommand } from '../domain/input.ts';
import type { AccountReport, Fill } from '../domain/order.ts';
import type { AtMs } from '../domain/units.ts';
import { AccountTimes } from './recovery/account-times.ts';
import type { CapitalDesk } from './money/capital-desk.ts';
import type { GuardDesk } from './operating/guard-desk.ts';
import { holderOf } from './watches/holder-of.ts';
import { Holdings } from './recovery/holdings.ts';
import type { HoldingsParts } from './recovery/holdings.ts';
import type { KeptSnapshots } from './recovery/kept-snapshots.ts';
import { ACCOUNTS_VERSION } from './recovery/snapshot-migrations.ts';

export interface AccountDeskParts extends HoldingsParts {
  readonly kept: Pick<KeptSnapshots, 'of'>;
  readonly capital: CapitalDesk;
  readonly guards: GuardDesk;
  readonly paid: (payment: AccountReport['payments'][number]) => void;
}

/** How a report left us with its venue. */
export type AccountVerdict =
  /** We agree, or differ in a way that was settled and written down. */
  | 'agreed'
  /** An order in flight, or a state that does not take a venue's word now, stands between us: ask again. */
  | 'unsettled'
  /** It cannot be read yet: a market it speaks of is not known. Nothing of it was taken. */
  | 'unreadable'
  /** The venue was asked before something happened there that we know of: ask again. Nothing of it was taken. */
  | 'outdated';

const ACTOR = actorId('accounts');
const ANSWER_MAX_MS = 60_000;
const REFRESH_EVERY_MS = 300_000;

/**
 * The venues' word against ours. Each report carries every fill and payment since the last one that was taken (that instant
 * is kept with the facts), so nothing that happened while no engine was listening is missed, however often it died meanwhile.
 */
export class AccountDesk {
  readonly #parts: AccountDeskParts;
  readonly #times: AccountTimes;
  /** When the last of our orders ended at a venue, or it traded by itself. */
  readonly #movedAtMs = new Map<VenueId, AtMs>();
  readonly #holdings: Holdings;

  constructor(parts: AccountDeskParts) {
    this.#parts = parts;
    this.#holdings = new Holdings(parts);
    this.#times = new AccountTimes(parts.kept.of(ACTOR));
  }

  ask(venue: VenueId): void {
    const { outbox } = this.#parts;
    outbox.request({ kind: 'account', venue, sinceMs: this.#times.sinceMs(venue, outbox.nowMs) });
  }

  /** Asks venues that have not been heard for long: who pays in or trades by hand tells nobody. */
  refresh(venues: Iterable<VenueId>): void {
    for (const venue of venues)
      if (this.#parts.outbox.nowMs - (this.#times.takenAtMs(venue) ?? 0) >= REFRESH_EVERY_MS) this.ask(venue);
  }

  /** Something happened at a venue: a report that it was asked for before may not know of it. */
  moved(venue: VenueId): void {
    this.#movedAtMs.set(venue, this.#parts.outbox.nowMs);
  }

  /** The operator's word on balances that differ. */
  command(command: OperatorCommand): void {
    if (command.type !== 'operator.adopt-balance') return;
    const { venue } = command;
    const { outbox, capital } = this.#parts;
    const isAdopted = this.#isExplained(venue) ? false : capital.adopt(venue);
    if (!isAdopted) outbox.fact('capital.nothing-to-adopt', ACTOR, { venue });
    // a name that never reported may be no venue of this world: nobody is there to be asked
    if (this.takenAtMs(venue) !== undefined) this.ask(venue);
  }

  /** When a venue's word was taken last. */
  takenAtMs(venue: VenueId): AtMs | undefined {
    return this.#times.takenAtMs(venue);
  }

  /** Takes what happened, then compares: money first, then what is held and what is open. */
  reported(report: AccountReport): AccountVerdict {
    const { outbox, orders, positions, paid, rebuilding } = this.#parts;
    const { venue, fills, payments } = report;
    if (fills.some((fill) => this.#isOurs(fill) && this.#parts.instrumentOf(fill.market) === undefined))
      return 'unreadable';
    if (this.#isOutdated(report)) return 'outdated';
    if (rebuilding.isTooEarly(report)) return 'unreadable';
    rebuilding.heard(report);
    // what came before the first report is in its balances already
    for (const fill of fills) if (!this.#times.isInOpening(venue, fill.venueAtMs)) orders.fill(fill);
    for (const payment of payments) if (!this.#times.isInOpening(venue, payment.settlementAtMs)) paid(payment);
    this.#times.took(venue, { asOfMs: report.asOfMs, nowMs: outbox.nowMs });
    outbox.snapshot({ actor: ACTOR, machineVersion: ACCOUNTS_VERSION, snapshot: this.#times.toJson() });
    const money = this.#compareMoney(report);
    positions.accountReported(report);
    const holdings = this.#holdings.compare(report);
    return money === 'agreed' ? holdings : money;
  }

  /** A fill of an order of ours, or of a market that a leg holds: an order that ended in an earlier life is forgotten. */
  #isOurs(fill: Fill): boolean {
    const { orders, positions, rebuilding } = this.#parts;
    return orders.isOurs(fill) || rebuilding.isOfOurForm(fill) || holderOf(positions.all(), fill.market) !== undefined;
  }

  /** New risk stops while balances differ; an order in flight may explain them, so then nothing changes either way. */
  #compareMoney(report: AccountReport): AccountVerdict {
    const { capital, guards } = this.#parts;
    const condition = `balances-differ:${report.venue}`;
    const differences = capital.meet(report);
    if (differences.length === 0) {
      guards.failClosed(condition, 'ends');
      return 'agreed';
    }
    if (!this.#isExplained(report.venue)) guards.failClosed(condition, 'begins');
    return 'unsettled';
  }

  /** An order in flight may be what a balance differs by. */
  #isExplained(venue: VenueId): boolean {
    return this.#parts.orders.intents().some(({ market }) => venueOf(market) === venue);
  }

  /** An answer takes no minute: instants further apart are of clocks that cannot be compared. */
  #isOutdated({ venue, asOfMs }: AccountReport): boolean {
    const movedAtMs = this.#movedAtMs.get(venue);
    return movedAtMs !== undefined && asOfMs < movedAtMs && movedAtMs - asOfMs < ANSWER_MAX_MS;
  }
}
