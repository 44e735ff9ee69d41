import { actorId } from '../../domain/ids.ts';
import type { MarketKey } from '../../domain/ids.ts';
import { cycleOf, nakedCoins } from '../../position/position.ts';
import type { Desks } from '../desks.ts';
import { breakEvenClock, legStatuses } from './leg-status.ts';
import type { LegRooms } from './leg-status.ts';
import type { PositionDesk } from '../position-desk.ts';
import type { ActorRegistry } from '../registry.ts';
import type { RiskDesk } from '../watches/risk-desk.ts';
import type { EngineStatus, FeedStatus, PositionStatus } from './status.ts';

type CoreStatus = Omit<EngineStatus, 'world' | 'seq' | 'nowMs' | 'routes' | 'positions'>;

/** The status of everything but routes and positions. */
export const coreStatus = (desks: Desks, signals: number): CoreStatus => {
  const { feeds, guards, orders, treasury, drift, recovery } = desks;
  const { frames, rejected, events } = feeds.counts;
  const { fundingUsd, feesUsd } = treasury.totals();
  const closed = treasury.closed();
  const { risk, entries } = guards.guard();
  return {
    operator: guards.operator(),
    guard: entries === 'halted' ? `${risk}, entries halted` : risk,
    drawdown: guards.standing(),
    // positions are offered nothing until then
    failClosed: [...(recovery.isOver ? [] : ['recovering']), ...guards.failClosedNow()],
    feeds: feedStatuses(desks),
    markets: feeds.markets.size,
    openOrders: orders.openOrders,
    margins: drift.latest(),
    counts: { frames, rejected, events, signals, orders: orders.submitted },
    account: {
      equityUsd: treasury.totalEquityUsd(),
      capitalUsd: treasury.capitalUsd().toNumber(),
      fundingUsd: fundingUsd.toNumber(),
      feesUsd: feesUsd.toNumber(),
      closedCycles: closed.cycles,
      closedNetUsd: closed.netUsd.toNumber(),
    },
  };
};

/** What must be known to tell how positions stand: of a running engine, or of one that was. */
export interface PositionRooms extends LegRooms {
  readonly positions: Pick<PositionDesk, 'coins' | 'position'>;
  readonly registry: Pick<ActorRegistry, 'state'>;
  readonly risk: LegRooms['risk'] & Pick<RiskDesk, 'naked'>;
}

/** Positions that hold something or are about to. */
export const positionStatuses = (desks: PositionRooms): readonly PositionStatus[] => {
  const { positions, treasury, registry, risk } = desks;
  return positions.coins().flatMap((coin) => {
    const position = positions.position(coin);
    const state = registry.state(actorId(`position/${coin}`)) ?? '';
    if (position === undefined || state === 'scanning.watching') return [];
    const attribution = treasury.attribution(cycleOf(position));
    const parts = attribution.kind === 'valued' ? attribution : undefined;
    const { long, short } = position.legs ?? {};
    const markets = [long?.market, short?.market].filter((market) => market !== undefined);
    const total = (of: (market: MarketKey) => number): number => markets.reduce((sum, market) => sum + of(market), 0);
    const open = (market: MarketKey) => treasury.openProfit(market);
    // slippage of the entry is booked already: what is open counts from the mids of the decisions
    const openBasisUsd = total((market) => open(market)?.sinceMidUsd ?? 0);
    return [
      {
        coin,
        state,
        long: long?.market,
        short: short?.market,
        notionalUsd: Math.max(0, ...markets.map((market) => treasury.notionalUsd(market))),
        deltaCoins: nakedCoins(position).toNumber(),
        openedAtMs: position.openedAtMs ?? undefined,
        fundingUsd: parts?.funding.toNumber() ?? 0,
        feesUsd: parts?.fees.toNumber() ?? 0,
        unrealizedUsd: total((market) => open(market)?.sincePaidUsd ?? 0),
        openBasisUsd,
        netUsd: (parts?.net.toNumber() ?? 0) + openBasisUsd,
        requiredBps: position.entry?.requiredBps,
        breakEvenHours: position.entry?.breakEvenHours,
        naked: risk.naked(coin),
        legs: legStatuses(desks, position),
        clock: breakEvenClock(desks, position),
      },
    ];
  });
};

const feedStatuses = ({ feeds, registry, sources }: Desks): readonly FeedStatus[] => {
  const markets = new Map<string, Record<string, number>>();
  for (const { key, venue } of feeds.markets.all()) {
    const state = registry.state(actorId(`market/${key}`)) ?? 'awaiting';
    const counts = markets.get(venue) ?? {};
    counts[state] = (counts[state] ?? 0) + 1;
    markets.set(venue, counts);
  }
  return feeds.health().map((health) => ({
    ...health,
    markets: markets.get(health.venue) ?? {},
    share: sources.shareOf(health.venue),
  }));
};
