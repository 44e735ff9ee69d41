import { describe, expect, it } from 'vitest';
import { PriceProcess, STEP_MS } from '../../src/simulator/price-process.ts';
import { Prng } from '../../src/simulator/prng.ts';

const SETTINGS = {
  openingPrice: 100,
  volatilityPerYear: 0.6,
  marketShare: 0.8,
  jumpsPerDay: 0,
  jumpFraction: 0.003,
  turbulence: 1,
};
const STEPS_PER_DAY = 86_400_000 / STEP_MS;

const walk = (process: PriceProcess, market: Prng, steps: number): number[] =>
  Array.from({ length: steps }, () => {
    process.step(market.normal());
    return process.price;
  });

describe('an index', () => {
  it('moves as its yearly volatility says: a day of half-second returns adds up to about 3 %', () => {
    const process = new PriceProcess(SETTINGS, new Prng(1, 'price'));
    const prices = walk(process, new Prng(1, 'market'), STEPS_PER_DAY);
    let variance = 0;
    let before = SETTINGS.openingPrice;
    for (const price of prices) {
      variance += (price / before - 1) ** 2;
      before = price;
    }
    // 0.6 / sqrt(365) = 3.14 %; regimes make a day between 0.6 and 2.2 times that.
    expect(Math.sqrt(variance)).toBeGreaterThan(0.6 * 0.0314);
    expect(Math.sqrt(variance)).toBeLessThan(2.2 * 0.0314);
  });

  it('shares its movement with the other coins as far as it is told', () => {
    const [market, returns] = [new Prng(2, 'market'), { product: 0, one: 0, other: 0 }];
    const one = new PriceProcess(SETTINGS, new Prng(2, 'one'));
    const other = new PriceProcess(SETTINGS, new Prng(2, 'other'));
    for (let n = 0; n < 20_000; n++) {
      const draw = market.normal();
      one.step(draw);
      other.step(draw);
      returns.product += one.lastReturn * other.lastReturn;
      returns.one += one.lastReturn ** 2;
      returns.other += other.lastReturn ** 2;
    }
    // Correlation 0.8 * 0.8 = 0.64, a little less across different regimes.
    const correlation = returns.product / Math.sqrt(returns.one * returns.other);
    expect(correlation).toBeGreaterThan(0.5);
    expect(correlation).toBeLessThan(0.7);
  });

  it('jumps rarely, is nervous afterwards, and calms down within minutes', () => {
    const process = new PriceProcess({ ...SETTINGS, jumpsPerDay: 200 }, new Prng(3, 'price'));
    const market = new Prng(3, 'market');
    let steps = 0;
    while (Math.abs(process.lastReturn) < 0.0012 && steps < STEPS_PER_DAY) {
      process.step(market.normal());
      steps += 1;
    }
    expect(steps).toBeLessThan(STEPS_PER_DAY);
    const nervous = process.stress;
    expect(nervous).toBeGreaterThan(0.25);
  });

  it('goes on exactly where it was saved', () => {
    const process = new PriceProcess({ ...SETTINGS, jumpsPerDay: 50 }, new Prng(4, 'price'));
    const market = new Prng(4, 'market');
    walk(process, market, 5000);
    const saved = JSON.parse(JSON.stringify([process.save(), market.save()]));
    const future = walk(process, market, 5000);
    const again = new PriceProcess({ ...SETTINGS, jumpsPerDay: 50 }, new Prng(9, 'other'));
    const marketAgain = new Prng(9, 'other market');
    again.restore(saved[0]);
    marketAgain.restore(saved[1]);
    expect(walk(again, marketAgain, 5000)).toEqual(future);
  });
});
