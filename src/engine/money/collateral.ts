import { symbolOf, symbolParts, venueOf } from '../../domain/ids.ts';
import type { MarketKey, VenueId } from '../../domain/ids.ts';
import type { Decimal } from '../../domain/money.ts';
import type { Treasury } from './treasury.ts';

/**
 * What one coin of a venue can margin, USD: its wallet less what spot legs hold of it, and the open profit of the
 * perpetuals that settle in it, at `markOf` where that knows a price and at the market's own otherwise.
 */
export const collateralUsd = (
  treasury: Treasury,
  { venue, coin }: { readonly venue: VenueId; readonly coin: string },
  markOf: (market: MarketKey) => Decimal | undefined = () => undefined,
): number => {
  const { ledger } = treasury;
  const usdPerCoin = ledger.usdRate(coin)?.toNumber() ?? 0;
  let total = ledger.wallet(venue, coin).toNumber() * usdPerCoin;
  for (const { market, quantity, contractSize } of ledger.lots()) {
    if (venueOf(market) !== venue) continue;
    const { base, settle, kind } = symbolParts(symbolOf(market));
    if (kind !== 'spot' && settle === coin) total += treasury.openProfit(market, markOf(market))?.sincePaidUsd ?? 0;
    if (kind === 'spot' && base === coin) total -= quantity.times(contractSize).toNumber() * usdPerCoin;
  }
  return total;
};
