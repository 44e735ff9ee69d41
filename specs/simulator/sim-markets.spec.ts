import { describe, expect, it } from 'vitest';
import type { SimMarkets, SimStep } from '../../src/simulator/sim-markets.ts';
import { coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { SimMarketUnknownError } from '../../src/simulator/invented-markets.ts';
import { UnknownScenarioError } from '../../src/simulator/scenario.ts';
import { createSimMarkets } from '../../src/simulator/sim-markets.ts';

/** Two minutes before a settlement of every venue. */
const START = atMs(Date.UTC(2026, 0, 5, 7, 58));
const SOL = marketKey(venueId('hyperliquid'), symbolId('SOL/USDC:USDC'));
const SPOT = marketKey(venueId('binance'), symbolId('BTC/USDT'));

const steps = (markets: SimMarkets, count: number): SimStep[] => Array.from({ length: count }, () => markets.advance());
const bytes = (value: unknown): string => JSON.stringify(value);

/** Five minutes of a world, from its opening on. */
const life = (seed: number): string => {
  const markets = createSimMarkets({ seed, startAtMs: START });
  return bytes([markets.openingInputs(), steps(markets, 600)]);
};

describe('invented markets', () => {
  it('are the same bytes for the same seed, and others for another', () => {
    const first = life(7);
    expect(life(7) === first).toBe(true);
    expect(life(8) === first).toBe(false);
  });

  it.each(['default', 'stress'])('of the scenario %s go on as before from what they saved', (scenario) => {
    const markets = createSimMarkets({ seed: 7, startAtMs: START, scenario });
    steps(markets, 500);
    const saved = JSON.parse(bytes(markets.save()));
    const future = bytes([markets.openingInputs(), steps(markets, 600), markets.save()]);
    // Another start, and half an hour of another life: all of it is replaced.
    const again = createSimMarkets({ seed: 7, scenario, startAtMs: atMs(START + 86_400_000) });
    steps(again, 50);
    again.restore(saved);
    expect(bytes([again.openingInputs(), steps(again, 600), again.save()]) === future).toBe(true);
  });

  it('are not moved by being looked at', () => {
    const [watched, alone] = [7, 7].map((seed) => createSimMarkets({ seed, startAtMs: START }));
    if (watched === undefined || alone === undefined) throw new Error('two lives are needed');
    for (let step = 0; step < 300; step++) {
      watched.openingInputs();
      for (const { market, coin } of watched.instruments()) {
        watched.snapshotInputs(market);
        watched.currentRate(market);
        watched.indexPrice(coin);
      }
      expect(bytes(watched.advance()) === bytes(alone.advance())).toBe(true);
    }
  });

  it('move on a grid of half seconds, also from an instant off it', () => {
    const markets = createSimMarkets({ seed: 1, startAtMs: atMs(START + 1) });
    expect(markets.nowMs()).toBe(START + 500);
    expect(markets.nextAtMs()).toBe(START + 1000);
    expect(markets.advance().atMs).toBe(START + 1000);
    expect(markets.nowMs()).toBe(START + 1000);
  });

  it('settle each perpetual once at its boundary, at the rate last estimated and the price the venue names', () => {
    const markets = createSimMarkets({ seed: 3, startAtMs: START });
    const before = new Map<string, number | undefined>();
    const settlements = steps(markets, 239).flatMap((step) => step.settlements);
    expect(settlements).toEqual([]);
    for (const { market } of markets.instruments()) before.set(market, markets.currentRate(market)?.rate);
    const due = markets.advance().settlements;
    const perpetuals = markets.instruments().filter(({ kind }) => kind !== 'spot');
    expect(due.map(({ market }) => market).sort((a, b) => (a < b ? -1 : 1))).toEqual(
      perpetuals.map(({ market }) => market).sort((a, b) => (a < b ? -1 : 1)),
    );
    for (const { market, rate, settlementPrice, atMs: at } of due) {
      expect(at).toBe(START + 120_000);
      // The very last sample of the interval is its boundary's.
      expect(Math.abs(Number(rate) - (before.get(market) ?? NaN))).toBeLessThan(0.00005);
      expect(Number(settlementPrice)).toBe(markets.settlementPrice(market));
    }
    expect(steps(markets, 600).flatMap((step) => step.settlements)).toEqual([]);
  });

  it('keep a mark near the index by their premium, a spot mid on it, and a rate for perpetuals only', () => {
    const markets = createSimMarkets({ seed: 4, startAtMs: START });
    steps(markets, 100);
    const index = markets.indexPrice(coinId('BTC'));
    expect(Math.abs(markets.markPrice(SPOT) / index - 1)).toBeLessThan(0.0005);
    expect(markets.currentRate(SPOT)).toBeUndefined();
    const rate = markets.currentRate(SOL);
    expect(rate?.intervalHours).toBe(1);
    expect(rate?.settlementAtMs).toBe(START + 120_000);
  });

  it('name what they do not have', () => {
    const markets = createSimMarkets({ seed: 1 });
    const unknown = marketKey(venueId('okx'), symbolId('PEPE/USDT:USDT'));
    expect(markets.book(unknown)).toBeUndefined();
    expect(() => markets.markPrice(unknown)).toThrow(SimMarketUnknownError);
    expect(() => markets.settlementPrice(unknown)).toThrow(SimMarketUnknownError);
    expect(() => markets.currentRate(unknown)).toThrow(SimMarketUnknownError);
    expect(() => markets.snapshotInputs(unknown)).toThrow(SimMarketUnknownError);
    expect(() => markets.indexPrice(coinId('PEPE'))).toThrow(SimMarketUnknownError);
    expect(() => createSimMarkets({ seed: 1, scenario: 'crash' })).toThrow(UnknownScenarioError);
  });
});
