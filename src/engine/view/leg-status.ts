import { breakEvenBand } from '../../analytics/break-even-band.ts';
import type { MarketKey } from '../../domain/ids.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { averageEntry } from '../../ledger/lot.ts';
import { coinsHeld, cycleOf, everyLeg } from '../../position/position.ts';
import type { Position } from '../../position/position.ts';
import { isFlat } from '../../position/repair.ts';
import type { FundingDesk } from '../money/funding-desk.ts';
import type { Outbox } from '../outbox.ts';
import type { RiskDesk } from '../watches/risk-desk.ts';
import type { Scout } from '../trading/scout.ts';
import type { BreakEvenClock, LegStatus, PricedBy } from './status.ts';
import type { Treasury } from '../money/treasury.ts';

/** How far a break-even is looked for: a week. */
const HORIZON_HOURS = 168;

/** What must be known of a leg to tell how it stands: of a running engine, or of one that was. */
export interface LegRooms {
  readonly feeds: { readonly markets: { find(market: MarketKey): MarketPrices | undefined } };
  readonly treasury: Pick<Treasury, 'attribution' | 'notionalUsd' | 'openProfit'> & {
    readonly ledger: Pick<Ledger, 'lot'>;
  };
  readonly risk: Pick<RiskDesk, 'margin'>;
  readonly fundings: Pick<FundingDesk, 'coming'>;
  readonly outbox: Pick<Outbox, 'nowMs'>;
  readonly scout: Pick<Scout, 'view'>;
}

interface MarketPrices {
  readonly mark: number | undefined;
  readonly mid: number | undefined;
  /** Where they are not of now. */
  readonly told?: { readonly by: PricedBy; readonly atMs: number };
}

/** The legs of a position that hold something, each as the rooms that watch it know it. */
export const legStatuses = ({ feeds, treasury, risk, fundings, outbox }: LegRooms, position: Position): LegStatus[] =>
  everyLeg(position)
    .filter(({ state }) => state.presence === 'traded' && !isFlat(state))
    .map(({ leg, state }) => {
      const { market } = state;
      const lot = treasury.ledger.lot(market);
      const seen = feeds.markets.find(market);
      return {
        leg,
        market,
        coins: coinsHeld(state).toNumber() * (leg === 'long' ? 1 : -1),
        entryPrice: lot === undefined ? undefined : averageEntry(lot)?.toNumber(),
        mark: seen?.mark ?? seen?.mid,
        pricedBy: seen === undefined ? undefined : pricedBy(seen),
        pricedAtMs: seen?.told?.atMs,
        notionalUsd: treasury.notionalUsd(market),
        unrealizedUsd: treasury.openProfit(market)?.sincePaidUsd,
        margin: risk.margin(market),
        coming: fundings.coming(market, outbox.nowMs),
      };
    });

const pricedBy = ({ mark, mid, told }: MarketPrices): PricedBy | undefined => {
  if (mark === undefined && mid === undefined) return undefined;
  return told?.by ?? (mark === undefined ? 'mid' : 'mark');
};

/** Costs and settled funding of the cycle in hand, and when the carry as projected now will have paid for the round trip. */
export const breakEvenClock = (
  { treasury, outbox, scout }: LegRooms,
  position: Position,
): BreakEvenClock | undefined => {
  const { legs, entry, coin } = position;
  if (legs === null) return undefined;
  const parts = treasury.attribution(cycleOf(position));
  if (parts.kind === 'unvalued') return undefined;
  const costsUsd = parts.fees.plus(parts.slippage).plus(parts.financing).plus(parts.fixed).toNumber();
  const earnedUsd = parts.funding.toNumber();
  const route = { coin, long: legs.long.market, short: legs.short.market };
  const notionalUsd = Math.max(treasury.notionalUsd(route.long), treasury.notionalUsd(route.short));
  const requiredUsd = Math.max(costsUsd, ((entry?.requiredBps ?? 0) * notionalUsd) / 1e4);
  const figures = { costsUsd, requiredUsd, earnedUsd, horizonHours: HORIZON_HOURS };
  const view = scout.view(route, outbox.nowMs);
  if (view === undefined || notionalUsd === 0 || earnedUsd >= requiredUsd) return figures;
  const requiredBps = (1e4 * (requiredUsd - earnedUsd)) / notionalUsd;
  return { ...figures, ...breakEvenBand(view, { requiredBps, horizonHours: HORIZON_HOURS }) };
};
