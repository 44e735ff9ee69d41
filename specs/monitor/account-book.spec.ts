import { describe, expect, it } from 'vitest';
import { text } from '../../src/domain/money.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { AccountBook } from '../../src/monitor/account-book.ts';
import {
  INVERSE,
  ROUTE_FIGURES,
  capital,
  closedRoute,
  dollar,
  fact,
  fill,
  journalOf,
  opened,
  paid,
  started,
} from './support/journal.ts';

const bookOf = (facts: readonly Fact[]): AccountBook => {
  const book = new AccountBook();
  for (const one of facts) book.fold(one);
  return book;
};

const figures = (book: AccountBook, cycle: string): Record<string, string> => {
  const found = book.cycles().find((one) => one.cycle === cycle)?.attribution;
  return Object.fromEntries(Object.entries(found ?? {}).map(([part, value]) => [part, String(value)]));
};

const realized = (book: AccountBook): readonly string[] =>
  book.curve.days().map(({ gainUsd, baseUsd }) => `${text(gainUsd)} on ${text(baseUsd)}`);

describe('the books made again from facts', () => {
  it('give a closed route the figures that hand arithmetic gives it, and the engine journaled', () => {
    const book = bookOf(journalOf(closedRoute()));
    expect(figures(book, 'SOL-1')).toEqual({ kind: 'valued', ...ROUTE_FIGURES });
    expect(book.cycles()).toMatchObject([
      {
        cycle: 'SOL-1',
        coin: 'SOL',
        closed: { reason: 'carry-flipped' },
        route: { long: 'alpha:SOL/USDT:USDT', short: 'beta:SOL/USDC:USDC' },
        differing: [],
      },
    ]);
    expect(realized(book)).toEqual(['15 on 2000']);
  });

  it('name what the engine journaled otherwise, and what it did not journal', () => {
    const { fx: _fx, ...without } = ROUTE_FIGURES;
    const [cycle] = bookOf(journalOf(closedRoute({ ...without, fees: '2.000000000000000001', net: '15' }))).cycles();
    expect(cycle?.differing).toEqual(['fx', 'fees']);
    expect(bookOf(journalOf(closedRoute({ unvalued: ['USDT'] }))).cycles()[0]?.differing).toHaveLength(8);
  });

  it('count of an open route its settled funding and fees as realized, not its price', () => {
    const facts = journalOf(closedRoute()).slice(0, 10);
    const book = bookOf(facts);
    expect(book.cycles()[0]?.closed).toBeUndefined();
    expect(realized(book)).toEqual(['0 on 2000']);
    expect(figures(book, 'SOL-1')).toMatchObject({ funding: '1', fees: '1', slippage: '2', basis: '0', net: '-2' });
  });

  it('take a payment that comes after the close into the result, and count none twice', () => {
    const late = paid(4, { amount: '-0.25', paymentId: 'late' });
    const book = bookOf(journalOf(closedRoute(), late, late));
    expect(figures(book, 'SOL-1')).toMatchObject({ funding: '0.75', net: '14.75' });
    expect(realized(book)).toEqual(['14.75 on 2000']);
    expect([text(book.funding().received), text(book.funding().paid)]).toEqual(['1', '0.25']);
    // what was journaled at the close stays right
    expect(book.cycles()[0]?.differing).toEqual([]);
  });

  it('value coins at the rate journaled when they were booked, and say where there was none', () => {
    const inverse = { market: INVERSE, cycle: 'SOL-2', feeCoin: 'SOL', fee: '0.01', quantity: '1000' };
    const facts = [started(0), dollar(0, 'SOL', '100'), capital(0, 'SOL', '5', 'gamma'), fill(1, inverse)];
    const book = bookOf(journalOf(facts, dollar(2, 'SOL', '200')));
    expect(realized(book)).toEqual(['-1 on 500']);
    const unvalued = bookOf(
      journalOf(started(0), fill(1, { ...inverse, market: 'gamma:SOL/USD:SOL', feeCoin: 'XYZ' })),
    );
    expect(unvalued.cycles()[0]?.attribution).toEqual({ kind: 'unvalued', coins: ['SOL', 'XYZ'] });
    expect(unvalued.curve.drawdown()).toBeUndefined();
  });

  it('know a cycle without an approval by its money alone', () => {
    const stray = fill(1, { cycle: 'SOL-9' });
    expect(bookOf(journalOf(started(0), dollar(0, 'USDT'), stray)).cycles()).toMatchObject([
      { cycle: 'SOL-9', coin: 'SOL', openedAtMs: undefined, route: undefined },
    ]);
    // an approval is for the cycle that follows it, not for the one after that
    const twice = [...opened(1), fact(2, 'cycle.opened', { actor: 'position/SOL', cycle: 'SOL-2' })];
    expect(
      bookOf(journalOf(twice))
        .cycles()
        .map(({ route }) => route === undefined),
    ).toEqual([false, true]);
  });

  it('say which facts of an earlier build they could not use', () => {
    const { contractSize: _size, ...body } = fill(1).body;
    const bare = { ...fill(1), body };
    const book = bookOf(
      journalOf(
        started(0),
        bare,
        bare,
        paid(2, { amount: 3 }),
        fact(0, 'capital.opened', {}),
        fact(0, 'rate.journaled', {}),
      ),
    );
    expect(Object.fromEntries(book.incomplete)).toEqual({
      'fill.booked': 2,
      'funding.paid': 1,
      'capital.opened': 1,
      'rate.journaled': 1,
    });
    expect(book.cycles()).toEqual([]);
  });
});
