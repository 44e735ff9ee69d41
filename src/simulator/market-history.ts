import { MS_PER_HOUR } from '../domain/units.ts';
import { FundingProcess, fundingRate, premiumIndex, settlementAtOrBefore } from './funding-process.ts';
import type { FundingRule } from './funding-process.ts';
import type { PremiumSettings } from './premium-process.ts';
import { pathBps, premiumHistory } from './premium-process.ts';
import type { Prng } from './prng.ts';
import type { SettledRate } from './sim-market.ts';
import { HISTORY_KEPT_MS } from './sim-market.ts';

export interface HistoryAsk {
  readonly settings: PremiumSettings;
  readonly rule: FundingRule;
  readonly startAtMs: number;
  readonly rateText: (rate: number) => string;
}

/** The settlements of the 31 days before the start, by the venue's own formula over hourly premiums; ascending. */
export const settledHistory = ({ settings, rule, startAtMs, rateText }: HistoryAsk, prng: Prng): SettledRate[] => {
  const lastMs = settlementAtOrBefore(startAtMs, rule);
  const count = Math.floor(HISTORY_KEPT_MS / MS_PER_HOUR / rule.intervalHours);
  const hours = count * rule.intervalHours;
  const lastHourAtHours = (lastMs - startAtMs) / MS_PER_HOUR;
  const premiums = premiumHistory(settings, prng, { hours, lastHourAtHours });
  const rates: SettledRate[] = [];
  for (let n = 0; n < count; n += 1) {
    let weighted = 0;
    let weights = 0;
    for (let hour = 0; hour < rule.intervalHours; hour += 1) {
      // The mean rank of an hour's samples grows with the odd numbers.
      const weight = rule.weighting === 'rising' ? 2 * hour + 1 : 1;
      weighted += weight * premiumIndex(premiums[n * rule.intervalHours + hour] ?? 0, rule);
      weights += weight;
    }
    const premium = weighted / weights;
    const atMs = lastMs - (count - 1 - n) * rule.intervalHours * MS_PER_HOUR;
    rates.push({ atMs, rate: rateText(fundingRate(premium, rule)), premium });
  }
  return rates;
};

/** A running estimate as it stands at the start: the samples of the interval so far, along the scenario's path. */
export const openFunding = (settings: PremiumSettings, rule: FundingRule, startAtMs: number): FundingProcess => {
  const funding = new FundingProcess(rule, startAtMs);
  const firstMs = funding.previousAtMs + rule.sampleEveryMs;
  for (let sampleMs = firstMs; sampleMs <= startAtMs; sampleMs += rule.sampleEveryMs)
    funding.sample(pathBps(settings.path, (sampleMs - startAtMs) / MS_PER_HOUR) * 1e-4);
  // At the very settlement there is no sample yet: the first stands in.
  if (funding.previousAtMs + rule.sampleEveryMs > startAtMs) funding.sample(pathBps(settings.path, 0) * 1e-4);
  return funding;
};
