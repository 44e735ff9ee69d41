import { symbolOf } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { ChargedRate } from '../engine/view/market-detail.ts';

/** What a route would have brought in funding alone, had it been held. */
export interface WhatIf {
  /** Of one leg's notional. Positive: received. No fees, slippage or price in it. */
  readonly grossBps: number;
  /** Charges of both legs it stands on, and how many of them the venue has not confirmed yet. */
  readonly charges: number;
  readonly estimated: number;
  /** Held from here in this figure: later than the instant asked for where what a leg was charged is known only so far back. */
  readonly fromMs: number;
}

export interface HeldRoute {
  readonly sinceMs: number;
  readonly nowMs: number;
  readonly long: HeldLeg;
  readonly short: HeldLeg;
}

/** What a market charged, oldest first; `nothing` of one that never charges, as a spot market. */
export type HeldLeg = readonly ChargedRate[] | 'nothing';

/** Only what is settled in a coin, as contracts are, is charged. */
export const heldLeg = (market: MarketKey, charges: readonly ChargedRate[]): HeldLeg =>
  symbolOf(market).includes(':') ? charges : 'nothing';

/**
 * Funding of a route held since an instant: a positive rate is paid by longs to shorts, so that the short leg receives its
 * rates and the long leg pays its own. Only who holds at a settlement pays or receives; what accrues counts for the part of
 * its time that was held. Both legs count from the same instant: where the charges of one are known for a shorter time, from
 * there; where those of one are not known at all, from now. Economics 1.
 */
export const whatIf = (held: HeldRoute): WhatIf => {
  const fromMs = Math.min(
    held.nowMs,
    Math.max(held.sinceMs, ...[held.long, held.short].map((leg) => knownFromMs(leg))),
  );
  const span = { fromMs, nowMs: held.nowMs };
  const received = legSum(held.short, span);
  const paid = legSum(held.long, span);
  return {
    grossBps: 1e4 * (received.rate - paid.rate),
    charges: received.charges + paid.charges,
    estimated: received.estimated + paid.estimated,
    fromMs,
  };
};

/** Venues stamp a settlement up to some seconds late. */
const JITTER_MS = 60_000;

/** From where on every charge up to the last is known. */
const knownFromMs = (leg: HeldLeg): number => {
  if (leg === 'nothing') return -Infinity;
  let fromMs = Infinity;
  for (const charge of leg.toReversed()) {
    if (fromMs - charge.atMs > JITTER_MS && fromMs !== Infinity) break;
    fromMs = Math.min(fromMs, charge.fromMs);
  }
  return fromMs;
};

interface Span {
  readonly fromMs: number;
  readonly nowMs: number;
}

const legSum = (leg: HeldLeg, span: Span) => {
  const sum = { rate: 0, charges: 0, estimated: 0 };
  for (const charge of leg === 'nothing' ? [] : leg) {
    const part = heldPart(charge, span);
    if (part === 0) continue;
    sum.rate += charge.rate * part;
    sum.charges += 1;
    if (charge.kind !== 'settled') sum.estimated += 1;
  }
  return sum;
};

/** 0 to 1. */
const heldPart = ({ fromMs, atMs, isAccruing }: ChargedRate, held: Span): number => {
  if (!isAccruing) return atMs > held.fromMs && atMs <= held.nowMs ? 1 : 0;
  const overlapMs = Math.min(atMs, held.nowMs) - Math.max(fromMs, held.fromMs);
  return atMs > fromMs ? Math.max(0, overlapMs / (atMs - fromMs)) : 0;
};
