import type { CoinId, Leg, MarketKey } from '../domain/ids.ts';
import { LEGS } from '../position/position.ts';
import type { Position } from '../position/position.ts';

/** The leg that holds a market now; of the empty opposite of a sole leg nothing is held. */
export const holderOf = (
  positions: readonly Position[],
  market: MarketKey,
): { readonly coin: CoinId; readonly leg: Leg } | undefined => {
  for (const { coin, legs } of positions) {
    const leg = LEGS.find((one) => legs?.[one].market === market && legs[one].presence === 'traded');
    if (leg !== undefined) return { coin, leg };
  }
  return undefined;
};
