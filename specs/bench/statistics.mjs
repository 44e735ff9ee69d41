import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** What statistics cost: memory of 1,260 markets' rates, the hourly refreshes of all over a day, one z-score, correlations of 180 coins. */
export const statistics = () => {
  const child = spawnSync(process.execPath, ['--expose-gc', join(import.meta.dirname, 'statistics-child.mjs')], {
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(child.stderr);
  const { markets, cachedKb, historyKb, hoursOfDay, zScoreNs, coins, returnsKb, pairs, matrixMs } = JSON.parse(
    child.stdout,
  );
  const refresh = (hour) =>
    `${hoursOfDay[hour].touched.toLocaleString('en')} buckets, ${hoursOfDay[hour].cpuMs.toFixed(1)} ms of CPU`;
  return [
    `${markets} markets: cached mean, deviation, autocorrelation, 24 h mean and the sums they go on from ${cachedKb} KB (reference 200); the 30 days of rates behind them ${historyKb} KB`,
    `refresh of all: ${refresh(23)} at midnight; ${refresh(7)} where an 8-hour sum ended, ${refresh(5)} in any other hour; one z-score: ${zScoreNs.toFixed(0)} ns (budget 1,000)`,
    `${coins} coins, 31 daily closes: ${returnsKb} KB; all ${pairs} correlations after a day has closed: ${matrixMs.toFixed(1)} ms`,
  ];
};
