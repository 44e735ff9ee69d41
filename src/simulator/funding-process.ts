import type { Json } from '../domain/codec.ts';
import { MS_PER_HOUR } from '../domain/units.ts';
import { SavedState } from './saved-state.ts';

/** A venue's funding formula as data: `clamp((P + clamp(interest - P, ±clamp)) / divisor, ±cap)`, P the averaged premium. */
export interface FundingRule {
  readonly intervalHours: number;
  /** Interest of the formula, a fraction of what the formula calls a period. */
  readonly interest: number;
  readonly clamp: number;
  readonly divisor: number;
  /** Largest absolute rate per interval, a fraction. */
  readonly cap: number;
  /** `rising`: the n-th sample of an interval weighs n; `even`: all weigh the same. */
  readonly weighting: 'rising' | 'even';
  readonly sampleEveryMs: number;
  /** Half-width of the impact prices around the mid: smaller premiums count as none, a fraction. */
  readonly impactFraction: number;
  /**
   * The rate in force follows the premium from instant to instant (Deribit): `P - clamp(P, ±clamp)` per `divisor` hours, and
   * an interval pays its mean. No interest, no impact prices.
   */
  readonly accrual?: 'continuous';
}

/** The rate per interval that an averaged premium gives, before rounding to the venue's digits. */
export const fundingRate = (averagePremium: number, rule: FundingRule): number => {
  // Samples are rates already, each with the formula applied.
  if (rule.accrual === 'continuous') return averagePremium / rule.divisor;
  const towards = clamp(rule.interest - averagePremium, rule.clamp);
  return clamp((averagePremium + towards) / rule.divisor, rule.cap);
};

/**
 * The premium index of one instant: how far both impact prices lie on one side of the index, as a fraction of it. Where
 * rates accrue continuously, the rate in force.
 */
export const premiumIndex = (premium: number, rule: FundingRule): number => {
  const { impactFraction } = rule;
  if (rule.accrual === 'continuous') return clamp(premium - clamp(premium, rule.clamp), rule.cap * rule.divisor);
  const impactBid = (1 + premium) * (1 - impactFraction) - 1;
  const impactAsk = (1 + premium) * (1 + impactFraction) - 1;
  return Math.max(0, impactBid) - Math.max(0, -impactAsk);
};

/** The last settlement at or before an instant; settlements lie on the interval's UTC grid. */
export const settlementAtOrBefore = (atMs: number, { intervalHours }: FundingRule): number =>
  Math.floor(atMs / (intervalHours * MS_PER_HOUR)) * intervalHours * MS_PER_HOUR;

/** One perpetual's running funding estimate: an incremental time-weighted average of the premium index. */
export class FundingProcess {
  /** The coming settlement. */
  nextAtMs: number;
  #rule: FundingRule;
  #weighted = 0;
  #weights = 0;
  #samples = 0;
  #lastIndex = 0;

  constructor(rule: FundingRule, startAtMs: number) {
    this.#rule = rule;
    this.nextAtMs = settlementAtOrBefore(startAtMs, rule) + rule.intervalHours * MS_PER_HOUR;
  }

  get rule(): FundingRule {
    return this.#rule;
  }

  /** Goes by other terms from now on: the settlement they name next pays for all that was sampled since the last one. */
  adopt(rule: FundingRule, nowMs: number): void {
    this.#rule = rule;
    this.nextAtMs = settlementAtOrBefore(nowMs, rule) + rule.intervalHours * MS_PER_HOUR;
  }

  get previousAtMs(): number {
    return this.nextAtMs - this.rule.intervalHours * MS_PER_HOUR;
  }

  /** The premium index last sampled, or the rate in force where it accrues continuously. */
  get lastPremiumIndex(): number {
    return this.#lastIndex;
  }

  /** Takes a sample of the premium, a fraction of the index. */
  sample(premium: number): void {
    const index = premiumIndex(premium, this.rule);
    this.#samples += 1;
    const weight = this.rule.weighting === 'rising' ? this.#samples : 1;
    this.#weighted += weight * index;
    this.#weights += weight;
    this.#lastIndex = index;
  }

  /** The premium averaged over the interval so far; before its first sample the last index stands in. */
  average(): number {
    return this.#weights === 0 ? this.#lastIndex : this.#weighted / this.#weights;
  }

  /** The estimate for the coming settlement, a fraction per interval. */
  estimate(): number {
    return fundingRate(this.average(), this.rule);
  }

  /** The settlement has happened: a new interval begins, its estimate starts from the last index. */
  roll(): void {
    this.nextAtMs += this.rule.intervalHours * MS_PER_HOUR;
    this.#weighted = 0;
    this.#weights = 0;
    this.#samples = 0;
  }

  save(): Json {
    return {
      nextAtMs: this.nextAtMs,
      weighted: this.#weighted,
      weights: this.#weights,
      samples: this.#samples,
      lastIndex: this.#lastIndex,
    };
  }

  restore(state: Json | undefined): void {
    const saved = new SavedState(state);
    this.nextAtMs = saved.number('nextAtMs');
    this.#weighted = saved.number('weighted');
    this.#weights = saved.number('weights');
    this.#samples = saved.number('samples');
    this.#lastIndex = saved.number('lastIndex');
  }
}

const clamp = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));
