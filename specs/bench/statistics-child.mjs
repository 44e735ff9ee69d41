import { DailyReturns } from '../../dist/analytics/daily-returns.js';
import { rateHistoryOf } from '../../dist/analytics/rate-history.js';
import { Moments } from '../../dist/analytics/moments.js';
import { zScore } from '../../dist/analytics/rate-statistics.js';
import { nsPerCall } from './measure.mjs';

const MARKETS = 1260;
const COINS = 180;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 2, 2);

const usedKb = () => {
  for (let round = 0; round < 4; round += 1) globalThis.gc();
  return process.memoryUsage().heapUsed / 1024;
};

const settlementOf = (market, at, settlementAtMs) => ({
  market: `okx:COIN${market}/USDT:USDT`,
  kind: 'settled',
  rate: 1e-4 * Math.sin(market + at),
  intervalHours: 8,
  intervalSource: 'frame',
  observedAtMs: settlementAtMs,
  settlementAtMs,
});
const settledOf = (market) =>
  Array.from({ length: 90 }, (_, at) => settlementOf(market, at, NOW_MS - (89 - at) * 8 * HOUR_MS));

const grown = (make) => {
  const before = usedKb();
  const made = make();
  return [made, Math.round(usedKb() - before)];
};

const [histories, historyKb] = grown(() =>
  Array.from({ length: MARKETS }, (_, market) => rateHistoryOf(settledOf(market))),
);
histories[0].statistics(NOW_MS);
const [cached, cachedKb] = grown(() => histories.map((history) => history.statistics(NOW_MS)));
if (cached.some(({ sd8 }) => sd8 === undefined)) throw new Error('a market has no statistics');

let touched = 0;
const { value: add } = Object.getOwnPropertyDescriptor(Moments.prototype, 'add');
Moments.prototype.add = function counted(...values) {
  touched += 1;
  add.apply(this, values);
};
/** Every hour of a day, all markets: ms of CPU and buckets touched. */
const hoursOfDay = Array.from({ length: 24 }, (_, at) => {
  const nowMs = NOW_MS + (at + 1) * HOUR_MS;
  if (at % 8 === 7)
    for (const [market, history] of histories.entries()) history.fold(settlementOf(market, 90 + at, nowMs));
  touched = 0;
  const before = process.cpuUsage();
  for (const history of histories) history.statistics(nowMs);
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, touched };
});
Moments.prototype.add = add;
let kept = 0;
const zScoreNs = nsPerCall(1_000_000, (index) => (kept += zScore(index * 1e-9, cached[index % MARKETS]) ?? 0));

const coins = Array.from({ length: COINS }, (_, coin) => `COIN${coin}`);
const [returns, returnsKb] = grown(() => {
  const made = new DailyReturns();
  for (let day = 0; day < 32; day += 1)
    for (const [at, coin] of coins.entries())
      made.observe(coin, { market: `okx:${coin}`, price: 100 + Math.sin((at + 1.3) * day) }, NOW_MS + day * DAY_MS);
  return made;
});
const from = performance.now();
let pairs = 0;
for (const a of coins)
  for (const b of coins)
    if (a < b) {
      kept += returns.correlation(a, b) ?? NaN;
      pairs += 1;
    }
const matrixMs = performance.now() - from;
if (!Number.isFinite(kept)) throw new Error('the figures are not numbers');
process.stdout.write(
  JSON.stringify({
    markets: MARKETS,
    cachedKb,
    historyKb,
    hoursOfDay,
    zScoreNs,
    coins: COINS,
    returnsKb,
    pairs,
    matrixMs,
  }),
);
