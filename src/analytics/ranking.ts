import { compareText } from '../domain/compare-text.ts';
import type { CoinId } from '../domain/ids.ts';
import type { Signal } from './signal.ts';

/** Best net first; routes without a net last; ties by coin, long venue, short venue. A total order. Economics 10. */
export const compareSignals = (a: Signal, b: Signal): number =>
  compareNets(a.netBps, b.netBps) ||
  compareText(a.route.coin, b.route.coin) ||
  compareText(a.route.long, b.route.long) ||
  compareText(a.route.short, b.route.short);

/** A ranked copy. */
export const rankSignals = (signals: readonly Signal[]): readonly Signal[] => [...signals].sort(compareSignals);

/** The best route of each coin, ranked: the best candidate where there is one, else the refused route nearest to it. */
export const bestPerCoin = (signals: readonly Signal[]): readonly Signal[] => {
  const best = new Map<CoinId, Signal>();
  for (const signal of signals) {
    const rival = best.get(signal.route.coin);
    if (rival === undefined || isBetter(signal, rival)) best.set(signal.route.coin, signal);
  }
  return rankSignals([...best.values()]);
};

const isBetter = (signal: Signal, rival: Signal): boolean =>
  signal.verdict === rival.verdict ? compareSignals(signal, rival) < 0 : signal.verdict === 'candidate';

const compareNets = (a: number | undefined, b: number | undefined): number => {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return b - a;
};
