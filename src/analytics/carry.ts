import { hourlyRate } from '../domain/funding.ts';
import type { Leg } from '../domain/ids.ts';
import { kindOf } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { MS_PER_HOUR } from '../domain/units.ts';
import { expectedFunding, isUsableInterval, projectLeg } from './funding-schedule.ts';
import type { LegView, ProjectedSettlement, RouteView } from './route-view.ts';

/** Instants closer than this are one settlement: venues stamp the same hour with a few ms of jitter. */
const SAME_INSTANT_MS = 1000;

/** The route's net payment at one instant, both legs together; positive is received. */
export interface CarryStep {
  readonly atMs: AtMs;
  readonly inHours: number;
  readonly carryBps: number;
  /** Everything projected up to and including this instant. */
  readonly cumulativeBps: number;
}

/** The route's carry over a horizon. */
export interface Carry {
  readonly steps: readonly CarryStep[];
  /** `1e4 * (sum over S - sum over L)`; 0 when nothing settles within the horizon. */
  readonly expectedCarryBps: number;
  readonly cautious: boolean;
  readonly settlements: Readonly<Record<Leg, readonly ProjectedSettlement[]>>;
}

/** Fraction of notional per hour a route earns at hourly rates `long` and `short`; negative when it pays. Economics 2. */
export const carryPerHour = (hourly: Readonly<Record<Leg, number>>): number => hourly.short - hourly.long;

/**
 * The projected carry of a route over `horizonHours`, `undefined` when either leg has no usable rate. Needs no book, so
 * an open position can ask for it at any moment. Economics 2.
 */
export const projectCarry = (view: RouteView, horizonHours: number): Carry | undefined => {
  const span = { nowMs: view.nowMs, horizonHours };
  const long = projectLeg(view.long, { ...span, leg: 'long' });
  const short = projectLeg(view.short, { ...span, leg: 'short' });
  if (long === undefined || short === undefined) return undefined;
  const settlements = { long: long.settlements, short: short.settlements };
  const steps = carrySteps(settlements, view.nowMs);
  const expectedCarryBps = steps.at(-1)?.cumulativeBps ?? 0;
  return { steps, expectedCarryBps, cautious: long.cautious || short.cautious, settlements };
};

/** Both legs' settlements as one schedule, those of one instant netted. Each leg's list must be in time order. Economics 3. */
export const carrySteps = (due: Carry['settlements'], nowMs: AtMs): readonly CarryStep[] => {
  const steps: CarryStep[] = [];
  let longIndex = 0;
  let shortIndex = 0;
  let cumulative = 0;
  for (;;) {
    const first = earlier(due.long[longIndex], due.short[shortIndex]);
    if (first === undefined) return steps;
    const endMs = first.atMs + SAME_INSTANT_MS;
    let carry = 0;
    for (let next = due.long[longIndex]; next !== undefined && next.atMs < endMs; next = due.long[++longIndex])
      carry -= next.rate;
    for (let next = due.short[shortIndex]; next !== undefined && next.atMs < endMs; next = due.short[++shortIndex])
      carry += next.rate;
    cumulative += carry;
    steps.push({
      atMs: first.atMs,
      inHours: (first.atMs - nowMs) / MS_PER_HOUR,
      carryBps: 1e4 * carry,
      cumulativeBps: 1e4 * cumulative,
    });
  }
};

/**
 * A leg's rate now, fraction per hour in the leg's own sign convention (positive: longs pay). A spot leg's rate is its
 * cost: `+financing` long, `-financing` short. A continuously accruing rate is taken by its 8-hour mean. `undefined`
 * without a rate, its interval, or when the rate is a settled one.
 */
export const legHourlyRate = (view: LegView, leg: Leg): number | undefined => {
  const kind = view.instrument?.kind ?? kindOf(view.market);
  if (kind === 'spot') return leg === 'long' ? view.financingPerHour.long : -view.financingPerHour.short;
  const funding = expectedFunding(view);
  if (funding === undefined || funding.kind === 'settled') return undefined;
  if (!isUsableInterval(funding.intervalHours) || !Number.isFinite(funding.rate)) return undefined;
  return hourlyRate(funding);
};

const earlier = (
  a: ProjectedSettlement | undefined,
  b: ProjectedSettlement | undefined,
): ProjectedSettlement | undefined => {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return a.atMs <= b.atMs ? a : b;
};
