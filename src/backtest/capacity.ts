import { decimal, text } from '../domain/money.ts';
import type { DecimalText } from '../domain/money.ts';
import type { Config } from '../engine/config/config.ts';
import type { BacktestResult } from './backtest-result.ts';
import type { CapacityRow } from './result-counts.ts';

/** Sizes of a capacity curve, as multiples of what is configured. */
export const CAPACITY_MULTIPLES = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

/** The same configuration for so many times the money: capital of every venue, and the limits in USD. */
export const scaledConfig = (config: Config, multiple: number): Config => {
  const { everyVenue, venues, limits } = config;
  const times = (amount: DecimalText): DecimalText => text(decimal(amount).times(multiple));
  return {
    ...config,
    everyVenue: { ...everyVenue, capitalUsd: times(everyVenue.capitalUsd) },
    venues: Object.fromEntries(
      Object.entries(venues).map(([name, venue]) => [name, { ...venue, capitalUsd: times(venue.capitalUsd) }]),
    ),
    limits: {
      ...limits,
      legNotionalMaxUsd: scaledAmount(limits.legNotionalMaxUsd, multiple),
      grossNotionalMaxUsd: scaledAmount(limits.grossNotionalMaxUsd, multiple),
    },
  };
};

const scaledAmount = <Amount extends number>(amount: Amount, multiple: number): Amount => (amount * multiple) as Amount;

/** What one of its runs came to. */
export const capacityRow = (multiple: number, { figures, attribution }: BacktestResult): CapacityRow => ({
  multiple,
  capitalUsd: figures.capitalUsd,
  netAtMarksUsd: figures.netAtMarksUsd,
  tradedUsd: figures.tradedUsd,
  slippageUsd: attribution.total.slippage,
  closedCycles: figures.closedCycles,
  openCycles: figures.openCycles,
});
