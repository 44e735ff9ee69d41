import type { MatchInput, MatchOutcome, TakenLiquidity } from '../../src/simulator/matching.ts';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/domain/money.ts';
import { matchOrder, NOTHING_TAKEN } from '../../src/simulator/matching.ts';
import { checkOrder, reducibleQuantity } from '../../src/simulator/order-checks.ts';
import { bookOf, instrumentOf, INVERSE, LINEAR, orderOf, START } from './venue-under-test.ts';

const BOOK = bookOf([99, 2, 98.5, 3], [100, 2, 100.5, 3, 102, 10]);

const match = (
  change: Parameters<typeof orderOf>[0],
  { book = BOOK, taken = NOTHING_TAKEN }: { book?: MatchInput['book']; taken?: TakenLiquidity } = {},
): MatchOutcome => {
  const order = orderOf(change);
  return matchOrder({ order, quantity: decimal(order.quantity), instrument: instrumentOf(LINEAR), book, taken });
};

const executionsOf = (outcome: MatchOutcome): string[] =>
  outcome.kind === 'matched' ? outcome.executions.map(({ quantity, price }) => `${quantity} @ ${price}`) : [];

const takenOf = (outcome: MatchOutcome): TakenLiquidity => (outcome.kind === 'matched' ? outcome.taken : NOTHING_TAKEN);

describe('matching', () => {
  it('walks the asks upwards for a buy, level by level, and never past the limit', () => {
    const outcome = match({ side: 'buy', quantity: '7', limitPrice: '101' });
    expect(executionsOf(outcome)).toEqual(['2 @ 100', '3 @ 100.5']);
    expect(outcome).toMatchObject({ kind: 'matched', filled: decimal(5), remaining: decimal(2) });
  });

  it('walks the bids downwards for a sell', () => {
    expect(executionsOf(match({ side: 'sell', quantity: '2.5', limitPrice: '98' }))).toEqual(['2 @ 99', '0.5 @ 98.5']);
  });

  it('fills nothing where the limit is behind the touch', () => {
    expect(executionsOf(match({ side: 'buy', limitPrice: '99.5' }))).toEqual([]);
  });

  it('trades whole lots of a level whose size is not a whole number of lots', () => {
    const book = bookOf([], [100, 0.0019, 100.5, 1]);
    expect(executionsOf(match({ quantity: '0.01' }, { book }))).toEqual(['0.001 @ 100', '0.009 @ 100.5']);
  });

  it('does not sell the same level twice while the book stands still', () => {
    const first = match({ quantity: '1.5' });
    const second = match({ quantity: '1.5' }, { taken: takenOf(first) });
    expect(executionsOf(second)).toEqual(['0.5 @ 100', '1 @ 100.5']);
  });

  it('finds fresh liquidity where the level has changed, and only there', () => {
    const first = match({ quantity: '4' });
    const moved = bookOf([99, 2], [100, 2.5, 100.5, 3]);
    expect(executionsOf(match({ quantity: '9' }, { book: moved, taken: takenOf(first) }))).toEqual([
      '2.5 @ 100',
      '1 @ 100.5',
    ]);
  });

  it('keeps what was taken from bids when asks are walked', () => {
    const sold = match({ side: 'sell', quantity: '2', limitPrice: '98' });
    const bought = match({ side: 'buy', quantity: '1' }, { taken: takenOf(sold) });
    const again = match({ side: 'sell', quantity: '1', limitPrice: '98' }, { taken: takenOf(bought) });
    expect(executionsOf(again)).toEqual(['1 @ 98.5']);
  });

  it('refuses a post-only order that would take and rests one that would not', () => {
    expect(match({ timeInForce: 'post-only', limitPrice: '100' })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'post-only-would-take' },
    });
    expect(match({ timeInForce: 'post-only', limitPrice: '99.5' })).toMatchObject({
      kind: 'matched',
      executions: [],
      remaining: decimal(1),
    });
  });
});

const codeOf = (change: Parameters<typeof orderOf>[0], instrument = instrumentOf(LINEAR)): string | undefined =>
  checkOrder(orderOf(change), instrument, START)?.code;

describe('order checks', () => {
  it.each([
    ['a quantity between lots', { quantity: '1.0005' }, 'bad-quantity'],
    ['no quantity', { quantity: '0' }, 'bad-quantity'],
    ['a price between ticks', { limitPrice: '100.25' }, 'bad-price'],
    ['no price', { limitPrice: '0' }, 'bad-price'],
    ['a notional of 0.099 x 101 = 9.999 under 10', { quantity: '0.099' }, 'below-minimum'],
  ])('refuses %s', (_, change, code) => {
    expect(codeOf(change)).toBe(code);
  });

  it('accepts a notional of 0.1 x 101 = 10.1', () => {
    expect(codeOf({ quantity: '0.1' })).toBeUndefined();
  });

  it('refuses a quantity under the minimum even when it only reduces', () => {
    const instrument = instrumentOf(LINEAR, { minQuantity: decimal('0.01') });
    expect(codeOf({ quantity: '0.009', reduceOnly: true }, instrument)).toBe('below-minimum');
  });

  it('lets a reduce-only order under the minimum notional close a small rest', () => {
    expect(codeOf({ quantity: '0.001', reduceOnly: true })).toBeUndefined();
  });

  it('counts inverse notional in contracts: 1 contract of 100 USD is over 10', () => {
    expect(codeOf({ market: INVERSE, quantity: '1' }, instrumentOf(INVERSE))).toBeUndefined();
  });

  it('refuses a halted market and one past its delisting', () => {
    expect(codeOf({}, instrumentOf(LINEAR, { status: 'halted' }))).toBe('market-halted');
    expect(codeOf({}, instrumentOf(LINEAR, { delistingAtMs: START }))).toBe('market-halted');
  });

  it('reduces at most the position and nothing on its own side', () => {
    expect(reducibleQuantity(orderOf({ side: 'sell', quantity: '5' }), decimal(2)).toFixed()).toBe('2');
    expect(reducibleQuantity(orderOf({ side: 'buy', quantity: '1' }), decimal(-2)).toFixed()).toBe('1');
    expect(reducibleQuantity(orderOf({ side: 'buy', quantity: '1' }), decimal(2)).toFixed()).toBe('0');
    expect(reducibleQuantity(orderOf({ side: 'sell', quantity: '1' }), decimal(0)).toFixed()).toBe('0');
  });
});
