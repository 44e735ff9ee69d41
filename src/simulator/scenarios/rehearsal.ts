import type { MarketStory, Scenario } from '../scenario.ts';

const COINS = ['BTC', 'ETH', 'SOL', 'DOGE', 'AVAX', 'LINK'];

/** As far from its history as a premium gets, and there for hours. */
const at = (bps: number): MarketStory => ({
  path: [
    { atHours: -3, bps: 0 },
    { atHours: 0, bps },
    { atHours: 24, bps },
  ],
});

const everyCoin = (quote: string, story: MarketStory): Readonly<Record<string, MarketStory>> =>
  Object.fromEntries(COINS.map((coin) => [quote.replace('*', coin), story]));

/** Every coin has a wide spread between a dear venue and a cheap one: orders can be tried out at once, and over and over. */
export const rehearsalScenario: Scenario = {
  name: 'rehearsal',
  story: 'every coin dear on one venue and cheap on another for hours: always something to enter',
  turbulence: 0.7,
  depth: 2,
  liquidationsPerDay: 2,
  historyBps: 6,
  slowBps: 0.6,
  markets: {
    ...everyCoin('bybit:*/USDT:USDT', at(60)),
    ...everyCoin('okx:*/USDT:USDT', at(-60)),
    ...everyCoin('binance:*/USDT:USDT', at(60)),
    ...everyCoin('hyperliquid:*/USDC:USDC', at(-60)),
  },
};
