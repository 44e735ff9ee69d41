import type { Config } from '../config/config.ts';
import { isAskedFor, pairingSettings, signalSettings, spotFinancingPerHour } from '../config/config-settings.ts';
import type { FeeDesk } from '../money/fee-desk.ts';
import type { LendingDesk } from '../money/lending-desk.ts';
import type { ScoutSettings } from './scout.ts';

/** What routes are looked for and judged by; fees and the lending rate are those in force when asked for. */
export const scoutSettings = (config: Config, lending: LendingDesk, fees: FeeDesk): ScoutSettings => {
  const { coins, excludeCoins, spotLegs } = config.universe;
  return {
    signal: signalSettings(config),
    universe: {
      coins,
      excludeCoins,
      coinsMax: config.engine.maxCoins === 'all' ? Infinity : config.engine.maxCoins,
      spotLegs: spotLegs ? 'on' : 'off',
      pairing: pairingSettings(config),
    },
    spotFinancingPerHour: () => spotFinancingPerHour(config, lending.apr),
    budgets: { bookMs: config.limits.bookAgeMaxMs, fundingMs: config.limits.fundingAgeMaxMs },
    isWanted: (market) => isAskedFor(config, market),
    feesOf: (market) => fees.ratesOf(market),
  };
};
