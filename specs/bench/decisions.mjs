import { widestPair } from '../../dist/analytics/headline.js';
import { zScore } from '../../dist/analytics/rate-statistics.js';
import { evaluateRoute } from '../../dist/analytics/signal.js';
import { defaultSignalSettings } from '../../dist/analytics/signal-settings.js';
import { decimal } from '../../dist/domain/money.js';
import { nsPerCall } from './measure.mjs';

const NOW_MS = Date.UTC(2026, 0, 5, 9);
const HOUR_MS = 3_600_000;
const LEVELS = 200;
const COINS = 1000;
const VENUES = 7;

/** What one judgement costs: a route whose two books are walked four times, a screen of everything, a z-score. */
export const decisions = () => {
  const view = routeView();
  const verdict = evaluateRoute(view, defaultSignalSettings);
  if (verdict.costBps === undefined) throw new Error('the measured route is not costed');
  const routeNs = nsPerCall(2000, () => evaluateRoute(view, defaultSignalSettings));
  const { statistics } = view.long;
  let kept = 0;
  const zScoreNs = nsPerCall(1_000_000, (index) => {
    kept += zScore(index * 1e-9, statistics) ?? 0;
  });
  const coins = Array.from({ length: COINS }, (_, coin) => headlineLegs(coin));
  const screenNs = nsPerCall(5, () => {
    for (const legs of coins) kept += widestPair(legs)?.spreadPer8hBps ?? 0;
  });
  if (!Number.isFinite(kept)) throw new Error('the figures are not numbers');
  return [
    `one route, costed on two books of ${LEVELS} levels a side: ${(routeNs / 1000).toFixed(1)} us (budget 50)`,
    `widest pair of each of ${COINS} coins on ${VENUES} venues: ${(screenNs / 1e6).toFixed(2)} ms (budget 50)`,
    `z-score: ${zScoreNs.toFixed(0)} ns (budget 1,000)`,
  ];
};

const routeView = () => ({
  route: { coin: 'BTC', long: 'alpha:BTC/USDT:USDT', short: 'beta:BTC/USDT:USDT' },
  nowMs: NOW_MS,
  long: legView('alpha', -0.0008),
  short: legView('beta', 0.0012),
  basisMean24hBps: 0,
});

const legView = (venue, rate) => {
  const market = `${venue}:BTC/USDT:USDT`;
  const book = { bids: side(-1), asks: side(1), kind: 'linear', contractSize: 1 };
  return {
    market,
    instrument: {
      market,
      venue,
      symbol: 'BTC/USDT:USDT',
      nativeSymbol: 'BTCUSDT',
      coin: 'BTC',
      kind: 'linear',
      quote: 'USDT',
      settle: 'USDT',
      multiplier: 1,
      contractSize: decimal(1),
      tickSize: decimal('0.1'),
      lotSize: decimal('0.001'),
      minQuantity: decimal('0.001'),
      minNotional: decimal(5),
      status: 'trading',
      source: 'listed',
    },
    status: 'live',
    funding: {
      market,
      kind: 'predicted',
      rate,
      intervalHours: 8,
      intervalSource: 'frame',
      observedAtMs: NOW_MS - 1000,
      settlementAtMs: NOW_MS + 7 * HOUR_MS,
    },
    statistics: { samples: 90, mean8: 0.0001, sd8: 0.0002, phi8: 0.8, ma24h: 0.0001, sdApr: 0.1 },
    mark: 64_000,
    index: 64_000,
    mid: 64_000,
    bookAgeMs: 20,
    fundingAgeMs: 1000,
    bookBudgetMs: 100,
    fundingBudgetMs: 30_000,
    spread: { spreadBps: 0.1, baseBps: 0.1, widening: 1, volPct: 0.01, adjustment: 1, samples: 100 },
    pressure: 1,
    liquidated60sUsd: 0,
    markSd5m: 0.001,
    takerFee: 0.0005,
    makerFee: 0.0002,
    financingPerHour: { long: 0, short: 0 },
    book: () => book,
  };
};

/** Thin levels, so that the reference notional reaches deep into them. */
const side = (direction) => ({
  prices: Float64Array.from({ length: LEVELS }, (_, level) => 64_000 + direction * (0.1 + level * 0.1)),
  sizes: Float64Array.from({ length: LEVELS }, () => 0.004),
  count: LEVELS,
});

const headlineLegs = (coin) =>
  Array.from({ length: VENUES }, (_, venue) => {
    const hourly = ((coin * 31 + venue * 17) % 101) * 1e-7 - 5e-6;
    return { market: `venue${venue}:C${coin}/USDT:USDT`, hourlyAsLong: hourly, hourlyAsShort: hourly };
  });
