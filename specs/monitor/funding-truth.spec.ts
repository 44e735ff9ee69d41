import { describe, expect, it } from 'vitest';
import { text } from '../../src/domain/money.ts';
import { differencesByMarket } from '../../src/monitor/funding-sums.ts';
import { FundingTruth } from '../../src/monitor/funding-truth.ts';
import { HOUR, LONG, MIDNIGHT, SHORT, expected, fact, journalOf, opened, paid } from './support/journal.ts';
import type { Sketch } from './support/journal.ts';

const truthOf = (...sketches: readonly (Sketch | readonly Sketch[])[]): FundingTruth => {
  const truth = new FundingTruth();
  for (const one of journalOf(...sketches)) truth.fold(one);
  return truth;
};

const EVIDENCE = [
  { market: LONG, mid: 100 },
  { market: SHORT, rate: 0.0009, intervalHours: 1 },
];

describe('one row a payment', () => {
  it('holds the rate at entry, the last word before, what the venue charged and credited, and the difference', () => {
    const [row, ...more] = truthOf(
      opened(1, { evidence: EVIDENCE }),
      expected(2, { rate: 0.0011, amount: '1.1' }),
      paid(2),
    ).rows();
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      cycle: 'SOL-1',
      atEntry: { rate: 0.0009, intervalHours: 1 },
      lastWord: { intervalHours: 1, observedAtMs: MIDNIGHT + 2 * HOUR - 1000 },
      payment: { market: SHORT, amount: '1', rate: '0.001' },
    });
    expect([row?.difference?.expected, row?.difference?.total, row?.difference?.rate].map(String)).toEqual([
      '1.1',
      '-0.1',
      '-0.1',
    ]);
  });

  it('leaves out what was not heard: a leg of no approval, a settlement nobody saw coming', () => {
    const rows = truthOf(opened(1, { evidence: EVIDENCE }), paid(2), paid(2, { market: LONG, coin: 'USDT' })).rows();
    expect(
      rows.map(({ payment, atEntry, lastWord, difference }) => [payment.market, atEntry, lastWord, difference]),
    ).toEqual([
      [LONG, undefined, undefined, undefined],
      [SHORT, { rate: 0.0009, intervalHours: 1 }, undefined, undefined],
    ]);
  });

  it('keeps to the first word on a settlement, and gives it to the first of two payments', () => {
    const rows = truthOf(
      expected(2, { rate: 0.002 }),
      expected(2, { rate: 0.005 }),
      paid(2, { paymentId: 'a' }),
      paid(2, { paymentId: 'b', amount: '3' }),
    ).rows();
    expect(rows.map(({ lastWord }) => lastWord?.rate.toNumber())).toEqual([0.002, undefined]);
  });

  it('takes the estimates of a later approval for the cycle it opened, not for the one before', () => {
    const second = opened(4, { cycle: 'SOL-2', evidence: [{ market: SHORT, rate: 0.0005, intervalHours: 1 }] });
    const rows = truthOf(opened(1, { evidence: EVIDENCE }), paid(2), second, paid(5, { cycle: 'SOL-2' })).rows();
    expect(rows.map(({ atEntry }) => atEntry?.rate)).toEqual([0.0009, 0.0005]);
  });

  it('goes by the instant of the settlement, not by when its record came', () => {
    const rows = truthOf(paid(5), paid(3), fact(6, 'funding.paid', {})).rows();
    expect(rows.map(({ payment }) => (payment.settlementAtMs - MIDNIGHT) / HOUR)).toEqual([3, 5]);
  });

  it('does without what another build wrote in part', () => {
    const partial = [{ rate: 'high' }, { price: 100 }, { intervalHours: null }, { observedAtMs: '' }].map((told) =>
      expected(2, told),
    );
    const odd = fact(1, 'entry.approved', { actor: 'position/SOL', evidence: [1, { market: SHORT }] });
    const cycle = fact(1, 'cycle.opened', { actor: 'position/SOL' });
    expect(truthOf(partial, odd, cycle, fact(1, 'entry.approved', { evidence: 'none' }), paid(2)).rows()).toMatchObject(
      [{ lastWord: undefined, atEntry: undefined }],
    );
  });
});

describe('what was credited', () => {
  it('is summed up by venue and coin to the last decimal; estimates are in no sum', () => {
    const truth = truthOf(
      expected(2, { amount: '99' }),
      paid(2, { amount: '0.1' }),
      paid(3, { amount: '0.2' }),
      paid(3, { market: LONG, coin: 'USDT', amount: '-0.000000000000000001' }),
    );
    expect(
      truth.statements().map(({ venue, coin, payments, credited }) => [venue, coin, payments, text(credited)]),
    ).toEqual([
      ['alpha', 'USDT', 1, '-0.000000000000000001'],
      ['beta', 'USDC', 2, '0.3'],
    ]);
  });

  it('is compared by market: what nothing was predicted for is credited all the same', () => {
    const rows = truthOf(
      expected(2, { rate: 0.0011 }),
      paid(2),
      expected(3, { rate: 0.0008 }),
      paid(3),
      paid(4),
    ).rows();
    expect(
      differencesByMarket(rows).map(({ market, coin, payments, unpredicted, credited, difference }) => [
        market,
        coin,
        payments,
        unpredicted,
        text(credited),
        text(difference.expected),
        text(difference.total),
        text(difference.rate),
      ]),
    ).toEqual([[SHORT, 'USDC', 3, 1, '3', '1.9', '0.1', '0.1']]);
  });

  it('is awaited where a settlement passed and no record came', () => {
    expect(truthOf(expected(2), expected(3), paid(2)).awaited()).toEqual([
      { market: SHORT, settlementAtMs: MIDNIGHT + 3 * HOUR },
    ]);
  });
});
