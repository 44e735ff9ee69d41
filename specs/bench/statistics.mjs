import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** What statistics cost: memory of 1,260 markets' rates, an hourly refresh of all, one z-score, correlations of 180 coins. */
export const statistics = () => {
  const child = spawnSync(process.execPath, ['--expose-gc', join(import.meta.dirname, 'statistics-child.mjs')], {
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(child.stderr);
  const { markets, cachedKb, historyKb, refreshMs, zScoreNs, coins, returnsKb, pairs, matrixMs } = JSON.parse(
    child.stdout,
  );
  return [
    `${markets} markets: cached mean, deviation, autocorrelation, 24 h mean ${cachedKb} KB (reference 200); the 30 days of rates behind them ${historyKb} KB`,
    `hourly refresh of all: ${refreshMs.toFixed(1)} ms; one z-score: ${zScoreNs.toFixed(0)} ns (budget 1,000)`,
    `${coins} coins, 31 daily closes: ${returnsKb} KB; all ${pairs} correlations after a day has closed: ${matrixMs.toFixed(1)} ms`,
  ];
};
