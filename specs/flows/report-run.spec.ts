import { beforeAll, describe, expect, it } from 'vitest';
import type { AccountTruth, FundingPayment } from '../../src/domain/order.ts';
import { venueOf } from '../../src/domain/ids.ts';
import type { Decimal } from '../../src/domain/money.ts';
import { decimal, sum, text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { textIn } from '../../src/monitor/fact-body.ts';
import { CAUSES } from '../../src/monitor/funding-difference.ts';
import { reportOf } from '../../src/monitor/report.ts';
import type { Report } from '../../src/monitor/report.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { playLife, setStage } from '../support/chaos-lives.ts';
import type { Life, Stage } from '../support/chaos-lives.ts';
import { restlessEntry } from '../support/restless-entry.ts';

const MINUTE = 60_000;
/** 2026-01-05 16:00 UTC: both venues settle. */
const SIXTEEN = Date.UTC(2026, 0, 5, 16);

/** Two venues, one coin, entered whatever it nets, judged every ten seconds. */
const config = parseConfig({
  knownVenues: knownVenues.map(({ venue }) => venue),
  text: `
engine: { evaluateEveryMs: 10000, horizonHours: 1 }
universe: { coins: [SOL], spotLegs: false }
entry: ${restlessEntry({ opensPerHourMax: 1000 })}
exit: { minimumHold: none }
venues: { okx: { enabled: false }, binance: { enabled: false } }
`,
});

interface Played {
  readonly stage: Stage;
  readonly report: Report;
}

const play = async (choice: {
  readonly seed: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly onFact?: Life['onFact'];
}): Promise<Played> => {
  const { seed, fromMs, untilMs, onFact } = choice;
  const stage = setStage({ seed, startAtMs: atMs(fromMs) });
  await playLife(stage, { config, forMs: untilMs - fromMs, ...(onFact === undefined ? {} : { onFact }) });
  return { stage, report: reportOf(stage.store.facts(1)) };
};

const truths = ({ stage }: Played): readonly AccountTruth[] =>
  stage.world.venues.map(({ venue }) => stage.world.venueTruth(venue));

/** The venues' own payments, told one by one. */
const told = (payments: readonly FundingPayment[]): readonly string[] =>
  payments.map(({ market, settlementAtMs, rate, quantity, settlementPrice, amount, coin }) =>
    [market, settlementAtMs, rate, quantity, settlementPrice, amount, coin].join(' '),
  );

const byCoin = (amounts: readonly { readonly coin: string; readonly amount: string }[]): Record<string, string> => {
  const totals = new Map<string, Decimal>();
  for (const { coin, amount } of amounts) totals.set(coin, decimal(amount).plus(totals.get(coin) ?? 0));
  return Object.fromEntries([...totals].map(([coin, total]) => [coin, text(total)]));
};

describe('the report of ninety virtual minutes with a closed cycle', () => {
  let run: Played;
  beforeAll(async () => {
    let payments = 0;
    run = await play({
      seed: 7,
      fromMs: SIXTEEN - 20 * MINUTE,
      untilMs: SIXTEEN + 70 * MINUTE,
      // one payment of the eight-hour venue, two of the hourly one
      onFact: ({ type }, hand) => {
        if (type === 'funding.paid' && ++payments === 3) hand.send({ type: 'operator.unwind', coin: 'all' });
      },
    });
  }, 240_000);

  it('holds in every check, and closed a cycle', () => {
    expect(run.report.checks.filter(({ verdict }) => verdict === 'fails')).toEqual([]);
    expect(run.report.cycles[0]).toMatchObject({ cycle: 'SOL-1', closed: { reason: 'operator' }, differing: [] });
    expect(run.report.missing).toEqual([]);
  });

  it('says of the closed cycle what its fills and payments come to, added up by hand', () => {
    const fills = truths(run).flatMap(({ fills: own }) => own);
    const orders = [...run.stage.store.facts(1)].filter(({ type }) => type === 'order.intended');
    const midOf = (id: string) =>
      textIn(orders.find(({ actor }) => actor === `order/${id}`)?.body ?? {}, 'decisionMid');
    const first = fills.filter(({ venueAtMs }) => venueAtMs <= (run.report.cycles[0]?.closed?.atMs ?? 0));
    const signed = first.map(({ side, quantity, price, fee, clientOrderId }) => {
      const sign = side === 'buy' ? 1 : -1;
      const mid = decimal(midOf(clientOrderId) ?? NaN);
      return {
        fee: decimal(fee),
        cash: decimal(quantity).times(price).times(-sign),
        slippage: decimal(price).minus(mid).times(sign).times(quantity),
        midCash: decimal(quantity).times(mid).times(-sign),
      };
    });
    const paid = truths(run).flatMap(({ payments }) => payments);
    const fees = sum(signed.map(({ fee }) => fee));
    const slippage = sum(signed.map((one) => one.slippage));
    const funding = sum(paid.map(({ amount }) => decimal(amount)));
    // two dollar coins at the journaled rate 1
    expect(shown(run.report.cycles[0]?.attribution ?? {})).toEqual({
      kind: 'valued',
      funding: text(funding),
      basis: text(sum(signed.map(({ midCash }) => midCash))),
      fx: '0',
      fees: text(fees),
      slippage: text(slippage),
      financing: '0',
      fixed: '0',
      net: text(
        sum(signed.map(({ cash }) => cash))
          .plus(funding)
          .minus(fees),
      ),
    });
  });

  it('measures slippage, turnover and latency as the fills have them', () => {
    const fills = truths(run).flatMap(({ fills: own }) => own);
    const traded = sum(fills.map(({ quantity, price }) => decimal(quantity).times(price)));
    expect(run.report.assets.map(({ coin, fills: count, tradedUsd }) => [coin, count, text(tradedUsd)])).toEqual([
      ['SOL', fills.length, text(traded)],
    ]);
    expect(run.report.turnover).toMatchObject({ kind: 'known' });
    expect(run.report.signalToOrder.maxMs).toBe(0);
    expect(run.report.orderToFill.count).toBe(new Set(fills.map(({ clientOrderId }) => clientOrderId)).size);
    expect(run.report.orderToFill.medianMs).toBeGreaterThan(0);
  });

  it('has every state the position was in, up to the last fact', () => {
    const [times] = run.report.states;
    expect([...(times?.spentMs.keys() ?? [])]).toEqual(expect.arrayContaining(['entering', 'hedged', 'unwinding']));
    const first = [...run.stage.store.facts(1)].find(({ actor }) => actor === 'position/SOL')?.atMs ?? 0;
    const spent = [...(times?.spentMs.values() ?? [])].reduce((total, one) => total + one, 0);
    expect(spent).toBe(run.report.run.untilMs - first);
  });
});

const shown = (attribution: object): Record<string, string> =>
  Object.fromEntries(Object.entries(attribution).map(([part, value]) => [part, String(value)]));

describe('the funding truth of invented venues', () => {
  it.each([1, 2, 3])(
    'is their own statement, payment by payment and to the last decimal, seed %i',
    async (seed) => {
      const run = await play({ seed, fromMs: SIXTEEN - 5 * MINUTE, untilMs: SIXTEEN + 2 * MINUTE });
      const { rows, statements, awaited } = run.report.funding;
      const paid = truths(run).flatMap(({ payments }) => payments);
      expect(paid.length).toBeGreaterThan(0);
      expect([...told(rows.map(({ payment }) => payment))].sort()).toEqual([...told(paid)].sort());
      for (const { venue, payments } of truths(run))
        expect(
          byCoin(
            statements
              .filter((one) => one.venue === venue)
              .map(({ coin, credited }) => ({ coin, amount: text(credited) })),
          ),
        ).toEqual(byCoin(payments));
      expect(awaited).toEqual([]);
      for (const { difference, payment, lastWord, atEntry } of rows) {
        expect(venueOf(payment.market)).toMatch(/^(bybit|hyperliquid)$/);
        expect([lastWord?.observedAtMs ?? 0, atEntry?.intervalHours]).toEqual([
          expect.closeTo(payment.settlementAtMs, -5),
          venueOf(payment.market) === 'bybit' ? 8 : 1,
        ]);
        const causes = sum(CAUSES.map((cause) => difference?.[cause] ?? decimal(0)));
        expect(text(causes)).toBe(text(difference?.total ?? -1));
        expect(text(difference?.expected.plus(causes) ?? -1)).toBe(text(payment.amount));
        expect(text(difference?.rounding ?? -1)).toBe('0');
      }
    },
    120_000,
  );
});
