import type { ChargedRate } from '../engine/view/market-detail.ts';

/** What a route would have brought in funding alone, had it been held. */
export interface WhatIf {
  /** Of one leg's notional. Positive: received. No fees, slippage or price in it. */
  readonly grossBps: number;
  /** Charges of both legs it stands on, and how many of them the venue has not confirmed yet. */
  readonly charges: number;
  readonly estimated: number;
}

export interface HeldRoute {
  readonly sinceMs: number;
  readonly nowMs: number;
  /** What each market charged; a spot market charges nothing. */
  readonly long: readonly ChargedRate[];
  readonly short: readonly ChargedRate[];
}

/**
 * Funding of a route held since an instant: a positive rate is paid by longs to shorts, so that the short leg receives its
 * rates and the long leg pays its own. Only who holds at a settlement pays or receives; what accrues counts for the part of
 * its time that was held. Economics 1.
 */
export const whatIf = (held: HeldRoute): WhatIf => {
  const received = legSum(held.short, held);
  const paid = legSum(held.long, held);
  return {
    grossBps: 1e4 * (received.rate - paid.rate),
    charges: received.charges + paid.charges,
    estimated: received.estimated + paid.estimated,
  };
};

type Held = Pick<HeldRoute, 'sinceMs' | 'nowMs'>;

const legSum = (charges: readonly ChargedRate[], held: Held) => {
  const sum = { rate: 0, charges: 0, estimated: 0 };
  for (const charge of charges) {
    const part = heldPart(charge, held);
    if (part === 0) continue;
    sum.rate += charge.rate * part;
    sum.charges += 1;
    if (charge.kind !== 'settled') sum.estimated += 1;
  }
  return sum;
};

/** 0 to 1. */
const heldPart = ({ fromMs, atMs, isAccruing }: ChargedRate, { sinceMs, nowMs }: Held): number => {
  if (!isAccruing) return atMs > sinceMs && atMs <= nowMs ? 1 : 0;
  const overlapMs = Math.min(atMs, nowMs) - Math.max(fromMs, sinceMs);
  return atMs > fromMs ? Math.max(0, overlapMs / (atMs - fromMs)) : 0;
};
