import type { Fact } from '../domain/fact.ts';
import { ZERO, decimal, sum, text } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import { PARTS, wordsOf } from '../ledger/account.ts';
import type { Part } from '../ledger/account.ts';
import type { UsdAttribution } from '../ledger/attribution.ts';
import { booked } from '../ledger/entry.ts';
import { createLedger } from '../ledger/ledger.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { MoneyFact } from '../ledger/money-fact.ts';
import { EquityCurve } from './equity-curve.ts';
import { textIn } from './fact-body.ts';
import { differingParts } from './journaled-attribution.ts';
import { moneyFactOf } from './money-facts.ts';
import { openingRows } from './opening-rows.ts';
import type { OpeningBooks, OpeningCycle } from './opening.ts';

/** One position from entering to flat again, or to where the journal ends. */
export interface CycleResult {
  readonly cycle: string;
  readonly coin: string;
  readonly openedAtMs: number | undefined;
  readonly closed: { readonly atMs: number; readonly reason: string } | undefined;
  /** Both legs as approved; `undefined` where no approval was journaled (a stray leg, a position adopted). */
  readonly route: { readonly long: string; readonly short: string } | undefined;
  /** Of a closed cycle as it was at its close or at the last payment after it; of an open one so far. */
  readonly attribution: UsdAttribution;
  /** Parts in which the books made from the facts differ from what the engine wrote at the close; none is right. */
  readonly differing: readonly string[];
}

type CycleRecord = { -readonly [Key in keyof Omit<CycleResult, 'attribution'>]: CycleResult[Key] } & {
  /** Of a closed cycle. */
  attribution?: UsdAttribution;
  realized: Decimal;
  readonly parts: Map<Part, Decimal>;
  /** It closed before these books were opened, and is known only because money of it may still come. */
  readonly isBefore: boolean;
};

/** Parts of an open cycle that are settled money; its price profit waits for the close (economics 8). */
const SETTLED: readonly Part[] = ['funding', 'fees', 'financing', 'fixed'];

/**
 * The books of a run, made again from its facts: every figure of money in a report stands on them. Where its older facts are
 * gone they begin with what those had come to.
 */
export class AccountBook {
  readonly ledger: Ledger;
  readonly curve = new EquityCurve();
  readonly #cycles = new Map<string, CycleRecord>();
  readonly #routes = new Map<string, CycleResult['route']>();
  #realized = ZERO;
  #funding = { received: ZERO, paid: ZERO };
  /** Money facts that an earlier build did not write in full, by type. */
  readonly incomplete = new Map<string, number>();

  readonly #earlier: { cycles: number; net: Decimal };
  #lastMs = 0;

  constructor(opening?: OpeningBooks) {
    this.ledger = createLedger(opening?.rows);
    this.#earlier = { cycles: opening?.earlier.cycles ?? 0, net: decimal(opening?.earlier.netUsd ?? 0) };
    if (opening === undefined) return;
    for (const cycle of opening.cycles) this.#reopen(cycle, opening.rows);
    this.#realized = sum([this.#earlier.net, ...[...this.#cycles.values()].map(({ realized }) => realized)]);
    this.#lastMs = opening.atMs;
    this.curve.open(opening.atMs, { capitalUsd: decimal(opening.capitalUsd), resultUsd: this.#realized });
  }

  fold(fact: Fact): void {
    this.#lastMs = fact.atMs;
    this.curve.moveTo(fact.atMs);
    const money = moneyFactOf(fact);
    if (money === 'incomplete') this.incomplete.set(fact.type, (this.incomplete.get(fact.type) ?? 0) + 1);
    else if (money !== undefined) this.#post(money);
    else if (fact.type === 'entry.approved') this.#approved(fact);
    else if (fact.type === 'cycle.opened') this.#opened(fact);
    else if (fact.type === 'cycle.closed') this.#closed(fact);
  }

  /** In order of their opening. */
  cycles(): readonly CycleResult[] {
    return [...this.#cycles.values()]
      .filter(({ isBefore }) => !isBefore)
      .map(({ realized: _realized, parts: _parts, isBefore: _isBefore, ...record }) => ({
        ...record,
        attribution: record.attribution ?? this.ledger.attributionUsd(record.cycle),
      }));
  }

  /** Cycles that closed before these books were opened, and what they came to. */
  earlier(): { readonly cycles: number; readonly net: Decimal } {
    const before = [...this.#cycles.values()].filter(({ isBefore }) => isBefore);
    return {
      cycles: this.#earlier.cycles + before.length,
      net: sum([this.#earlier.net, ...before.map(({ realized }) => realized)]),
    };
  }

  /** What books that go on from here begin with. */
  opening(): OpeningBooks {
    const latest = new Map([...this.#cycles.values()].map((record) => [record.coin, record]));
    const all = [...this.#cycles.values()];
    const kept = all.filter((record) => record.closed === undefined || latest.get(record.coin) === record);
    const gone = all.filter((record) => !kept.includes(record));
    return {
      rows: openingRows(this.ledger.rows(), new Set(kept.map(({ cycle }) => cycle))),
      atMs: this.#lastMs,
      capitalUsd: text(this.curve.capitalUsd),
      cycles: kept.map(({ cycle, openedAtMs, route, closed, realized }) => ({
        cycle,
        openedAtMs: openedAtMs ?? null,
        route: route ?? null,
        closed: closed === undefined ? null : { ...closed, netUsd: text(realized) },
      })),
      earlier: {
        cycles: this.#earlier.cycles + gone.length,
        netUsd: text(sum([this.#earlier.net, ...gone.map(({ realized }) => realized)])),
      },
    };
  }

  #reopen({ cycle, openedAtMs, route, closed }: OpeningCycle, rows: OpeningBooks['rows']): void {
    const record: CycleRecord = {
      ...emptyRecord(cycle),
      openedAtMs: openedAtMs ?? undefined,
      route: route ?? undefined,
      isBefore: closed !== null,
      ...(closed === null ? {} : { closed: { atMs: closed.atMs, reason: closed.reason } }),
    };
    this.#cycles.set(cycle, record);
    takeParts(record, rows);
    record.realized = closed === null ? settledOf(record) : decimal(closed.netUsd);
  }

  /** Settled funding, both positive, USD at the rates of its booking. */
  funding(): { readonly received: Decimal; readonly paid: Decimal } {
    return this.#funding;
  }

  #post(money: MoneyFact): void {
    const posted = this.ledger.post(money);
    if (posted.status === 'duplicate') return;
    if (money.kind === 'capital') {
      this.curve.deposit(booked(decimal(money.amount).times(this.ledger.usdRate(money.coin) ?? ZERO)));
    } else if ('cycle' in money) {
      if (money.kind === 'funding') this.#countFunding(money.payment);
      const record = this.#record(money.cycle);
      takeParts(record, posted.changedBalances);
      // a payment or a late fill of a closed cycle changes what it came to
      if (record.closed !== undefined) record.attribution = this.ledger.attributionUsd(record.cycle);
      this.#valued(record);
    }
  }

  #countFunding({ amount, coin }: { readonly amount: string; readonly coin: string }): void {
    const usd = booked(decimal(amount).times(this.ledger.usdRate(coin) ?? ZERO));
    const { received, paid } = this.#funding;
    this.#funding = usd.isNegative() ? { received, paid: paid.minus(usd) } : { received: received.plus(usd), paid };
  }

  #approved({ actor, body }: Fact): void {
    const [long, short] = [textIn(body, 'long'), textIn(body, 'short')];
    if (long !== undefined && short !== undefined) this.#routes.set(actor, { long, short });
  }

  #opened({ actor, atMs, body }: Fact): void {
    const record = this.#record(textIn(body, 'cycle') ?? '');
    record.openedAtMs = atMs;
    record.route = this.#routes.get(actor);
    this.#routes.delete(actor);
  }

  #closed({ atMs, body }: Fact): void {
    const record = this.#record(textIn(body, 'cycle') ?? '');
    record.closed = { atMs, reason: textIn(body, 'reason') ?? '-' };
    record.attribution = this.ledger.attributionUsd(record.cycle);
    record.differing = differingParts(record.attribution, body);
    this.#valued(record);
  }

  #valued(record: CycleRecord): void {
    const net = record.attribution?.kind === 'valued' ? record.attribution.net : undefined;
    const realized = record.closed === undefined ? settledOf(record) : (net ?? ZERO);
    this.#realized = this.#realized.plus(realized).minus(record.realized);
    record.realized = realized;
    this.curve.resultIs(this.#realized);
  }

  #record(cycle: string): CycleRecord {
    const known = this.#cycles.get(cycle);
    if (known !== undefined) return known;
    const made = emptyRecord(cycle);
    this.#cycles.set(cycle, made);
    return made;
  }
}

/** A cycle is named after its coin, with a number behind it. */
export const coinOfCycle = (cycle: string): string => cycle.replace(/-\d+$/, '');

const emptyRecord = (cycle: string): CycleRecord => ({
  cycle,
  coin: coinOfCycle(cycle),
  openedAtMs: undefined,
  closed: undefined,
  route: undefined,
  differing: [],
  realized: ZERO,
  parts: new Map(),
  isBefore: false,
});

const settledOf = ({ parts }: Pick<CycleRecord, 'parts'>): Decimal =>
  sum(SETTLED.map((part) => parts.get(part) ?? ZERO)).neg();

/** The sums in USD of a cycle that are among rows: costs positive, income negative, as the rows hold them. */
const takeParts = (record: CycleRecord, rows: Readonly<Record<string, string>>): void => {
  for (const [row, value] of Object.entries(rows)) {
    const [kind, cycle, word] = wordsOf(row);
    const part = PARTS.find((known) => known === word);
    if (kind === 'usd' && cycle === record.cycle && part !== undefined) record.parts.set(part, decimal(value));
  }
};
