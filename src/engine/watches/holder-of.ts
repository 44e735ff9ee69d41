import type { CoinId, Leg, MarketKey } from '../../domain/ids.ts';
import { everyLeg } from '../../position/position.ts';
import type { Position } from '../../position/position.ts';

/** The leg that holds a market now; of the empty opposite of a sole leg nothing is held. */
export const holderOf = (
  positions: readonly Position[],
  market: MarketKey,
): { readonly coin: CoinId; readonly leg: Leg } | undefined => {
  for (const position of positions) {
    const own = everyLeg(position).find(({ state }) => state.market === market && state.presence === 'traded');
    if (own !== undefined) return { coin: position.coin, leg: own.leg };
  }
  return undefined;
};
