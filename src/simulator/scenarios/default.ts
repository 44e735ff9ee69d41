import type { Scenario } from '../scenario.ts';
import { SWINGING_THEN_DEAR, SWINGING_THEN_EVEN } from './months.ts';

/**
 * SOL pays some 9 bps an hour on Hyperliquid for two hours more, after a month around zero: just long enough for a route
 * to repay its round trip. Then its premium falls under the index within twenty minutes and stays there, some -3 bps
 * an hour: what the route expects turns negative and stays so at the settlements that follow, and its reverse, long on
 * Hyperliquid, nets from then on. Four hours in, DOGE becomes dear on Binance, where it settles every 4 h. AVAX on
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
      path: [...SWINGING_THEN_DEAR, { atHours: 2.1, bps: 79 }, { atHours: 2.4, bps: -31 }],
    },
    'binance:DOGE/USDT:USDT': {
      intervalHours: 4,
      historyBps: 3,
      historyMemoryHours: 60,
      path: [
        ...SWINGING_THEN_EVEN,
        { atHours: -10, bps: 2 },
        { atHours: 4.2, bps: 2 },
        { atHours: 4.5, bps: 48 },
        { atHours: 16, bps: 45 },
        { atHours: 17, bps: -12 },
        { atHours: 28, bps: -12 },
        { atHours: 30, bps: 2 },
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
