import { ZERO } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import { MS_PER_DAY, nextUtcDay, utcDayStart } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';

/** One UTC day, or the part of it the run saw. */
export interface DayResult {
  /** Midnight it began with, UTC. */
  readonly dayAtMs: AtMs;
  /** Part of the day that the run saw, over 0 and up to 1. */
  readonly seenFraction: number;
  /** Gain of the day, net, USD. */
  readonly gainUsd: Decimal;
  /** What it was earned with: equity at its begin and what was put in during it, USD. */
  readonly baseUsd: Decimal;
}

/** Realized equity from an instant on, USD. */
export interface EquityChange {
  readonly atMs: AtMs;
  readonly usd: Decimal;
}

/** The deepest fall of equity from its high so far. */
export interface Drawdown {
  readonly fraction: number;
  readonly usd: Decimal;
  readonly highAtMs: AtMs;
  readonly lowAtMs: AtMs;
}

interface Depths {
  readonly high: EquityChange | undefined;
  readonly worst: Drawdown | undefined;
}

interface DayBegun {
  readonly fromMs: number;
  readonly result: Decimal;
  base: Decimal;
}

/**
 * Realized equity over time: capital, the results of closed cycles, and the settled funding and costs of open ones
 * (economics 8). Money put in is no gain: it lifts the high water mark by as much. What counts of an instant is what stands
 * at its end: the parts of one settlement are booked one after the other, and between them nobody owned or owed anything.
 */
export class EquityCurve {
  readonly #days: DayResult[] = [];
  #capital = ZERO;
  #result = ZERO;
  #day: DayBegun | undefined;
  /** Of the instants before this one. */
  #depths: Depths = { high: undefined, worst: undefined };
  #averageSum = 0;
  #capitalAtMs: number | undefined;
  #lastMs = 0;
  readonly #changes: EquityChange[] = [];

  /** Goes on where older facts had come to. Call first. */
  open(atMs: number, { capitalUsd, resultUsd }: { readonly capitalUsd: Decimal; readonly resultUsd: Decimal }): void {
    [this.#capital, this.#result, this.#lastMs] = [capitalUsd, resultUsd, atMs];
    this.#day = this.#begin(atMs);
    if (capitalUsd.isZero()) return;
    this.#capitalAtMs = atMs;
    this.#mark();
  }

  /** Time passes; calls come in order of time. */
  moveTo(atMs: AtMs): void {
    if (atMs > this.#lastMs) this.#depths = this.#depthsNow();
    let day = this.#day;
    for (; day !== undefined && atMs >= nextUtcDay(day.fromMs); day = this.#day) {
      this.#days.push(this.#seen(day, nextUtcDay(day.fromMs)));
      this.#day = this.#begin(nextUtcDay(day.fromMs));
    }
    this.#day ??= this.#begin(atMs);
    if (this.#capitalAtMs !== undefined) this.#averageSum += this.#equity().toNumber() * (atMs - this.#lastMs);
    this.#lastMs = atMs;
  }

  /** Money put in (or taken out, negative), USD. */
  deposit(usd: Decimal): void {
    this.#capital = this.#capital.plus(usd);
    this.#capitalAtMs ??= this.#lastMs;
    if (this.#day !== undefined) this.#day.base = this.#day.base.plus(usd);
    const { high, worst } = this.#depths;
    if (high !== undefined) this.#depths = { high: { ...high, usd: high.usd.plus(usd) }, worst };
    this.#mark();
  }

  /** All that was earned so far, USD. */
  resultIs(usd: Decimal): void {
    this.#result = usd;
    this.#mark();
  }

  /** Realized equity after every change of it, one an instant. */
  changes(): readonly EquityChange[] {
    return this.#changes;
  }

  get capitalUsd(): Decimal {
    return this.#capital;
  }

  /** Mean of equity over the time since capital was there, USD; `undefined` where no time passed. */
  averageUsd(): number | undefined {
    const since = this.#capitalAtMs;
    return since === undefined || this.#lastMs <= since ? undefined : this.#averageSum / (this.#lastMs - since);
  }

  /** None where equity never fell. */
  drawdown(): Drawdown | undefined {
    return this.#depthsNow().worst;
  }

  /** Every day up to now, the one that is not over last. */
  days(): readonly DayResult[] {
    const day = this.#day;
    return day === undefined || this.#lastMs <= day.fromMs
      ? this.#days
      : [...this.#days, this.#seen(day, this.#lastMs)];
  }

  #begin(fromMs: number): DayBegun {
    return { fromMs, result: this.#result, base: this.#equity() };
  }

  #seen({ fromMs, result, base }: DayBegun, untilMs: number): DayResult {
    const seenFraction = (untilMs - fromMs) / MS_PER_DAY;
    return { dayAtMs: utcDayStart(fromMs), seenFraction, gainUsd: this.#result.minus(result), baseUsd: base };
  }

  #equity(): Decimal {
    return this.#capital.plus(this.#result);
  }

  #note(change: EquityChange): void {
    const last = this.#changes.at(-1);
    if (last?.usd.eq(change.usd) === true) return;
    if (last?.atMs === change.atMs) this.#changes.pop();
    this.#changes.push(change);
  }

  #mark(): void {
    this.#note({ atMs: this.#lastMs as AtMs, usd: this.#equity() });
  }

  /** With the instant in hand as it stands. */
  #depthsNow(): Depths {
    if (this.#changes.length === 0) return this.#depths;
    return deeper(this.#depths, { atMs: this.#lastMs as AtMs, usd: this.#equity() });
  }
}

const deeper = ({ high, worst }: Depths, { atMs, usd: equity }: EquityChange): Depths => {
  if (high === undefined || equity.gt(high.usd)) return { high: { atMs, usd: equity }, worst };
  const usd = high.usd.minus(equity);
  const fraction = high.usd.gt(0) ? usd.div(high.usd).toNumber() : 0;
  if (fraction <= (worst?.fraction ?? 0)) return { high, worst };
  return { high, worst: { fraction, usd, highAtMs: high.atMs, lowAtMs: atMs } };
};
