import type { Scenario } from '../scenario.ts';
import { defaultScenario } from './default.ts';

/**
 * The default story on all venues, spot and inverse contracts included: what the venues on the wire serve. Where funding
 * accrues continuously and only beyond a damper, one contract is dear and one cheap, so that there is some: too little to
 * pay for four fills.
 */
export const wireScenario: Scenario = {
  ...defaultScenario,
  name: 'wire',
  story: 'the default story on every venue and kind of contract',
  breadth: { coins: 1 },
  markets: {
    ...defaultScenario.markets,
    'deribit:BTC/USD:BTC': { path: [{ atHours: 0, bps: 6 }] },
    'deribit:ETH/USDC:USDC': { path: [{ atHours: 0, bps: -6 }] },
  },
};

/** As many contracts as the largest reference design: 180 coins on every venue. */
export const wideScenario: Scenario = {
  ...wireScenario,
  name: 'wide',
  story: '180 coins on every venue, for measuring',
  breadth: { coins: 174 },
};
