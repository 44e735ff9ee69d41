import { MS_PER_DAY } from '../domain/units.ts';
import type { Engine } from '../engine/engine.ts';
import type { RouteRow } from './messages.ts';
import { routeRow } from './route-row.ts';
import { whatIf } from './what-if.ts';
import type { WhatIf } from './what-if.ts';

/** One route of a coin as it was judged last, and what its funding alone brought within a day, had it been held. */
export interface JudgedRoute extends RouteRow {
  readonly heldForADay: WhatIf;
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
): CoinRoutes => {
  const { nowMs } = status();
  const judged = signals().filter(({ route }) => route.coin === coin);
  const [best] = judged;
  return {
    coin,
    routes: judged.map((signal, rank) => {
      const { long, short } = signal.route;
      const charges = { long: inspect.charged(long), short: inspect.charged(short) };
      return { ...routeRow(signal, rank), heldForADay: whatIf({ sinceMs: nowMs - MS_PER_DAY, nowMs, ...charges }) };
    }),
    // a run that is folded from its journal knows no market in depth
    isComplete: best === undefined || inspect.marketDetail(best.route.long) !== undefined,
  };
};
