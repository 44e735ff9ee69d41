import { describe, expect, it } from 'vitest';
import { text } from '../../src/domain/money.ts';
import { emptyLeg, emptyPosition } from '../../src/position/position.ts';
import type { Position } from '../../src/position/position.ts';
import { balanceStep } from '../../src/position/repair.ts';
import { COIN, LONG, SETTINGS, SHORT, termsOf } from '../support/route-terms.ts';

/** An entry that holds so much, after so many tries to balance it; lots of 0.1. */
const entry = (held: { readonly long: number; readonly short: number }, repairs: number): Position => ({
  ...emptyPosition(COIN, SETTINGS),
  legs: {
    long: { ...emptyLeg(termsOf(LONG)), held: text(held.long) },
    short: { ...emptyLeg(termsOf(SHORT)), held: text(held.short) },
  },
  repairs,
});

describe('a difference that three hedges and three cuts could not trade away', () => {
  it('is carried on with up to 2 % of the larger leg: 0.2 of 10', () => {
    expect(balanceStep(entry({ long: 10, short: 9.8 }, 0)).kind).toBe('order');
    expect(balanceStep(entry({ long: 10, short: 9.8 }, 5)).kind).toBe('cut');
    expect(balanceStep(entry({ long: 10, short: 9.8 }, 6)).kind).toBe('balanced');
    expect(balanceStep(entry({ long: 9.8, short: 10 }, 6)).kind).toBe('balanced');
  });

  it('is a reason to leave beyond that: 0.3 of 10', () => {
    expect(balanceStep(entry({ long: 10, short: 9.7 }, 6)).kind).toBe('give-up');
  });

  it('is a reason to leave where one leg holds nothing worth keeping', () => {
    expect(balanceStep(entry({ long: 10, short: 0 }, 6)).kind).toBe('give-up');
  });
});
