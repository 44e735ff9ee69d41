import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, text } from '../../src/domain/money.ts';
import { netOfParts } from '../../src/monitor/attribution-sum.ts';
import { reportOf } from '../../src/monitor/report.ts';
import { checksOf } from '../../src/monitor/report-checks.ts';
import {
  HOUR,
  INVERSE,
  MIDNIGHT,
  SHORT,
  capital,
  closed,
  closedRoute,
  dollar,
  fill,
  journalOf,
  opened,
  paid,
  started,
} from './support/journal.ts';
import type { Sketch } from './support/journal.ts';

const failing = (report: ReturnType<typeof reportOf>): readonly string[] =>
  report.checks.filter(({ verdict }) => verdict === 'fails').map(({ name }) => name);

describe('the checks fail', () => {
  it('where the engine journaled another result than its facts come to', () => {
    const report = reportOf(journalOf(closedRoute({ net: '16' })));
    expect(failing(report)).toEqual(['journal']);
    expect(report.checks.find(({ name }) => name === 'journal')?.detail).toContain('SOL-1 (funding, basis');
  });

  it('where parts do not add up, a coin does not balance, a payment is not in the books', () => {
    const { total, cycles, coins, funding } = reportOf(journalOf(closedRoute()));
    const good = { total, cycles, coins, statements: funding.statements };
    const verdicts = (changed: Partial<typeof good>) =>
      checksOf({ ...good, ...changed }).flatMap(({ name, verdict, detail }) =>
        verdict === 'fails' ? [`${name}: ${detail}`] : [],
      );
    expect(verdicts({})).toEqual([]);
    const attribution = { ...total.attribution, fees: total.attribution.fees.plus('0.000000000000000001') };
    expect(verdicts({ total: { ...total, attribution } })).toEqual([
      'attribution: funding + basis + fx - fees - slippage - financing - fixed - net = -0.000000000000000001 USD',
    ]);
    const [usdc, ...others] = coins;
    const off = usdc === undefined ? [] : [{ ...usdc, wallets: usdc.wallets.plus('0.1') }];
    expect(verdicts({ coins: [...off, ...others] })).toEqual(['balances: 0.1 USDC']);
    const [first] = funding.statements;
    const less = first === undefined ? [] : [{ ...first, credited: first.credited.minus(1) }];
    expect(verdicts({ statements: less })).toEqual(['funding: USDC']);
  });
});

/** A fact at an hour, told which of the story it is. */
type Step = readonly [hour: number, make: (n: number) => Sketch];

const hour = fc.integer({ min: 2, max: 100 });
const small = fc.integer({ min: 1, max: 100_000 }).map((n) => text(decimal(n).div(1000)));
const side = fc.constantFrom('buy', 'sell');
/** Quoted in USDT, in USDC, or worth coins. */
const MARKETS = [{ market: INVERSE, feeCoin: 'SOL' }, { market: SHORT, feeCoin: 'USDC' }, {}] as const;

const trade: fc.Arbitrary<Step> = fc
  .record({ hour, quantity: small, price: small, decisionMid: small, fee: small, side })
  .map(({ hour: at, ...told }) => [
    at,
    (n) => fill(at, { tradeId: `n${n}`, ...told, ...MARKETS[n % 3], cycle: `SOL-${1 + (n % 2)}` }),
  ]);
const payment: fc.Arbitrary<Step> = fc
  .record({ hour, amount: fc.integer({ min: -1e6, max: 1e6 }) })
  .map(({ hour: at, amount }) => [at, (n) => paid(at, { paymentId: `n${n}`, amount: text(decimal(amount).div(1e5)) })]);
const rate: fc.Arbitrary<Step> = fc
  .record({ hour, usd: small })
  .map(({ hour: at, usd }) => [at, () => dollar(at, 'SOL', usd)]);

const OPENING = [
  started(0),
  dollar(0, 'USDT'),
  dollar(0, 'USDC'),
  dollar(0, 'SOL', '20'),
  capital(0, 'USDT', '5000000'),
  ...opened(1),
];

/** What a first cycle comes to so far, as the engine would journal it. */
const resultSoFar = (facts: readonly Sketch[]): Record<string, string> => {
  const { cycles } = reportOf(journalOf(facts));
  const { attribution } = cycles.find(({ cycle }) => cycle === 'SOL-1') ?? {};
  return Object.fromEntries(
    Object.entries(attribution ?? {}).flatMap(([part, value]) =>
      part === 'kind' ? [] : [[part, text(String(value))]],
    ),
  );
};

describe('the checks hold', () => {
  it('for whatever is traded and paid, in any order, in three kinds of coin, before and after the close', () => {
    const story = fc.array(fc.oneof(trade, payment, rate), { maxLength: 40 });
    fc.assert(
      fc.property(story, fc.integer({ min: 0, max: 40 }), (steps, split) => {
        const inOrder = [...steps].sort(([a], [b]) => a - b).map(([, make], index) => make(index));
        const before = [...OPENING, ...inOrder.slice(0, split)];
        const hours = ((before.at(-1)?.atMs ?? MIDNIGHT) - MIDNIGHT) / HOUR;
        const report = reportOf(journalOf(before, closed(hours, resultSoFar(before)), inOrder.slice(split)));
        expect(failing(report)).toEqual([]);
        const { closed: ended, open, total } = report;
        expect(text(netOfParts(total.attribution))).toBe(text(total.attribution.net));
        for (const part of ['funding', 'basis', 'fx', 'fees', 'slippage', 'net'] as const)
          expect(text(ended.attribution[part].plus(open.attribution[part]))).toBe(text(total.attribution[part]));
        expect(text(report.fundingReceivedUsd.minus(report.fundingPaidUsd))).toBe(text(total.attribution.funding));
        expect(report.drawdown?.fraction ?? 0).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 60 },
    );
  });
});
