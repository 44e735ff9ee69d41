import type { Scenario } from '../scenario.ts';
import { SWINGING_THEN_DEAR, SWINGING_THEN_EVEN } from './months.ts';

/**
 * SOL pays shorts well on Hyperliquid from before the start on, against a long leg on Binance. An hour and a half in Binance,
 * where it settles hourly here, begins to charge longs far more and goes on doing so: a long leg elsewhere saves more than
 * going there costs.
 */
export const rollingScenario: Scenario = {
  name: 'rolling',
  story: 'SOL really nets, then its long leg becomes dear on Binance: it is worth moving',
  turbulence: 0.7,
  depth: 1,
  liquidationsPerDay: 2,
  historyBps: 2,
  slowBps: 0.3,
  markets: {
    'hyperliquid:SOL/USDC:USDC': {
      historyBps: 2,
      historyMemoryHours: 60,
      quickBps: 0.8,
      path: [...SWINGING_THEN_DEAR, { atHours: 40, bps: 79 }],
    },
    'binance:SOL/USDT:USDT': {
      intervalHours: 1,
      historyBps: 3,
      historyMemoryHours: 60,
      path: [...SWINGING_THEN_EVEN, { atHours: 1.2, bps: 2 }, { atHours: 1.5, bps: 190 }, { atHours: 40, bps: 190 }],
    },
  },
};
