import type { Leg } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { isAdverseBasis } from './basis.ts';
import type { Carry } from './carry.ts';
import { entryWindow } from './entry-window.ts';
import type { RefusalReason } from './refusal-reason.ts';
import type { RouteCosting } from './route-costing.ts';
import { FILL_NAMES } from './route-costing.ts';
import type { RouteView } from './route-view.ts';
import type { SignalSettings } from './signal-settings.ts';

/** The figures of a route that its refusals are read from; `undefined` where the data did not permit them. */
export interface RouteFigures {
  readonly spreadPer8hBps: number | undefined;
  readonly carry: Carry | undefined;
  readonly costing: RouteCosting | undefined;
  readonly netBps: number | undefined;
  readonly basisBps: number | undefined;
}

/** Everything about both legs together that keeps a route from being entered, with the numbers by which it missed. */
export const routeRefusals = (
  view: RouteView,
  figures: RouteFigures,
  settings: SignalSettings,
): readonly RefusalReason[] => [
  ...screenRefusals(figures, settings),
  ...costRefusals(figures, settings),
  ...basisRefusals(view, figures, settings),
  ...windowRefusals(view, figures, settings),
  ...burstRefusals(view, settings),
];

const screenRefusals = (
  { spreadPer8hBps }: RouteFigures,
  { screenBpsPer8h }: SignalSettings,
): readonly RefusalReason[] =>
  spreadPer8hBps === undefined || spreadPer8hBps > screenBpsPer8h
    ? []
    : [{ code: 'below-screen', limit: screenBpsPer8h, actual: spreadPer8hBps }];

const costRefusals = ({ costing, netBps }: RouteFigures, settings: SignalSettings): readonly RefusalReason[] => {
  const reasons: RefusalReason[] = [];
  if (costing !== undefined)
    for (const fill of FILL_NAMES) {
      const estimate = costing.fills[fill];
      if (estimate.kind === 'insufficient')
        reasons.push({ code: 'insufficient-depth', fill, limit: 1, actual: estimate.fillableFraction });
      else if (estimate.slippageBps > settings.slippageLimitBps)
        reasons.push({ code: 'slippage-limit', fill, limit: settings.slippageLimitBps, actual: estimate.slippageBps });
    }
  if (netBps !== undefined && !(netBps > settings.minNetBps))
    reasons.push({ code: 'net-below-threshold', limit: settings.minNetBps, actual: netBps });
  return reasons;
};

const basisRefusals = (
  { basisMean24hBps }: RouteView,
  { basisBps }: RouteFigures,
  { adverseBasisBps }: SignalSettings,
): readonly RefusalReason[] => {
  if (basisBps === undefined || basisMean24hBps === undefined) return [];
  return isAdverseBasis({ basisBps, mean24hBps: basisMean24hBps }, adverseBasisBps)
    ? [{ code: 'adverse-basis', limit: adverseBasisBps, actual: basisMean24hBps - basisBps }]
    : [];
};

/** Instants of settlement only: a spot leg's financing and a continuous rate accrue and have no window. */
const windowRefusals = (view: RouteView, figures: RouteFigures, settings: SignalSettings): readonly RefusalReason[] => {
  const reasons: RefusalReason[] = [];
  for (const leg of ['long', 'short'] satisfies Leg[]) {
    const { funding } = view[leg];
    if (funding?.kind !== 'predicted') continue;
    const window = entryWindow(funding, view.nowMs, settings.entryWindow);
    if (window.kind === 'open') continue;
    if (window.kind === 'before' && netsWithoutComing(figures, view.nowMs, settings)) continue;
    reasons.push({ code: 'entry-window', leg, phase: window.kind, limit: window.limitMs, actual: window.actualMs });
  }
  return reasons;
};

const netsWithoutComing = ({ carry, netBps }: RouteFigures, nowMs: AtMs, settings: SignalSettings): boolean => {
  if (carry === undefined || netBps === undefined) return false;
  const endMs = nowMs + settings.entryWindow.quietBeforeMs;
  let comingBps = 0;
  for (const { atMs, carryBps } of carry.steps) if (atMs <= endMs) comingBps += carryBps;
  return netBps - comingBps > settings.minNetBps;
};

const burstRefusals = (view: RouteView, { liquidationBurstUsd }: SignalSettings): readonly RefusalReason[] => {
  const liquidated = view.long.liquidated60sUsd + view.short.liquidated60sUsd;
  return liquidated >= liquidationBurstUsd
    ? [{ code: 'liquidation-burst', limit: liquidationBurstUsd, actual: liquidated }]
    : [];
};
