import { firstTier } from '../../analytics/fee-ladder.ts';
import { defaultMarketAlerts } from '../../analytics/market-alert.ts';
import type { MarketAlertSettings } from '../../analytics/market-alert.ts';
import type { PairingSettings } from '../../analytics/pairing.ts';
import type { LegView } from '../../analytics/route-view.ts';
import type { SignalSettings } from '../../analytics/signal-settings.ts';
import type { FeeRates } from '../../domain/fees.ts';
import { kindOf, symbolOf, venueOf } from '../../domain/ids.ts';
import type { MarketKey, MarketKind, VenueId } from '../../domain/ids.ts';
import { decimal } from '../../domain/money.ts';
import type { VenueProfile } from '../../domain/ports.ts';
import { HOURS_PER_YEAR } from '../../domain/units.ts';
import type { PositionSettings } from '../../position/position.ts';
import type { GuardSettings } from '../../risk/drawdown.ts';
import type { LimitSettings } from '../../risk/limits.ts';
import type { RepairSettings } from '../../risk/repair-checks.ts';
import type { SizingSettings } from '../../risk/size-target.ts';
import { venueConfig } from './config.ts';
import type { Config } from './config.ts';

/** What routes are judged by. */
export const signalSettings = ({ engine, entry, limits, execution }: Config): SignalSettings => ({
  belief: entry.belief,
  horizonHours: engine.horizonHours,
  minNetBps: entry.minNetBps,
  screenBpsPer8h: entry.screenBpsPer8h,
  referenceNotionalUsd: entry.referenceNotionalUsd,
  slippageLimitBps: limits.slippageMaxBps,
  fixedCostsUsd: entry.fixedCostsUsd,
  safetyBufferFraction: entry.safetyBufferFraction,
  adverseBasisBps: entry.adverseBasisBps,
  liquidationBurstUsd: entry.liquidationBurstUsd,
  widenedAdjustment: entry.widenedAdjustmentRatio,
  confirmingPressure: entry.confirmingPressureRatio,
  ttlMaxMs: entry.signalTtlMaxMs,
  entryWindow: {
    quietBeforeMs: entry.quietBeforeSettlementMs,
    quietAfterMs: entry.quietAfterSettlementMs,
    quietAfterFraction: entry.quietAfterSettlementFraction,
  },
  costing: entry.costing,
  makerEntry: execution.entryStyle === 'maker-taker' ? 'thin-leg' : 'none',
});

export const pairingSettings = ({ universe }: Config): PairingSettings => ({
  spotShort: universe.spotShort,
  dollarQuotes: universe.dollarQuotes,
});

export const marketAlertSettings = ({ alerts }: Config): MarketAlertSettings => ({
  ...defaultMarketAlerts,
  aprMin: alerts.aprMinFraction,
  confidenceMin: alerts.confidenceMinFraction,
  cooldownMs: alerts.cooldownMs,
});

export const limitSettings = ({ limits, entry }: Config): LimitSettings => ({
  legNotionalMaxUsd: limits.legNotionalMaxUsd,
  legShareOfGrossLimitFraction: limits.legShareOfGrossLimitFraction,
  grossNotionalMaxUsd: limits.grossNotionalMaxUsd,
  slippageMaxBps: limits.slippageMaxBps,
  opensPerHourMax: entry.opensPerHourMax,
  liquidationBufferMultiple: limits.liquidationBufferRatio,
  assumedDailyMoveFraction: limits.assumedDailyMoveFraction,
  correlationMin: limits.correlationMin,
  correlatedShareOfGrossLimitFraction: limits.correlatedShareOfGrossLimitFraction,
});

/** `leverage` is the lower of the two legs' venues. */
export const sizingSettings = (config: Config, long: VenueId, short: VenueId): SizingSettings => ({
  equityFraction: config.sizing.equityFraction,
  equityFractionMax: config.sizing.equityFractionMax,
  leverage: Math.min(venueConfig(config, long).leverageRatio, venueConfig(config, short).leverageRatio),
  adjustmentHalvesAbove: config.entry.widenedAdjustmentRatio,
});

export const guardSettings = ({ guard }: Config): GuardSettings => ({
  realizedPauseFraction: guard.realizedPauseFraction,
  unrealizedWarnFraction: guard.unrealizedWarnFraction,
  dailyHaltFraction: guard.dailyHaltFraction,
  dailyPauseFraction: guard.dailyPauseFraction,
  resumeAboveLowFraction: guard.resumeAboveLowFraction,
  warningSizeFraction: guard.warningSizeFraction,
});

export const repairSettings = ({ execution }: Config): RepairSettings => ({
  hedgeSlippageMaxBps: execution.hedgeSlippageMaxBps,
  closeSlippageMaxBps: execution.closeSlippageMaxBps,
});

/** Flat fees of a venue, fractions: the configured ones, else the venue's own. */
export const feesOf = (config: Config, profile: Pick<VenueProfile, 'venue' | 'fees'>): VenueProfile['fees'] => {
  const { fees } = venueConfig(config, profile.venue);
  const of = (kind: MarketKind) => {
    const own = fees[kind];
    return own === undefined ? profile.fees[kind] : ratesOf(own);
  };
  return { spot: of('spot'), linear: of('linear'), inverse: of('inverse') };
};

/** What a venue charges: its flat fees, and the ladder where one is configured. */
export const feeTermsOf = (
  config: Config,
  profile: Pick<VenueProfile, 'venue' | 'fees'>,
): Pick<VenueProfile, 'venue' | 'fees' | 'feeLadder'> => {
  const { feeTiers, volume30dUsd } = venueConfig(config, profile.venue);
  const terms = { venue: profile.venue, fees: feesOf(config, profile) };
  const tiers = Object.fromEntries(
    Object.entries(feeTiers)
      .map(
        ([kind, own = []]) =>
          [kind, own.map((tier) => ({ minVolume30dUsd: tier.minVolume30dUsd, ...ratesOf(tier) }))] as const,
      )
      .filter(([, own]) => own.length > 0),
  );
  return Object.keys(tiers).length === 0 ? terms : { ...terms, feeLadder: { tiers, volume30dUsd } };
};

/** Fees at a first start, by the volume traded before it. */
export const startingFees = (config: Config, profile: Pick<VenueProfile, 'venue' | 'fees'>): VenueProfile['fees'] => {
  const terms = feeTermsOf(config, profile);
  return { spot: firstTier(terms, 'spot'), linear: firstTier(terms, 'linear'), inverse: firstTier(terms, 'inverse') };
};

/** Through decimals: a fee must come out as it is written, which a division of doubles does not promise. */
const ratesOf = ({ makerBps, takerBps }: { readonly makerBps: number; readonly takerBps: number }): FeeRates => ({
  maker: decimal(makerBps).div(1e4).toNumber(),
  taker: decimal(takerBps).div(1e4).toNumber(),
});

/** Whether the configuration has a market in its symbols and kinds. */
export const isAskedFor = (config: Config, market: MarketKey): boolean => {
  const { symbols, kinds } = venueConfig(config, venueOf(market));
  return (
    (symbols === 'all' || symbols.includes(symbolOf(market))) && (kinds === 'all' || kinds.includes(kindOf(market)))
  );
};

/** Cost of holding a spot leg, fraction per hour: idle dollars forgo lending, borrowed coins pay for it. */
export const spotFinancingPerHour = ({ universe }: Config, lendingApr: number): LegView['financingPerHour'] => ({
  long: lendingApr / HOURS_PER_YEAR,
  short: universe.borrowAprFraction / HOURS_PER_YEAR,
});

export const positionSettings = ({ execution, exit }: Config): PositionSettings => ({
  legTimeoutMs: execution.legTimeoutMs,
  hedgeSlippageMaxBps: execution.hedgeSlippageMaxBps,
  closeSlippageMaxBps: execution.closeSlippageMaxBps,
  deltaToleranceFraction: execution.deltaToleranceFraction,
  exitCarryBps: exit.exitCarryBps,
  consecutiveSettlements: exit.consecutiveSettlements,
  minimumHold: exit.minimumHold,
  makerRequoteMs: execution.makerRequoteMs,
  slicePauseMs: execution.slicePauseMs,
  staleFeedMs: exit.staleFeedMs,
});
