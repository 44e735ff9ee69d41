import type { Scenario } from '../scenario.ts';

/** Prices jump, books thin out, positions are liquidated, premiums swing through both signs within hours. */
export const stressScenario: Scenario = {
  name: 'stress',
  story: 'jumps, thin books, bursts of liquidations and premiums that change sign within hours, a changed interval',
  turbulence: 3,
  depth: 0.4,
  liquidationsPerDay: 60,
  historyBps: 12,
  slowBps: 4,
  intervalChanges: [{ atHours: 2, venue: 'bybit', intervalHours: 4 }],
  markets: {
    'hyperliquid:ETH/USDC:USDC': {
      historyMemoryHours: 30,
      path: [
        { atHours: -6, bps: 4 },
        { atHours: 0, bps: 70 },
        { atHours: 3, bps: 60 },
        { atHours: 3.2, bps: -50 },
        { atHours: 6, bps: -45 },
        { atHours: 7, bps: 30 },
      ],
    },
    'binance:SOL/USDT:USDT': {
      path: [
        { atHours: -3, bps: 0 },
        { atHours: 0, bps: -60 },
        { atHours: 5, bps: -70 },
        { atHours: 6, bps: 10 },
      ],
    },
  },
};
