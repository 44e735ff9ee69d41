import { ageMs, bookBudgetMs, fundingBudgetMs } from '../analytics/freshness-budget.ts';
import type { LegView } from '../analytics/route-view.ts';
import type { VenueProfile } from '../domain/ports.ts';
import type { AtMs, Ms } from '../domain/units.ts';
import type { FactTime, Market, Pulse } from './market.ts';

/** What a leg view needs beside the market itself. */
export interface LegSetting {
  readonly nowMs: AtMs;
  readonly status: LegView['status'];
  readonly profile: VenueProfile;
  /** The venue's clock minus ours; `undefined` while unknown. */
  readonly offsetMs: number | undefined;
  readonly fees: { readonly maker: number; readonly taker: number };
  /** Cost of holding a spot leg, fraction per hour. */
  readonly spotFinancingPerHour: LegView['financingPerHour'];
  readonly budgets: { readonly bookMs: number; readonly fundingMs: number };
}

const NO_FINANCING: LegView['financingPerHour'] = { long: 0, short: 0 };

/** A market as one leg of a route sees it. The book in it is valid only while the current input is handled. */
export const legView = (market: Market, setting: LegSetting): LegView => {
  const { profile, nowMs, fees, budgets } = setting;
  return {
    market: market.key,
    instrument: market.instrument,
    status: setting.status,
    funding: market.funding,
    statistics: market.statistics(nowMs),
    accrualEwmaRate: market.accrualRate,
    mark: market.mark,
    index: market.index,
    mid: market.mid,
    bookAgeMs: ageOf(market.bookTime, profile.changeDriven.book ? market.bookPulse : undefined, setting),
    fundingAgeMs: ageOf(market.fundingTime, profile.changeDriven.funding ? market.fundingPulse : undefined, setting),
    bookBudgetMs: bookBudgetMs(profile.bookCadenceMs, budgets.bookMs),
    fundingBudgetMs: fundingBudgetMs(profile.fundingCadenceMs, budgets.fundingMs),
    spread: market.spread.reading,
    pressure: market.pressure(),
    liquidated60sUsd: market.liquidations.totalUsd(nowMs),
    markSd5m: market.marks.sd,
    takerFee: fees.taker,
    makerFee: fees.maker,
    financingPerHour: market.kind === 'spot' ? setting.spotFinancingPerHour : NO_FINANCING,
    book: () => market.depth(),
  };
};

const ageOf = (time: FactTime | undefined, pulse: Pulse | undefined, setting: LegSetting): Ms | undefined =>
  time === undefined
    ? undefined
    : ageMs({
        nowMs: setting.nowMs,
        offsetMs: setting.offsetMs,
        venueAtMs: time.venueAtMs,
        arrivedAtMs: time.arrivedAtMs,
        ...(pulse === undefined ? {} : { heardAtMs: pulse.heardAtMs }),
      });
