import type { MarketKey } from '../domain/ids.ts';
import { MS_PER_DAY } from '../domain/units.ts';
import type { Engine } from '../engine/engine.ts';
import type { Hindsight, RefusedRoute } from './hindsight.ts';
import type { RouteRow } from './messages.ts';
import { routeRow } from './route-row.ts';
import { heldLeg, whatIf } from './what-if.ts';
import type { WhatIf } from './what-if.ts';

/** One route of a coin as it was judged last, and what its funding alone brought, had it been held. */
export interface JudgedRoute extends RouteRow {
  readonly heldForADay: WhatIf;
  /** Absent of a candidate, of a route that is held, and where no fact speaks of one of its markets. */
  readonly refused?: RefusedRoute;
}

export interface CoinRoutes {
  readonly coin: string;
  /** Best first. */
  readonly routes: readonly JudgedRoute[];
  /** False where only the best is known: a journal tells no more. */
  readonly isComplete: boolean;
}

/** Every route of a coin that was judged, candidates and refused. */
export const coinRoutes = (
  coin: string,
  { signals, inspect, status }: Pick<Engine, 'signals' | 'inspect' | 'status'>,
  refusedOf: Hindsight['of'],
): CoinRoutes => {
  const { nowMs } = status();
  const judged = signals().filter(({ route }) => route.coin === coin);
  const [best] = judged;
  const charges = (market: MarketKey) => heldLeg(market, inspect.charged(market));
  return {
    coin,
    routes: judged.map((signal, rank) => {
      const { long, short } = signal.route;
      const day = { sinceMs: nowMs - MS_PER_DAY, nowMs, long: charges(long), short: charges(short) };
      const refused = signal.verdict === 'refused' ? refusedOf(signal.route, nowMs) : undefined;
      return { ...routeRow(signal, rank), heldForADay: whatIf(day), ...(refused === undefined ? {} : { refused }) };
    }),
    // a run that is folded from its journal knows no market in depth
    isComplete: best === undefined || inspect.marketDetail(best.route.long) !== undefined,
  };
};
