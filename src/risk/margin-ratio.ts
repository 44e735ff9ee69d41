/** What one coin of a venue carries: cross margin, every position of the pool stands on all of it. USD. */
export interface PoolStanding {
  readonly equityUsd: number;
  readonly legs: readonly { readonly notionalUsd: number; readonly maintenanceFraction: number }[];
}

/** Equity over what the venue asks as maintenance: it liquidates at 1. Infinite where nothing asks for margin. */
export const marginRatio = ({ equityUsd, legs }: PoolStanding): number => {
  const maintenanceUsd = legs.reduce((total, leg) => total + leg.notionalUsd * leg.maintenanceFraction, 0);
  return maintenanceUsd > 0 ? equityUsd / maintenanceUsd : Number.POSITIVE_INFINITY;
};

/** Share of the equity that backs each dollar of notional in the pool. */
export const backingFraction = ({ equityUsd, legs }: PoolStanding): number => {
  const notionalUsd = legs.reduce((total, leg) => total + leg.notionalUsd, 0);
  return notionalUsd > 0 ? equityUsd / notionalUsd : Number.POSITIVE_INFINITY;
};
