import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, sum, text } from '../../src/domain/money.ts';
import { CAUSES, fundingDifference } from '../../src/monitor/funding-difference.ts';
import type { Prediction, Settlement } from '../../src/monitor/funding-difference.ts';
import { HOUR, INVERSE, MIDNIGHT, SHORT } from './support/journal.ts';

const EIGHT = MIDNIGHT + 8 * HOUR;

/** A short of 10 expects 10 x 100 x 0.001 = 1 for 8 hours. */
const predicted: Prediction = {
  rate: decimal('0.001'),
  quantity: decimal(-10),
  price: decimal(100),
  contractSize: decimal(1),
  intervalHours: 8,
};
const settled = (
  told: Partial<Record<'rate' | 'quantity' | 'price' | 'amount', string>> &
    Partial<Pick<Settlement, 'market' | 'atMs'>> = {},
): Settlement => ({
  market: told.market ?? SHORT,
  atMs: told.atMs ?? EIGHT,
  rate: decimal(told.rate ?? '0.001'),
  quantity: decimal(told.quantity ?? '-10'),
  price: decimal(told.price ?? '100'),
  amount: decimal(told.amount ?? '1'),
});

const shown = (one: Prediction, other: Settlement): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fundingDifference(one, other)).map(([part, value]) => [part, text(value as never)]),
  );

const NONE = { expected: '1', total: '0', interval: '0', rate: '0', quantity: '0', mark: '0', rounding: '0' };

describe('why a payment is not what was predicted', () => {
  it('is nothing where all terms are the same', () => {
    expect(shown(predicted, settled())).toEqual(NONE);
  });

  it('is the rate, the quantity, the mark, or the venue that rounds, each for itself', () => {
    expect(shown(predicted, settled({ rate: '0.0012', amount: '1.2' }))).toEqual({
      ...NONE,
      total: '0.2',
      rate: '0.2',
    });
    expect(shown(predicted, settled({ quantity: '-12', amount: '1.2' }))).toEqual({
      ...NONE,
      total: '0.2',
      quantity: '0.2',
    });
    expect(shown(predicted, settled({ price: '90', amount: '0.9' }))).toEqual({ ...NONE, total: '-0.1', mark: '-0.1' });
    expect(shown(predicted, settled({ amount: '0.99' }))).toEqual({ ...NONE, total: '-0.01', rounding: '-0.01' });
  });

  it('is one term after the other where several moved: rate, then quantity at it, then the mark', () => {
    expect(shown(predicted, settled({ rate: '0.002', quantity: '-11', price: '110', amount: '2.42' }))).toEqual({
      expected: '1',
      total: '1.42',
      interval: '0',
      rate: '1',
      quantity: '0.2',
      mark: '0.22',
      rounding: '0',
    });
  });

  it('is the interval where the venue settled after 2 of 8 hours: a quarter of the estimate was due', () => {
    const early = { ...predicted, predictedForMs: EIGHT + 6 * HOUR };
    expect(shown(early, settled({ rate: '0.0003', amount: '0.3' }))).toEqual({
      ...NONE,
      total: '-0.7',
      interval: '-0.75',
      rate: '0.05',
    });
    const none = { ...predicted, predictedForMs: EIGHT + 9 * HOUR };
    expect(shown(none, settled({ rate: '0', amount: '0' }))).toEqual({ ...NONE, total: '-1', interval: '-1' });
  });

  it('is in the coin for inverse contracts: 1000 USD at 100 and 0.001 are 0.01 coin', () => {
    const inverse = { ...predicted, quantity: decimal(-1000) };
    expect(shown(inverse, settled({ market: INVERSE, quantity: '-1000', price: '125', amount: '0.008' }))).toEqual({
      ...NONE,
      expected: '0.01',
      total: '-0.002',
      mark: '-0.002',
    });
  });

  it('adds up exactly, whatever the terms', () => {
    const amount = fc.integer({ min: -1e9, max: 1e9 }).map((n) => decimal(n).div(1e7));
    const price = fc.integer({ min: 1, max: 1e9 }).map((n) => decimal(n).div(1e4));
    const terms = fc.record({ rate: amount, quantity: amount, price });
    const hours = fc.constantFrom(1, 2, 4, 8);
    fc.assert(
      fc.property(
        terms,
        terms,
        fc.record({ amount, hours, later: fc.option(hours, { nil: undefined }) }),
        (before, after, told) => {
          for (const market of [SHORT, INVERSE]) {
            const difference = fundingDifference(
              {
                ...before,
                contractSize: decimal('0.1'),
                intervalHours: told.hours,
                predictedForMs: told.later === undefined ? undefined : EIGHT + told.later * HOUR,
              },
              { ...after, market, atMs: EIGHT, amount: told.amount },
            );
            const causes = sum(CAUSES.map((cause) => difference[cause]));
            expect(text(causes)).toBe(text(difference.total));
            expect(text(difference.expected.plus(causes))).toBe(text(told.amount));
          }
        },
      ),
    );
  });
});
