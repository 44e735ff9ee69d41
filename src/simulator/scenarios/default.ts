import type { Scenario } from '../scenario.ts';

/**
 * SOL pays some 8 bps an hour on Hyperliquid for four hours, long enough for an hourly settled route to repay its round
 * trip; then its premium falls below the index, the expected carry turns slightly negative, and two settlements later the
 * position has no reason left. Seven hours in, DOGE becomes dear on Binance, where it settles every 4 h. AVAX on
 * Hyperliquid is rich now but forgets within hours, LINK there is rich and too thin to trade: both are refused.
 */
export const defaultScenario: Scenario = {
  name: 'default',
  story: 'SOL and later DOGE really net, AVAX and LINK only seem to',
  turbulence: 1,
  depth: 1,
  liquidationsPerDay: 4,
  historyBps: 6,
  slowBps: 0.8,
  markets: {
    'hyperliquid:SOL/USDC:USDC': {
      historyBps: 2,
      historyMemoryHours: 60,
      slowBps: 0.3,
      quickBps: 0.8,
      path: [
        { atHours: -740, bps: 16 },
        { atHours: -600, bps: -14 },
        { atHours: -480, bps: 20 },
        { atHours: -340, bps: -14 },
        { atHours: -220, bps: 18 },
        { atHours: -100, bps: -10 },
        { atHours: -30, bps: 4 },
        { atHours: -6, bps: 55 },
        { atHours: -2, bps: 70 },
        { atHours: 3.9, bps: 70 },
        { atHours: 4.2, bps: -8.4 },
        { atHours: 6.1, bps: -8.4 },
        { atHours: 6.6, bps: 2 },
      ],
    },
    'binance:DOGE/USDT:USDT': {
      intervalHours: 4,
      historyBps: 3,
      historyMemoryHours: 60,
      path: [
        { atHours: -740, bps: 12 },
        { atHours: -560, bps: -8 },
        { atHours: -380, bps: 14 },
        { atHours: -200, bps: -8 },
        { atHours: -60, bps: 6 },
        { atHours: -10, bps: 2 },
        { atHours: 6.6, bps: 2 },
        { atHours: 7.2, bps: 75 },
        { atHours: 20, bps: 70 },
        { atHours: 21, bps: -12 },
        { atHours: 32, bps: -12 },
        { atHours: 34, bps: 2 },
      ],
    },
    'bybit:DOGE/USDT:USDT': { intervalHours: 4 },
    'hyperliquid:AVAX/USDC:USDC': {
      historyBps: 14,
      historyMemoryHours: 3,
      path: [
        { atHours: -2, bps: 0 },
        { atHours: -0.2, bps: 20 },
        { atHours: 24, bps: 18 },
      ],
    },
    'hyperliquid:LINK/USDC:USDC': {
      depth: 0.06,
      historyBps: 6,
      historyMemoryHours: 50,
      path: [
        { atHours: -40, bps: 2 },
        { atHours: -10, bps: 60 },
        { atHours: 30, bps: 60 },
      ],
    },
  },
};
