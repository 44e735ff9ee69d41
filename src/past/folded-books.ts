import type { Fact } from '../domain/fact.ts';
import type { MarketKey } from '../domain/ids.ts';
import { ZERO, decimal, sum, text } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import { wordsOf } from '../ledger/account.ts';
import type { UsdAttribution } from '../ledger/attribution.ts';
import { createLedger } from '../ledger/ledger.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { putInUsd } from '../ledger/put-in.ts';
import { textIn } from '../monitor/fact-body.ts';
import { moneyFactOf } from '../monitor/money-facts.ts';
import { EARLIER } from '../monitor/opening-rows.ts';
import type { OpeningBooks } from '../monitor/opening.ts';

/** Equity of an instant, USD; `undefined` parts where a price is missing. */
export interface FoldedEquity {
  readonly total: Decimal;
  readonly realized: Decimal;
}

/** The books as the facts so far make them. */
export class FoldedBooks {
  readonly ledger: Ledger;
  readonly #cycles = new Set<string>();
  readonly #capitalCoins = new Set<string>();
  readonly #closed: Map<string, Decimal>;
  /** Closed before the first fact that is left, but for the last of each coin: they stand in the rows as one. */
  readonly #earlier: OpeningBooks['earlier'];

  constructor(
    rows: Readonly<Record<string, string>> = {},
    closed: ReadonlyMap<string, Decimal> = new Map(),
    earlier: OpeningBooks['earlier'] = { cycles: 0, netUsd: text(0) },
  ) {
    this.ledger = createLedger(rows);
    this.#earlier = earlier;
    this.#closed = new Map(closed);
    for (const row of Object.keys(rows)) this.#note(row);
  }

  /** Books that go on where facts no longer there had come to. */
  static opened({ rows, cycles, earlier }: OpeningBooks): FoldedBooks {
    const closed = cycles.flatMap(({ cycle, closed: end }) =>
      end === null ? [] : [[cycle, decimal(end.netUsd)] as const],
    );
    return new FoldedBooks(rows, new Map(closed), earlier);
  }

  copy(): FoldedBooks {
    return new FoldedBooks(this.ledger.rows(), this.#closed, this.#earlier);
  }

  fold(fact: Fact): void {
    if (fact.type === 'cycle.closed') return this.#close(textIn(fact.body, 'cycle') ?? '');
    const money = moneyFactOf(fact);
    if (money === undefined || money === 'incomplete') return;
    const { changedBalances } = this.ledger.post(money);
    for (const row of Object.keys(changedBalances)) this.#note(row);
    // a payment or a late fill of a closed cycle changes what it came to
    if ('cycle' in money && this.#closed.has(money.cycle)) this.#close(money.cycle);
  }

  attribution(cycle: string): UsdAttribution {
    return this.ledger.attributionUsd(cycle);
  }

  capitalUsd(): Decimal {
    return putInUsd(this.ledger, this.#capitalCoins);
  }

  closed(): { readonly cycles: number; readonly netUsd: Decimal } {
    const { cycles, netUsd } = this.#earlier;
    return { cycles: cycles + this.#closed.size, netUsd: sum([decimal(netUsd), ...this.#closed.values()]) };
  }

  /** Settled funding and fees of all cycles, USD. */
  totals(): { readonly fundingUsd: Decimal; readonly feesUsd: Decimal } {
    const valued = [...this.#cycles].map((cycle) => this.attribution(cycle)).filter((one) => one.kind === 'valued');
    return { fundingUsd: sum(valued.map(({ funding }) => funding)), feesUsd: sum(valued.map(({ fees }) => fees)) };
  }

  /** At these marks; `undefined` while something cannot be valued, or nothing was put in yet. */
  equity(mark: (market: MarketKey) => Decimal | undefined): FoldedEquity | undefined {
    if (this.#capitalCoins.size === 0) return undefined;
    const equity = this.ledger.equity(mark);
    if (equity.kind === 'unvalued') return undefined;
    const open = [...this.#cycles]
      .filter((cycle) => !this.#closed.has(cycle) && cycle !== EARLIER)
      .map((cycle) => this.#settledOf(cycle));
    return { total: equity.totalUsd, realized: sum([this.capitalUsd(), this.closed().netUsd, ...open]) };
  }

  #settledOf(cycle: string): Decimal {
    const parts = this.attribution(cycle);
    if (parts.kind === 'unvalued') return ZERO;
    return parts.funding.minus(parts.fees).minus(parts.financing).minus(parts.fixed);
  }

  #close(cycle: string): void {
    const parts = this.attribution(cycle);
    this.#closed.set(cycle, parts.kind === 'valued' ? parts.net : decimal(0));
  }

  #note(row: string): void {
    const [kind, second] = wordsOf(row);
    if (second === undefined) return;
    if (kind === 'cycle') this.#cycles.add(second);
    else if (kind === 'capital') this.#capitalCoins.add(second);
  }
}
