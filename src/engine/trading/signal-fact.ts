import type { Signal } from '../../analytics/signal.ts';
import type { SlippageEstimate } from '../../analytics/slippage.ts';
import { asJson } from '../../domain/codec.ts';
import type { Json } from '../../domain/codec.ts';
import type { FactBody } from '../outbox.ts';

/** A signal as the journal keeps it: the figures the verdict stands on, unknown ones left out. */
export const signalFact = (signal: Signal): FactBody =>
  defined({
    long: signal.route.long,
    short: signal.route.short,
    reasons: signal.reasons.map((reason) => asJson(reason)),
    notes: signal.notes.map(({ code }) => code),
    notionalUsd: signal.notionalUsd,
    spreadPer8hBps: signal.spreadPer8hBps,
    aprSpread: signal.aprSpread,
    expectedCarryBps: signal.expectedCarryBps,
    horizonHours: signal.horizonHours,
    costBps: signal.costBps,
    requiredBps: signal.requiredBps,
    netBps: signal.netBps,
    breakEvenHours: signal.breakEvenHours,
    basisBps: signal.basisBps,
    basisMean24hBps: signal.basisMean24hBps,
    confidence: signal.confidence === undefined ? undefined : defined({ ...signal.confidence }),
    fills:
      signal.fills === undefined
        ? undefined
        : Object.fromEntries(Object.entries(signal.fills).map(([fill, estimate]) => [fill, fillFact(estimate)])),
    legs: { long: defined({ ...signal.legs.long }), short: defined({ ...signal.legs.short }) },
    ttlMs: signal.ttlMs,
  });

const fillFact = (estimate: SlippageEstimate): Json =>
  estimate.kind === 'filled'
    ? { vwap: estimate.vwap, slippageBps: estimate.slippageBps }
    : { insufficient: estimate.fillableFraction };

/** Members that are known. */
export const defined = (members: { readonly [key: string]: Json | undefined }): FactBody => {
  const known: { [key: string]: Json } = {};
  for (const [key, member] of Object.entries(members)) if (member !== undefined) known[key] = member;
  return known;
};
