import type { StateValue } from 'xstate';
import { actorId, positionCoin, venueId, venueOf } from '../domain/ids.ts';
import type { ActorId, CoinId, MarketKey } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { cyclePartsOf } from '../engine/view/inspect.ts';
import type { Engine } from '../engine/engine.ts';
import { drawdownStatus } from '../engine/operating/guard-desk.ts';
import type { EngineStatus, FeedStatus } from '../engine/view/status.ts';
import { positionStatuses } from '../engine/view/status-view.ts';
import type { Position } from '../position/position.ts';
import { cycleOf } from '../position/position.ts';
import { guardView } from '../risk/guard-view.ts';
import type { GuardState } from '../risk/guard-view.ts';
import type { GuardContext } from '../risk/drawdown.ts';
import type { FoldedActor } from './folded-actors.actor.ts';
import type { FoldedRun } from './folded-run.ts';
import { positionRooms } from './position-rooms.ts';

const GUARD = actorId('guard');
const OPERATOR = actorId('operator');

export interface SceneParts {
  readonly run: FoldedRun;
  /** At or after the last fact folded. */
  readonly nowMs: AtMs;
  /** What the store kept of an actor, where that is the same instant; the fold's otherwise. */
  readonly actorOf: (id: ActorId) => FoldedActor | undefined;
}

/** A run that is over as a page looks at it: what a running engine tells of itself, as far as the journal knows it. */
export const sceneOf = (parts: SceneParts): Pick<Engine, 'status' | 'signals' | 'inspect'> => {
  const { run, actorOf } = parts;
  const { actors, decisions, books } = run;
  const drawdown = () => drawdownOf(actorOf(GUARD));
  return {
    status: () => statusOf(parts),
    signals: () => decisions.signals(),
    inspect: {
      actors: () => actors.ids().map((id) => ({ id, state: actors.get(id)?.state ?? '' })),
      machine: (id) => actors.get(id)?.machine,
      value: (id) => actorOf(id)?.snapshot.value as StateValue | undefined,
      context: (id) => actorOf(id)?.snapshot.context as unknown,
      marketRows: () => marketsOf(run).map(([market, state]) => decisions.marketRow(market, state)),
      book: () => undefined,
      marketDetail: () => undefined,
      charged: () => [],
      eachMid: () => undefined,
      cycleParts: (coin) => {
        const position = positionOf(parts, coin);
        return position?.legs == null ? undefined : cyclePartsOf(books.attribution(cycleOf(position)));
      },
      input: () => undefined,
      drawdown,
    },
  };
};

const statusOf = (parts: SceneParts): EngineStatus => {
  const { run, nowMs, actorOf } = parts;
  const { actors, decisions, books } = run;
  const guard = actorOf(GUARD);
  const view = guard === undefined ? undefined : viewOf(guard);
  const { fundingUsd, feesUsd } = books.totals();
  const closed = books.closed();
  const coins = actors.ids().flatMap((id) => positionCoin(id) ?? []);
  return {
    nowMs,
    world: 'recorded',
    seq: run.inputSeq,
    operator: actors.get(OPERATOR)?.state ?? 'stopped',
    guard: view === undefined ? 'active' : view.entries === 'halted' ? `${view.risk}, entries halted` : view.risk,
    drawdown: drawdownOf(guard),
    failClosed: [...run.recovering, ...run.failClosed],
    feeds: feedsOf(run),
    markets: marketsOf(run).length,
    openOrders: actors.ids().filter((id) => id.startsWith('order/')).length,
    counts: { frames: 0, rejected: 0, events: 0, signals: decisions.evaluated, orders: run.orders },
    routes: decisions.signals(),
    positions: positionStatuses(
      positionRooms({ run, nowMs, coins: coins.sort(), positionOf: (coin) => positionOf(parts, coin) }),
    ),
    account: {
      equityUsd: run.equity()?.total.toNumber(),
      capitalUsd: books.capitalUsd().toNumber(),
      fundingUsd: fundingUsd.toNumber(),
      feesUsd: feesUsd.toNumber(),
      closedCycles: closed.cycles,
      closedNetUsd: closed.netUsd.toNumber(),
    },
    margins: { venues: [], drift: undefined },
  };
};

/** An actor named for a coin holds a position. */
const positionOf = ({ actorOf }: SceneParts, coin: CoinId): Position | undefined =>
  actorOf(actorId(`position/${coin}`))?.snapshot.context as Position | undefined;

const viewOf = ({ snapshot }: FoldedActor) =>
  guardView(snapshot.value as GuardState, snapshot.context as unknown as GuardContext);

const drawdownOf = (guard: FoldedActor | undefined) =>
  guard === undefined ? undefined : drawdownStatus(guard.snapshot.context as unknown as GuardContext, viewOf(guard));

const marketsOf = ({ actors }: FoldedRun): readonly (readonly [market: MarketKey, state: string])[] =>
  actors
    .ids()
    .flatMap((id) =>
      id.startsWith('market/') ? [[id.slice('market/'.length) as MarketKey, actors.get(id)?.state ?? ''] as const] : [],
    );

const feedsOf = (run: FoldedRun): readonly FeedStatus[] =>
  [...run.venues].map((venue) => {
    const markets: Record<string, number> = {};
    for (const [market, state] of marketsOf(run))
      if (venueOf(market) === venue) markets[state] = (markets[state] ?? 0) + 1;
    return {
      venue: venueId(venue),
      frames: 0,
      rejected: 0,
      lastFrameAtMs: undefined,
      offsetMs: undefined,
      markets,
      share: undefined,
    };
  });
