import { describe, expect, it } from 'vitest';
import { text } from '../../src/domain/money.ts';
import { reportOf } from '../../src/monitor/report.ts';
import {
  INVERSE,
  MIDNIGHT,
  HOUR,
  SHORT,
  capital,
  closedRoute,
  dollar,
  expected,
  fact,
  fill,
  journalOf,
  opened,
  paid,
  started,
} from './support/journal.ts';

const failing = (report: ReturnType<typeof reportOf>): readonly string[] =>
  report.checks.filter(({ verdict }) => verdict === 'fails').map(({ name }) => name);

describe('the report of a run', () => {
  it('says which run it is and how it stands', () => {
    const facts = journalOf(
      started(0),
      fact(0, 'engine.fail-closed-begins', { condition: 'equity-unknown' }),
      fact(1, 'engine.fail-closed-begins', { condition: 'balances-differ:alpha' }),
      fact(2, 'engine.fail-closed-ends', { condition: 'balances-differ:alpha' }),
      fact(3, 'entry.refused', { actor: 'position/SOL' }),
      opened(3),
    );
    expect(reportOf(facts).run).toEqual({
      birthId: 'b1',
      venues: ['alpha', 'beta'],
      lives: 1,
      facts: 7,
      fromMs: MIDNIGHT,
      untilMs: MIDNIGHT + 3 * HOUR,
      failClosed: ['equity-unknown'],
      entriesApproved: 1,
      entriesRefused: 1,
    });
    // a new life looks for itself
    expect(reportOf([...facts, ...journalOf(started(4))]).run).toMatchObject({ lives: 2, failClosed: [] });
  });

  it('has the figures of the closed route: won, 15 on 2000, four fills of 10 at 4 in all from their mids', () => {
    const report = reportOf(journalOf(closedRoute()));
    expect(failing(report)).toEqual([]);
    expect(report.winRate).toEqual({ kind: 'known', value: 1 });
    expect([report.capitalUsd, report.fundingReceivedUsd, report.fundingPaidUsd].map(String)).toEqual([
      '2000',
      '1',
      '0',
    ]);
    expect(report.performance.totalReturn).toEqual({ kind: 'known', value: expect.closeTo(15 / 2000, 12) as number });
    expect(report.performance.sharpe).toMatchObject({ kind: 'unknown' });
    const traded = 10 * (100.1 + 101.9 + 103.9 + 104.1);
    expect(report.assets.map(({ tradedUsd }) => tradedUsd.toNumber())).toEqual([traded]);
    expect(report.assets[0]?.slippageBps).toBeCloseTo((4 / (10 * (100 + 102 + 104 + 104))) * 1e4, 10);
    expect(report.turnover).toEqual({ kind: 'known', value: traded / (report.averageEquityUsd ?? NaN) });
    // two fees of 0.5 at entry, two more at exit before the result is booked
    expect(report.drawdown).toMatchObject({ fraction: 1 / 2000 });
    expect(text(report.total.attribution.net)).toBe('15');
    expect(report.coins.map(({ coin, result, carried }) => [coin, text(result), text(carried)])).toEqual([
      ['USDC', '-22', '0'],
      ['USDT', '37', '0'],
    ]);
  });

  it('loses a route that came to nothing or less', () => {
    const figures = {
      funding: '1',
      basis: '20',
      fx: '0',
      fees: '2',
      slippage: '4',
      financing: '0',
      fixed: '0',
      net: '15',
    };
    const late = paid(4, { paymentId: 'late', amount: '-15' });
    expect(reportOf(journalOf(closedRoute(figures), late)).winRate).toEqual({ kind: 'known', value: 0 });
  });

  it('has no figure where nothing defines one', () => {
    const empty = reportOf([]);
    expect(empty.run).toMatchObject({ facts: 0, lives: 0, birthId: '-', venues: [] });
    expect([empty.winRate, empty.turnover]).toEqual([
      { kind: 'unknown', reason: 'no closed cycle with a value' },
      { kind: 'unknown', reason: 'no equity to compare with' },
    ]);
    expect(empty.maxDrawdown).toEqual({ kind: 'unknown', reason: 'no capital was there to lose' });
    const idle = reportOf(journalOf(started(0), dollar(0, 'USDT'), capital(0, 'USDT', '1000')));
    expect([idle.maxDrawdown, idle.drawdown]).toEqual([{ kind: 'known', value: 0 }, undefined]);
    expect(failing(empty)).toEqual([]);
  });

  it('says what it could not count', () => {
    const { contractSize: _size, ...body } = fill(1).body;
    const report = reportOf(
      journalOf(
        started(0),
        { ...fill(1), body },
        fill(1, { market: INVERSE, feeCoin: 'SOL', cycle: 'SOL-2' }),
        fill(1, { market: 'alpha:SOL/XYZ:XYZ', cycle: 'SOL-3' }),
      ),
    );
    expect(report.missing).toEqual([
      '1 facts fill.booked of an earlier build lack what the books need: they are not counted',
      '1 fills in coins without a journaled rate are in no turnover',
      '2 cycles in coins without a journaled rate are in no sum',
    ]);
    expect(report.cycles.map(({ attribution }) => attribution.kind)).toEqual(['unvalued', 'unvalued']);
  });

  it('keeps an unpaid settlement out of every figure of money', () => {
    const report = reportOf(journalOf(closedRoute(), expected(3, { amount: '77' })));
    expect(report.funding.awaited).toEqual([{ market: SHORT, settlementAtMs: MIDNIGHT + 3 * HOUR }]);
    expect(text(report.total.attribution.funding)).toBe('1');
    expect(failing(report)).toEqual([]);
  });
});
