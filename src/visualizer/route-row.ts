import type { RouteRow, Signal } from './messages.ts';

/** A judged route as the page and the API tell it; `rank` 0 is the best of its list. */
export const routeRow = (signal: Signal, rank: number): RouteRow => {
  const { verdict, reasons, notionalUsd, spreadPer8hBps, aprSpread, expectedCarryBps, horizonHours, atMs } = signal;
  const { costBps, requiredBps, netBps, breakEvenHours, basisBps, route, confidence } = signal;
  return {
    coin: route.coin,
    long: route.long,
    short: route.short,
    rank,
    verdict,
    reasons,
    notionalUsd,
    spreadPer8hBps,
    aprSpread,
    expectedCarryBps,
    horizonHours,
    costBps,
    requiredBps,
    netBps,
    breakEvenHours,
    basisBps,
    confidence: confidence?.value,
    atMs,
  };
};
